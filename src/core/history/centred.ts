import type { Followed } from './followed.ts';

/** So many series move together or do not; of fewer nobody can say. */
export const TOGETHER_COUNT_MIN = 4;
/** The level of a series is the mean of so many of its last runs at most: one that drifts is not held against last year. */
export const LEVEL_RUN_COUNT_MAX = 30;

/** What all series of a group did in a run, or a part of them beyond the others. */
export interface Together {
  readonly group: string;
  readonly isWhole: boolean;
  readonly series: readonly Followed[];
  readonly difference: number;
  readonly p: number;
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** A series with how far each run is from the level it belonged to. */
export interface Centred {
  readonly series: Followed;
  readonly offsets: ReadonlyMap<number, number>;
  /** Variance of `difference` in that of one run. */
  readonly width: number;
  readonly segmentCount: number;
  readonly difference: number;
}

/** Variance of the median of so many normal values, in that of one: Kendall and Stuart, The Advanced Theory of Statistics, 1, section 14. */
export const MEDIAN_VARIANCE: Readonly<Record<number, number>> = { 1: 1, 3: 0.4487 };

export function centred(series: Followed, runs: readonly number[]): Centred | null {
  const { logs, level, earlier, before: forgotten } = series;
  const now = medianOf(runs.map((run) => logs[run]!));
  const before = level.filter((run) => run < runs[0]!);
  if (Number.isNaN(now) || before.length === 0) return null;
  const recent = before.slice(-LEVEL_RUN_COUNT_MAX);
  const segments = [...[...forgotten, ...earlier].filter(({ length }) => length > 1), recent];
  const offsets = new Map<number, number>();
  for (const segment of segments) {
    const centre = meanOf(segment.map((own) => logs[own]!));
    for (const own of segment) offsets.set(own, logs[own]! - centre);
  }
  const difference = now - meanOf(recent.map((own) => logs[own]!));
  const width = MEDIAN_VARIANCE[runs.length]! + 1 / recent.length;
  return { series, offsets, width, segmentCount: segments.length, difference };
}
