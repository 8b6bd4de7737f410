import type { MetricFamily } from '../../contracts/metric.ts';

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
  /** Natural logarithms of the values by run, NaN where a run has none. */
  readonly logs: Float64Array;
  /** Runs since the last confirmed shift that are no spike, in order. */
  level: number[];
  /** Earlier levels: they tell of the spread, and not where the values lie now. */
  readonly earlier: number[][];
  /** A shift that waits for the next run. */
  pending: Shift | null;
  readonly confirmed: SettledShift[];
  readonly spikes: SettledShift[];
}

export function followed(family: MetricFamily, group: string, logs: Float64Array): Followed {
  return { family, group, logs, level: [], earlier: [], pending: null, confirmed: [], spikes: [] };
}
