/** Largest of any number of values, NaN if one is; -Infinity of none. `Math.max(...values)` overflows the stack from some ten thousands on. */
export function maxOf(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
}

/** Smallest of any number of values, NaN if one is; Infinity of none. */
export function minOf(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}
