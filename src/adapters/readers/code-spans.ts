/**
 * Where code in a line or paragraph may begin, and where it ends: from each run of back quotes behind the next run of the same length, which closes it (CommonMark
 * 0.31, section 6.1). A run within such code opens none. One pass.
 *
 * @returns start -> end, for every run that another one of its length follows.
 */
export function codeEnds(text: string, from = 0, to = text.length): Map<number, number> {
  const runs: { start: number; length: number }[] = [];
  for (let at = text.indexOf('`', from); at >= 0 && at < to; at = text.indexOf('`', at)) {
    const length = backQuotesAt(text, at);
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

/** How many back quotes follow each other from a position on. */
export function backQuotesAt(text: string, index: number): number {
  let end = index;
  while (text[end] === '`') end += 1;
  return end - index;
}
