import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digamma, inverseTrigamma, moderated, trigamma } from '../../src/core/history/spread.ts';

describe('the functions behind a moderated variance', () => {
  // Abramowitz and Stegun, table 6.1, and exact values.
  test.each([
    [1, -0.5772156649015329, Math.PI ** 2 / 6],
    [0.5, -1.9635100260214235, Math.PI ** 2 / 2],
    [2, 0.4227843350984671, Math.PI ** 2 / 6 - 1],
    [10, 2.251752589066721, 0.10516633568168575],
  ])('are known at %f', (x, first, second) => {
    expect(digamma(x)).toBeCloseTo(first, 10);
    expect(trigamma(x)).toBeCloseTo(second, 10);
  });

  test('invert the second one', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), (x) => {
        expect(inverseTrigamma(trigamma(x)) / x).toBeCloseTo(1, 6);
      }),
    );
    expect(inverseTrigamma(1e-9) / 1e9).toBeCloseTo(1, 12);
    expect(inverseTrigamma(1e9)).toBeCloseTo(1 / Math.sqrt(1e9), 12);
  });
});

describe('moderated spreads', () => {
  const of = (variances: readonly number[], degrees = 4) => variances.map((variance) => ({ variance, degrees }));

  test('pool series that agree: each has the degrees of freedom of all', () => {
    const pooled = moderated(of([0.9, 1, 1.1, 1, 0.95]));
    for (const { variance, degrees } of pooled) {
      expect(variance).toBeCloseTo(0.99, 6);
      expect(degrees).toBe(20);
    }
  });

  test('leave series that differ widely what they have', () => {
    const own = of([1e-6, 1e-4, 1e-2, 1, 100], 30);
    moderated(own).forEach(({ variance, degrees }, index) => {
      expect(Math.abs(Math.log(variance / own[index]!.variance))).toBeLessThan(0.6);
      expect(degrees).toBeLessThan(40);
    });
  });

  test('give each series a spread between its own and what they have in common', () => {
    const spreads = fc.array(
      fc.record({ variance: fc.double({ min: 1e-8, max: 10, noNaN: true }), degrees: fc.integer({ min: 1, max: 30 }) }),
      {
        minLength: 3,
        maxLength: 40,
      },
    );
    fc.assert(
      fc.property(spreads, (own) => {
        const total = own.reduce((sum, { degrees }) => sum + degrees, 0);
        for (const { variance, degrees } of moderated(own)) {
          expect(variance).toBeGreaterThan(0);
          expect(Number.isFinite(variance)).toBe(true);
          expect(degrees).toBeGreaterThanOrEqual(1);
          expect(degrees).toBeLessThanOrEqual(total);
        }
      }),
    );
  });

  test('are the spreads themselves where fewer than three series tell something', () => {
    const own = [
      { variance: 1, degrees: 2 },
      { variance: 4, degrees: 2 },
      { variance: 0, degrees: 2 },
    ];
    expect(moderated(own)).toEqual(own);
    expect(moderated([])).toEqual([]);
  });
});
