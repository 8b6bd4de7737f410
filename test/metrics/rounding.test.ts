import { expect, test } from '@jest/globals';
import { halfOfLastDigit, significantDigits } from '../../src/metrics/rounding.ts';

test.each([
  [3089.02, 0.005],
  [0.1, 0.05],
  [-0.25, 0.005],
  [12, 0.5],
  [0, 0.5],
  [1200, 0.5],
  [5e-7, 5e-8],
  [5.25e-7, 5e-10],
  [-5.25e-7, 5e-10],
  [1e21, 5e20],
  [1.5e21, 5e19],
])('half of the last digit of %d is %d', (value, half) => expect(halfOfLastDigit(value) / half).toBeCloseTo(1, 9));

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%d has no last digit', (value) =>
  expect(halfOfLastDigit(value)).toBeNaN(),
);

test.each([
  [0.012_04, 4],
  [1_204_000, 4],
  [0, 0],
  [7, 1],
  [10, 1],
  [1050, 3],
  [0.5, 1],
  [1.5, 2],
  [10.5, 3],
  [100.25, 5],
  [-12, 2],
  [-0.12, 2],
  [1e21, 1],
  [1.2e-7, 2],
  [1.05e-7, 3],
])('%d has %d significant digits', (value, digits) => expect(significantDigits(value)).toBe(digits));
