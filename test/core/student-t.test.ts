import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { studentQuantile, studentTails } from '../../src/core/student-t.ts';

describe("Student's t", () => {
  // SciPy 1.16: stats.t.ppf, 2 * stats.t.sf.
  test.each([
    [0.975, 7, 2.3646242515927844],
    [0.975, 2, 4.302652729911275],
    [0.995, 3, 5.840909309733355],
    [0.95, 41, 1.682878002133091],
  ])('has the quantile %f at %d degrees of freedom', (probability, degrees, expected) => {
    expect(studentQuantile(probability, degrees) / expected).toBeCloseTo(1, 10);
  });

  test.each([
    [2.2, 7, 0.06373101530263699],
    [9.9, 2, 0.010049496287809169],
    [30, 5, 7.718648620496047e-7],
  ])('has the tails beyond %f at %d degrees of freedom', (t, degrees, expected) => {
    expect(studentTails(t, degrees) / expected).toBeCloseTo(1, 9);
    expect(studentTails(-t, degrees)).toBe(studentTails(t, degrees));
  });

  test('has a quantile that is the inverse of its tails', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.51, max: 0.9999, noNaN: true }),
        fc.double({ min: 1, max: 5000, noNaN: true }),
        (probability, degrees) => {
          expect(studentTails(studentQuantile(probability, degrees), degrees) / (2 * (1 - probability))).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test('is the normal distribution for infinitely many degrees of freedom, and has no tail beyond infinity', () => {
    expect(studentQuantile(0.975, Number.POSITIVE_INFINITY)).toBeCloseTo(1.959964, 5);
    expect(studentTails(0, 5)).toBe(1);
    expect(studentTails(Number.POSITIVE_INFINITY, 5)).toBe(0);
  });
});
