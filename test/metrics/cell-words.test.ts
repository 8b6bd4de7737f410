import { describe, expect, test } from '@jest/globals';
import { agreedMark, cellNumber, isMissingText, markEvidence } from '../../src/metrics/cell-number.ts';

const NONE = { point: 0, comma: 0, lonePoint: 0, loneComma: 0 };

describe('a text for no value', () => {
  const words = [
    'n/a',
    'na',
    '#n/a',
    'nan',
    'inf',
    '+inf',
    '-inf',
    'infinity',
    '-Infinity',
    '∞',
    '-∞',
    '+∞',
    'null',
    'none',
    'nil',
    'undefined',
    'missing',
    '-',
    '--',
    '---',
    '–',
    '—',
    '.',
    '..',
    '...',
    '?',
    '???',
  ];
  test.each(words)('%j is one', (text) => {
    expect([isMissingText(text), isMissingText(` ${text.toUpperCase()} `)]).toEqual([true, true]);
    expect([isMissingText(`${text} 7`), isMissingText(`7${text}`)]).toEqual([false, false]);
  });
  test.each(['----', '....', 'infinite', 'nano', 'x', '0', '+'])('%j is none', (text) => expect(isMissingText(text)).toBe(false));
  test('an empty one is one', () => expect([isMissingText(''), isMissingText('  ')]).toEqual([true, true]));
});

describe('a cell with a number', () => {
  test.each<[string, Partial<NonNullable<ReturnType<typeof cellNumber>>> | null]>([
    ['12', { value: 12, signed: false }],
    ['+12', { value: 12, signed: true }],
    ['-12.25e2', { value: -1225, signed: false }],
    ['.5', { value: 0.5 }],
    ['5.', { value: 5 }],
    ['12e+03', { value: 12_000 }],
    ['1e400', null],
    ['~ 12.5 ms', { value: 12.5, unit: 'ms' }],
    ['≈12', { value: 12 }],
    ['∼12', { value: 12 }],
    ['≃ 12', { value: 12 }],
    ['ca. 12', { value: 12 }],
    ['ca 12', { value: 12 }],
    ['circa 12', { value: 12 }],
    ['about 12', { value: 12 }],
    ['approx. 12', { value: 12 }],
    ['approx 12', { value: 12 }],
    ['approximately 12', { value: 12 }],
    ['around 12', { value: 12 }],
    ['"12"', { value: 12 }],
    ['__12__', { value: 12 }],
    ['12†', { value: 12 }],
    ['12§¶‡', { value: 12 }],
    ['12 [a]', { value: 12 }],
    ['12[123]', { value: 12 }],
    ['12 [1234]', null],
    ['–3', { value: -3 }],
    ['1 234 567', { value: 1_234_567 }],
    ['1_234', { value: 1234 }],
    ['1_2_3', { value: 123 }],
    ["12'345.5", { value: 12_345.5 }],
    ['12\u202f345', { value: 12_345 }],
    ['1,2345', null],
    ['1,23', null],
    ['1.5k', { value: 1500 }],
    ['2K', { value: 2000 }],
    ['3 M', { value: 3e6 }],
    ['4G', { value: 4e9 }],
    ['1.5k tok/s', { value: 1500, unit: 'tokens/s' }],
    ['1.5 k ± 0.5', { value: 1500, spread: 500 }],
    ['12 (± 0.5)', { value: 12, spread: 0.5 }],
    ['12 (+/- 0.5)', { value: 12, spread: 0.5 }],
    ['12 +- 0.5', { value: 12, spread: 0.5 }],
    ['12 ms ± 0.5', { value: 12, unit: 'ms', spread: 0.5 }],
    ['12 ms ± 0.5 s', null],
    ['12 ± 0.5 ms', { value: 12, unit: 'ms', spread: 0.5 }],
    ['12 ms ± 5 %', { value: 12, unit: 'ms', spread: null }],
    ['50 % ± 5 %', { value: 50, unit: '%', spread: 5 }],
    ['12 ms extra', null],
    ['12 zebras', null],
    ['12 ; 13', null],
    ['a', null],
    ['', null],
    [`${' '.repeat(3)}12${'0'.repeat(70)}.5 ms`, { unit: 'ms' }],
    [`12${'0'.repeat(80)}.5 ms`, null],
  ])('%j', (cell, expected) => {
    if (expected === null) expect(cellNumber(cell)).toBeNull();
    else expect(cellNumber(cell)).toMatchObject(expected);
  });

  test('is read with a decimal comma where the column says so', () => {
    expect(cellNumber('1.234,5 ms', ',')).toMatchObject({ value: 1234.5, unit: 'ms' });
    expect(cellNumber('1.234', ',')).toMatchObject({ value: 1234 });
    expect(cellNumber('12', ',')).toMatchObject({ value: 12 });
    expect(cellNumber('1,5e3', ',')).toMatchObject({ value: 1500 });
    expect(cellNumber('1.5', ',')).toBeNull();
    expect(cellNumber('12,5 ± 0,5', ',')).toMatchObject({ value: 12.5, spread: 0.5 });
  });
});

describe('what a cell tells of the decimal mark', () => {
  test.each<[string, keyof typeof NONE | null]>([
    ['58.49', 'point'],
    ['58,49', 'comma'],
    ['1.234', 'lonePoint'],
    ['1,234', 'loneComma'],
    ['123.456', 'lonePoint'],
    ['1234.567', 'point'],
    ['0.123', 'point'],
    ['0,123', 'comma'],
    ['1.2345', 'point'],
    ['-1.234', 'lonePoint'],
    ['+1,234', 'loneComma'],
    ['1,234.5', 'point'],
    ['1.234,5', 'comma'],
    ['1,234,567', 'point'],
    ['1.234.567', 'comma'],
    ['12.34.56', null],
    ['1234.567.890', null],
    ['1 234,5 ms', 'comma'],
    ['~1,5', 'comma'],
    ['**1,5**', 'comma'],
    ['1,5e-3', 'comma'],
    ['12', null],
    ['a,b', null],
    ['', null],
    [`${'1'.repeat(81)}.5`, null],
  ])('%j', (cell, kind) => expect(markEvidence([cell])).toEqual(kind === null ? NONE : { ...NONE, [kind]: 1 }));

  test.each<[Partial<typeof NONE>, Partial<typeof NONE>, '.' | ',' | null, string]>([
    [{ point: 1, comma: 2 }, {}, '.', ','],
    [{ point: 2, comma: 1 }, {}, '.', '.'],
    [{ point: 1, comma: 1 }, {}, '.', 'mixed'],
    [{ point: 2, comma: 2 }, {}, '.', 'mixed'],
    [{ point: 1, comma: 2, lonePoint: 1 }, {}, '.', 'mixed'],
    [{ point: 1, comma: 2, loneComma: 1 }, {}, '.', 'mixed'],
    [{ comma: 1, lonePoint: 3 }, {}, '.', ','],
    [{ point: 1, loneComma: 3 }, {}, ',', '.'],
    [{}, { comma: 5 }, ',', '.'],
    [{ lonePoint: 1 }, { comma: 1 }, '.', ','],
    [{ lonePoint: 1 }, { point: 1 }, ',', '.'],
    [{ loneComma: 1 }, { point: 1 }, ',', '.'],
    [{ lonePoint: 1, loneComma: 1 }, { comma: 1 }, null, ','],
    [{ lonePoint: 1, loneComma: 1 }, {}, '.', 'both'],
    [{ lonePoint: 1, loneComma: 1 }, { comma: 1, point: 1 }, '.', 'both'],
    [{ lonePoint: 1 }, {}, ',', ','],
    [{ lonePoint: 1 }, {}, null, '1.234 can be read'],
    [{ loneComma: 1 }, {}, null, '1,234 can be read'],
    [{ loneComma: 1 }, { comma: 1, point: 1 }, '.', '1,234 can be read'],
  ])('%j beside %j, usually %j, is %s', (own, around, usual, expected) => {
    const agreed = agreedMark({ ...NONE, ...own }, { ...NONE, ...around }, usual);
    if (expected.length === 1) expect(agreed).toBe(expected);
    else expect(agreed).toEqual({ reason: expect.stringContaining(expected) });
  });
});
