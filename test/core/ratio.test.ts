import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { MeasuredSeries } from '../../src/contracts/measured.ts';
import { factBook } from '../../src/core/fact-book.ts';
import { isAboveOne, ratioFact, seriesRatio } from '../../src/core/measure/ratio.ts';
import { ratioInterval, relativeVariance } from '../../src/core/ratio-interval.ts';
import { fact } from '../verify/facts.ts';

/** A series with these statistics; with values, of samples, else as a tool reports it. */
function series(statistics: Readonly<Record<string, number>>, values: readonly number[] = [], sampleCount = values.length): MeasuredSeries {
  const facts = Object.entries(statistics).map(([statistic, value]): [string, Fact] => [
    statistic,
    fact({ id: `f${statistic}${value}`, statistic, value, excluded: { failed: 2, implausible: 3 } }),
  ]);
  return {
    metric: 'decode_throughput',
    definition: null,
    unit: 'tokens/s',
    subset: 'warm',
    labels: new Map([['model', 'm']]),
    pooledOver: [],
    samples: { values: Float64Array.from(values), runs: [] },
    sampleCount,
    reported: values.length === 0,
    facts: new Map(facts),
  };
}

/** Of a standard normal variable. */
const Z_95 = 1.959964;

describe('how sure a mean is', () => {
  test.each<[mean: number, deviation: number, n: number, expected: object | null]>([
    [10, 2, 4, { value: 0.01, degrees: 3 }],
    [10, 2, 2, { value: 0.02, degrees: 1 }],
    [10, 0, 4, { value: 0, degrees: 3 }],
    [10, 2, 1, null],
    [0, 2, 4, null],
    [-10, 2, 4, null],
  ])('mean %d, deviation %d, n %d', (mean, deviation, n, expected) => {
    const found = relativeVariance(mean, deviation, n);
    if (expected === null) expect(found).toBeNull();
    else expect(found).toEqual({ value: expect.closeTo((expected as { value: number }).value, 12), degrees: n - 1 });
  });
});

describe('the interval of a ratio', () => {
  test('is that of the normal distribution where both standard errors are known', () => {
    const known = { value: 0.005, degrees: Number.POSITIVE_INFINITY };
    const { low, high, level } = ratioInterval(2, known, known);
    expect([low, high, level]).toEqual([expect.closeTo(2 * Math.exp(-Z_95 / 10), 5), expect.closeTo(2 * Math.exp(Z_95 / 10), 5), 0.95]);
  });

  test("has Welch's degrees of freedom: 3 of a side alone, 6 of two that are alike", () => {
    const side = { value: 0.01, degrees: 3 };
    const none = { value: 0, degrees: 3 };
    expect(Math.log(ratioInterval(1, side, none).high)).toBeCloseTo(3.182446 * 0.1, 5);
    expect(Math.log(ratioInterval(1, none, side).high)).toBeCloseTo(3.182446 * 0.1, 5);
    expect(Math.log(ratioInterval(1, side, side).high)).toBeCloseTo(2.446912 * Math.sqrt(0.02), 5);
    expect(Math.log(ratioInterval(1, side, side, 0.99).high)).toBeCloseTo(3.707428 * Math.sqrt(0.02), 5);
  });

  test('is a point where neither side varies', () => {
    const none = { value: 0, degrees: 3 };
    expect(ratioInterval(1.5, none, none)).toEqual({ level: 0.95, low: 1.5, high: 1.5, method: 'both sides constant' });
  });
});

describe('a ratio of two series', () => {
  const SIDE = [9, 10, 11, 10];
  const sampled = series({ mean: 10, median: 10 }, SIDE);
  const deviation = Math.sqrt(2 / 3);
  const expected = Math.log(ratioInterval(1, relativeVariance(10, deviation, 4)!, relativeVariance(10, deviation, 4)!).high);
  const widthOf = (own: MeasuredSeries, statistic = 'mean') => {
    const interval = seriesRatio(own, sampled, statistic)?.interval;
    return interval ? Math.log(interval.high / interval.low) / 2 : null;
  };

  test.each<[what: string, own: MeasuredSeries]>([
    ['samples', sampled],
    ['a deviation that the tool states', series({ mean: 10, stdev: deviation }, [], 4)],
    ['a coefficient of variation that it states', series({ mean: 10, cv: deviation / 10 }, [], 4)],
    ['a standard error that it states', series({ mean: 10, stderr: deviation / 2 }, [], 4)],
    ['a standard error before a deviation', series({ mean: 10, stderr: deviation / 2, stdev: 99 }, [], 4)],
    ['a deviation before a coefficient', series({ mean: 10, stdev: deviation, cv: 99 }, [], 4)],
    ['samples before what stands beside them', series({ mean: 10, stdev: 99 }, SIDE)],
  ])('has the spread of %s', (_, own) => expect(widthOf(own)).toBeCloseTo(expected, 9));

  test('has the spread of a standard error whose number of samples nobody states', () => {
    const of = (count: number) => widthOf(series({ mean: 10, stderr: 1 }, [], count))!;
    expect(of(0)).toBeCloseTo(of(1), 12);
    expect(of(2)).toBeGreaterThan(3 * of(1));
    expect(of(1)).toBeLessThan(0.25);
  });

  test.each<[what: string, own: MeasuredSeries, statistic: string]>([
    ['the spread of one side is not known', series({ mean: 10 }, [], 4), 'mean'],
    ['there is one sample', series({ mean: 10 }, [10]), 'mean'],
    ['nobody says of how many a deviation is', series({ mean: 10, stdev: 1 }, [], 0), 'mean'],
    ['medians are compared', sampled, 'median'],
  ])('has no interval where %s', (_, own, statistic) => {
    expect(seriesRatio(own, sampled, statistic)).toEqual({ value: 1, interval: null });
    expect(seriesRatio(sampled, own, statistic)).toEqual({ value: 1, interval: null });
  });

  test.each<[what: string, own: MeasuredSeries]>([
    ['zero', series({ mean: 0 }, [0, 0])],
    ['negative', series({ mean: -1 }, [-1, -1])],
    ['not there', series({ median: 1 }, [1, 1])],
  ])('is none where a mean is %s', (_, own) => {
    expect(seriesRatio(own, sampled, 'mean')).toBeNull();
    expect(seriesRatio(sampled, own, 'mean')).toBeNull();
    expect(ratioFact(factBook(), own, sampled, new Map(), 'mean')).toBeNull();
  });

  test.each([
    ['mean', 'ratio of means'],
    ['median', 'ratio of medians'],
    ['min', 'ratio of minima'],
  ])('of a %s is a fact that tells both sides', (statistic, called) => {
    const [candidate, baseline] = [series({ [statistic]: 12 }, [], 7), series({ [statistic]: 8 }, [], 5)];
    expect(ratioFact(factBook(), candidate, baseline, new Map([['model', 'm']]), statistic)).toMatchObject({
      kind: 'comparison',
      metric: 'decode_throughput',
      statistic: called,
      value: 1.5,
      unit: 'x',
      direction: 'none',
      labels: { model: 'm' },
      subset: 'warm',
      sampleCount: 12,
      excluded: { failed: 4, implausible: 6 },
      formula: `f${statistic}12 divided by f${statistic}8`,
      candidate: `f${statistic}12`,
      baseline: `f${statistic}8`,
      sources: [],
    });
  });

  test('has its interval in the fact, where there is one', () => {
    const book = factBook();
    expect(ratioFact(book, sampled, sampled, new Map(), 'mean')!.interval).toEqual(seriesRatio(sampled, sampled, 'mean')!.interval);
    expect(ratioFact(book, sampled, sampled, new Map(), 'median')).not.toHaveProperty('interval');
  });
});

test.each([
  [1, false],
  [1 + 5e-10, false],
  [1 + 2e-9, true],
  [1.5, true],
  [0.5, false],
  [Number.NaN, false],
])('%d is above one: %s', (ratio, isAbove) => expect(isAboveOne(ratio)).toBe(isAbove));
