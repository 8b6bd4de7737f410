import type { MetricFamily } from '../../src/contracts/metric.ts';
import { type Followed, followed } from '../../src/core/history/followed.ts';

/** mulberry32: seeded and uniform in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal deviates by Box and Muller. */
export function normal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A series of values; null where a run has none. */
export function seriesOf(values: readonly (number | null)[], group = 'g', family: MetricFamily = 'throughput'): Followed {
  return followed(
    family,
    group,
    Float64Array.from(values, (value) => (value === null ? Number.NaN : Math.log(value))),
  );
}

/** Values around 100 with a coefficient of variation, changed by `change(run)`. */
export function noisy(deviate: () => number, runCount: number, variation: number, change: (run: number) => number = () => 1): number[] {
  return Array.from({ length: runCount }, (_, run) => 100 * Math.exp(variation * deviate()) * change(run));
}
