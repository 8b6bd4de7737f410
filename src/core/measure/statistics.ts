import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { Interval } from '../../contracts/fact.ts';
import { rememberedText } from '../../metrics/remembered-text.ts';
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

/** What the statistics of n >= 1 values are computed from: each part once, and only where one of them is wanted. */
interface Described {
  readonly count: number;
  /** In ascending order. */
  readonly sorted: Float64Array;
  readonly center: number;
  /** null for one value. */
  readonly deviation: number | null;
}

function described(values: ArrayLike<number>): Described {
  let [sorted, center, deviation]: [Float64Array | null, number | null, number | null] = [null, null, null];
  return {
    count: values.length,
    get sorted() {
      sorted ??= new Float64Array(values).sort();
      return sorted;
    },
    get center() {
      center ??= mean(values as unknown as number[]);
      return center;
    },
    get deviation() {
      if (values.length > 1) deviation ??= sampleStandardDeviation(values as unknown as number[]);
      return deviation;
    },
  };
}

const COMPUTED: Readonly<Record<StatisticName, (of: Described) => number | null>> = {
  mean: ({ center }) => center,
  median: ({ sorted }) => quantile(sorted, 0.5),
  stdev: ({ deviation }) => deviation,
  cv: ({ deviation, center }) => (deviation === null || center <= 0 ? null : deviation / center),
  min: ({ sorted }) => sorted[0]!,
  max: ({ sorted }) => sorted.at(-1)!,
  p5: ({ sorted }) => quantile(sorted, 0.05),
  p90: ({ sorted }) => quantile(sorted, 0.9),
  p95: ({ sorted }) => quantile(sorted, 0.95),
  p99: ({ sorted }) => quantile(sorted, 0.99),
};

/** One statistic of n values; null where they do not support it. */
export function statisticOf(values: ArrayLike<number>, statistic: StatisticName): number | null {
  return values.length === 0 ? null : COMPUTED[statistic](described(values));
}

/**
 * The wanted statistics that n values support, in the order of the report: deviation and variation need two of them, and a mean above zero.
 *
 * @param values n samples in any order and one unit; no values give [].
 */
export function describe(values: ArrayLike<number>, wanted: readonly StatisticName[] = STATISTICS): StatisticValue[] {
  if (values.length === 0) return [];
  const of = described(values);
  return STATISTICS.flatMap((statistic) => {
    const value = wanted.includes(statistic) ? COMPUTED[statistic](of) : null;
    return value === null ? [] : [{ statistic, value, interval: INTERVALS[statistic]?.(of) ?? null }];
  });
}

/** Quantile of Student's t for the interval of a mean of n values: of many series n is the same. */
const meanQuantile = rememberedText((count) => studentQuantile((1 + LEVEL) / 2, Number(count) - 1));

/** Interval of a mean by Student's t with n - 1 degrees of freedom; null for n < 2. */
function meanInterval({ center, deviation, count }: Described): Interval | null {
  if (deviation === null) return null;
  const half = (meanQuantile(`${count}`) * deviation) / Math.sqrt(count);
  return { level: LEVEL, low: center - half, high: center + half, method: "Student's t, n - 1 degrees of freedom" };
}

/**
 * How many of n values may lie below an order statistic so that it and its mirror image hold the median with the level: the largest rank
 * with 2 P(B < rank) <= 1 - level for B binomial (n, 1/2); 0 for none. The terms are summed by their logarithms, since 2^-n is no double.
 */
const medianRank = rememberedText((count) => {
  const n = Number(count);
  let logTerm = -n * Math.LN2;
  let below = 0;
  let rank = 0;
  for (;;) {
    below += Math.exp(logTerm);
    if (2 * below > 1 - LEVEL) return rank;
    rank += 1;
    logTerm += Math.log((n - rank + 1) / rank);
  }
});

/**
 * Interval of a median between two order statistics, free of any assumption on the distribution: Hahn and Meeker, Statistical Intervals
 * (1991), section 5.2. At least the level; null where n is too small for any such interval (n < 6 at 95 %).
 */
function medianInterval({ sorted, count }: Described): Interval | null {
  const rank = medianRank(`${count}`);
  if (rank === 0) return null;
  return { level: LEVEL, low: sorted[rank - 1]!, high: sorted[count - rank]!, method: 'order statistics, binomial' };
}

const INTERVALS: Partial<Readonly<Record<StatisticName, (of: Described) => Interval | null>>> = {
  mean: meanInterval,
  median: medianInterval,
};
