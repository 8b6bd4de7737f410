import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Config } from '../../src/config.ts';
import { recompute } from '../../src/core/verify/recompute.ts';
import { objectiveOf } from '../../src/metrics/objectives.ts';
import { type Files, reportOf } from '../support/report-of.ts';

const TTFT = { 'time_to_first_token.p99': '500 ms' };

/** A serving benchmark at some loads: throughput and p99 of the time to first token in milliseconds. */
function served(loads: Readonly<Record<number, readonly [rate: number, p99: number]>>, model = 'elm-3b'): Files {
  return Object.fromEntries(
    Object.entries(loads).map(([concurrency, [rate, p99]]) => [
      `${model}_c${concurrency}.json`,
      JSON.stringify({
        date: '20261110-100000',
        backend: 'vllm',
        model_id: model,
        num_prompts: 100,
        request_rate: 'inf',
        duration: 60,
        completed: 100,
        request_throughput: rate / 128,
        output_throughput: rate,
        mean_ttft_ms: p99 / 3,
        median_ttft_ms: p99 / 3,
        p99_ttft_ms: p99,
        max_concurrency: Number(concurrency),
      }),
    ]),
  );
}

const MEDIAN = { 'time_to_first_token.median': '0.5 s' };

/** Requests at some loads, one load after the other: how long the first token takes in seconds; one in ten takes long. */
function requestsAt(loads: Readonly<Record<number, number>>): string {
  const rows = Object.entries(loads).flatMap(([concurrency, ttft], block) =>
    Array.from({ length: 40 }, (_, at) => {
      const began = new Date(Date.UTC(2026, 10, 3, 10, 10 * block) + (500 * at) / Math.sqrt(Number(concurrency)) / 0.89);
      const first = at % 10 === 0 ? 3 * ttft : ttft;
      const slow = (first + 0.02 * (at % 3)).toFixed(3);
      return ['elm:3b', concurrency, began.toISOString(), slow, (0.4 + Number(slow)).toFixed(3), 100 - Number(concurrency) + (at % 7)].join(
        ',',
      );
    }),
  );
  return `model,concurrency,timestamp,ttft_s,latency_s,tokens_s\n${rows.join('\n')}\n`;
}

const told = (files: Files, slo: Readonly<Record<string, string>>) => {
  const { report } = reportOf(files, { slo });
  expect(report.narrative.rejected).toEqual([]);
  return report.findings.filter(({ id }) => id.startsWith('objective-')).map(({ text }) => text);
};

describe('under an objective of the service', () => {
  const loads = { 1: [120, 90], 8: [610, 240], 32: [1400, 480], 64: [1650, 1900] } as const;

  test('the load with the most throughput that keeps it is named, with what it keeps it by', () => {
    expect(told(served(loads), TTFT)).toEqual([
      'Of what was tried, elm-3b vllm at concurrency=32 request_rate=inf has the highest output token throughput that keeps "time_to_first_token.p99=500 ms": 1400 tokens/s with time to first token p99 480.0 ms.',
    ]);
  });

  test('where nothing keeps it, that is said, with what came next to it', () => {
    expect(told(served(loads), { 'time_to_first_token.p99': '50 ms' })).toEqual([
      'Nothing that was tried keeps "time_to_first_token.p99=50 ms"; next to it came elm-3b vllm at concurrency=1 request_rate=inf with time to first token p99 90.00 ms.',
    ]);
  });

  test('contestants are chosen among, too, and all objectives must be kept', () => {
    const files = { ...served(loads), ...served({ 32: [1500, 450], 64: [2000, 700] }, 'oak-3b') };
    expect(told(files, TTFT)[0]).toContain('oak-3b');
    expect(told(files, { ...TTFT, 'time_to_first_token.mean': '90 ms' })[0]).toMatch(/concurrency=8.*610/);
  });

  test('nothing is told without one, or where its statistic was not measured', () => {
    expect(told(served(loads), {})).toEqual([]);
    expect(told(served(loads), { 'request_latency.p99': '2 s' })).toEqual([]);
    expect(reportOf(served(loads), {}).report.slo).toBeUndefined();
    expect(reportOf(served(loads), { slo: TTFT }).report.slo).toEqual(TTFT);
  });

  test('of single requests it is counted how many keep it', () => {
    const rows = Array.from({ length: 40 }, (_, at) => `elm:3b,${at % 10 === 0 ? 0.9 : 0.1 + at / 1000},${100 + (at % 7)}`);
    expect(told({ 'chat.csv': `model,ttft_s,tokens_s\n${rows.join('\n')}\n` }, { 'time_to_first_token.median': '0.5 s' })[0]).toContain(
      '; 36 of its 40 requests keep it each by itself',
    );
  });

  test('of single requests that say when they began it is told how many a second keep it, by load', () => {
    const { report } = reportOf({ 'chat.csv': requestsAt({ 1: 0.2, 4: 0.3, 16: 0.9 }) }, { slo: MEDIAN });
    expect(report.narrative.rejected).toEqual([]);
    const textOf = (kind: string) => report.findings.find(({ id }) => id.startsWith(kind))?.text;
    expect(textOf('objective-')).toContain('; 36 of its 40 requests keep it each by itself, request goodput ');
    expect(textOf('goodput-')).toBe(
      'Request goodput under "time_to_first_token.median=0.5 s" for chat: elm:3b at concurrency=4 with 3.089 requests/s (36 of 40) and elm:3b at concurrency=1 with 1.599 requests/s (36 of 40).',
    );
    const rates = report.facts.filter(({ metric, kind }) => metric === 'request_goodput' && kind === 'comparison');
    for (const rate of rates) {
      const [duration, good] = [rate.baseline, rate.candidate].map((id) => report.facts.find((fact) => fact.id === id)!);
      expect(rate.value).toBeCloseTo((1000 * good!.value) / duration!.value, 12);
      expect(duration!.sources.map(({ cells }) => cells)).toEqual([
        [expect.stringMatching(/^row=.*col=timestamp$/)],
        [expect.stringMatching(/^row=.*col=latency_s$/)],
      ]);
    }
    expect(rates).toHaveLength(2);
  });

  test('no goodput in a second is told where requests of another load began meanwhile, or where one says not when it began', () => {
    const rateCount = (text: string) =>
      reportOf({ 'chat.csv': text }, { slo: MEDIAN }).report.facts.filter(({ metric }) => metric === 'request_goodput').length;
    const [head, ...rows] = requestsAt({ 1: 0.2, 4: 0.3 }).trim().split('\n');
    expect(rateCount([head, ...rows].join('\n'))).toBe(2);
    expect(rateCount([head, ...rows.map((row, at) => (at < 40 ? row : row.replace(/T10:\d\d:/, 'T10:00:')))].join('\n'))).toBe(0);
    expect(rateCount([head, ...rows.map((row, at) => (at === 5 ? row.replace(/2026-\S+Z/, '') : row))].join('\n'))).toBe(1);
  });

  test('audit adds up when requests began and how long they took', () => {
    const text = requestsAt({ 1: 0.2, 4: 0.3 });
    const { report } = reportOf({ 'chat.csv': text }, { slo: MEDIAN });
    const span = report.facts.find(({ statistic }) => statistic.startsWith('time from the first request'))!;
    const lines = text.split('\n').map((line) => line.split(','));
    const cellsOf = ({ cells: [cell] }: { readonly cells: readonly string[] }) => {
      const [, from = '', to = '', column = ''] = /^row=(\d+)-(\d+);col=(\w+)$/.exec(cell!)!;
      return lines.slice(Number(from) - 1, Number(to)).map((line) => {
        const raw = line[lines[0]!.indexOf(column)]!;
        return { cell: cell!, line: 1, name: column, raw, value: Number.isNaN(Number(raw)) ? null : Number(raw), reason: null };
      });
    };
    const evidence = { cellsOf, factOf: () => undefined, counts: new Set<number>() };
    expect(recompute(span, evidence)).toMatchObject({ agrees: true });
    expect(recompute({ ...span, value: span.value + 1 }, evidence)).toMatchObject({ agrees: false });
  });

  test('what is named keeps it and has the most throughput, whatever was measured', () => {
    const load = fc.tuple(fc.integer({ min: 10, max: 5000 }), fc.integer({ min: 10, max: 1000 }));
    fc.assert(
      fc.property(fc.array(load, { minLength: 1, maxLength: 6 }), fc.integer({ min: 20, max: 900 }), (all, bound) => {
        const files = served(Object.fromEntries(all.map((own, at) => [2 ** at, own])));
        const [text] = told(files, { 'time_to_first_token.p99': `${bound} ms` });
        const kept = all.filter(([, p99]) => p99 <= bound);
        if (kept.length === 0) expect(text).toMatch(/^Nothing that was tried/);
        else expect(text).toContain(`p99=${bound} ms": `);
      }),
      { numRuns: 15 },
    );
  });
});

describe('an objective', () => {
  test('is a bound of a statistic, in its base unit', () => {
    expect(objectiveOf('time_to_first_token.p99', '0.5 s')).toEqual({
      metric: 'time_to_first_token',
      statistic: 'p99',
      bound: 500,
      isUpper: true,
      name: 'time_to_first_token.p99=0.5 s',
    });
    expect(objectiveOf('output_token_throughput.mean', '1000 tokens/s')).toMatchObject({ bound: 1000, isUpper: false });
  });

  test.each([
    ['no metric', 'speed.p99', '500 ms', /no metric/],
    ['no statistic', 'time_to_first_token', '500 ms', /no metric/],
    ['another statistic', 'time_to_first_token.p42', '500 ms', /no statistic/],
    ['no unit', 'time_to_first_token.p99', '500', /no number with a unit/],
    ['another unit', 'time_to_first_token.p99', '500 tokens/s', /no unit of/],
    ['nothing that is better', 'prompt_token_count.mean', '500 count', /neither more nor less/],
    ['zero', 'time_to_first_token.p99', '0 ms', /above zero/],
  ])('is refused with %s', (_name, key, text, expected) => {
    expect(objectiveOf(key, text)).toMatch(expected);
    expect(Config.safeParse({ slo: { [key]: text } }).success).toBe(false);
  });
});
