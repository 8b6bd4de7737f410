import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { statisticOf, studentInterval } from '../../src/core/verify/statistic.ts';

describe('statisticOf', () => {
  const samples = [4, 1, 3, 2, 10];

  test('computes every statistic of a small sample', () => {
    const expected = { count: 5, sum: 20, mean: 4, median: 3, min: 1, max: 10, p25: 2, p90: 7.6, p100: 10, p0: 1 };
    for (const [name, value] of Object.entries(expected)) expect(statisticOf(name, samples)).toBeCloseTo(value, 12);
    expect(statisticOf('stdev', samples)).toBeCloseTo(Math.sqrt(12.5), 12);
    expect(statisticOf('cv', samples)).toBeCloseTo(Math.sqrt(12.5) / 4, 12);
  });

  test('has no value for too few samples and for names it does not know', () => {
    expect(['mean', 'median', 'min', 'p99', 'cv'].map((name) => statisticOf(name, []))).toEqual([null, null, null, null, null]);
    expect([statisticOf('stdev', [1]), statisticOf('cv', [1]), statisticOf('cv', [-1, 1])]).toEqual([null, null, null]);
    expect([statisticOf('mode', samples), statisticOf('p101', samples), statisticOf('constructor', samples)]).toEqual([null, null, null]);
    expect(statisticOf('count', [])).toBe(0);
  });

  test('keeps every quantile between the extremes and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const names = ['min', 'p5', 'p25', 'median', 'p75', 'p95', 'max'];
        const quantiles = names.map((name) => statisticOf(name, values)!);
        quantiles.forEach((quantile, index) => {
          if (index > 0) expect(quantile).toBeGreaterThanOrEqual(quantiles[index - 1]! - 1e-6);
        });
      }),
    );
  });
});

describe('studentInterval', () => {
  // Quantiles 0.975 of Student's t from the usual printed table.
  test.each([
    [1, 12.7062],
    [2, 4.3027],
    [4, 2.7764],
    [9, 2.2622],
    [30, 2.0423],
    [120, 1.9799],
  ])('uses the tabled quantile for %i degrees of freedom', (freedom, quantile) => {
    const samples = Array.from({ length: freedom + 1 }, (_, index) => index);
    const half = (quantile * statisticOf('stdev', samples)!) / Math.sqrt(samples.length);
    const { low, high } = studentInterval(samples, 0.95)!;
    expect((high - low) / 2 / half).toBeCloseTo(1, 4);
    expect((high + low) / 2).toBeCloseTo(freedom / 2, 9);
  });

  test('has none for one sample and no width for equal ones', () => {
    expect(studentInterval([3], 0.95)).toBeNull();
    expect(studentInterval([3, 3, 3], 0.95)).toEqual({ low: 3, high: 3 });
  });
});
