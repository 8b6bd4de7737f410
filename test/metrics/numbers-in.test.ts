import { describe, expect, test } from '@jest/globals';
import { numbersIn, numbersOfCell, secondsOf } from '../../src/metrics/numbers-in.ts';

describe('numbersIn', () => {
  test.each<[string, Record<string, number>]>([
    ['7', { '7': 7 }],
    ['-3', { '-3': -3 }],
    ['+3', { '+3': 3 }],
    ['.5', { '.5': 0.5 }],
    ['-.5', { '-.5': -0.5 }],
    ['5.', { '5': 5 }],
    ['3.25', { '3.25': 3.25 }],
    ['1e3 and 1E-2 and 1e+05', { '1e3': 1000, '1E-2': 0.01, '1e+05': 100_000 }],
    ['1e', { '1': 1 }],
    ['12ms, 90% of $5', { '12': 12, '90': 90, '5': 5 }],
    ['1-2', { '1': 1, '2': 2 }],
    // Letters before a number make it a name; behind it they are a unit, unless a digit follows them.
    ['p99 Q4 v1.5 é5 x7 _8', {}],
    ['7B', { '7': 7 }],
    ['7B2 12_a1 3a_b2 0x10 16k4', {}],
    ['4_K_M', { '4': 4 }],
    ['5é', { '5': 5 }],
    ['a-3', { '3': 3 }],
    // The second point ends a number, and what stands behind it begins none.
    ['1.2.3', { '1.2': 1.2 }],
    ['10.0.0.1', { '10.0': 10 }],
    // Separators of thousands, of the Indian grouping too; a comma before a digit more or less joins nothing.
    ['1,146.31', { '1,146.31': 1146.31 }],
    ['12,34,567', { '12,34,567': 1_234_567 }],
    ['1,234,567.8e-2', { '1,234,567.8e-2': 12_345.678 }],
    ['1,2', { '1': 1, '2': 2 }],
    ['1,2345', { '1': 1, '2345': 2345 }],
    ['1,234,5', { '1': 1, '234': 234, '5': 5 }],
    ['1234,567', { '1234': 1234, '567': 567 }],
    // Durations of several units are one number of seconds.
    ['2m8.49s', { '2m8.49s': 128.49 }],
    ['in 1h0m3s and 1h', { '1h0m3s': 3603, '1h': 3600 }],
    ['-2m1s', { '-2m1s': -121 }],
    ['1h5m, 1h2s', { '1h5m': 3900, '1h2s': 3602 }],
    ['2m', { '2': 2 }],
    ['3s', { '3': 3 }],
    ['1h0m3sx x2m8s', {}],
    ['1e400', {}],
    ['', {}],
  ])('of %j are %j', (text, expected) => {
    const found = numbersIn(text);
    expect(Object.fromEntries(found.map(({ text: written, value }) => [written, value]))).toEqual(expected);
    expect(found).toHaveLength(Object.keys(expected).length);
  });

  test('come in the order of the text, each as often as it is there', () => {
    expect(numbersIn('3 of 12, then 3').map(({ value }) => value)).toEqual([3, 12, 3]);
  });
});

describe('numbersOfCell', () => {
  test.each<[string, number[]]>([
    ['1,204.5 ms', [1204.5]],
    ['10k', [10_000]],
    ['96.7 ± 0.4', [96.7, 0.4]],
    ['12,5 kg', [12, 5]],
    ['  9 lives', [9]],
    ['~ 12 apples', [12]],
    ['≈12 apples', [12]],
    ['<5 apples', [5]],
    ['>5 apples', [5]],
    ['* 3 apples', [3]],
    ['`4` apples and 5', [4, 5]],
    ['"5" apples', [5]],
    ['-6 oranges', [-6]],
    ['+7 pears', [7]],
    ['.8 figs', [0.8]],
    ['N/A', []],
    ['run 3', []],
    ['(3 apples)', []],
    ['', []],
  ])('of %j are %j', (cell, values) => {
    expect(numbersOfCell(cell).map(({ value }) => value)).toEqual(values);
  });

  test('of a number with its spread are both, each with the whole text of the cell', () => {
    expect(numbersOfCell(' 96.7 ± 0.4 ')).toEqual([
      { text: '96.7 ± 0.4', value: 96.7 },
      { text: '96.7 ± 0.4', value: 0.4 },
    ]);
  });

  test('with a decimal comma are only those of a cell that is a number as a whole', () => {
    expect(numbersOfCell('12,5', ',').map(({ value }) => value)).toEqual([12.5]);
    expect(numbersOfCell('12,5 ms', ',').map(({ value }) => value)).toEqual([12.5]);
    expect(numbersOfCell('12,5 apples', ',')).toEqual([]);
  });
});

describe('secondsOf', () => {
  test.each([
    ['2m8.49s', 128.49],
    ['1h', 3600],
    ['1h2m', 3720],
    ['1h2m3s', 3723],
    ['1h2m3.5s', 3723.5],
    ['1h3s', 3603],
    ['10h0m0s', 36_000],
    ['12m34s', 754],
    ['+1m0s', 60],
    ['-2m1s', -121],
    ['-1h', -3600],
  ])('of %s are %d', (text, seconds) => {
    expect(secondsOf(text)).toBeCloseTo(seconds, 9);
  });

  test.each(['5s', '12', '12.5', '2ms', '1m2', 'h', 'm', '', '1hx', 'x1h', '2m8.s', '1m 3s', '2m8s3h', '1h:2m'])(
    'knows none of %j',
    (text) => {
      expect(secondsOf(text)).toBeNull();
    },
  );
});
