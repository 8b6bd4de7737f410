import type { LabelValue, ObservationTable } from '../../contracts/observation.ts';
import type { Placement } from '../../metrics/cells.ts';
import { tableBuilder } from './table.ts';

/** A run, or a test of one, that gave no value. */
export interface FailedRun {
  readonly place: number | string;
  /** Cell that says so: see `ObservationTable.failureCells`. */
  readonly at: string;
  readonly reason: string;
  readonly labels: ReadonlyMap<string, LabelValue | null>;
}

/** Runs that failed, as rows without a value: they are counted and named, and are in no statistic. Null where there are none. */
export function failedRuns(placement: Placement, runs: readonly FailedRun[]): ObservationTable | null {
  const table = tableBuilder(placement, {}, true);
  for (const { place, at, reason, labels } of runs) {
    table.add(place, [{ metric: 'run_duration', unit: 's', at, value: null }], { labels, failure: reason, failureAt: at });
  }
  return table.build();
}
