import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import { printedForms } from '../../src/core/verify/printed-forms.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { fact } from './facts.ts';

const LOG = ['Mean TTFT (ms): 12.5 of 30', 'mean ttft (MS) again: 7', 'nothing here', 'Rate 1,234.5 and rate 8', ''].join('\r\n');
const TABLE = [
  '| a | b |',
  '| not a rule | x |',
  '| Model | **t/s** | n\\|m |',
  '|:---|---:|---|',
  '| q | **1,173.98** ± 2.5 | 3 |',
  '| r | - | 4 |',
  '  | s | `9` |',
  'text t/s 6',
  '| Other | t/s |',
  '| --- | --- |',
  '| u | 8 |',
].join('\n');

type Found = readonly [line: number | null, value: number | null, reason: string | null];

describe('a number in a line', () => {
  test.each<[text: string, cell: string, found: Found[]]>([
    [LOG, 'line=1;col=Mean TTFT (ms)', [[1, 12.5, null]]],
    [LOG, 'line=1;col=Mean TTFT (ms);index=1', [[1, 30, null]]],
    [LOG, 'line=1;col=Mean TTFT (ms);index=2', [[1, null, 'holds no number']]],
    [LOG, 'line=2;col=Mean TTFT (ms)', [[2, 7, null]]],
    [LOG, 'line=3;col=Mean', [[3, null, 'line 3 does not say "Mean"']]],
    [LOG, 'line=3;col=here', [[3, null, 'holds no number']]],
    [LOG, 'line=4;col=Rate', [[4, 1234.5, null]]],
    [LOG, 'line=4;col=absent;index=1', [[4, 8, null]]],
    [LOG, 'line=0;col=Rate', [[null, null, 'there is no line 0']]],
    [LOG, 'line=6;col=Rate', [[null, null, 'there is no line 6']]],
    [
      LOG,
      'line=1-2;col=Mean TTFT (ms)',
      [
        [1, 12.5, null],
        [2, 7, null],
      ],
    ],
    [TABLE, 'line=5;col=t/s', [[5, 1173.98, null]]],
    [TABLE, 'line=5;col=t/s;index=1', [[5, 2.5, null]]],
    [TABLE, 'line=5;col=n|m', [[5, 3, null]]],
    [TABLE, 'line=6;col=t/s', [[6, null, 'holds no number']]],
    [TABLE, 'line=7;col=t/s', [[7, 9, null]]],
    [TABLE, 'line=7;col=n|m', [[7, null, 'holds no number']]],
    [TABLE, 'line=8;col=t/s', [[8, 6, null]]],
    [TABLE, 'line=11;col=t/s', [[11, 8, null]]],
    [TABLE, 'line=11;col=Model', [[11, null, 'line 11 does not say "Model"']]],
    [TABLE, 'line=3;col=t/s', [[3, null, 'holds no number']]],
  ])('%#: of %j, %s', (text, cell, found) => {
    expect(readCells(text, 'text', [cell]).map(({ line, value, reason }) => [line, value, reason])).toEqual(found);
  });

  test('is read in a table with the decimal mark of its column', () => {
    const table = '| a |\n|---|\n| 1,5 |';
    expect(readCells(table, 'markdown', ['line=3;col=a;decimal=,', 'line=3;col=a']).map(({ value, raw }) => [value, raw])).toEqual([
      [1.5, '1,5'],
      [expect.any(Number), expect.any(String)],
    ]);
  });
});

describe('every number that a text may print of a fact', () => {
  const forms = (over: Partial<Fact>) => printedForms(fact(over));

  test.each<[what: string, over: Partial<Fact>, printed: string[], others: string[]]>([
    ['its value in every precision', { value: 311.4159 }, ['311', '311.4', '311.42', '311.416', '311.4159'], ['312', '311.41', '0.3']],
    ['its value in every unit', { value: 1500, unit: 'ms' }, ['1.5', '1.50'], ['15', '150']],
    ['its number of samples', { value: 5.5, sampleCount: 37 }, ['37', '5.5'], ['38']],
    ['times', { value: 1.5234, unit: 'x' }, ['1.52', '1.523'], ['152', '52']],
    ['per cent', { value: 0.1234, unit: 'ratio' }, ['12.3', '0.1234'], ['1.2', '123']],
    [
      'the bounds of its interval',
      { value: 10, interval: { level: 0.95, low: 9.25, high: 10.75, method: 'm' } },
      ['9.25', '10.75', '0.75'],
      ['8', '11.5'],
    ],
  ])('is %s', (_, over, printed, others) => {
    const own = forms(over);
    expect(printed.filter((text) => !own.has(text))).toEqual([]);
    expect(others.filter((text) => own.has(text))).toEqual([]);
  });
});
