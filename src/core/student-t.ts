import jstat from 'jstat';

/** Beyond so many degrees of freedom Student's t is the normal distribution to six digits. */
const DEGREES_MAX = 1e6;

/**
 * ln (Γ(a + 1/2) / Γ(a)) for a > 0: the asymptotic series of Tricomi and Erdélyi (1951) from ten on, the recurrence of Γ below. The logarithms of
 * both would lose the digits in which they differ.
 */
function logGammaRatio(a: number): number {
  let shift = 0;
  let z = a;
  for (; z < 10; z += 1) shift += Math.log(z / (z + 0.5));
  const square = 1 / (z * z);
  return shift + Math.log(z) / 2 - (1 / z) * (1 / 8 - square * (1 / 192 - square * (1 / 640 - (square * 17) / 14336)));
}

/** Continued fraction of the incomplete beta function, by the method of Lentz: Abramowitz and Stegun, 26.5.8. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 10_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return fraction;
}

/**
 * Probability of a value of Student's t at least as far from zero as this one, on either side: I(ν / (ν + t²); ν / 2, 1 / 2), Abramowitz and
 * Stegun, 26.7.1. Written here because jstat's has eight digits where there are many degrees of freedom.
 */
export function studentTails(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return 0;
  const a = Math.min(degreesOfFreedom, DEGREES_MAX) / 2;
  const share = (t * t) / (2 * a + t * t);
  if (share === 0) return 1;
  const front = Math.exp(logGammaRatio(a) - Math.log(Math.PI) / 2 + a * Math.log1p(-share) + Math.log(share) / 2);
  // Of the two fractions the one that converges: Numerical Recipes, 3rd edition, 6.4.
  return 1 - share < (a + 1) / (a + 2.5) ? (front * betaFraction(1 - share, a, 0.5)) / a : 1 - front * 2 * betaFraction(share, 0.5, a);
}

function density(t: number, degrees: number): number {
  return Math.exp(logGammaRatio(degrees / 2) - Math.log(degrees * Math.PI) / 2 - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
}

/**
 * Quantile of Student's t distribution; of the normal one for infinitely many degrees of freedom. The library's has about eight digits: a step of
 * Newton's method on the distribution above gives it the others.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  const degrees = Math.min(degreesOfFreedom, DEGREES_MAX);
  const near = jstat.jStat.studentt.inv(probability, degrees);
  const below = near > 0 ? 1 - studentTails(near, degrees) / 2 : studentTails(near, degrees) / 2;
  const polished = near - (below - probability) / density(near, degrees);
  return Number.isFinite(polished) ? polished : near;
}
