/**
 * Index of the first item that does not come before what is sought, by binary search; the length where all do.
 *
 * @param comesBefore true of the first items, then false of all others.
 */
export function firstIndex<T>(items: readonly T[], comesBefore: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comesBefore(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}
