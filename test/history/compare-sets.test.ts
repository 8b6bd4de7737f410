import { expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import { compareSets } from '../../src/core/history/compare-sets.ts';
import { generator, normal } from './histories.ts';

/** The mean that a run measured. */
function fact(run: number, value: number, over: Partial<Fact> = {}): Fact {
  return {
    id: `f${String(run).padStart(7, '0')}`,
    series: 's2345678923',
    kind: 'statistic',
    metric: 'decode_throughput',
    statistic: 'mean',
    value,
    unit: 'tokens/s',
    direction: 'higher-is-better',
    labels: { model: 'elm:3b', run: `run${run}` },
    subset: 'all',
    sampleCount: 5,
    excluded: { failed: 0, implausible: 0 },
    formula: 'mean',
    sources: [],
    ...over,
  };
}

const side = (values: readonly number[], over: Partial<Fact> = {}) => values.map((value, run) => fact(run, value, over));

test.each<[string, readonly number[], readonly number[], string]>([
  ['three runs a side that lie apart', [100, 101, 99], [90, 91, 89], 'worse'],
  ['three runs a side the other way', [90, 91, 89], [100, 101, 99], 'better'],
  ['runs that hardly differ', [100, 100.2, 99.8, 100.1], [100.3, 100.1, 100, 99.9], 'unchanged'],
  ['runs that scatter', [100, 120, 80], [95, 115, 75], 'undecided'],
  ['one run a side', [100], [50], 'undecided'],
  ['equal runs', [100, 100, 100], [90, 90, 90], 'undecided'],
])('%s', (_name, before, after, verdict) => {
  const [only, ...others] = compareSets(side(before), side(after));
  expect(others).toEqual([]);
  expect(only?.verdict).toBe(verdict);
});

test('one run is held against several by their spread', () => {
  const [only] = compareSets(side([100, 101, 99, 100.5]), side([85]));
  expect(only).toMatchObject({ verdict: 'worse', before: [100, 101, 99, 100.5], after: [85] });
  expect(only?.change).toBeCloseTo(-0.151, 2);
});

test('what only one side has, and what differs in more than version or run, is not compared', () => {
  const other = { labels: { model: 'elm:3b', dtype: 'fp8' } };
  expect(compareSets(side([100]), side([90], other))).toEqual([]);
  expect(
    compareSets(
      side([100], { labels: { model: 'elm:3b', engine_version: 'a' } }),
      side([90], { labels: { model: 'elm:3b', engine_version: 'b' } }),
    ),
  ).toHaveLength(1);
});

test('a mean that a tool reports beside its samples, and a duration beside a rate, is compared once', () => {
  const sides = [100, 90].map((value) => [
    fact(0, value),
    fact(0, value, { kind: 'reported-statistic' }),
    fact(0, 1000 / value, { metric: 'eval_duration', statistic: 'median', unit: 'ms', direction: 'lower-is-better' }),
  ]);
  expect(compareSets(sides[0]!, sides[1]!).map(({ metric }) => metric)).toEqual(['decode_throughput']);
});

test('sets of the same runs raise no more alarms than they may', () => {
  const deviate = normal(generator(17));
  let reports = 0;
  for (let at = 0; at < 200; at += 1) {
    const draw = (model: number) =>
      side(
        Array.from({ length: 4 }, () => 100 * Math.exp(0.03 * deviate())),
        { labels: { model: `m${model}` } },
      );
    const runs = (own: Fact[]) => own.map((one, run) => ({ ...one, labels: { ...one.labels, run: `run${run}` } }));
    const sides = [0, 1].map(() => Array.from({ length: 20 }, (_, model) => runs(draw(model))).flat());
    if (compareSets(sides[0]!, sides[1]!).some(({ verdict }) => verdict === 'worse' || verdict === 'better')) reports += 1;
  }
  expect(reports / 200).toBeLessThan(0.1);
});
