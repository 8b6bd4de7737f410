import type { LabelValue } from '../../contracts/observation.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { studentTails } from '../student-t.ts';
import { type Centred, meanOf, TOGETHER_COUNT_MIN, type Together } from './centred.ts';
import type { Followed } from './followed.ts';
import { smallestOfInterest } from './relevance.ts';

/** So many parts of a group are looked at: of a sweep over many settings the first ones. */
const SLICE_COUNT_MAX = 200;
/** Runs before this one without which nothing is known of how far runs lie apart. */
const EARLIER_RUN_COUNT_MIN = 3;
/** Fewer values of a size have no part that begins at one of them but the single ones. */
const BOUND_VALUE_COUNT_MIN = 3;

/** Series of a group that have a label in common, or a size from or up to a value: their places in the group. */
type Slice = Uint32Array;

function slicesOfKey(all: readonly Followed[], key: string): number[][] {
  const byValue = groupBy(
    [...all.keys()].filter((at) => all[at]!.labels.has(key)),
    (at) => all[at]!.labels.get(key)!,
  );
  const single = [...byValue.values()];
  const numbers = [...byValue.keys()].filter((value): value is number => typeof value === 'number').sort((a, b) => a - b);
  if (numbers.length < BOUND_VALUE_COUNT_MIN || numbers.length < byValue.size) return single;
  const within = (values: readonly LabelValue[]) => values.flatMap((value) => byValue.get(value)!).sort((a, b) => a - b);
  const bounds = numbers.slice(1, -1).flatMap((_, at) => [within(numbers.slice(0, at + 2)), within(numbers.slice(at + 1))]);
  return [...single, ...bounds];
}

/** The parts of a group in which a change may be: fixed by the labels, whatever was measured. */
const slicesOf = remembered((all: readonly Followed[]): Slice[] => {
  const keys = [...new Set(all.flatMap(({ labels }) => [...labels.keys()]))];
  const slices = keys.flatMap((key) => slicesOfKey(all, key));
  const proper = slices.filter(({ length }) => length >= TOGETHER_COUNT_MIN && length < all.length);
  const distinct = new Map(proper.map((own) => [own.join(' '), Uint32Array.from(own)]));
  return [...distinct.values()].slice(0, SLICE_COUNT_MAX);
});

/** How far a part of the group was from what all did, in each run that most of the part has. */
function offsetsOf(slice: readonly Centred[], shocks: ReadonlyMap<number, number>): number[] {
  return [...shocks].flatMap(([run, shock]) => {
    const own = slice.flatMap(({ offsets }) => offsets.get(run) ?? []);
    return 2 * own.length > slice.length ? [meanOf(own) - shock] : [];
  });
}

/** Mean of the numbers at some places, those that are no number left out; zero for too few. */
function meanAt(values: Float64Array, places: Slice): number {
  let [sum, count] = [0, 0];
  for (const at of places) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count < TOGETHER_COUNT_MIN ? 0 : sum / count;
}

/**
 * What each part of a group did in a run, beyond what all of it did: the mean of its series, held against the same of the runs before. The part is
 * one witness, however many series it has, since they may share what varies from run to run.
 *
 * @param members all series of the group, whether or not they are judged in this run.
 * @returns those that are not too small to matter, and the number of parts that were looked at.
 */
export function sliceShifts(
  members: readonly Followed[],
  group: readonly Centred[],
  shocks: ReadonlyMap<number, number>,
  { common, candidateVariance }: { readonly common: number; readonly candidateVariance: number },
): { readonly found: Together[]; readonly count: number } {
  const slices = slicesOf(members);
  const bySeries = new Map(group.map((own) => [own.series, own]));
  const differences = Float64Array.from(members, (series) => (bySeries.get(series)?.difference ?? Number.NaN) - common);
  const bound = smallestOfInterest(members[0]!.family);
  const found = slices.flatMap((slice): Together[] => {
    const difference = meanAt(differences, slice);
    if (Math.abs(difference) <= bound) return [];
    const series = Array.from(slice, (at) => members[at]!);
    const before = offsetsOf(
      series.flatMap((own) => bySeries.get(own) ?? []),
      shocks,
    );
    if (before.length < EARLIER_RUN_COUNT_MIN) return [];
    const centre = meanOf(before);
    const degrees = before.length - 1;
    const variance = before.reduce((sum, value) => sum + (value - centre) ** 2, 0) / degrees;
    if (!(variance > 0)) return [];
    const p = studentTails(difference / Math.sqrt(variance * (candidateVariance + 1 / before.length)), degrees);
    return [{ group: '', series, difference, p, isWhole: false }];
  });
  return { found, count: slices.length };
}
