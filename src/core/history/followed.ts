import type { MetricFamily } from '../../contracts/metric.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { appendAll } from '../../sequences/append-all.ts';

/** A change that was seen from one run on. */
export interface Shift {
  /** Run in which it was seen first. */
  readonly run: number;
  /** 1 where values rose, -1 where they fell. */
  readonly sign: 1 | -1;
  /** Runs before it that it was judged by. */
  readonly before: readonly number[];
  /** Difference of that run to the runs before it, as a logarithm. */
  readonly difference: number;
  /** All series that are alike moved with it. */
  readonly together: boolean;
}

/** A shift that a later run bore out, or did not. */
export interface SettledShift extends Shift {
  /** Run in which it was settled. */
  readonly settledIn: number;
}

/** One series while its runs are gone through in their order. */
export interface Followed {
  readonly family: MetricFamily;
  /** Series of one group have the same metric and load: what moves all of them is the machine. */
  readonly group: string;
  /** What tells it from the others of its group. */
  readonly labels: ReadonlyMap<string, LabelValue>;
  /** Natural logarithms of the values by run, NaN where a run has none. */
  readonly logs: Float64Array;
  /** Runs with which it begins anew, by a decision of people. */
  readonly resets: readonly number[];
  /** Runs since the last confirmed shift that are no spike, in order. */
  level: number[];
  /** Earlier levels: they tell of the spread, and not where the values lie now. */
  readonly earlier: number[][];
  /** Levels before it began anew: they tell of the spread alone. */
  readonly before: number[][];
  /** A shift that waits for the next run. */
  pending: Shift | null;
  readonly confirmed: SettledShift[];
  readonly spikes: SettledShift[];
}

const NO_LABELS: ReadonlyMap<string, LabelValue> = new Map();

export function followed(
  family: MetricFamily,
  group: string,
  logs: Float64Array,
  resets: readonly number[] = [],
  labels = NO_LABELS,
): Followed {
  return { family, group, labels, logs, resets, level: [], earlier: [], before: [], pending: null, confirmed: [], spikes: [] };
}

/** Forgets every verdict, and where the values lay: from the next run on a series has a level of its own. */
export function beginAnew(series: Followed): void {
  appendAll(series.before, [...series.earlier.splice(0), series.level]);
  series.level = [];
  series.pending = null;
  series.confirmed.length = 0;
  series.spikes.length = 0;
}
