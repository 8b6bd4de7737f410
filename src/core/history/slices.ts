import type { Slice } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSlice, isSwept, labelRank } from '../../metrics/labels.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';

type Labels = ReadonlyMap<string, LabelValue>;

function has(labels: Labels, wanted: Labels): boolean {
  return [...wanted].every(([key, value]) => labels.get(key) === value);
}

/** A size or load on one side of which all that changed lies, and all that did not on the other. */
function boundBetween(changed: readonly Labels[], others: readonly Labels[]): Slice['bound'] {
  const keys = [...changed[0]!.keys()].sort((a, b) => Number(isSlice(b)) - Number(isSlice(a)) || labelRank(a) - labelRank(b));
  for (const key of keys) {
    const [own, rest] = [changed, others].map((all) => all.map((labels) => labels.get(key)));
    const areNumbers = (values: readonly unknown[]): values is number[] => values.every((value) => typeof value === 'number');
    if (!own || !rest || !areNumbers(own) || !areNumbers(rest)) continue;
    const [least, most] = [minOf(own), maxOf(own)];
    if (rest.every((value) => value < least)) return { key, value: least, side: 'from' };
    if (rest.every((value) => value > most)) return { key, value: most, side: 'up to' };
  }
  return null;
}

/**
 * What tells the series that changed from those of the same metric that did not: labels that all of the changed ones share, and where these
 * are not enough, a size or load from which, or up to which, it holds.
 *
 * @param changed at least one.
 * @returns null where nothing simple tells them apart, or nothing stayed as it was.
 */
export function sliceOf(changed: readonly Labels[], others: readonly Labels[]): Slice | null {
  if (others.length === 0) return null;
  const alone = boundBetween(changed, others);
  if (alone) return { labels: new Map(), bound: alone };
  const shared = [...changed[0]!].filter(
    ([key, value]) => changed.every((labels) => labels.get(key) === value) && others.some((labels) => labels.get(key) !== value),
  );
  const named = shared.filter(([key]) => !isSwept(key)).sort(([a], [b]) => labelRank(a) - labelRank(b));
  for (const own of [...named.map((label) => new Map([label])), new Map(named)]) {
    const beside = others.filter((labels) => has(labels, own));
    if (beside.length === 0) return own.size === 0 ? null : { labels: own, bound: null };
  }
  const bound = boundBetween(
    changed,
    others.filter((labels) => has(labels, new Map(named))),
  );
  if (bound !== null) return { labels: new Map(named), bound };
  const all = new Map(shared);
  return others.some((labels) => has(labels, all)) ? null : { labels: all, bound: null };
}
