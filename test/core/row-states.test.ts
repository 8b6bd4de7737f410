import { describe, expect, test } from '@jest/globals';
import { type RowContext, tableBuilder } from '../../src/adapters/readers/table.ts';
import { baseValue, judgeRows } from '../../src/core/assemble/row-states.ts';

const UNITS: Readonly<Record<string, string>> = {
  decode_throughput: 'tokens/s',
  prefill_throughput: 'tokens/s',
  interval_token_throughput: 'tokens/s',
  request_latency: 's',
  time_to_first_token: 'ms',
  inter_token_latency: 'ms',
  eval_duration: 'ms',
  output_token_count: 'count',
  gpu_power: 'W',
  gpu_memory_used: 'MiB',
  gpu_memory_total: 'MiB',
  run_duration: 's',
  accuracy: 'ratio',
  accuracy_delta: 'ratio',
};

type Values = Readonly<Record<string, number | null>>;

/** A table with one row of samples for each of the records. */
function tableOf(rows: readonly Values[], contexts: readonly RowContext[] = []) {
  const table = tableBuilder('row', {});
  rows.forEach((row, index) => {
    const readings = Object.entries(row).map(([metric, value]) => ({ metric, unit: UNITS[metric]!, at: metric, value }));
    table.add(index + 2, readings, contexts[index]);
  });
  return table.build()!;
}

/** What becomes of one row: `failed`, or the metrics that are not defined or impossible in it. */
function stateOf(row: Values, context: RowContext = {}) {
  const parsed = tableOf([row], [context]);
  const { failures, implausible, undefinedIn } = judgeRows(parsed);
  const named = (columns: Iterable<number>) => [...columns].map((column) => parsed.columns[column]!.metric);
  if (failures.has(0)) return { failed: failures.get(0)!.split(' ')[0] };
  return { undefined: named(undefinedIn.keys()), impossible: named(implausible.keys()) };
}

describe('a zero of a metric that cannot be zero', () => {
  const failedAs = (metric: string) => ({ failed: metric });
  const missing = (...metrics: string[]) => ({ undefined: metrics, impossible: [] });

  test.each<[what: string, row: Values, state: object]>([
    ['a rate beside another rate costs its cell', { decode_throughput: 0, prefill_throughput: 50 }, missing('decode_throughput')],
    ['a rate beside a duration costs the row', { decode_throughput: 0, request_latency: 60 }, failedAs('decode_throughput')],
    ['a rate beside a rate that is zero too', { decode_throughput: 0, prefill_throughput: 0 }, failedAs('decode_throughput')],
    ['a rate beside a rate that is missing', { decode_throughput: 0, prefill_throughput: null }, failedAs('decode_throughput')],
    ['a duration beside a rate', { time_to_first_token: 0, decode_throughput: 20 }, missing('time_to_first_token')],
    ['a duration beside a duration', { time_to_first_token: 0, request_latency: 2 }, missing('time_to_first_token')],
    ['a duration beside a count of tokens', { time_to_first_token: 0, output_token_count: 9 }, failedAs('time_to_first_token')],
    ['a duration beside the power of the card', { time_to_first_token: 0, gpu_power: 300 }, failedAs('time_to_first_token')],
    [
      'a duration beside what the engine logs of all requests',
      { time_to_first_token: 0, interval_token_throughput: 90 },
      failedAs('time_to_first_token'),
    ],
    ['a duration alone', { time_to_first_token: 0 }, failedAs('time_to_first_token')],
    ['memory in use, whatever is beside it', { gpu_memory_used: 0 }, missing('gpu_memory_used')],
    ['a score', { accuracy: 0 }, missing()],
  ])('%s', (_, row, state) => expect(stateOf(row)).toEqual(state));

  test('beside good values, in a row that is said to be good, is a duration too short to be measured', () => {
    expect(stateOf({ time_to_first_token: 0, request_latency: 2 }, { good: true })).toEqual(missing());
    expect(stateOf({ decode_throughput: 0, prefill_throughput: 2 }, { good: true })).toEqual(missing('decode_throughput'));
    expect(stateOf({ time_to_first_token: 0 }, { good: true })).toEqual(failedAs('time_to_first_token'));
  });

  test.each([
    [0, failedAs('eval_duration')],
    [1, missing('eval_duration')],
    [2, failedAs('eval_duration')],
  ])('is not defined after the only token of an answer: one of %d tokens', (output_token_count, state) => {
    expect(stateOf({ eval_duration: 0, output_token_count })).toEqual(state);
  });

  test('of a row whose answer has tokens and that is said to be good costs its cell only', () => {
    expect(stateOf({ time_to_first_token: 0, output_token_count: 9 }, { good: true })).toEqual(missing('time_to_first_token'));
    expect(stateOf({ time_to_first_token: 0, output_token_count: 0 }, { good: true })).toEqual(failedAs('time_to_first_token'));
  });

  test('names the first of two cells, without the slash of a pointer', () => {
    const table = tableBuilder('pointer', {});
    table.add('/runs/0', [
      { metric: 'decode_throughput', unit: 'tokens/s', at: '/stats/tps', value: 0 },
      { metric: 'request_latency', unit: 's', at: '/stats/wall', value: 0 },
    ]);
    const { failures, table: judged } = judgeRows(table.build()!);
    expect([...failures]).toEqual([[0, 'stats/tps is 0, which stands for a failed or missing measurement']]);
    expect([...judged.failureCells]).toEqual([[0, '/stats/tps']]);
  });

  test('in a row that failed already leaves the reason and its cell as they are', () => {
    const parsed = tableOf([{ decode_throughput: 0 }, { decode_throughput: 0 }], [{ failure: 'timed out', failureAt: 'error' }]);
    const { failures, table, undefinedIn } = judgeRows(parsed);
    expect([...failures.values()]).toEqual(['timed out', 'decode_throughput is 0, which stands for a failed or missing measurement']);
    expect([...table.failureCells]).toEqual([
      [0, 'error'],
      [1, 'decode_throughput'],
    ]);
    expect([...undefinedIn]).toEqual([]);
    expect([...parsed.failures]).toEqual([[0, 'timed out']]);
  });

  test('is the rule for a mean and none for a deviation or a least value', () => {
    const table = tableBuilder('pointer', {});
    const statistics = ['stdev', 'min', 'p1', 'mean'];
    for (const statistic of statistics)
      table.add(`/${statistic}`, [{ metric: 'request_latency', statistic, unit: 's', at: `/${statistic}`, value: 0 }]);
    expect([...judgeRows(table.build()!).failures.keys()]).toEqual([3]);
  });

  test('counts only samples of other metrics as what the row says of its tokens', () => {
    const table = tableBuilder('pointer', {});
    table.add('', [
      { metric: 'eval_duration', unit: 'ms', at: '/eval', value: 0 },
      { metric: 'output_token_count', statistic: 'mean', unit: 'count', at: '/tokens', value: 1 },
    ]);
    expect([...judgeRows(table.build()!).failures.keys()]).toEqual([0]);
  });
});

describe('an impossible value', () => {
  test.each<[what: string, row: Values, impossible: string[]]>([
    ['a negative time', { request_latency: -1 }, ['request_latency']],
    ['a share of more than the whole', { accuracy: 1.2 }, ['accuracy']],
    ['a difference may be negative', { accuracy_delta: -0.2 }, []],
    ['longer than its run, in other units', { run_duration: 60, time_to_first_token: 60_700 }, ['time_to_first_token']],
    ['as long as its run but for the rounding', { run_duration: 60, time_to_first_token: 60_500 }, []],
    ['more memory than there is', { gpu_memory_total: 100, gpu_memory_used: 101 }, ['gpu_memory_used']],
  ])('%s', (_, row, impossible) => expect(stateOf(row)).toEqual({ undefined: [], impossible }));

  test('is taken out in its row only, and counted there', () => {
    const parsed = tableOf([{ request_latency: 1 }, { request_latency: -2 }, { request_latency: 3 }, { request_latency: -4 }]);
    const { table, implausible, failures } = judgeRows(parsed);
    expect([...table.columns[0]!.values]).toEqual([1, Number.NaN, 3, Number.NaN]);
    expect([...implausible]).toEqual([[0, new Set([1, 3])]]);
    expect(failures.size).toBe(0);
    expect([...parsed.columns[0]!.values]).toEqual([1, -2, 3, -4]);
  });

  test('and one that is not defined are both taken out of a column', () => {
    const rows = [
      { decode_throughput: -1, prefill_throughput: 5 },
      { decode_throughput: 0, prefill_throughput: 5 },
      { decode_throughput: 7, prefill_throughput: 5 },
    ];
    const parsed = tableOf(rows);
    const { table, implausible, undefinedIn } = judgeRows(parsed);
    expect(table.columns.map(({ values }) => [...values])).toEqual([
      [Number.NaN, Number.NaN, 7],
      [5, 5, 5],
    ]);
    expect([...implausible]).toEqual([[0, new Set([0])]]);
    expect([...undefinedIn]).toEqual([[0, new Set([1])]]);
    expect(table.columns[1]).toBe(parsed.columns[1]);
  });

  test('in a failed row is counted all the same', () => {
    const { implausible, failures } = judgeRows(tableOf([{ request_latency: -2 }], [{ failure: 'timed out' }]));
    expect([implausible.get(0)?.size, failures.size]).toEqual([1, 1]);
  });
});

describe('baseValue', () => {
  test('is in the base unit, and NaN for a row that is not there', () => {
    const [column] = tableOf([{ request_latency: 1.5 }, { request_latency: null }]).columns;
    expect([0, 1, 2].map((row) => baseValue(column!, row))).toEqual([1500, Number.NaN, Number.NaN]);
  });
});
