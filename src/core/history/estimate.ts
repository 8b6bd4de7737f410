import type { Interval } from '../../contracts/fact.ts';
import { studentQuantile } from '../student-t.ts';

/** Mean, variance and number of some logarithms. */
interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly n: number;
}

function momentsOf(logs: readonly number[]): Moments {
  const n = logs.length;
  const mean = logs.reduce((sum, log) => sum + log, 0) / n;
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  return { mean, variance: n > 1 ? squares / (n - 1) : 0, n };
}

/** The difference of the means of two sets of logarithms, with its standard error. */
export interface Difference {
  readonly difference: number;
  readonly error: number;
  readonly degrees: number;
  readonly method: string;
}

/**
 * By Welch, Biometrika 34 (1947), on the logarithms of the runs, so that the interval is one of the ratio. null where a side has fewer than
 * three runs, or both are constant.
 */
export function welchDifference(before: readonly number[], after: readonly number[]): Difference | null {
  if (before.length < 3 || after.length < 3) return null;
  const [below, above] = [momentsOf(before), momentsOf(after)];
  const [a, b] = [below.variance / below.n, above.variance / above.n];
  if (!(a + b > 1e-24)) return null;
  return {
    difference: above.mean - below.mean,
    error: Math.sqrt(a + b),
    degrees: (a + b) ** 2 / (a ** 2 / (below.n - 1) + b ** 2 / (above.n - 1)),
    method: "Welch's t on the logarithms of the runs",
  };
}

/** The same from a spread between runs that is known from elsewhere, however few runs each side has. */
export function differenceBySpread(
  before: readonly number[],
  after: readonly number[],
  { deviation, degrees }: { readonly deviation: number; readonly degrees: number },
): Difference {
  return {
    difference: momentsOf(after).mean - momentsOf(before).mean,
    error: deviation * Math.sqrt(1 / before.length + 1 / after.length),
    degrees,
    method: "Student's t on the logarithms of the runs, spread between runs pooled over series that are alike",
  };
}

/** Interval of a relative change: of the ratio, less one. */
export function changeInterval({ difference, error, degrees, method }: Difference, level: number): Interval {
  const half = studentQuantile((1 + level) / 2, degrees) * error;
  return { level, low: Math.expm1(difference - half), high: Math.expm1(difference + half), method };
}

/** Runs of which nobody asks for more. */
const RUNS_NEEDED_MAX = 50;

/**
 * Runs like the one at hand that would have to be added until a change of this size could be told from none in four of five cases; null
 * where they are too many to ask for.
 */
export function runsToDecide({ deviation, before, size }: { deviation: number; before: number; size: number }): number | null {
  // Quantiles of the normal distribution for 5 % two-sided and a power of 80 %.
  const wanted = (size / (2.8 * deviation)) ** 2 - 1 / before;
  if (wanted <= 0) return null;
  const runs = Math.ceil(1 / wanted) - 1;
  return runs > RUNS_NEEDED_MAX ? null : Math.max(1, runs);
}
