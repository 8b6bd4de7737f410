import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measureFiles } from './measured.ts';

/** The failures that a JSON list of runs states: how many of how many, most first. */
function failuresIn(rows: readonly object[]): string[] {
  const runs = rows.map((row, index) => ({ model: 'a', concurrency: 4 ** (index + 1), output_tokens_per_second: 210.5 + index, ...row }));
  return measureFiles({ 'runs.json': JSON.stringify(runs) }).failures.map(({ failed, requests }) => `${failed.value} of ${requests.value}`);
}

const FAILED = ['error_count', 'errors', 'failed', 'failed_requests', 'num_failed', 'failures'];
const MADE = ['num_requests', 'num_prompts', 'prompt_count', 'total_requests', 'requests', 'request_count', 'total'];
const COMPLETED = ['completed', 'successful_requests', 'num_completed', 'ok', 'success_count'];

describe('requests that rows count', () => {
  test.each(FAILED.flatMap((failed) => MADE.map((made) => ({ failed, made }))))('are $failed of $made', ({ failed, made }) => {
    expect(
      failuresIn([
        { [failed]: 3, [made]: 200 },
        { [failed]: 12, [made]: 200 },
      ]),
    ).toEqual(['12 of 200', '3 of 200']);
  });

  test.each(COMPLETED.flatMap((completed) => MADE.map((made) => ({ completed, made }))))(
    'are $made without the $completed, where no column counts the failed ones',
    ({ completed, made }) => {
      expect(
        failuresIn([
          { [completed]: 197, [made]: 200 },
          { [completed]: 200, [made]: 200 },
        ]),
      ).toEqual(['3 of 200']);
    },
  );

  test.each(COMPLETED.flatMap((completed) => FAILED.map((failed) => ({ completed, failed }))))(
    'are $failed beside $completed, together all',
    ({ completed, failed }) => {
      expect(failuresIn([{ [completed]: 197, [failed]: 3 }])).toEqual(['3 of 200']);
    },
  );

  test('are told beside latencies that are called as in the records of a serving benchmark', () => {
    expect(failuresIn([{ num_prompts: 200, error_count: 3, mean_ttft_ms: 40.5 }])).toEqual(['3 of 200']);
  });

  test('say nothing where fewer were asked for than completed: the number counts something else', () => {
    expect(failuresIn([{ completed: 50, prompt_count: 5 }])).toEqual([]);
  });

  test('are none where none failed', () => {
    expect(failuresIn([{ error_count: 0, num_requests: 200 }])).toEqual([]);
    expect(failuresIn([{ completed: 200, num_requests: 200 }])).toEqual([]);
  });

  test('are added up over all runs', () => {
    const counts = fc.array(fc.record({ made: fc.integer({ min: 2, max: 500 }), share: fc.double({ min: 0, max: 1, noNaN: true }) }), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(counts, (runs) => {
        const rows = runs.map(({ made, share }, index) => ({
          model: 'a',
          concurrency: index + 1,
          output_tokens_per_second: 10.5 + index,
          num_requests: made,
          error_count: Math.floor(made * share),
        }));
        const { failures, failureTotal } = measureFiles({ 'runs.json': JSON.stringify(rows) });
        const failing = rows.filter(({ error_count: count }) => count > 0);
        expect(failures.map(({ failed }) => failed.value).sort((a, b) => a - b)).toEqual(
          failing.map(({ error_count: count }) => count).sort((a, b) => a - b),
        );
        const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
        if (failing.length < 2) expect(failureTotal).toBeNull();
        else {
          expect(failureTotal?.failed.value).toBe(sum(rows.map(({ error_count: count }) => count)));
          expect(failureTotal?.requests.value).toBe(sum(rows.map(({ num_requests: made }) => made)));
        }
      }),
      { numRuns: 40 },
    );
  });

  test('are those of the rows where a summary counts the same requests', () => {
    const rows = ['model,ttft_s,tokens_s,error', ...[1, 2, 3].map(() => 'a,0,0,connection refused')].join('\n');
    const { failures } = measureFiles({
      'suite_runs.csv': rows,
      'suite_summary.json': JSON.stringify([{ model: 'a', prompt_count: 3, completed: 0 }]),
    });
    expect(failures.map(({ failed, requests }) => `${failed.value} of ${requests.value}`)).toEqual(['3 of 3']);
  });
});
