import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Interval } from '../../contracts/fact.ts';
import { quantile } from '../quantile.ts';
import { LEVEL } from '../ratio-interval.ts';
import { studentQuantile } from '../student-t.ts';

/** Statistics of every series, in the order of the report. */
export const STATISTICS = ['mean', 'median', 'stdev', 'cv', 'min', 'max', 'p5', 'p90', 'p95', 'p99'] as const;
export type StatisticName = (typeof STATISTICS)[number];

const FORMULAS: Readonly<Record<StatisticName, string>> = {
  mean: 'arithmetic mean: sum of the values divided by n',
  median: 'median: quantile 0.5, linear interpolation (type 7)',
  stdev: 'sample standard deviation, n - 1 in the denominator',
  cv: 'coefficient of variation: sample standard deviation divided by the mean',
  min: 'smallest value',
  max: 'largest value',
  p5: 'quantile 0.05, linear interpolation (type 7)',
  p90: 'quantile 0.90, linear interpolation (type 7)',
  p95: 'quantile 0.95, linear interpolation (type 7)',
  p99: 'quantile 0.99, linear interpolation (type 7)',
};

/** How a statistic is computed, in words. */
export function formulaOf(statistic: StatisticName): string {
  return FORMULAS[statistic];
}

export interface StatisticValue {
  readonly statistic: StatisticName;
  readonly value: number;
  readonly interval: Interval | null;
}

/**
 * Every statistic that n values support: deviation and variation need two of them, and a mean above zero.
 *
 * @param values n samples in any order and one unit; no values give [].
 */
export function describe(values: ArrayLike<number>): StatisticValue[] {
  if (values.length === 0) return [];
  const sorted = Float64Array.from(values).sort();
  const center = mean(values as unknown as number[]);
  const deviation = values.length > 1 ? sampleStandardDeviation(values as unknown as number[]) : null;
  const computed: Readonly<Record<StatisticName, number | null>> = {
    mean: center,
    median: quantile(sorted, 0.5),
    stdev: deviation,
    cv: deviation === null || center <= 0 ? null : deviation / center,
    min: sorted[0]!,
    max: sorted.at(-1)!,
    p5: quantile(sorted, 0.05),
    p90: quantile(sorted, 0.9),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
  };
  return STATISTICS.flatMap((statistic) => {
    const value = computed[statistic];
    if (value === null) return [];
    const interval =
      statistic === 'mean' ? meanInterval(center, deviation, values.length) : statistic === 'median' ? medianInterval(sorted) : null;
    return [{ statistic, value, interval }];
  });
}

/** Interval of a mean by Student's t with n - 1 degrees of freedom; null for n < 2. */
function meanInterval(center: number, deviation: number | null, n: number): Interval | null {
  if (deviation === null) return null;
  const half = (studentQuantile((1 + LEVEL) / 2, n - 1) * deviation) / Math.sqrt(n);
  return { level: LEVEL, low: center - half, high: center + half, method: "Student's t, n - 1 degrees of freedom" };
}

/**
 * How many of n values may lie below an order statistic so that it and its mirror image hold the median with the level: the largest rank
 * with 2 P(B < rank) <= 1 - level for B binomial (n, 1/2); 0 for none. The terms are summed by their logarithms, since 2^-n is no double.
 */
function medianRank(n: number): number {
  let logTerm = -n * Math.LN2;
  let below = 0;
  let rank = 0;
  for (;;) {
    below += Math.exp(logTerm);
    if (2 * below > 1 - LEVEL) return rank;
    rank += 1;
    logTerm += Math.log((n - rank + 1) / rank);
  }
}

/**
 * Interval of a median between two order statistics, free of any assumption on the distribution: Hahn and Meeker, Statistical Intervals
 * (1991), section 5.2. At least the level; null where n is too small for any such interval (n < 6 at 95 %).
 */
function medianInterval(sorted: Float64Array): Interval | null {
  const n = sorted.length;
  const rank = medianRank(n);
  if (rank === 0) return null;
  return { level: LEVEL, low: sorted[rank - 1]!, high: sorted[n - rank]!, method: 'order statistics, binomial' };
}
