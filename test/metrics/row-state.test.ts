import { describe, expect, test } from '@jest/globals';
import {
  errorNumber,
  failedOf,
  failureIn,
  isBadStatus,
  type OutcomeKind,
  outcomeKind,
  programErrors,
  statesOutcome,
  zeroMeans,
} from '../../src/metrics/row-state.ts';

describe('the words of a status', () => {
  test.each([
    ...[
      'FAIL',
      'Failed',
      'killed',
      'OOMKilled',
      'OOM',
      'CUDA out of memory',
      'TIMEOUT',
      'timed out',
      'TIMED_OUT',
      'skipped',
      'SIGKILL',
      'error: 503',
    ],
    ...[
      '503',
      '429',
      '500 Internal Server Error',
      'HTTP 404',
      'Connection refused',
      'segmentation fault',
      'running',
      'not completed',
      'Rate limited',
    ],
  ])('%s means that the row failed', (word) => expect(isBadStatus(word)).toBe(true));

  test.each([
    'OK',
    'success',
    'COMPLETED',
    'finished',
    '200',
    '201 Created',
    'stop',
    'length',
    'passed',
    'no error',
    '0 failed',
    'warm',
    'FINISHED_STOPPED',
  ])('%s does not', (word) => expect(isBadStatus(word)).toBe(false));
});

describe('a column of outcomes', () => {
  const rows: [name: string, cells: (string | number | boolean | null)[], kind: OutcomeKind | null, failed: number][] = [
    ['success', ['True', 't', '1', 'Y', 'False', 'F', '0.0', 'N'], 'success', 4],
    ['ok', [true, false, true], 'success', 1],
    ['failed', [false, true], 'failure', 1],
    ['timed_out', ['no', 'yes'], 'failure', 1],
    ['status', ['OK', 'FAIL', '503', 'killed', ''], 'status', 3],
    ['http_status', [200, 429, 500], 'http-code', 2],
    ['status_code', ['200', '503'], 'http-code', 1],
    ['errors_l', ['ok', 'ok', 'CUDA out of memory'], 'error', 1],
    ['error_message', ['', '', ''], 'error', 0],
    ['error_type', ['', 'timeout', null], 'error', 1],
    ['error', ['0', '1'], 'error', 1],
    ['exit_code', ['0', '137'], 'exit-code', 1],
    ['result', ['pass', 'FAIL'], 'status', 1],
  ];
  test.each(rows)('%s with %j is one, and says which rows failed', (name, cells, kind, failed) => {
    expect(outcomeKind(name)).toBe(kind);
    expect(statesOutcome(kind!, name, cells)).toBe(true);
    expect(cells.filter((cell) => failureIn(kind!, name, cell) !== null)).toHaveLength(failed);
  });

  test.each<[string, (string | number)[]]>([
    ['error', [0, 0.01, 0.02]],
    ['errors', ['0', '2']],
    ['errors', [0, 1]],
    ['success', ['0.97', '1.0']],
    ['failed', ['0', '3']],
    ['code', ['70', '13']],
    ['status', ['0', '3']],
    ['completed', [0]],
    ['failed', [0, 1]],
    ['result', ['42.1', 'green']],
  ])('%s with %j is none', (name, cells) => {
    const kind = outcomeKind(name);
    expect(kind !== null && statesOutcome(kind, name, cells)).toBe(false);
  });

  test.each([
    'error %',
    'error_rate',
    'relative_error',
    'stderr_ms',
    'error_count',
    'num_errors',
    'mean_squared_error',
    'finish_reason',
    'response',
  ])('is not called %s', (name) => expect(outcomeKind(name)).toBeNull());

  test('is no answer of a model', () => {
    expect(['response', 'answer', 'output', 'content', 'generated_text', 'message'].map(outcomeKind)).toEqual(Array(6).fill(null));
  });

  test('keeps the first line of an error, at most 200 characters', () => {
    expect(failureIn('error', 'error', 'RuntimeError: x\n at y')).toBe('RuntimeError: x');
    expect(failureIn('error', 'error', 'x'.repeat(1000))).toHaveLength(200);
  });
});

test.each<[string, number[], string | null]>([
  ['errors', [0, 2], 'count'],
  ['failed_requests', [0, 3], 'count'],
  ['num_failed', [1], 'count'],
  ['error_count', [3, 12], 'count'],
  ['error_rate', [0.01], 'share'],
  ['error', [0, 0.01], 'unclear'],
  ['error %', [9, 7], 'unclear'],
  ['latency_ms', [9, 7], null],
])('numbers under %s, as %j, are %s', (name, values, meaning) => expect(errorNumber(name, values)).toBe(meaning));

test.each([
  ['failed 8 of 8', { failed: 8, of: 8 }],
  ['3/200 requests failed', { failed: 3, of: 200 }],
  ['Errors: 2 out of 10', { failed: 2, of: 10 }],
  ['1 of 2 done', null],
  ['failed', null],
])('"%s" says how many failed', (text, counts) => expect(failedOf(text)).toEqual(counts));

test('takes the same lost connection in several answers for an error, and no words of a model', () => {
  const lost = 'Error generating text: all connection attempts failed';
  expect([...programErrors(['fine', lost, lost]).keys()]).toEqual([1, 2]);
  expect(programErrors(['fine', lost, 'Error: the connection of ideas is refused']).size).toBe(0);
  expect(programErrors(['Error handling in Go works so', 'Error handling in Go works so', 'Traceback: how to read one']).size).toBe(0);
});

describe('a zero', () => {
  const alone = { statistic: null, outputTokens: null, besideGood: false, saidToBeGood: false };
  test.each([
    ['a time to first token with nothing else is a failure', 'time_to_first_token', alone, 'failed'],
    ['a failure also of a mean', 'decode_throughput', { ...alone, statistic: 'mean' }, 'failed'],
    ['a deviation is a zero', 'time_to_first_token', { ...alone, statistic: 'stdev' }, 'zero'],
    ['a count is a zero', 'failed_request_count', alone, 'zero'],
    ['the gap of an answer of one token is not defined', 'inter_token_latency', { ...alone, outputTokens: 1 }, 'not-defined'],
    [
      'the generation of one token takes no time that is defined',
      'eval_duration',
      { ...alone, outputTokens: 1, besideGood: true, saidToBeGood: true },
      'not-defined',
    ],
    [
      'a model load beside good values in a good row is a zero',
      'load_duration',
      { ...alone, besideGood: true, saidToBeGood: true },
      'zero',
    ],
    ['a rate beside good values was not measured', 'decode_throughput', { ...alone, besideGood: true, saidToBeGood: true }, 'not-defined'],
    ['a gap beside good values was not measured', 'inter_token_latency', { ...alone, besideGood: true }, 'not-defined'],
    ['a peak of memory was not measured', 'gpu_memory_used', alone, 'not-defined'],
  ] as const)('%s', (_, metric, context, meaning) => expect(zeroMeans(metric, context)).toBe(meaning));
});
