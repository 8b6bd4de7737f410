import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CellCondition, holdsFor, parseConditions, printConditions } from '../../src/metrics/cell-conditions.ts';
import { type CellAddress, type CellRange, cellText, parseCell, printCell } from '../../src/metrics/cells.ts';

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'a;index=2',
    'x;pointer=/y',
    'z;where=q="1"',
    String.raw`C:\temp;`,
    'say "hi", or | not',
    'row=2;col=a',
    'of=/x',
    '100 %',
    '',
  ),
);

const ranges = fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { minLength: 1, maxLength: 6 }).map((numbers): CellRange[] => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted.flatMap((first, index): CellRange[] =>
    index % 2 === 1 ? [] : sorted[index + 1] === undefined ? [[first, first]] : [[first, sorted[index + 1]!]],
  );
});

const condition: fc.Arbitrary<CellCondition> = fc.oneof(
  fc.record({ name: nasty, kind: fc.constantFrom('is', 'is-not'), texts: fc.array(nasty, { minLength: 1, maxLength: 3 }) }),
  fc.record({ name: nasty, kind: fc.constantFrom('is-not-zero', 'is-number') }),
) as fc.Arbitrary<CellCondition>;

const where = fc.array(condition, { maxLength: 3 });
const pointer = fc.array(nasty, { maxLength: 4 });
const nothing = { of: null, column: null, pointer: null, index: null };

const address: fc.Arbitrary<CellAddress> = fc.oneof(
  pointer.map((tokens) => ({ ...nothing, place: null, ranges: null, pointer: tokens, where: [] })),
  fc
    .tuple(fc.constantFrom('row' as const, 'line' as const), ranges, nasty, where)
    .map(([place, own, column, conditions]) => ({ ...nothing, place, ranges: own, column, where: conditions })),
  fc
    .tuple(ranges, nasty, fc.nat({ max: 9 }), where)
    .map(([own, column, index, conditions]) => ({ ...nothing, place: 'line' as const, ranges: own, column, index, where: conditions })),
  fc.tuple(ranges, nasty, fc.array(nasty, { minLength: 1, maxLength: 3 }), where).map(([own, column, tokens, conditions]) => ({
    ...nothing,
    place: 'row' as const,
    ranges: own,
    column,
    pointer: tokens,
    where: conditions,
  })),
  fc
    .tuple(ranges, pointer, where)
    .map(([own, tokens, conditions]) => ({ ...nothing, place: 'line' as const, ranges: own, pointer: tokens, where: conditions })),
  fc
    .tuple(ranges, pointer, pointer, where)
    .map(([own, of, tokens, conditions]) => ({ ...nothing, place: 'item' as const, ranges: own, of, pointer: tokens, where: conditions })),
);

describe('the grammar of cells', () => {
  test('reads back every address it prints', () => {
    fc.assert(
      fc.property(address, (own) => expect(parseCell(printCell(own))).toEqual(own)),
      { numRuns: 2000 },
    );
  });

  test('reads back every condition it prints', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), (own) => expect(parseConditions(printConditions(own))).toEqual(own)),
      { numRuns: 2000 },
    );
  });

  test.each<[string, Partial<CellAddress>]>([
    ['', { place: null, pointer: [] }],
    ['/results/0/ttft_s', { place: null, pointer: ['results', '0', 'ttft_s'] }],
    ['row=2;col=tokens_s', { place: 'row', ranges: [[2, 2]], column: 'tokens_s' }],
    ['line=3;pointer=/ttft', { place: 'line', ranges: [[3, 3]], pointer: ['ttft'] }],
    ['line=12;col=Mean TTFT (ms);index=1', { column: 'Mean TTFT (ms)', index: 1 }],
    ['row=2;col=Profile;pointer=/a/0', { column: 'Profile', pointer: ['a', '0'] }],
    ['row=2;col=a;b', { column: 'a;b' }],
    [
      'item=0-99,101;of=/results;pointer=/ttft',
      { place: 'item', ranges: [[0, 99], [101, 101]], of: ['results'], pointer: ['ttft'] }, // biome-ignore format: one line an example
    ],
    [
      'row=2-400001;col=ttft_s;where=model="a",error=""',
      {
        ranges: [[2, 400001]],
        where: [
          { name: 'model', kind: 'is', texts: ['a'] },
          { name: 'error', kind: 'is', texts: [''] },
        ],
      },
    ],
    ['line=1-9;pointer=/ttft;where=/model!="a"|"b",/ttft!=0,"say ""=number', { where: [] }],
  ])('reads %s', (cell, expected) => {
    if (expected.where?.length === 0) expect(parseCell(cell)).toBeNull();
    else expect(parseCell(cell)).toMatchObject(expected);
  });

  test.each([
    'tokens_s',
    'row=;col=x',
    'row=2',
    'row=2-;col=x',
    'row=2;of=/x;pointer=/y',
    'item=2;pointer=/y',
    'row=2;col=x;where=',
    'row=2;col=x;where=a',
  ])('takes %s for no cell', (cell) => expect(parseCell(cell)).toBeNull());

  test('prints the cell of a column whose name looks like the grammar so that it is read back', () => {
    expect(parseCell(cellText('row', 7, 'a; b'))).toMatchObject({ ranges: [[7, 7]], column: 'a; b' });
    expect(parseCell(cellText('line', 7, '/a;pointer=/b'))).toMatchObject({ pointer: ['a;pointer=', 'b'] });
    expect(cellText('line', 7, 'row=9;col=avg')).toBe('row=9;col=avg');
  });
});

test.each<[string, string, boolean]>([
  ['a="x"', ' x ', true],
  ['a="x"|"y"', 'y', true],
  ['a="x"', 'z', false],
  ['a!="x"', 'z', true],
  ['a=""', '', true],
  ['a!=0', '0.000', false],
  ['a!=0', '12', true],
  ['a!=0', '', true],
  ['a=number', '1.5', true],
  ['a=number', 'N/A', false],
])('holds %s against "%s": %s', (conditions, written, expected) => {
  expect(holdsFor(parseConditions(conditions)![0]!, written)).toBe(expected);
});

describe('parseConditions', () => {
  test.each<[string, CellCondition[]]>([
    ['a="x"', [{ name: 'a', kind: 'is', texts: ['x'] }]],
    ['a!="x"|"y"', [{ name: 'a', kind: 'is-not', texts: ['x', 'y'] }]],
    ['a b (c)%-.!=0', [{ name: 'a b (c)%-.', kind: 'is-not-zero' }]],
    ['/a/0=number', [{ name: '/a/0', kind: 'is-number' }]],
    ['"a,b"=""', [{ name: 'a,b', kind: 'is', texts: [''] }]],
    [String.raw`"\""="\n\u0041"`, [{ name: '"', kind: 'is', texts: ['\nA'] }]],
    ['a="x",b!=0', [{ name: 'a', kind: 'is', texts: ['x'] }, { name: 'b', kind: 'is-not-zero' }]], // biome-ignore format: one line an example
  ])('reads %s', (text, expected) => expect(parseConditions(text)).toEqual(expected));

  test.each([
    '',
    'a',
    'a=',
    'a=x',
    'a="x',
    'a="x"|',
    'a="x",',
    'a="x" ,b="y"',
    ',a="x"',
    'a=="x"',
    'a!=1',
    'a=numbers',
    '-a="x"',
    ' a="x"',
    // Between quotation marks, but no text of JSON.
    String.raw`a="\x"`,
    String.raw`"\x"="a"`,
    'a="x\ny"',
  ])('takes %j for none', (text) => expect(parseConditions(text)).toBeNull());

  test('is asked for each condition in its own grammar', () => {
    expect(
      printConditions([
        { name: 'a b', kind: 'is', texts: ['x', 'y'] },
        { name: ' a', kind: 'is-number' },
      ]),
    ).toBe('a b="x"|"y"," a"=number');
    expect(
      printConditions([
        { name: 'a', kind: 'is-not', texts: ['"'] },
        { name: '', kind: 'is-not-zero' },
      ]),
    ).toBe(String.raw`a!="\"",""!=0`);
  });
});
