/**
 * Adds items to the end of a list, in order. `list.push(...items)` hands every item over as an argument, and from some ten thousands of them
 * on the call overflows the stack; how many rows a file has, its author decides.
 */
export function appendAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
