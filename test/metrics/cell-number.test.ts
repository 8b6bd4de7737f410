import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agreedMark, cellNumber, type DecimalMark, markEvidence } from '../../src/metrics/cell-number.ts';

const NONE = { point: 0, comma: 0, lonePoint: 0, loneComma: 0 };

describe('cellNumber', () => {
  test.each<[string, DecimalMark, number, string | null, number | null]>([
    ['1,204.5', '.', 1204.5, null, null],
    ['58,49', ',', 58.49, null, null],
    ['1.240', ',', 1240, null, null],
    ['1.234.567,5', ',', 1_234_567.5, null, null],
    ['12,34,567', '.', 1_234_567, null, null],
    ["1'204.5", '.', 1204.5, null, null],
    ['1 204,5', ',', 1204.5, null, null],
    ['1 204', '.', 1204, null, null],
    ['1_250', '.', 1250, null, null],
    ['~12', '.', 12, null, null],
    ['12.5*', '.', 12.5, null, null],
    ['**98.5%**', '.', 98.5, '%', null],
    ['`7`', '.', 7, null, null],
    ['1.2 s', '.', 1.2, 's', null],
    ['120.5 ms', '.', 120.5, 'ms', null],
    ['1490 tokens/s', '.', 1490, 'tokens/s', null],
    ['92.5 tok/s', '.', 92.5, 'tokens/s', null],
    ['35.6GiB', '.', 35.6, 'GiB', null],
    ['10k', '.', 10_000, null, null],
    ['1.5 M', '.', 1_500_000, null, null],
    ['1e3', '.', 1000, null, null],
    ['2.0e-07', '.', 2e-7, null, null],
    ['-3.5', '.', -3.5, null, null],
    ['−3.5', '.', -3.5, null, null],
    ['96.71 ± 0.42', '.', 96.71, null, 0.42],
    ['96.71±0.42 ms', '.', 96.71, 'ms', 0.42],
    ['12.5 ms ± 0.3 ms', '.', 12.5, 'ms', 0.3],
    ['12.5 +/- 0.3', '.', 12.5, null, 0.3],
    ['12.5 ± 3%', '.', 12.5, null, null],
    ['95 % ± 2 %', '.', 95, '%', 2],
  ])('reads %s with the mark %s', (cell, mark, value, unit, spread) => {
    expect(cellNumber(cell, mark)).toMatchObject({ value, unit, spread });
  });

  test.each([
    '>100',
    '<1',
    '0x10',
    '2026-01-01',
    '12:30',
    '1.2.3',
    'v0.6',
    'Q4_K_M',
    '8B params',
    '12 apples',
    '',
    '-',
    'inf',
    '1e999',
    '4090 Ti',
    '3/4',
    'p99',
  ])('takes %j for no number', (cell) => expect(cellNumber(cell)).toBeNull());

  test('never reads a decimal comma as a separator of thousands, nor the other way round', () => {
    expect(cellNumber('58,49', '.')).toBeNull();
    expect(cellNumber('58.49', ',')).toBeNull();
  });

  test('reads any number back that a locale writes, with the marks of that locale', () => {
    const number = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => Number(value.toFixed(2)));
    fc.assert(
      fc.property(
        number,
        fc.constantFrom<[string, DecimalMark]>(['en-US', '.'], ['de-DE', ','], ['fr-FR', ','], ['de-CH', '.'], ['en-IN', '.']),
        (value, [locale, mark]) => {
          const written = new Intl.NumberFormat(locale, { maximumFractionDigits: 2, minimumFractionDigits: 2 }).format(value);
          expect(cellNumber(written, mark)?.value).toBeCloseTo(value, 6);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('judges a long row of digits, blanks and marks at once', () => {
    for (const piece of ['1', '1 ', '1,', '1.', '1_', '± ', 'a ']) expect(cellNumber(`${piece.repeat(100_000)}x`)).toBeNull();
  });

  test('says that a plus sign stands before it', () => expect(cellNumber('+3.2%')).toMatchObject({ signed: true, unit: '%' }));
});

describe('the decimal mark of a column', () => {
  const agreed = (own: string[], around: string[] = [], usual: DecimalMark | null = '.') =>
    agreedMark(markEvidence(own), around.length === 0 ? NONE : markEvidence(around), usual);

  test.each<[string[], string[], DecimalMark | null, DecimalMark]>([
    [['58,49', '240,50'], [], null, ','],
    [['1.240', '58,5'], [], null, ','],
    [['1.240'], ['58,5'], null, ','],
    [['1.240'], ['58.5'], null, '.'],
    [['1.240'], [], '.', '.'],
    [['1,204', '2,100'], [], '.', '.'],
    [['1,204.5', '2,100'], [], null, '.'],
    [['1,234,567'], [], null, '.'],
    [['1.234.567'], [], null, ','],
    [['12', '13'], ['58,5'], null, '.'],
    [['0.123', '0.456'], [], null, '.'],
    [['1.234 ms', '12,5 ms'], [], null, ','],
  ])('of %j beside %j is agreed', (own, around, usual, mark) => expect(agreed(own, around, usual)).toBe(mark));

  test.each<[string[], string[], DecimalMark | null, RegExp]>([
    [['1.234'], [], null, /1\.234.*two ways/],
    [['1,234'], [], null, /1,234.*two ways/],
    [['58.49', '58,49'], [], '.', /mixed/],
    [['1.234', '1,234'], [], '.', /both/],
    [['1.234'], ['58.5', '58,5'], '.', /two ways/],
  ])('of %j beside %j is refused', (own, around, usual, reason) => {
    expect(agreed(own, around, usual)).toEqual({ reason: expect.stringMatching(reason) });
  });

  test('is not told by versions and addresses', () => expect(markEvidence(['0.6.3', '10.0.0.1', '1.2.3.4', 'q4.gguf'])).toEqual(NONE));
});
