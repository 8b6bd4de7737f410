/**
 * Where the ranks of some values divide best, and how probable it is that they divide so by chance: the test of Pettitt, A non-parametric
 * approach to the change-point problem, Applied Statistics 28 (1979), with his approximation of the chance. Outliers weigh no more than any
 * other value.
 *
 * @returns null for fewer than two values.
 */
export function rankChange(values: readonly number[]): { readonly index: number; readonly p: number } | null {
  const n = values.length;
  if (n < 2) return null;
  let sum = 0;
  let best = { index: 1, size: 0 };
  for (let split = 1; split < n; split += 1) {
    const moved = values[split - 1]!;
    for (const other of values) sum += Math.sign(moved - other);
    if (Math.abs(sum) > best.size) best = { index: split, size: Math.abs(sum) };
  }
  return { index: best.index, p: Math.min(1, 2 * Math.exp((-6 * best.size ** 2) / (n ** 3 + n ** 2))) };
}
