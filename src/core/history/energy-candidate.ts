/** Where a list of values divides best. */
export interface Candidate {
  /** Index of the first value of the second part. */
  readonly index: number;
  /** Scaled energy distance of the two parts: the larger, the less alike they are. */
  readonly distance: number;
}

/**
 * The most likely change point of some values: the pair of a division and of an end behind it with the largest scaled energy distance between
 * what lies before the division and what lies between it and the end. E-divisive of Matteson and James, A Nonparametric Approach for Multiple
 * Change Point Analysis of Multivariate Data, Journal of the American Statistical Association 109 (2014), with the exponent one, as Apache
 * Otava has it. Quadratic in the number of values.
 *
 * @returns null for fewer than two values.
 */
export function energyCandidate(values: readonly number[]): Candidate | null {
  const n = values.length;
  if (n < 2) return null;
  // Of each value the sum of its distances to all before it, and to those before the division.
  const toEarlier = values.map((value, index) => {
    let sum = 0;
    for (let before = 0; before < index; before += 1) sum += Math.abs(value - values[before]!);
    return sum;
  });
  const toLeft = new Float64Array(n);
  let best: Candidate | null = null;
  let withinLeft = 0;
  for (let split = 1; split < n; split += 1) {
    const moved = values[split - 1]!;
    withinLeft += toEarlier[split - 1]!;
    let across = 0;
    let withinRight = 0;
    for (let at = split; at < n; at += 1) {
      toLeft[at] = toLeft[at]! + Math.abs(values[at]! - moved);
      across += toLeft[at]!;
      withinRight += toEarlier[at]! - toLeft[at]!;
      const [left, right, all] = [split, at + 1 - split, at + 1];
      const own = left > 1 ? ((2 * right) / all / (left - 1)) * withinLeft : 0;
      const other = right > 1 ? ((2 * left) / all / (right - 1)) * withinRight : 0;
      const distance = (2 / all) * across - own - other;
      if (best === null || distance > best.distance) best = { index: split, distance };
    }
  }
  return best;
}
