import type { Coverage, CoveredColumn } from '../contracts/coverage.ts';
import type { Problem } from '../contracts/observation.ts';

/** Of a file with more fields than this many problems can name, the rest is counted; the inventory lists them all. */
const LISTS_MAX = 12;
/** Names and what stands under them fill at most this many characters of one problem; more of them make another. */
const LIST_CHARS_MAX = 160;

/**
 * What of an artifact was left out, one problem for each reason, so that no column vanishes without a word.
 *
 * @param coverage null where the adapter does not count it: then nothing is said.
 */
export function leftOutProblems(coverage: Coverage | null): Problem[] {
  const byReason = new Map<string, string[]>();
  for (const { at, reason, detail, filled, leftOut } of coverage?.columns ?? []) {
    if (reason === undefined || leftOut === 0) continue;
    const share = leftOut < filled ? `${leftOut} of ${filled} in ` : '';
    byReason.set(reason, [...(byReason.get(reason) ?? []), share + named(at, detail)]);
  }
  return [...byReason].flatMap(([reason, columns]) => {
    const lists = inLists(columns).map((list) => ({ message: `not used: ${list} (${reason})` }));
    if (lists.length <= LISTS_MAX) return lists;
    return [...lists.slice(0, LISTS_MAX), { message: `not used: ${lists.length - LISTS_MAX} more lists of fields (${reason})` }];
  });
}

function named(at: string, detail: CoveredColumn['detail']): string {
  const name = at.replace(/^\//, '') || 'the list';
  return detail === undefined ? `"${name}"` : `"${name}", ${detail}`;
}

function inLists(columns: readonly string[]): string[] {
  const lists: string[] = [];
  for (const column of columns) {
    const last = lists.at(-1);
    if (last !== undefined && last.length + column.length <= LIST_CHARS_MAX) lists[lists.length - 1] = `${last}; ${column}`;
    else lists.push(column);
  }
  return lists;
}
