const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...([
    ['amp', '&'],
    ['lt', '<'],
    ['gt', '>'],
    ['quot', '"'],
    ['apos', "'"],
    ['nbsp', ' '],
    ['plusmn', '±'],
    ['times', '×'],
    ['micro', 'µ'],
  ] as const),
  ...([
    ['mu', 'μ'],
    ['deg', '°'],
    ['ndash', '–'],
    ['mdash', '—'],
    ['hellip', '…'],
    ['asymp', '≈'],
    ['le', '≤'],
    ['ge', '≥'],
    ['minus', '−'],
  ] as const),
]);

/**
 * Plain text of a line of Markdown: comments, marks of emphasis, code and links taken off, entities and escapes resolved. Every step is one pass that
 * looks no further than the next mark of its kind.
 */
export function inlineText(line: string): string {
  if (!/[*_`[<~&\\]/.test(line)) return line;
  return line
    .replaceAll(/<!--(?:[^-]|-(?!->)){0,400}-->/g, '')
    .replaceAll(/!?\[([^[\]]*)\]\([^()[\]\s]*(?:\s"[^"[\]]*")?\)/g, '$1')
    .replaceAll(/<(?:https?:\/\/|mailto:)([^<>\s]*)>/g, '$1')
    .replaceAll(/<\/?[a-z][^<>]{0,200}>/gi, '')
    .replaceAll(/^\[[ xX]\][ \t]/g, '')
    .replaceAll(/`+/g, '')
    .replaceAll(/(?<![\\\s*])\*+|(?<!\\)\*+(?=\S)/g, '')
    .replaceAll(/(?<![\\\p{L}\p{N}_])_{1,3}(?=\S)|(?<=[^\\\s_])_{1,3}(?![\p{L}\p{N}_])/gu, '')
    .replaceAll(/~~/g, '')
    .replaceAll(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES.get(name) ?? whole;
      const code = Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10);
      return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    })
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
}
