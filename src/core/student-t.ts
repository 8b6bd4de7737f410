import jstat from 'jstat';

const { studentt } = jstat.jStat;

/** Beyond so many degrees of freedom Student's t is the normal distribution to five digits; the library fails for infinitely many. */
const DEGREES_MAX = 1e6;

/**
 * Quantile of Student's t distribution; of the normal one for infinitely many degrees of freedom. The library's quantile has about eight
 * digits and its distribution function twelve: one step of Newton's method gives the quantile the digits of the function.
 */
export function studentQuantile(probability: number, degreesOfFreedom: number): number {
  const degrees = Math.min(degreesOfFreedom, DEGREES_MAX);
  const near = studentt.inv(probability, degrees);
  const polished = near - (studentt.cdf(near, degrees) - probability) / studentt.pdf(near, degrees);
  return Number.isFinite(polished) ? polished : near;
}

/** Probability of a value of Student's t at least as far from zero as this one, on either side. */
export function studentTails(t: number, degreesOfFreedom: number): number {
  return Number.isFinite(t) ? 2 * studentt.cdf(-Math.abs(t), Math.min(degreesOfFreedom, DEGREES_MAX)) : 0;
}
