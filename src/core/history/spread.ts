/** A variance with the degrees of freedom behind it. */
export interface Spread {
  readonly variance: number;
  readonly degrees: number;
}

/** ψ(x), the derivative of ln Γ, for x > 0: recurrence and asymptotic series, Abramowitz and Stegun, 6.3.5 and 6.3.18. */
export function digamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 8; z += 1) shift -= 1 / z;
  const square = 1 / (z * z);
  return shift + Math.log(z) - 0.5 / z - square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
}

/** ψ'(x) for x > 0: Abramowitz and Stegun, 6.4.6 and 6.4.12. */
export function trigamma(x: number): number {
  let sum = 0;
  let z = x;
  for (; z < 8; z += 1) sum += 1 / (z * z);
  const square = 1 / (z * z);
  return sum + 1 / z + square / 2 + (square / z) * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square / 30)));
}

/** The x > 0 with ψ'(x) = value, by Newton's method on 1 / ψ', which is nearly straight: Smyth (2004), appendix. */
export function inverseTrigamma(value: number): number {
  if (value > 1e7) return 1 / Math.sqrt(value);
  if (value < 1e-6) return 1 / value;
  let x = 0.5 + 1 / value;
  for (let step = 0; step < 50; step += 1) {
    const own = trigamma(x);
    const slope = (trigamma(x * (1 + 1e-6)) - own) / (x * 1e-6);
    const change = (own * (1 - own / value)) / slope;
    x += change;
    if (-change / x < 1e-8) break;
  }
  return x;
}

/** Standard errors by which spreads must scatter less than equal ones would before they are all taken for one: see docs/statistics.md. */
const DOUBT = 0.5;
/** A series whose spread is smaller than this share of what is usual is not smoother, its values are rounded. */
const RELATIVE_VARIANCE_MIN = 1e-4;

/**
 * Spreads of series that are alike, each drawn towards what they have in common as far as they agree: the more alike they are, the more
 * degrees of freedom each has; where they differ widely each keeps its own. This is the moderated variance of Smyth, Linear models and
 * empirical Bayes methods, Statistical Applications in Genetics and Molecular Biology 3 (2004), sections 5 and 6: pooling, with the check of
 * homogeneity built in.
 *
 * @param own one per series; a variance of zero, or no degree of freedom, says nothing of the others.
 * @returns in the same order; the spreads themselves where fewer than three series say something.
 */
export function moderated(own: readonly Spread[]): Spread[] {
  const telling = own.filter(({ variance, degrees }) => variance > 0 && degrees >= 1);
  if (telling.length < 3) return [...own];
  const sorted = telling.map(({ variance }) => variance).sort((a, b) => a - b);
  const floor = RELATIVE_VARIANCE_MIN * sorted[Math.floor(sorted.length / 2)]!;
  const logs = telling.map(({ variance, degrees }) => Math.log(Math.max(variance, floor)) - digamma(degrees / 2) + Math.log(degrees / 2));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const scatter = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const expected = telling.reduce((sum, { degrees }) => sum + trigamma(degrees / 2), 0) / telling.length;
  const total = telling.reduce((sum, { degrees }) => sum + degrees, 0);
  // That spreads agree is itself only known so well: the scatter that is expected of equal ones counts for less than it is, by its own error.
  const excess = scatter - expected * (1 - DOUBT * Math.sqrt(2 / (logs.length - 1)));
  const prior = excess > 0 ? 2 * inverseTrigamma(excess) : Number.POSITIVE_INFINITY;
  const common = Number.isFinite(prior)
    ? Math.exp(mean + digamma(prior / 2) - Math.log(prior / 2))
    : telling.reduce((sum, { variance, degrees }) => sum + variance * degrees, 0) / total;
  return own.map(({ variance, degrees }) => {
    if (!Number.isFinite(prior)) return { variance: common, degrees: total };
    const drawn = (prior * common + degrees * variance) / (prior + degrees);
    return { variance: drawn, degrees: Math.min(prior + degrees, total) };
  });
}
