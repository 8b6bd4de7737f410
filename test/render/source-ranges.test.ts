import { describe, expect, test } from '@jest/globals';
import { mergeSources, ranges, sourceContent } from '../../src/core/render/source-ranges.ts';

function words(cells: string[]): string {
  return sourceContent({ path: 'a.csv', sha256: 'x', cells })
    .map((inline) => ('text' in inline ? inline.text : ''))
    .join('');
}

describe('ranges', () => {
  test.each([
    [[], ''],
    [[7], '7'],
    [[4, 2, 3, 9, 2], '2-4, 9'],
    [Array.from({ length: 30 }, (_, index) => index * 2), '0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, ...'],
  ])('%j is "%s"', (numbers, expected) => {
    expect(ranges(numbers)).toBe(expected);
  });
});

describe('sourceContent', () => {
  test.each<[string, string[], string]>([
    ['rows of a column', ['row=2;col=tokens_s', 'row=3;col=tokens_s', 'row=5;col=tokens_s'], 'a.csv rows 2-3, 5 of tokens_s'],
    ['one row', ['row=2;col=a;b'], 'a.csv row 2 of a;b'],
    ['two columns', ['row=2;col=a', 'row=2;col=b'], 'a.csv row 2 of a, row 2 of b'],
    ['records of a document', ['/results/0/ttft_s', '/results/1/ttft_s', '/results/2/ttft_s'], 'a.csv /results/{0-2}/ttft_s'],
    ['samples of two runs', ['/runs/0/t/0', '/runs/0/t/1', '/runs/1/t/0', '/runs/1/t/1'], 'a.csv /runs/0/t/{0-1}, /runs/1/t/{0-1}'],
    ['one value', ['/mean_ttft_ms'], 'a.csv /mean_ttft_ms'],
    ['a pointer with one index', ['/runs/0/mean'], 'a.csv /runs/0/mean'],
    ['lines of JSON', ['line=3;pointer=/ttft', 'line=4;pointer=/ttft'], 'a.csv lines 3-4, /ttft'],
    ['a line of a log', ['line=12;col=Mean TTFT (ms)'], 'a.csv line 12 of Mean TTFT (ms)'],
    ['a whole line', ['line=12'], 'a.csv line 12'],
    ['a range of rows beside one row', ['row=2-5;col=a', 'row=6;col=a'], 'a.csv rows 2-6 of a'],
    ['a range of lines of JSON', ['line=3-9,12;pointer=/ttft'], 'a.csv lines 3-9, 12, /ttft'],
    ['a range of items', ['item=0-99;of=/results;pointer=/ttft'], 'a.csv /results/{0-99}/ttft'],
    ['a selection', ['row=2-9;col=a;where=model="m",error=""'], 'a.csv rows 2-9 of a where model="m",error=""'],
    ['no cell', [], 'a.csv'],
    ['a selection of one row', ['row=2;col=a;where=model="m"'], 'a.csv row 2 of a where model="m"'],
    [
      'two selections',
      ['row=2-9;col=a;where=b="1"', 'row=2-9;col=a;where=b="2"'],
      'a.csv rows 2-9 of a where b="1", rows 2-9 of a where b="2"',
    ],
    ['one selection in pieces', ['row=2-4;col=a;where=b="1"', 'row=7;col=a;where=b="1"'], 'a.csv rows 2-4, 7 of a where b="1"'],
    ['a selection of lines', ['line=3-9;pointer=/ttft;where=/a="1"'], 'a.csv lines 3-9, /ttft where /a="1"'],
    ['a selection of items', ['item=0-9;of=/r;pointer=/t;where=/a="1"'], 'a.csv /r/{0-9}/t where /a="1"'],
    ['one item', ['item=4;of=/r;pointer=/t'], 'a.csv /r/4/t'],
    ['items of the document', ['item=0,2;of=;pointer=/t'], 'a.csv /{0, 2}/t'],
    ['ranges that overlap', ['row=2-5;col=a', 'row=4-7;col=a', 'row=3;col=a'], 'a.csv rows 2-7 of a'],
    ['ranges out of order', ['row=9-12;col=a', 'row=2-5;col=a'], 'a.csv rows 2-5, 9-12 of a'],
    ['a column that looks like a pointer', ['row=2;col=/3/x', 'row=3;col=/3/x'], 'a.csv rows 2-3 of /3/x'],
    ['the same sample of several runs', ['/runs/0/t', '/runs/3/t', '/runs/2/t'], 'a.csv /runs/{0, 2-3}/t'],
    ['an index at the end', ['/a/7', '/a/8'], 'a.csv /a/{7-8}'],
    ['numbers within words', ['/p50', '/p99'], 'a.csv /p50, /p99'],
    ['text that is no cell', ['somewhere'], 'a.csv somewhere'],
  ])('names %s', (_, cells, expected) => {
    expect(words(cells)).toBe(expected);
  });

  test('ends a long list with an ellipsis', () => {
    const cells = Array.from({ length: 9 }, (_, index) => `/${String.fromCharCode(97 + index)}`);
    expect(words(cells)).toBe('a.csv /a, /b, /c, /d, /e, /f, /g, /h, ...');
  });
});

describe('mergeSources', () => {
  test('joins the cells of one artifact, each once, in order of first appearance', () => {
    const source = (path: string, ...cells: string[]) => ({ path, sha256: 'x', cells });
    expect(mergeSources([source('b', 'row=2;col=a'), source('a', 'row=1;col=a'), source('b', 'row=2;col=a', 'row=3;col=a')])).toEqual([
      source('b', 'row=2;col=a', 'row=3;col=a'),
      source('a', 'row=1;col=a'),
    ]);
  });
});
