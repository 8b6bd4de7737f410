import jstat from 'jstat';

/** Failed requests of all requests. */
export interface Share {
  readonly failed: number;
  readonly requests: number;
}

const { gammaln } = jstat.jStat;

/** ln of the chance of k failures of n, where the share of failures is itself drawn anew by a beta distribution with these parameters. */
function logChance(k: number, n: number, a: number, b: number): number {
  const choose = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1);
  const beta = (x: number, y: number) => gammaln(x) + gammaln(y) - gammaln(x + y);
  return choose + beta(k + a, n - k + b) - beta(a, b);
}

/** Smaller terms change nothing. */
const TERM_MIN = 1e-12;

/**
 * Chance of at least `failed` failures of `requests` by the beta-binomial distribution: Skellam, Journal of the Royal Statistical Society B 10
 * (1948). Its terms are summed outwards from the one at hand.
 */
export function betaBinomialTail({ failed, requests: n }: Share, a: number, b: number): number {
  let term = Math.exp(logChance(failed, n, a, b));
  let sum = 0;
  for (let k = failed; k <= n; k += 1) {
    sum += term;
    term *= ((n - k) * (k + a)) / ((k + 1) * (n - k - 1 + b));
    if (term < TERM_MIN * sum) break;
  }
  return Math.min(1, sum);
}

/** Until earlier runs say otherwise, failures vary between runs so many times as much as they would by chance: they come in bursts. */
const PRIOR_DISPERSION = 2;
/** As many degrees of freedom as that counts for. */
const PRIOR_DEGREES = 4;

/**
 * How many times as much as by chance the shares of failed requests vary from run to run: the squares of Pearson over their degrees of freedom,
 * as Williams, Applied Statistics 31 (1982), over all series, with what is assumed before anything is known. Never below one.
 *
 * @param series the runs of each series; those in which nothing ever failed say nothing.
 */
export function dispersionOf(series: readonly (readonly Share[])[]): number {
  let squares = PRIOR_DEGREES * PRIOR_DISPERSION;
  let degrees = PRIOR_DEGREES;
  for (const runs of series) {
    const all = total(runs);
    const share = all.failed / all.requests;
    if (runs.length < 2 || !(share > 0 && share < 1)) continue;
    degrees += runs.length - 1;
    for (const { failed, requests } of runs) squares += (failed - requests * share) ** 2 / (requests * share * (1 - share));
  }
  return Math.max(1, squares / degrees);
}

export function total(runs: readonly Share[]): Share {
  return runs.reduce((sum, { failed, requests }) => ({ failed: sum.failed + failed, requests: sum.requests + requests }), {
    failed: 0,
    requests: 0,
  });
}

/** Fewer requests say nothing of a share. */
const REQUEST_COUNT_MIN = 2;

/** Parameters of the distribution of the failures of a run, from what the runs before it say: their share, and its variance and that of the run. */
function predicted(before: Share, requests: number, dispersion: number): { a: number; b: number } {
  // Half a failure more, as Jeffreys (1946): of none so far it does not follow that there can be none.
  const share = (before.failed + 0.5) / (before.requests + 1);
  const inflation = dispersion * (1 + requests / before.requests);
  const size = Math.max(1e-6, (requests - 1) / (inflation - 1) - 1);
  return { a: share * size, b: (1 - share) * size };
}

/**
 * Chances that a run of so many requests has at least as many failures as this one, and at most as many, if nothing changed: beta-binomial,
 * with the share of the runs before it, and with a variance that holds the error of that share and what runs vary beyond chance.
 *
 * @returns null where there are too few requests on a side.
 */
export function failureChances(
  before: Share,
  own: Share,
  dispersion: number,
): { readonly atLeast: number; readonly atMost: number } | null {
  if (before.requests < REQUEST_COUNT_MIN || own.requests < REQUEST_COUNT_MIN) return null;
  const { a, b } = predicted(before, own.requests, dispersion);
  // At most so many failures are at least so many successes.
  return { atLeast: betaBinomialTail(own, a, b), atMost: betaBinomialTail({ ...own, failed: own.requests - own.failed }, b, a) };
}
