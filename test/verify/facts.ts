import type { Fact } from '../../src/contracts/fact.ts';

/** A fact with defaults for what a test does not care about. */
export function fact(over: Partial<Fact> = {}): Fact {
  return {
    id: 'faaaaaa',
    series: 'saaaaaaaaaa',
    kind: 'statistic',
    metric: 'decode_throughput',
    statistic: 'mean',
    value: 100,
    unit: 'tokens/s',
    direction: 'higher-is-better',
    labels: { model: 'm:1b' },
    subset: 'all',
    sampleCount: 1,
    excluded: { failed: 0, implausible: 0 },
    formula: 'arithmetic mean',
    sources: [],
    ...over,
  };
}
