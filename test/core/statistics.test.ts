import { expect, describe as group, test } from '@jest/globals';
import fc from 'fast-check';
import { describe, formulaOf, STATISTICS, statisticOf } from '../../src/core/measure/statistics.ts';
import { quantile } from '../../src/core/quantile.ts';
import { studentQuantile } from '../../src/core/student-t.ts';

function valuesOf(values: readonly number[]): Record<string, number> {
  return Object.fromEntries(describe(values).map(({ statistic, value }) => [statistic, value]));
}

function intervalOf(values: readonly number[], statistic: string): [low: number, high: number] | null {
  const interval = describe(values).find((own) => own.statistic === statistic)!.interval;
  return interval && [interval.low, interval.high];
}

group('the statistics of samples', () => {
  test('are the same however many of them are asked for', () => {
    const some = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { maxLength: 40 });
    fc.assert(
      fc.property(some, fc.subarray([...STATISTICS]), (values, wanted) => {
        const all = describe(values);
        expect(describe(values, wanted)).toEqual(all.filter(({ statistic }) => wanted.includes(statistic)));
        for (const name of wanted)
          expect(statisticOf(values, name)).toEqual(all.find(({ statistic }) => statistic === name)?.value ?? null);
      }),
    );
  });

  test('are all there for two, in the order of a report', () => {
    expect(describe([1, 3]).map(({ statistic }) => statistic)).toEqual([...STATISTICS]);
    expect(valuesOf([3, 1])).toEqual({
      mean: 2,
      median: 2,
      stdev: expect.closeTo(Math.SQRT2, 12),
      cv: expect.closeTo(Math.SQRT1_2, 12),
      min: 1,
      max: 3,
      p5: expect.closeTo(1.1, 12),
      p90: expect.closeTo(2.8, 12),
      p95: expect.closeTo(2.9, 12),
      p99: expect.closeTo(2.98, 12),
    });
  });

  test.each<[what: string, values: number[], missing: string[]]>([
    ['one', [5], ['stdev', 'cv']],
    ['a mean of zero', [-1, 1], ['cv']],
    ['a mean below zero', [-1, -3], ['cv']],
    ['equal ones', [2, 2], []],
  ])('of %s lack what is not defined', (_, values, missing) => {
    const own = valuesOf(values);
    expect(STATISTICS.filter((statistic) => !(statistic in own))).toEqual(missing);
  });

  test('sort by size, not by letters, and leave the samples as they are', () => {
    const samples = [100, 9, 20];
    expect(valuesOf(samples)).toMatchObject({ median: 20, min: 9, max: 100 });
    expect(samples).toEqual([100, 9, 20]);
    expect(describe([])).toEqual([]);
  });

  test.each([
    [0, 10],
    [0.25, 20],
    [0.5, 30],
    [0.6, 34],
    [0.99, 49.6],
    [1, 50],
  ])('have the quantile %d of five at %d', (probability, value) =>
    expect(quantile([10, 20, 30, 40, 50], probability)).toBeCloseTo(value, 12),
  );

  test('of one have it at every quantile', () => {
    expect([0, 0.5, 1].map((probability) => quantile([7], probability))).toEqual([7, 7, 7]);
  });

  test('say how they are computed', () => {
    for (const statistic of STATISTICS) expect(formulaOf(statistic)).toMatch(/value|quantile|deviation/);
    expect(formulaOf('p90')).toContain('0.90');
  });
});

group('the interval of a mean', () => {
  test.each<[values: number[], half: number]>([
    [[1, 3], 12.706205],
    [[1, 2, 3], 4.302653 / Math.sqrt(3)],
    [[10, 20, 60], (4.302653 * Math.sqrt(700)) / Math.sqrt(3)],
  ])('of %j has half a width of %d', (values, half) => {
    const mean = valuesOf(values)['mean']!;
    const [low, high] = intervalOf(values, 'mean')!;
    expect(low / (mean - half)).toBeCloseTo(1, 5);
    expect(high / (mean + half)).toBeCloseTo(1, 5);
    expect(describe(values)[0]!.interval!.level).toBe(0.95);
  });

  test('is none of one sample, and a point of equal ones', () => {
    expect(intervalOf([5], 'mean')).toBeNull();
    expect(intervalOf([5, 5, 5], 'mean')).toEqual([5, 5]);
  });

  test('is of no other statistic but the median', () => {
    const values = Array.from({ length: 20 }, (_, index) => index);
    expect(describe(values).flatMap(({ statistic, interval }) => (interval === null ? [] : [statistic]))).toEqual(['mean', 'median']);
  });

  test('is that of the normal distribution for infinitely many degrees of freedom', () => {
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959964, 4);
    expect(studentQuantile(0.975, 1e6)).toBeCloseTo(1.959964, 4);
    expect(studentQuantile(0.975, 5)).toBeCloseTo(2.570582, 5);
    expect(studentQuantile(0.5, 5)).toBeCloseTo(0, 6);
  });
});

group('the interval of a median', () => {
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  // Ranks from the usual printed table of order statistics for the median at 95 %.
  test.each([
    [6, 1],
    [8, 1],
    [9, 2],
    [11, 2],
    [12, 3],
    [15, 4],
    [17, 5],
    [20, 6],
    [25, 8],
    [50, 18],
    [100, 40],
    [2000, 956],
  ])('of %d samples lies between the order statistic %d and its mirror image', (count, rank) => {
    expect(intervalOf(upTo(count), 'median')).toEqual([rank, count + 1 - rank]);
  });

  test.each([1, 2, 5])('of %d samples is none', (count) => expect(intervalOf(upTo(count), 'median')).toBeNull());
});
