/** A test with what it belongs to. */
export interface Test {
  readonly p: number;
  /** Tests of one family are corrected together. */
  readonly family: string;
}

/** The shares of a level that families have: each one in order takes half of what is left, the last one all of it. */
export function levelShares(present: Iterable<string>, families: readonly string[], level: number): ReadonlyMap<string, number> {
  const own = new Set(present);
  const ordered = families.filter((family) => own.has(family));
  let left = level;
  return new Map(
    ordered.map((family, position) => {
      const share = position === ordered.length - 1 ? left : left / 2;
      left -= share;
      return [family, share];
    }),
  );
}

/**
 * Which tests may be believed, all of them counted: Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), by family.
 * The families share the level, so that what is asked first is found first and the whole report has one rate of false alarms.
 *
 * @param families in the order in which a reader asks.
 * @returns one verdict per test, in order.
 */
export function believable(tests: readonly Test[], families: readonly string[], level: number): boolean[] {
  const accepted = tests.map(() => false);
  const shares = levelShares(
    tests.map(({ family }) => family),
    families,
    level,
  );
  shares.forEach((share, family) => {
    const own = [...tests.keys()].filter((index) => tests[index]!.family === family).sort((a, b) => tests[a]!.p - tests[b]!.p);
    const last = own.findLastIndex((index, rank) => tests[index]!.p <= (share * (rank + 1)) / own.length);
    for (const index of own.slice(0, last + 1)) accepted[index] = true;
  });
  return accepted;
}
