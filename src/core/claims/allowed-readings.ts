import { remembered } from '../../metrics/remembered.ts';
import { firstIndex } from '../../sequences/first-index.ts';
import type { Slice } from './evidence.ts';
import type { PrintedInterval } from './printed-interval.ts';
import type { Condition } from './reading/condition.ts';
import type { ValueDraft } from './reading/draft.ts';
import { keptWith } from './reading/kept-with.ts';
import { acceptedStatistics } from './reading/wording.ts';
import { type Reading, SCOPES, settingsAmong, varyingKeys } from './readings.ts';

/** What the words of a claim ask for of a slice. */
export type Asked = Pick<ValueDraft, 'statistic' | 'subset' | 'settings'>;

/** All that `isAllowed` looks at of what is asked. */
export function askedKey({ statistic, subset, settings }: Asked): string {
  return `${statistic} ${subset} ${settings.length > 0}`;
}

/** The readings of a slice that the words of a claim allow, in their order. */
export const allowedReadings = keptWith(
  (slice: Slice, asked: Asked): readonly Reading[] => slice.readings(SCOPES).filter((own) => isAllowed(own, slice, asked)),
  askedKey,
);

/** Each value that an allowed reading has, in ascending order. */
export const allowedValues = keptWith(
  (slice: Slice, asked: Asked) => Float64Array.from(new Set(allowedReadings(slice, asked).map(({ value }) => value))),
  askedKey,
);

const SPREADS: ReadonlySet<string> = new Set(['stdev', 'stderr', 'cv']);
const SLOW_ENDS: ReadonlySet<string> = new Set(['p95', 'p99']);

/** Is a reading one that the words of the claim allow? */
export function isAllowed(reading: Reading, slice: Slice, { statistic, subset, settings }: Asked): boolean {
  if (SPREADS.has(reading.statistic) && statistic !== 'stdev') return false;
  // Nobody means a quantile by a number without a name, but the slow end of all times.
  const isSlowEnd = SLOW_ENDS.has(reading.statistic) && reading.subset === 'all';
  if (/^p\d/.test(reading.statistic) && !isSlowEnd && statistic !== reading.statistic) return false;
  if (subset !== null && slice.hasCold && !isOfSubset(reading, subset)) return false;
  const accepted = acceptedStatistics(statistic);
  if (accepted === null) return true;
  const isAlone = slice.blocks.length === 1 && slice.blocks[0]!.cells.length === 1;
  if (isAlone) return true;
  // The largest of one setting is not the largest of all, unless a tool says no more.
  if (statistic === 'max' || statistic === 'min') return accepted.includes(reading.statistic) && !isComputedPart(reading, slice);
  return (
    accepted.includes(reading.statistic) &&
    (reading.scope !== 'setting' || settings.length > 0) &&
    !isOneOfManySettings(reading, slice, settings)
  );
}

/**
 * Is a reading the statistic that is asked for, of a part of the slice that the words do not name: one setting, one run? A run that was measured
 * once stands for its mean and its median; the slow end of a few samples is one only where a tool or a fact says so.
 */
export function isOfPart(reading: Reading, slice: Slice, asked: Asked): boolean {
  const accepted = acceptedStatistics(asked.statistic);
  const { statistic, scope, blocks } = reading;
  if (accepted === null || (asked.subset !== null && slice.hasCold && !isOfSubset(reading, asked.subset))) return false;
  if (scope === 'cell') return blocks[0]!.cells.length === 1 && accepted.some(isMiddle);
  return accepted.includes(statistic) && (isMiddle(statistic) || blocks[0]!.statistic !== null);
}

function isMiddle(statistic: string): boolean {
  return statistic === 'mean' || statistic === 'median';
}

function isComputedPart({ scope, blocks }: Reading, slice: Slice): boolean {
  return (
    scope === 'setting' ||
    (scope === 'block' && blocks[0]!.statistic === null && slice.blocks.some((own) => own !== blocks[0] && own.statistic === null))
  );
}

function isOfSubset(reading: Reading, subset: 'cold' | 'warm'): boolean {
  if (reading.scope !== 'cell')
    return reading.subset === subset || (reading.cells.length === 1 && reading.cells[0]!.isCold === (subset === 'cold'));
  const [cell] = reading.cells;
  return subset === 'cold' ? cell!.isCold || cell!.row === 0 : !cell!.isCold;
}

/** A statistic that a tool reports of one setting is not that of all settings. */
function isOneOfManySettings({ blocks: [block], scope }: Reading, slice: Slice, settings: readonly Condition[]): boolean {
  if (scope !== 'block' || block!.statistic === null || settings.length > 0) return false;
  return settingsIn(slice).some((key) => block!.labels.has(key));
}

/** Keys of the settings that a slice was measured under several of. */
const settingsIn = remembered(({ blocks }: Slice) => settingsAmong(varyingKeys(blocks)));

/** The best of the allowed readings within an interval: the first of the widest scope that has one; null where there is none. */
export function readingWithin(slice: Slice, { low, high }: PrintedInterval, allows: (reading: Reading) => boolean): Reading | null {
  for (const scope of SCOPES) {
    const readings = slice.readings([scope]);
    let index = firstIndex(readings, ({ value }) => value < low);
    for (let own = readings[index]; own !== undefined && own.value <= high; own = readings[index]) {
      if (allows(own)) return own;
      index += 1;
    }
  }
  return null;
}
