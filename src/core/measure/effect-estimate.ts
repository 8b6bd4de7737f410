import type { Interval } from '../../contracts/fact.ts';
import { ratioInterval, relativeVariance } from '../ratio-interval.ts';
import { studentQuantile } from '../student-t.ts';
import type { Contrast } from './contrasts.ts';
import { statisticOf } from './statistics.ts';

/** How much the mean changes from one level of a parameter to another. */
export interface EffectEstimate {
  /** Ratio of the means, less one. */
  readonly value: number;
  /** Number of pairs, or of samples on the smaller side. */
  readonly sideCount: number;
  readonly intervalAt: (level: number) => Interval;
}

/**
 * Ratio of the means of matched pairs, less one: the ratio estimator of Cochran, Sampling Techniques (1977), chapter 6, with the standard
 * error from the residuals `to - ratio * from` of the pairs.
 */
function paired(from: Float64Array, to: Float64Array, ratio: number): EffectEstimate {
  const n = from.length;
  const mean = from.reduce((sum, value) => sum + value, 0) / n;
  const squares = from.reduce((sum, value, index) => sum + (to[index]! - ratio * value) ** 2, 0);
  const error = Math.sqrt(squares / (n - 1) / n) / mean;
  return {
    value: ratio - 1,
    sideCount: n,
    intervalAt: (level) => {
      const half = studentQuantile((1 + level) / 2, n - 1) * error;
      const method = "ratio of means of matched pairs, Student's t, n - 1 degrees of freedom";
      return { level, low: ratio - 1 - half, high: ratio - 1 + half, method };
    },
  };
}

/** @returns null where a side has fewer than two samples or a mean that is not above zero. */
export function estimateEffect({ from, to, isPaired }: Contrast): EffectEstimate | null {
  const [before, after] = [from.samples.values, to.samples.values];
  const [own, other] = [before, after].map((values) => {
    return { mean: statisticOf(values, 'mean') ?? 0, deviation: statisticOf(values, 'stdev') ?? 0, n: values.length };
  }) as [{ mean: number; deviation: number; n: number }, { mean: number; deviation: number; n: number }];
  const [below, above] = [own, other].map(({ mean, deviation, n }) => relativeVariance(mean, deviation, n));
  if (!below || !above) return null;
  const ratio = other.mean / own.mean;
  if (isPaired) return paired(before, after, ratio);
  return {
    value: ratio - 1,
    sideCount: Math.min(before.length, after.length),
    intervalAt: (level) => {
      const { low, high, method } = ratioInterval(ratio, above, below, level);
      return { level, low: low - 1, high: high - 1, method };
    },
  };
}
