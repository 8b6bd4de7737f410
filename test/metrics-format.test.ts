import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Show } from '../src/contracts/claim.ts';
import type { Fact } from '../src/contracts/fact.ts';
import { decimalsFor, printFact, scaleOf, sizeOf } from '../src/metrics/format.ts';

function fact(value: number, unit: string, half?: number, more: Partial<Fact> = {}): Fact {
  return {
    id: 'f000000',
    series: 's0000000000',
    kind: 'statistic',
    metric: 'm',
    statistic: 'mean',
    value,
    unit,
    direction: 'none',
    labels: {},
    subset: 'all',
    sampleCount: 5,
    excluded: { failed: 0, implausible: 0 },
    formula: '',
    sources: [],
    ...(half === undefined ? {} : { interval: { level: 0.95, low: value - half, high: value + half, method: '' } }),
    ...more,
  };
}

function text(own: Fact, show: Show, unit?: string, places?: number): string {
  const { number, unit: shown } = printFact(own, show, unit, places);
  return shown === '' ? number : `${number} ${shown}`;
}

describe('printFact', () => {
  test.each<[string, string]>([
    [text(fact(291.62, 'tokens/s'), 'value'), '291.6 tokens/s'],
    [text(fact(291.62, 'tokens/s'), 'bare'), '291.6'],
    [text(fact(283.56, 'tokens/s', 31.8), 'interval'), '284 ± 32 tokens/s'],
    [text(fact(102.14, 'tokens/s', 0.21), 'interval'), '102.1 ± 0.2 tokens/s'],
    [text(fact(102.14, 'tokens/s'), 'interval'), '102.1 tokens/s'],
    [text(fact(2700, 'ms', 190), 'bounds'), '2.51 to 2.89 s'],
    [text(fact(1.583, 'x', 0.015, { kind: 'comparison' }), 'times'), '1.58 times'],
    [text(fact(1.583, 'x', 0.015, { kind: 'comparison' }), 'bounds'), '1.57 to 1.60 times'],
    [text(fact(17.26, 'x'), 'times'), '17.3 times'],
    [text(fact(0.0281, 'ratio', 0.0106), 'percent'), '+2.8 %'],
    [text(fact(-0.0028, 'ratio', 0.002), 'percent'), '-0.28 %'],
    [text(fact(0, 'ratio'), 'percent'), '+0 %'],
    [text(fact(7, 'count', undefined, { kind: 'count' }), 'value'), '7'],
    [text(fact(283.56, 'tokens/s'), 'count'), '5'],
  ])('prints %s as %s', (printed, expected) => {
    expect(printed).toBe(expected);
  });

  test('prints a time in the unit that suits it, or in the unit of its column', () => {
    expect(text(fact(65.2, 'ms'), 'value')).toBe('65.20 ms');
    expect(text(fact(6540, 'ms'), 'value')).toBe('6.540 s');
    expect(text(fact(0.0123, 'ms'), 'value')).toBe('12.30 us');
    expect(text(fact(900_000, 'ms'), 'value')).toBe('15.00 min');
    expect(text(fact(6540, 'ms'), 'bare', 'ms')).toBe('6540');
    expect(text(fact(0, 'ms'), 'value')).toBe('0 ms');
  });

  test('prints shares in per cent and sizes in binary units', () => {
    expect(text(fact(0.8317, 'ratio'), 'value')).toBe('83.17 %');
    expect(text(fact(3 * 1024 ** 3, 'bytes'), 'value')).toBe('3.000 GiB');
  });

  test('gives a coefficient of variation two significant digits', () => {
    for (const [value, expected] of [
      [0.0604, '6.0 %'],
      [0.0099, '0.99 %'],
      [0.2045, '20 %'],
      [0, '0 %'],
    ] as const) {
      expect(text(fact(value, 'ratio', undefined, { statistic: 'cv' }), 'value')).toBe(expected);
    }
  });

  test('takes the decimals of its row where they are given', () => {
    expect(text(fact(314.9, 'tokens/s'), 'bare', 'tokens/s', 0)).toBe('315');
  });

  test('never prints a negative zero', () => {
    expect(text(fact(-0.00001, 'tokens/s', 5), 'value')).toBe('0.0 tokens/s');
  });

  test('prints what rounds back to the value at its printed precision', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (value) => {
        const printed = printFact(fact(value, 'tokens/s'), 'bare').number;
        const decimals = printed.split('.')[1]?.length ?? 0;
        expect(Math.abs(Number(printed) - value)).toBeLessThanOrEqual(0.5 * 10 ** -decimals * (1 + 1e-9));
      }),
    );
  });
});

describe('a number in its unit', () => {
  test.each<[number, string, string]>([
    [1e-6, 'ms', '1.000 ns'],
    [2.5e-7, 'ms', '0.2500 ns'],
    [9.99e-4, 'ms', '999.0 ns'],
    [1e-3, 'ms', '1.000 us'],
    [0.9994, 'ms', '999.4 us'],
    [1, 'ms', '1.000 ms'],
    [999.9, 'ms', '999.9 ms'],
    [1000, 'ms', '1.000 s'],
    [-1500, 'ms', '-1.500 s'],
    // Minutes only from ten of them, hours from two.
    [599_000, 'ms', '599.0 s'],
    [600_000, 'ms', '10.00 min'],
    [7.19e6, 'ms', '119.8 min'],
    [7.2e6, 'ms', '2.000 h'],
    [0, 'bytes', '0 bytes'],
    [0.5, 'bytes', '0.5000 bytes'],
    [1023, 'bytes', '1023 bytes'],
    [1024, 'bytes', '1.000 KiB'],
    [1024 ** 2 - 1, 'bytes', '1024 KiB'],
    [1024 ** 2, 'bytes', '1.000 MiB'],
    [1024 ** 3, 'bytes', '1.000 GiB'],
    [1024 ** 4, 'bytes', '1024 GiB'],
    [0, 'ratio', '0 %'],
    [1e-5, 'ratio', '0.0010 %'],
    [1, 'ratio', '100.0 %'],
    [-0.5, 'ratio', '-50.00 %'],
    [12_345.6, 'tokens/s', '12346 tokens/s'],
    [0.012_34, 'tokens/s', '0.0123 tokens/s'],
    [7.5, 'widgets per fortnight', '7.500 "widgets per fortnight"'],
    [7.5, 'furlong', '7.500 furlong'],
    // A count of things has no decimals, a mean of counts has.
    [1234, 'count', '1234'],
    [12.5, 'count', '12.50'],
  ])('%d of the base unit %s is %s', (value, unit, expected) => {
    expect(text(fact(value, unit), 'value')).toBe(expected);
  });

  test('of kind count has no decimals, whatever its unit and interval', () => {
    expect(text(fact(3, 'tokens/s', 0.25, { kind: 'count' }), 'value')).toBe('3 tokens/s');
    expect(text(fact(3.5, 'tokens/s', undefined, { kind: 'count' }), 'value')).toBe('3.500 tokens/s');
  });

  test('of an interval is given with as many decimals as the value', () => {
    expect(text(fact(1500, 'ms', 20), 'interval')).toBe('1.500 ± 0.020 s');
    expect(text(fact(1500, 'ms', 20), 'bounds')).toBe('1.480 to 1.520 s');
    expect(text(fact(1500, 'ms', 20), 'bounds', 'ms')).toBe('1480 to 1520 ms');
    expect(text(fact(0.5, 'ratio', 0.02), 'interval')).toBe('50.0 ± 2.0 %');
    expect(text(fact(1500, 'ms'), 'bounds')).toBe('1.500 to 1.500 s');
    expect(text(fact(250, 'count', 0.5), 'bounds')).toBe('250 to 251');
  });

  test('of times has two decimals, from ten on one', () => {
    expect(text(fact(9.994, 'x'), 'times')).toBe('9.99 times');
    expect(text(fact(10, 'x'), 'times')).toBe('10.0 times');
    expect(text(fact(1.583, 'x', 0.5), 'value')).toBe('1.58 x');
    expect(text(fact(17.26, 'x', 0.5), 'bounds')).toBe('16.76 to 17.76 times');
  });

  test('of a change has its sign and two decimals at most', () => {
    expect(text(fact(0.123_456, 'ratio', 0.000_001), 'percent')).toBe('+12.35 %');
    expect(text(fact(0.123_456, 'ratio'), 'percent')).toBe('+12.35 %');
    expect(text(fact(1.5, 'ratio'), 'percent')).toBe('+150.0 %');
    expect(text(fact(-0.000_001, 'ratio', 0.2), 'percent')).toBe('0 %');
    expect(text(fact(0.5, 'ratio', 0.2), 'percent')).toBe('+50 %');
  });

  test('of a coefficient of variation with an interval has the decimals that this supports', () => {
    expect(text(fact(0.2045, 'ratio', 0.001, { statistic: 'cv' }), 'value')).toBe('20.45 %');
    expect(text(fact(0.000_004, 'ratio', undefined, { statistic: 'cv' }), 'value')).toBe('0.0004 %');
    expect(text(fact(1.25, 'ratio', undefined, { statistic: 'cv' }), 'value')).toBe('125 %');
  });
});

describe('scaleOf and sizeOf', () => {
  test('agree on the size of a unit', () => {
    for (const value of [0, 1e-6, 0.3, 12, 4e3, 7e5, 1e7]) {
      const { unit, size } = scaleOf(value, 'ms');
      expect(sizeOf('ms', unit)).toBe(size);
    }
  });

  test('leave a unit alone that has no scale', () => {
    expect(scaleOf(1e9, 'tokens/s')).toEqual({ unit: 'tokens/s', size: 1 });
    expect(sizeOf('tokens/s', 'tokens/s')).toBe(1);
  });
});

describe('decimalsFor', () => {
  test.each([
    [288.1, 8.13, 1],
    [283.6, 31.8, 0],
    [97.334, 0.2117, 2],
    [0.5, 0.00001, 4],
    [0, null, 0],
    [12345.6, null, 0],
    [0.0123, null, 4],
  ])('%d with half width %s has %d decimals', (value, half, expected) => {
    expect(decimalsFor(value, half)).toBe(expected);
  });
});
