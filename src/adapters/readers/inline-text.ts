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

/** Text that a mark needs before it can stand there, what it looks like, and what stays of it. Every pattern looks no further than the next mark of its kind. */
const MARKS: readonly (readonly [needs: string, pattern: RegExp, kept: string])[] = [
  ['<!--', /<!--(?:[^-]|-(?!->)){0,400}-->/g, ''],
  ['](', /!?\[([^[\]]*)\]\([^()[\]\s]*(?:\s"[^"[\]]*")?\)/g, '$1'],
  ['<', /<(?:https?:\/\/|mailto:)([^<>\s]*)>/g, '$1'],
  ['<', /<\/?[a-z][^<>]{0,200}>/gi, ''],
  ['[', /^\[[ xX]\][ \t]/g, ''],
  ['`', /`+/g, ''],
  ['*', /(?<![\\\s*])\*+|(?<!\\)\*+(?=\S)/g, ''],
  ['_', /(?<![\\\p{L}\p{N}_])_{1,3}(?=\S)|(?<=[^\\\s_])_{1,3}(?![\p{L}\p{N}_])/gu, ''],
  ['~~', /~~/g, ''],
];
const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g;
const ESCAPE = /\\([!-/:-@[-`{-~])/g;

/** Plain text of a line of Markdown: comments, marks of emphasis, code and links taken off, entities and escapes resolved. */
export function inlineText(line: string): string {
  if (!/[*_`[<~&\\]/.test(line)) return line;
  let text = line;
  for (const [needs, pattern, kept] of MARKS) if (text.includes(needs)) text = text.replaceAll(pattern, kept);
  return (text.includes('&') ? text.replaceAll(ENTITY, resolved) : text).replaceAll(ESCAPE, '$1');
}

function resolved(whole: string, decimal: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return ENTITIES.get(name) ?? whole;
  const code = Number.parseInt(decimal ?? hex!, decimal === undefined ? 16 : 10);
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
}
