import type { Interval } from '../contracts/fact.ts';
import { studentQuantile } from './student-t.ts';

/** Confidence level of every interval. */
export const LEVEL = 0.95;

/** How sure a mean is: the square of its standard error divided by the mean, with its degrees of freedom. */
export interface RelativeVariance {
  readonly value: number;
  /** Infinite where a tool states the standard error, but not of how many. */
  readonly degrees: number;
}

/** Of n >= 2 samples with this mean above zero and this standard deviation; null otherwise. */
export function relativeVariance(mean: number, deviation: number, n: number): RelativeVariance | null {
  return mean > 0 && n >= 2 ? { value: (deviation / mean) ** 2 / n, degrees: n - 1 } : null;
}

/**
 * Interval of a ratio of two independent means by the delta method on the logarithm, with Welch's degrees of freedom: Var(ln(a / b)) is
 * about Var(a) / a^2 + Var(b) / b^2. The only owner of such intervals.
 *
 * @param ratio above zero.
 */
export function ratioInterval(ratio: number, above: RelativeVariance, below: RelativeVariance, level = LEVEL): Interval {
  const variance = above.value + below.value;
  if (variance === 0) return { level, low: ratio, high: ratio, method: 'both sides constant' };
  const degrees = variance ** 2 / (above.value ** 2 / above.degrees + below.value ** 2 / below.degrees);
  const half = studentQuantile((1 + level) / 2, degrees) * Math.sqrt(variance);
  return {
    level,
    low: ratio * Math.exp(-half),
    high: ratio * Math.exp(half),
    method: "delta method on the logarithm, Welch's degrees of freedom",
  };
}
