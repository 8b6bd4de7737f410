import { describe, expect, test } from '@jest/globals';
import { type Files, reportOf } from '../support/report-of.ts';

/** Five nights of thirty requests; the last one as told. */
function nights(last: Readonly<Record<string, string | number>>, each: Readonly<Record<string, string | number>> = {}): Files {
  return Object.fromEntries(
    [1, 2, 3, 4, 5].map((day) => {
      const own = { ...each, ...(day === 5 ? last : {}) };
      const rows = Array.from({ length: 30 }, (_, at) => {
        const varied = Object.values(own).map((value) => (typeof value === 'number' ? value + (at % 3) : value));
        return ['elm:3b', (100 + day / 10 + (at % 7) / 10).toFixed(2), ...varied].join(',');
      });
      return [`2026-11-0${day}/chat.csv`, `${['model', 'tokens_s', ...Object.keys(own)].join(',')}\n${rows.join('\n')}\n`];
    }),
  );
}

/** Nights of a serving benchmark, one JSON document each. */
function served(...days: readonly Readonly<Record<string, unknown>>[]): Files {
  return Object.fromEntries(
    days.map((own, at) => [
      `2026-11-0${at + 1}/serve.json`,
      JSON.stringify({
        date: `2026110${at + 1}-100000`,
        backend: 'vllm',
        model_id: 'elm-3b',
        tokenizer_id: 'elm-3b',
        num_prompts: 200,
        request_rate: 'inf',
        max_concurrency: 8,
        duration: 60 + at,
        completed: 200,
        total_input_tokens: 102_400 + at,
        total_output_tokens: 25_600 + at,
        request_throughput: 3.3 + at / 100,
        output_throughput: 420 + at,
        mean_ttft_ms: 60 + at / 10,
        median_ttft_ms: 60 + at / 10,
        p99_ttft_ms: 90,
        ...own,
      }),
    ]),
  );
}

const told = (files: Files) => reportOf(files).report.findings.find(({ id }) => id === 'change-coverage')?.text ?? '';
const judgedCount = (files: Files) => reportOf(files).report.changes.length;

describe('runs are held against each other only where the work was the same', () => {
  test('prompts of the same length are, longer ones are a near miss', () => {
    expect(told(nights({}, { prompt_tokens: 512, output_tokens: 128 }))).toBe('');
    expect(told(nights({ prompt_tokens: 1024 }, { prompt_tokens: 512, output_tokens: 128 }))).toBe(
      'Gone since the run before: elm:3b token throughput. Not compared: token throughput elm:3b, which differs from a series that is gone in prompt_token_count alone.',
    );
  });

  test('answers a little longer are the same work, twice as long ones are not', () => {
    const each = { prompt_tokens: 512, output_tokens: 128 };
    expect(judgedCount(nights({ output_tokens: 140 }, each))).toBeGreaterThan(0);
    expect(told(nights({ output_tokens: 256 }, each))).toContain('in output_token_count alone');
  });

  test.each([
    ['another tokenizer', { tokenizer_id: 'oak-3b' }, 'tokenizer'],
    ['prompts twice as long', { total_input_tokens: 204_800 }, 'prompt_token_count'],
  ])('%s is a near miss', (_name, last, key) => {
    expect(told(served({}, {}, {}, {}, last))).toContain(`gone in ${key} alone`);
    expect(told(served({}, {}, {}, {}, {}))).toBe('');
  });

  test('where the tokens lie, and what is not said of them, makes no difference', () => {
    const [here, there] = [{ tokenizer_id: '/a/elm-3b' }, { tokenizer_id: '/b/c/elm-3b/' }];
    expect(told(served(here, here, here, there))).toBe('');
    expect(judgedCount(nights({ prompt_tokens: 512 }))).toBeGreaterThan(0);
  });
});
