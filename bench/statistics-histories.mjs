// Histories whose truth is known, and what the rules of src/core/history say of them. The same seeds in every run.
import { followed } from '../dist/core/history/followed.js';
import { replay } from '../dist/core/history/replay.js';

/** mulberry32: seeded and uniform in [0, 1). */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal deviates by Box and Muller. */
export function normal(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Series with a spread of 3 % between runs (of each series its own: 3 % times a log-normal factor), and a shock that all share.
 *
 * @param change (series, run) -> change of that value, as a logarithm.
 * @param labels series -> its labels; none where left out, so that there are no parts of which several series are.
 */
export function history({ deviate, runs, series, shock = 0, unlike = 0.3, families = ['throughput'], change = () => 0, labels }) {
  const shocks = Array.from({ length: runs }, () => shock * deviate());
  return Array.from({ length: series }, (_, index) => {
    const family = families[index % families.length];
    const spread = 0.03 * Math.exp(unlike * deviate());
    const logs = Float64Array.from({ length: runs }, (_value, run) => 4 + spread * deviate() + shocks[run] + change(index, run));
    return followed(family, family, logs, [], labels?.(index));
  });
}

/** A deviate of the gamma distribution with this shape: Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000). */
function gamma(random, deviate, shape) {
  if (shape < 1) return gamma(random, deviate, shape + 1) * random() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = deviate();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Failed requests of a run, whose share varies from run to run `dispersion` times as much as by chance. */
export function failures({ random, deviate, requests, share, dispersion }) {
  let own = share;
  if (share > 0 && dispersion > 1) {
    const size = (requests - 1) / (dispersion - 1) - 1;
    const [a, b] = [gamma(random, deviate, share * size), gamma(random, deviate, (1 - share) * size)];
    own = a / (a + b);
  }
  return { failed: Array.from({ length: requests }, () => random()).filter((draw) => draw < own).length, requests };
}

/** A confirmed change is told for so many runs. */
const NEWS_RUN_COUNT = 10;

/** What a report on the last of the runs names: suspected series, findings on all of a kind, and confirmed changes that are still news. */
export function raised(all, runs) {
  replay(all, runs);
  const pending = all.filter((own) => own.pending?.run === runs - 1);
  const settled = all.filter(({ confirmed, level }) => confirmed.length > 0 && level.length <= NEWS_RUN_COUNT);
  return {
    single: pending.filter((own) => !own.pending.together).length,
    together: new Set(pending.filter((own) => own.pending.together).map(({ group }) => group)).size,
    settled: settled.length,
  };
}
