import { expect, test } from '@jest/globals';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { contentOf } from '../corpus/corpus.ts';

function read(name: string, text: string) {
  return parseArtifact(contentOf(name, new TextEncoder().encode(text))).result;
}

/** Values that are read, by the name in the first label column. */
function namesIn(name: string, text: string): unknown[] {
  return read(name, text).tables.flatMap(({ labelColumns, places }) =>
    places.map((_, row) => labelColumns.map(({ values }) => values[row]).find((value) => typeof value === 'string') ?? null),
  );
}

const ROWS = 'model,tokens_per_second,ttft_ms\na-1b,50,120\nb-1b,80,90\nc-1b,60,99\n';

test.each([
  ['the mean', 'Average,63.33,103\n'],
  ['the mean, in bold with a colon', '**Average:**,63.33,103\n'],
  ['the mean and what belongs to it', 'mean,63.33,103\nstd,15.28,15.39\nmin,50,90\nmax,80,120\n'],
  ['extremes alone', 'Max,80,120\nMin,50,90\n'],
  ['a deviation of a population', 'stdev,12.47,12.57\n'],
  ['a total that is no sum', 'TOTAL,61,104\n'],
  ['an overall value', 'Overall (3 models),61.2,101\n'],
  ['a geometric mean', 'geomean,62.14,102.2\n'],
  ['a median', 'median,60,99\n'],
])('below a table %s is no row of it', (_, rows) => {
  expect(namesIn('a.csv', ROWS + rows)).toEqual(['a-1b', 'b-1b', 'c-1b']);
});

test.each([
  ['a Markdown table', 'a.md', '| model | tokens/s |\n|---|---|\n| a-1b | 50 |\n| b-1b | 80 |\n| **Average** | **65** |\n'],
  ['a JSON list', 'a.json', '[{"model":"a-1b","ttft_ms":50.5},{"model":"b-1b","ttft_ms":80.5},{"model":"average","ttft_ms":65.5}]'],
  ['JSON lines', 'a.jsonl', '{"model":"a-1b","ttft_ms":50.5}\n{"model":"b-1b","ttft_ms":80.5}\n{"model":"average","ttft_ms":65.5}\n'],
  ['a table aligned by blanks', 'a.txt', 'model    ttft_ms\na-1b     50.5\nb-1b     80.5\nAverage  65.5\n'],
])('nor is it in %s', (_, name, text) => {
  expect(namesIn(name, text)).toEqual(['a-1b', 'b-1b']);
});

test('the mean of each group stands below the group, in the column of the runs', () => {
  const text = 'model,run,ttft_ms\na-1b,1,50\na-1b,2,60\na-1b,avg,55\nb-1b,1,80\nb-1b,2,90\nb-1b,avg,85\n';
  const [table] = read('a.csv', text).tables;
  expect(table!.places).toEqual([2, 3, 5, 6]);
});

test.each([
  ['a kernel', 'kernel,time_us\nadd,10.5\nsum,12.5\nmean,14.25\nmax,13.5\nsoftmax,20.75\n', 5],
  ['a mode of power', 'mode,tokens_per_second\n15W,10.5\n30W,20.5\nMAX,31.5\n', 3],
  ['an effort', 'effort,tokens_per_second,ttft_ms\nlow,80.5,10\nmed,70.5,20\nhigh,60.5,30\nmax,50.5,40\n', 4],
  ['an extreme in one column only', 'preset,tokens_per_second,ttft_ms\nlow,80.5,10\nhigh,60.5,30\nmax,80.5,40\n', 3],
])('%s may be called like a statistic', (_, text, count) => {
  expect(read('a.csv', text).tables.flatMap(({ places }) => places)).toHaveLength(count);
});

test('what is left out is named with its line and all that it holds', () => {
  const { problems, coverage } = read('a.csv', `${ROWS}Average,63.33,103\n`);
  const [message] = problems.map((problem) => problem.message);
  expect(message).toBe('not used: "Average", line 5: 63.33, 103 (a row that sums up other rows is none of them)');
  expect(coverage!.columns).toContainEqual(expect.objectContaining({ at: 'Average', use: 'left-out', filled: 3, leftOut: 3 }));
});

test('rows that all are statistics are statistics still', () => {
  const { tables } = read('a.csv', 'statistic,ttft_ms\nmean,10.5\nmax,12.5\n');
  expect(tables.map(({ columns }) => columns.map(({ statistic }) => statistic))).toEqual([['mean'], ['max']]);
});

test('prompts that are numbered like percentiles are rows, each and all', () => {
  const prompts = Array.from({ length: 100 }, (_, index) => `p${index}`);
  const rows = prompts.map((prompt, index) => `${prompt},${100 + index / 8}`).join('\n');
  expect(read('a.csv', `prompt_id,ttft_ms\n${rows}\n`).tables.flatMap(({ places }) => places)).toHaveLength(100);
});

test('a percentile among other statistics below a table is none of its rows', () => {
  expect(namesIn('a.csv', `${ROWS}mean,63.33,103\np95,79.1,117\nmax,80,120\n`)).toEqual(['a-1b', 'b-1b', 'c-1b']);
});
