/**
 * A statistic of samples by its name, written apart from the statistics that made the facts, to check them.
 *
 * - `mean`, `sum`, `min`, `max`, `count`, `median`; `stdev` with n - 1; `cv`, stdev divided by the size of the mean.
 * - `p90` and the like: linear interpolation between order statistics, type 7 of Hyndman and Fan, "Sample Quantiles in Statistical
 *   Packages" (1996).
 *
 * @returns null for an unknown name, and where n is too small: no sample, or fewer than two for `stdev` and `cv`.
 */
export function statisticOf(name: string, samples: readonly number[]): number | null {
  if (name === 'count') return samples.length;
  if (samples.length === 0) return null;
  const rank = name === 'median' ? 50 : Number(/^p(\d+(?:\.\d+)?)$/.exec(name)?.[1] ?? Number.NaN);
  if (rank >= 0 && rank <= 100) return quantile(samples, rank / 100);
  switch (name) {
    case 'sum':
      return sum(samples);
    case 'mean':
      return mean(samples);
    case 'min':
      return samples.reduce((least, sample) => Math.min(least, sample));
    case 'max':
      return samples.reduce((most, sample) => Math.max(most, sample));
    case 'stdev':
      return stdev(samples);
    case 'cv': {
      const spread = stdev(samples);
      const middle = mean(samples);
      return spread === null || middle === 0 ? null : spread / Math.abs(middle);
    }
    default:
      return null;
  }
}

/** Sum with the compensation of Neumaier (1974), so that the order of the samples does not show in the last digits. */
function sum(samples: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const sample of samples) {
    const next = total + sample;
    lost += Math.abs(total) >= Math.abs(sample) ? total - next + sample : sample - next + total;
    total = next;
  }
  return total + lost;
}

function mean(samples: readonly number[]): number {
  return sum(samples) / samples.length;
}

function stdev(samples: readonly number[]): number | null {
  if (samples.length < 2) return null;
  const middle = mean(samples);
  return Math.sqrt(sum(samples.map((sample) => (sample - middle) ** 2)) / (samples.length - 1));
}

function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + (above - below) * (position - Math.floor(position));
}

/**
 * Interval of a mean by Student's t with n - 1 degrees of freedom: mean ± t · stdev / √n.
 *
 * @param level for example 0.95, two-sided.
 * @returns null for fewer than two samples.
 */
export function studentInterval(samples: readonly number[], level: number): { low: number; high: number } | null {
  const spread = stdev(samples);
  if (spread === null) return null;
  const half = (studentQuantile((1 + level) / 2, samples.length - 1) * spread) / Math.sqrt(samples.length);
  const middle = mean(samples);
  return { low: middle - half, high: middle + half };
}

/**
 * Quantile of Student's t above the middle, by bisection on its distribution function.
 *
 * P(T <= t) = 1 - I(ν / (ν + t²); ν / 2, 1 / 2) / 2 for t >= 0: Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.1.
 */
function studentQuantile(probability: number, freedom: number): number {
  const cumulative = (t: number) => 1 - incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5) / 2;
  let low = 0;
  let high = 1;
  while (cumulative(high) < probability && high < 1e9) high *= 2;
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (cumulative(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Regularized incomplete beta function by its continued fraction (Lentz): Press et al., "Numerical Recipes", 3rd edition, 6.4. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  if (x > (a + 1) / (a + b + 2)) return 1 - (front * betaFraction(1 - x, b, a)) / b;
  return (front * betaFraction(x, a, b)) / a;
}

function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number) => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 500; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

/** ln Γ(x) for x > 0 by Lanczos' approximation, g = 7: Numerical Recipes, 6.1. */
function logGamma(x: number): number {
  const weights = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
    9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const series = weights.reduce((total, weight, index) => total + weight / (z + index + 1), 0.99999999999980993);
  const shifted = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(shifted) - shifted + Math.log(series);
}
