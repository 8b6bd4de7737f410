/** Order of texts by their code units: the same on every machine and in every language. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The same for the entries of a map, by their keys. */
export function compareKeys([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return compareTexts(a, b);
}

/**
 * Order of names by the numbers in them, and by their other letters in whatever case: run 2 comes before run 10. Written here because a collator
 * takes several milliseconds to set up.
 */
export function compareNumbered(a: string, b: string): number {
  const [own, other] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.max(own.length, other.length); index += 1) {
    const [left = '', right = ''] = [own[index], other[index]];
    const order = (index % 2 === 1 ? left.length - right.length : 0) || compareTexts(left, right);
    if (order !== 0) return order;
  }
  return compareTexts(a, b);
}

/** Text and digits by turns, the digits without zeros before them. */
function partsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/(\d+)/)
    .map((part) => part.replace(/^0+(?=\d)/, ''));
}
