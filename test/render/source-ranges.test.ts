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
