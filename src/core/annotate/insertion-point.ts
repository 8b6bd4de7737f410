/** What nothing may be put into, at the place where it begins: code, comments and tags, links and images with their targets, formulas. Each looks no further than its limit. */
const LINK = /!?\[[^[\]]{0,500}\](?:\((?:[^()\n]|\([^()\n]{0,200}\)){0,1000}\)|\[[^[\]]{0,200}\])?/y;
const TAG = /<!--(?:[^-]|-(?!->)){0,400}-->|<[^<>\n]{1,1000}>/y;
const FORMULA = /\$[^$\n]{1,200}\$/y;
const ADDRESS = /https?:\/\/[^\s<>|]{1,1000}/y;
const CLOSERS = /[*_~]{1,6}(?![\p{L}\p{N}])/uy;
const REST_OF_WORD = /[\p{L}\p{N}_+%°]+/uy;

/** A stretch of Markdown that is one thing. */
export interface Whole {
  readonly start: number;
  readonly end: number;
}

/** The things of a stretch that nothing may be put into, in order. One pass, but for runs of back quotes, whose ends are known before. */
export function wholesOf(text: string, from: number, to: number): Whole[] {
  const closing = codeEnds(text, from, to);
  const wholes: Whole[] = [];
  for (let index = from; index < to; ) {
    const end = endOfWhole(text, index, closing);
    if (end !== null) wholes.push({ start: index, end: Math.min(end, to) });
    // A back quote that closes nothing belongs to its run.
    index = end ?? (text[index] === '`' ? index + runLength(text, index) : index + (text[index] === '\\' ? 2 : 1));
  }
  return wholes;
}

function endOfWhole(text: string, index: number, closing: ReadonlyMap<number, number>): number | null {
  const patterns = { '`': null, '[': LINK, '!': LINK, '<': TAG, $: FORMULA, h: ADDRESS }[text[index]!];
  if (patterns === undefined) return null;
  if (patterns === null) return closing.get(index) ?? null;
  patterns.lastIndex = index;
  const found = patterns.exec(text)?.[0];
  return found === undefined ? null : index + found.length;
}

function runLength(text: string, index: number): number {
  let end = index;
  while (text[end] === '`') end += 1;
  return end - index;
}

/** Start of each run of back quotes -> end of the next run of the same length, which closes it (CommonMark 0.31, section 6.1). */
function codeEnds(text: string, from: number, to: number): Map<number, number> {
  const runs: { start: number; length: number }[] = [];
  for (let at = text.indexOf('`', from); at >= 0 && at < to; at = text.indexOf('`', at)) {
    const length = runLength(text, at);
    runs.push({ start: at, length });
    at += length;
  }
  const next = new Map<number, number>();
  const ends = new Map<number, number>();
  for (const { start, length } of runs.toReversed()) {
    const end = next.get(length);
    if (end !== undefined) ends.set(start, end);
    next.set(length, start + length);
  }
  return ends;
}

/**
 * Where something may be put in behind a position without breaking a word, code, a link or emphasis.
 *
 * @param wholes of the stretch, see `wholesOf`.
 * @param to end of the stretch: never behind it.
 */
export function insertionPoint(text: string, position: number, wholes: readonly Whole[], to: number): number {
  let at = position;
  for (let before = -1; before !== at; ) {
    before = at;
    at = wholes.find(({ start, end }) => start < at && at < end)?.end ?? at;
    for (const pattern of [REST_OF_WORD, CLOSERS]) {
      pattern.lastIndex = at;
      // A word goes on only behind a letter or digit.
      if (pattern === REST_OF_WORD && !/[\p{L}\p{N}]$/u.test(text.slice(Math.max(0, at - 2), at))) continue;
      at += pattern.exec(text)?.[0].length ?? 0;
    }
  }
  return Math.min(at, to);
}
