/** A test with what it belongs to. */
export interface Test {
  readonly p: number;
  /** Tests of one family are corrected together. */
  readonly family: string;
}

/**
 * Which tests may be believed, all of them counted: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), by family.
 * The families share the level: each one in order takes half of what is left, the last one all of it, so that what is asked first is found
 * first and the whole report has one rate of false alarms.
 *
 * @param families in the order in which a reader asks.
 * @returns one verdict per test, in order.
 */
export function believable(tests: readonly Test[], families: readonly string[], level: number): boolean[] {
  const present = families.filter((family) => tests.some((test) => test.family === family));
  const accepted = tests.map(() => false);
  let left = level;
  present.forEach((family, position) => {
    const share = position === present.length - 1 ? left : left / 2;
    left -= share;
    const own = [...tests.keys()].filter((index) => tests[index]!.family === family).sort((a, b) => tests[a]!.p - tests[b]!.p);
    const last = own.findLastIndex((index, rank) => tests[index]!.p <= (share * (rank + 1)) / own.length);
    for (const index of own.slice(0, last + 1)) accepted[index] = true;
  });
  return accepted;
}
