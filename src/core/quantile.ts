/**
 * Quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan, Sample Quantiles in Statistical Packages, The
 * American Statistician 50 (1996); the default of R and NumPy. Written here because simple-statistics interpolates differently.
 *
 * @param sorted n >= 1 values in ascending order.
 * @param probability between 0 and 1.
 */
export function quantile(sorted: ArrayLike<number>, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (position - below);
}
