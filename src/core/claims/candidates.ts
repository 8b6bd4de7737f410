import { allowedValues } from './allowed-readings.ts';
import type { Evidence, Slice } from './evidence.ts';
import { baseUnits, printedInterval } from './printed-interval.ts';
import type { Condition } from './reading/condition.ts';
import type { ValueDraft } from './reading/draft.ts';

/** Of more a number would be true by accident. */
const SINGLES_MAX = 8;

/** A slice of the data that a claim may be about. */
export interface Candidate {
  readonly slice: Slice;
  readonly conditions: readonly Condition[];
  readonly factor: number;
}

/** Names that may be any of several: each by itself is a reading beside all of them together. */
function withSingles(conditions: readonly Condition[]): (readonly Condition[])[] {
  const open = conditions.find(({ values }) => values.length > 1 && values.length <= SINGLES_MAX);
  if (!open) return [conditions];
  return [conditions, ...open.values.map((value) => conditions.map((own) => (own === open ? { key: open.key, values: [value] } : own)))];
}

/** Slices of each metric and alternative, in units that the number may be in. */
export function candidatesOf(draft: ValueDraft, evidence: Evidence, settings: readonly Condition[] = draft.settings): Candidate[] {
  const units = baseUnits(draft.number.unit, draft.bases);
  return draft.metrics.flatMap((metric) =>
    draft.subject.alternatives.flatMap(withSingles).flatMap((conditions) => {
      const slice = evidence.slice(metric, [...conditions, ...settings]);
      return slice === null ? [] : units.filter(({ base }) => base === slice.unit).map(({ factor }) => ({ slice, conditions, factor }));
    }),
  );
}

/**
 * How often a random number of this precision would have been supported: the share of the range from half the least to twice the largest of what
 * was measured that lies within the precision of an allowed reading.
 */
export function coincidenceOf(draft: ValueDraft, candidates: readonly Candidate[]): number {
  const [{ slice, factor }] = candidates as [Candidate, ...Candidate[]];
  const allowed = allowedValues(slice, draft);
  const [first, last] = [allowed.at(0), allowed.at(-1)];
  if (first === undefined || last === undefined) return 0;
  const { low, high } = printedInterval(draft.number, factor);
  const half = (high - low) / 2;
  const [from, to] = [Math.min(first / 2, first * 2), Math.max(last * 2, last / 2)];
  if (to <= from) return 1;
  let covered = 0;
  let reached = from;
  for (let index = 0; index < allowed.length; index += 1) {
    const value = allowed[index]!;
    const start = Math.max(reached, value - half);
    const end = Math.min(to, value + half);
    if (end > start) covered += end - start;
    reached = Math.max(reached, end);
  }
  return Math.min(1, covered / (to - from));
}
