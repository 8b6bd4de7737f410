import { expect, test } from '@jest/globals';
import { readGenerally } from './generic-reading.ts';

test.each([
  ['failed', '3/200', 3, 200],
  ['errors', '3 of 200', 3, 200],
  ['failed_requests', '0 / 8 (0 %)', 0, 8],
  ['timeouts', '8 out of 8 requests', 8, 8],
])('%s of %s are two numbers of one cell', (name, cell, failed, made) => {
  const { values } = readGenerally('a.csv', `model,ttft_ms,${name}\na-1b,50.5,${cell}\n`);
  expect(values).toContainEqual(['failed_request_count', failed, `row=2;col=${name};index=0`]);
  expect(values).toContainEqual(['request_count', made, `row=2;col=${name};index=1`]);
});

test('completed of all are two numbers as well, and the cell is counted once', () => {
  const { values, result } = readGenerally('a.csv', 'model,ttft_ms,completed\na-1b,50.5,197/200\n');
  expect(values).toContainEqual(['request_count', 197, 'row=2;col=completed;index=0']);
  expect(values).toContainEqual(['request_count', 200, 'row=2;col=completed;index=1']);
  expect(result.coverage!.columns.map(({ filled }) => filled)).toEqual([1, 1, 1]);
});

test.each([
  ['more than all', 'failed', '9/8'],
  ['no count of requests', 'ratio', '3/200'],
  ['one cell without a pair', 'failed', '3/200\nb-1b,51.5,x'],
])('%s are no pair', (_, name, cell) => {
  const { values } = readGenerally('a.csv', `model,ttft_ms,${name}\na-1b,50.5,${cell}\n`);
  expect(values.map(([metric]) => metric)).not.toContain('request_count');
});

test('rows that state nothing but how they ended are runs that failed or did not', () => {
  const { result } = readGenerally('a.csv', 'model,status,error\na-1b,OOM,CUDA out of memory\nb-1b,ok,\n');
  const [table] = result.tables;
  expect(table!.places).toEqual([2, 3]);
  expect([...table!.failures]).toEqual([[0, 'CUDA out of memory']]);
  expect(table!.columns).toEqual([]);
});

test('rows that state nothing and did not fail are no table', () => {
  expect(readGenerally('a.csv', 'model,status\na-1b,ok\nb-1b,ok\n').result.tables).toEqual([]);
});

function runsOf(text: string): unknown[] {
  const [table] = readGenerally('a.csv', text).result.tables;
  return [...(table!.labelColumns.find(({ key }) => key === 'run')?.values ?? [])];
}

test.each([
  ['ISO', '2026-01-01', '2026-01-08'],
  ['with points', '01.02.2026', '08.02.2026'],
  ['with bars', '2026/01/01', '2026/01/08'],
])('days %s name the runs, and are their times', (_, first, second) => {
  const text = `date,model,ttft_ms\n${first},a-1b,50.5\n${first},a-1b,51.5\n${second},a-1b,60.5\n`;
  expect(runsOf(text)).toEqual([first, first, second]);
});

test.each([
  ['times of day', '2026-01-01T10:00:00', '2026-01-01T10:00:05', ''],
  ['one day', '2026-01-01', '2026-01-01', ''],
  ['days beside runs', '2026-01-01', '2026-01-08', 'nightly'],
])('%s name none', (_, first, second, run) => {
  const [head, cell] = run === '' ? ['', ''] : [',run', `,${run}`];
  const text = `date,model,ttft_ms${head}\n${first},a-1b,50.5${cell}\n${second},a-1b,60.5${cell}\n`;
  expect(new Set(runsOf(text))).toEqual(new Set(run === '' ? [] : [run]));
});

test('a word before a metric stands beside the variant that the row names', () => {
  const { result } = readGenerally('a.csv', 'variant,agent_a_ttft_s,decode_tps\nold,0.5,50.5\nnew,0.4,60.5\n');
  const variants = result.tables.flatMap(({ labelColumns }) => labelColumns.filter(({ key }) => key === 'variant'));
  expect(variants.map(({ values }) => [...values].sort())).toEqual([['new', 'new agent_a', 'old', 'old agent_a']]);
});

test('a word for a failure where a number should be says that the row failed', () => {
  const { result } = readGenerally('a.csv', 'model,size_gb,tok/s,ttft_ms\na-8b,4.5,58.1,100.5\na-70b,39.5,OOM,OOM\n');
  expect(result.tables.map(({ failures, failureCells }) => [[...failures], [...failureCells]])).toEqual([
    [[[1, 'tok/s is OOM']], [[1, 'tok/s']]],
  ]);
  expect(result.problems).toEqual([]);
});

test('in a row of which something was measured it costs its cell, and is named', () => {
  const { result } = readGenerally('a.csv', 'model,tok/s,ttft_ms\na-8b,58.1,100.5\na-70b,12.5,failed\n');
  expect(result.tables.flatMap(({ failures }) => [...failures])).toEqual([]);
  expect(result.problems.map(({ message }) => message)).toEqual(['"failed" in ttft_ms is no number; the value is left out']);
});

test('names of models above lists of samples are whose they are', () => {
  const { result } = readGenerally(
    'a.json',
    '{"a:8b": {"tokens_per_second": [51.2, 50.9], "ttft_ms": [120, 118]}, "b:4b": {"tokens_per_second": [81.5, 80.2], "ttft_ms": [90, 95]}}',
  );
  const read = result.tables.map(({ labelColumns, columns }) => [
    labelColumns.map(({ key, values }) => [key, ...values]),
    columns.map(({ metric, values }) => [metric, ...values]),
  ]);
  const models = [['model', 'a:8b', 'a:8b', 'b:4b', 'b:4b']];
  expect(read).toEqual([
    [models, [['token_throughput', 51.2, 50.9, 81.5, 80.2]]],
    [models, [['time_to_first_token', 120, 118, 90, 95]]],
  ]);
});
