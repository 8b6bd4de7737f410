import { describe, expect, test } from '@jest/globals';
import { KeptRun } from '../../src/contracts/kept-run.ts';
import type { Report } from '../../src/contracts/report.ts';
import { type Files, madeOf, reportOf } from '../support/report-of.ts';

type Night = Readonly<Record<string, string | number>>;

/** A night of a serving benchmark; the length of prompts, tokenizer and speed as told. */
function served(day: number, { tokens = 512, tokenizer_id = 'elm-3b', speed = 1, ...more }: Night = {}): Files {
  const slower = (1 + ((day * 7) % 5) / 200) / Number(speed);
  const document = {
    date: `202611${String(day).padStart(2, '0')}-100000`,
    ...{ backend: 'vllm', model_id: 'elm-3b', tokenizer_id, num_prompts: 200, request_rate: 'inf', max_concurrency: 8 },
    ...{ duration: 60, completed: 200, total_input_tokens: 200 * Number(tokens) + day, total_output_tokens: 25_600 },
    ...{ request_throughput: 3.3 / slower, output_throughput: 420 / slower },
    ...{ mean_ttft_ms: 60 * slower, median_ttft_ms: 60 * slower, p99_ttft_ms: 90 * slower },
    ...more,
  };
  return { [`2026-11-${String(day).padStart(2, '0')}/serve.json`]: JSON.stringify(document) };
}

/** The same with the artifacts of all nights but the last one gone, and their summaries in their place. */
function keptBut(files: Files): Files {
  const kept = madeOf(files, null).history!.kept();
  const last = Object.keys(files).sort().at(-1)!;
  const summaries = kept.slice(0, -1).map((run) => [`benchscribe-runs/${run.run.name}.json`, JSON.stringify(KeptRun.parse(run))]);
  return { ...Object.fromEntries(summaries), [last]: files[last]! };
}

function verdictsOf({ changes, history }: Report) {
  return {
    runs: history?.runs.map(({ name, at }) => [name, at]),
    counts: [history?.worse, history?.better, history?.unchanged, history?.undecided, history?.gone, history?.added],
    changes: changes
      .map(({ metric, verdict, status, since, relativeChange }) => ({ metric, verdict, status, since, relativeChange }))
      .sort((a, b) => (a.metric < b.metric ? -1 : 1)),
  };
}

const nights = (...own: readonly Night[]): Files => Object.assign({}, ...own.map((night, at) => served(at + 1, night))) as Files;

describe('summaries in the place of artifacts that are gone', () => {
  test.each([
    ['a server that got slower', nights({}, {}, {}, {}, {}, { speed: 0.8 })],
    ['a server that stays as it is', nights({}, {}, {}, {}, {})],
    [
      'nights of two lengths of prompts',
      nights({}, { tokens: 2048, speed: 0.3 }, {}, { tokens: 2048, speed: 0.3 }, {}, {}, { tokens: 2048, speed: 0.3 }),
    ],
  ])('give the same verdicts on %s', (_name, files) => {
    const before = verdictsOf(reportOf(files).report);
    expect(before.changes.length).toBeGreaterThan(0);
    expect(verdictsOf(reportOf(keptBut(files)).report)).toEqual(before);
  });

  test.each([
    ['another tokenizer', { tokenizer_id: 'other' }, 'tokenizer'],
    ['longer prompts', { tokens: 2048 }, 'prompt_token_count'],
  ])('are not compared with %s', (_name, last, key) => {
    const { changes, findings } = reportOf(keptBut(nights({}, {}, {}, {}, last))).report;
    expect(changes).toEqual([]);
    expect(findings.find(({ id }) => id === 'change-coverage')?.text).toContain(`in ${key} alone`);
  });

  test('are one value for repetitions: their geometric mean', () => {
    const night = (day: number) =>
      Object.fromEntries(
        [1, 2, 3].map((repetition) => [
          `2026-11-0${day}/chat_run${repetition}.csv`,
          `model,tokens_s\n${[0, 1, 2, 3].map((row) => `elm:3b,${100 + day + repetition * row}`).join('\n')}\n`,
        ]),
      );
    const files = Object.assign({}, ...[1, 2, 3, 4, 5].map(night)) as Files;
    const made = madeOf(files, null);
    expect(made.document.report.changes.length).toBeGreaterThan(0);
    const [first] = made.history!.kept();
    expect(first!.values).toHaveLength(1);
    expect(first!.values[0]!.sampleCount).toBe(12);
    expect(first!.sources).toHaveLength(3);
  });
});
