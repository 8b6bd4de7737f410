import { backQuotesAt, codeEnds } from '../../adapters/readers/code-spans.ts';

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
    index = end ?? (text[index] === '`' ? index + backQuotesAt(text, index) : index + (text[index] === '\\' ? 2 : 1));
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
