import { firstIndex } from '../sequences/first-index.ts';

/** Index of the first character of each line of a text. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Line of a position, from 1, by binary search. */
export function lineAt(starts: readonly number[], position: number): number {
  return firstIndex(starts, (start) => start <= position);
}
