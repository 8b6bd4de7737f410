import { expect, describe as group, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../../src/contracts/fact.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { findGaps } from '../../src/core/conclude/gaps.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { describe } from '../../src/core/measure/statistics.ts';
import { quantile } from '../../src/core/quantile.ts';
import { statisticOf } from '../../src/core/verify/statistic.ts';
import { artifact, type RawRow } from './artifacts.ts';
import { measureFiles } from './measured.ts';

function measured(...artifacts: ReturnType<typeof artifact>[]) {
  return measure(assemble(artifacts), artifacts);
}

function find(facts: readonly Fact[], wanted: Partial<Fact> & { model?: string }): Fact | undefined {
  const { model, ...rest } = wanted;
  return facts.find(
    (fact) =>
      Object.entries(rest).every(([key, value]) => fact[key as keyof Fact] === value) &&
      (model === undefined || fact.labels['model'] === model),
  );
}

group('describe', () => {
  test('gives the values that R gives for 1, 2, 4, 8 (type 7, n - 1)', () => {
    const values = Object.fromEntries(describe([8, 1, 4, 2]).map(({ statistic, value }) => [statistic, value]));
    expect(values).toMatchObject({ mean: 3.75, median: 3, min: 1, max: 8 });
    expect(values['stdev']).toBeCloseTo(3.095696, 6);
    expect(values['p90']).toBeCloseTo(6.8, 12);
    expect(values['p5']).toBeCloseTo(1.15, 12);
  });

  test("gives Student's interval of a mean: 3.75 -+ 4.92594 for 1, 2, 4, 8", () => {
    const interval = describe([1, 2, 4, 8]).find(({ statistic }) => statistic === 'mean')!.interval!;
    expect(interval.low).toBeCloseTo(3.75 - 4.925943, 5);
    expect(interval.high).toBeCloseTo(3.75 + 4.925943, 5);
  });

  test('gives a median no interval below six values, and the extremes from six on', () => {
    const intervalOf = (values: number[]) => describe(values).find(({ statistic }) => statistic === 'median')!.interval;
    expect(intervalOf([1, 2, 3, 4, 5])).toBeNull();
    expect(intervalOf([1, 2, 3, 4, 5, 6])).toMatchObject({ low: 1, high: 6 });
    expect(intervalOf([1, 2, 3, 4, 5, 6, 7, 8, 9])).toMatchObject({ low: 2, high: 8 });
  });

  test('states no deviation of one value and nothing of none', () => {
    expect(describe([]).length).toBe(0);
    expect(describe([5]).map(({ statistic }) => statistic)).not.toContain('stdev');
    expect(describe([5]).every(({ interval }) => interval === null)).toBe(true);
  });

  test('keeps every quantile within the samples and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 }), (values) => {
        const sorted = values.toSorted((a, b) => a - b);
        const quantiles = [0, 0.05, 0.5, 0.95, 1].map((probability) => quantile(sorted, probability));
        expect(quantiles[0]).toBeCloseTo(sorted[0]!, 9);
        expect(quantiles.at(-1)).toBeCloseTo(sorted.at(-1)!, 9);
        for (let index = 1; index < quantiles.length; index += 1)
          expect(quantiles[index]!).toBeGreaterThanOrEqual(quantiles[index - 1]! - 1e-6);
      }),
    );
  });
});

const COLD: RawRow = { ttft_s: 2.51, load_s: 2.4, prompt_eval_s: 0.11, tokens_s: 90.5 };
const warm = (index: number, base: number): RawRow => ({
  ttft_s: 0.1 + index / 1000,
  load_s: 0.08 + index / 1000,
  prompt_eval_s: 0.02,
  tokens_s: base + index / 7,
});

group('measure', () => {
  test('states a mean with the cells of its samples, in the base unit', () => {
    const { facts } = measured(artifact('a.csv', [COLD, warm(1, 100), warm(2, 100)], { model: 'm' }));
    const fact = find(facts, { metric: 'time_to_first_token', statistic: 'mean', subset: 'all' })!;
    expect(fact.value).toBeCloseTo(((2.51 + 0.101 + 0.102) / 3) * 1000, 9);
    expect(fact).toMatchObject({
      unit: 'ms',
      direction: 'lower-is-better',
      sampleCount: 3,
      sources: [{ path: 'a.csv', unit: 's', cells: ['row=2-4;col=ttft_s'] }],
    });
  });

  test('sets cold samples apart: warm leaves them out', () => {
    const { facts } = measured(artifact('a.csv', [COLD, warm(1, 100), warm(2, 100)], { model: 'm' }));
    expect(find(facts, { metric: 'decode_throughput', statistic: 'mean', subset: 'warm' })!.sampleCount).toBe(2);
    expect(find(facts, { metric: 'decode_throughput', statistic: 'max', subset: 'warm' })!.value).toBeCloseTo(100 + 2 / 7, 9);
  });

  test('states no mean of a series whose every row failed, but how many failed', () => {
    const rows = [1, 2].map(() => ({ ttft_s: 0, tokens_s: 0, error: 'connection refused' }));
    const { facts } = measured(artifact('a.csv', rows, { model: 'm' }));
    expect(facts.filter(({ kind }) => kind === 'statistic')).toEqual([]);
    expect(find(facts, { metric: 'failed_request_count' })).toMatchObject({
      value: 2,
      sources: [{ cells: ['row=2-3;col=error'] }],
    });
  });

  test('keeps failed rows out of the mean and counts them as excluded', () => {
    const { facts } = measured(
      artifact('a.csv', [warm(1, 100), { ttft_s: 0, tokens_s: 0, error: 'timed out' }, warm(2, 100)], { model: 'm' }),
    );
    expect(find(facts, { metric: 'decode_throughput', statistic: 'mean' })).toMatchObject({ sampleCount: 2, excluded: { failed: 1 } });
  });

  test('ranks models by warm means with the ratio to each rival', () => {
    const rows = (base: number) => [COLD, ...[1, 2, 3, 4, 5].map((index) => warm(index, base))];
    const { rankings, facts } = measured(
      artifact('a.csv', rows(100), { model: 'slow', benchmark: 'b' }),
      artifact('b.csv', rows(200), { model: 'fast', benchmark: 'b' }),
    );
    const ranking = rankings.find(({ metric }) => metric === 'decode_throughput')!;
    expect(ranking.entries.map(({ series }) => series.labels.get('model'))).toEqual(['fast', 'slow']);
    expect(ranking.subset).toBe('warm');
    const ratio = ranking.entries[1]!.ratio!;
    const mean = (model: string) => find(facts, { metric: 'decode_throughput', statistic: 'mean', subset: 'warm', model })!;
    expect(ratio.value).toBeCloseTo(mean('fast').value / mean('slow').value, 12);
    expect(ratio.interval!.low).toBeLessThan(ratio.value);
    expect([ratio.baseline, ratio.candidate]).toEqual([mean('slow').id, mean('fast').id]);
  });

  test('ranks nothing across benchmarks', () => {
    const rows = [1, 2, 3].map((index) => warm(index, 100));
    expect(
      measured(
        artifact('a.csv', rows, { model: 'x', benchmark: 'b1' }),
        artifact(
          'b.csv',
          rows.map((row) => ({ ...row, tokens_s: 55.5 })),
          { model: 'y', benchmark: 'b2' },
        ),
      ).rankings,
    ).toEqual([]);
  });

  test('finds that a time to first token is the sum of load and prompt evaluation', () => {
    const rows = [1, 2, 3, 4].map((index) => ({
      load_s: 0.08 * index,
      prompt_eval_s: 0.011 * index,
      ttft_s: 0.091 * index,
      tokens_s: 100 + index / 3,
    }));
    const { identities } = measured(artifact('a.csv', rows, { model: 'm' }));
    expect(identities).toMatchObject([{ whole: 'ttft_s', parts: ['load_s', 'prompt_eval_s'], rows: { value: 4 } }]);
  });

  test('gives the same ids to the same facts when a value changes', () => {
    const ids = (base: number) =>
      measured(
        artifact(
          'a.csv',
          [1, 2, 3].map((index) => warm(index, base)),
          { model: 'm' },
        ),
      ).facts.map(({ id }) => id);
    expect(ids(100)).toEqual(ids(120));
  });
});

group('parameter effects', () => {
  const sweep = (
    effect: (num_gpu: number, temperature: number) => number,
    cold: (num_gpu: number, temperature: number) => boolean = () => false,
  ) => {
    const noise = [0.3, -0.2, 0.1, -0.4, 0.2, 0.05, -0.15, 0.25, -0.3, 0.12, -0.05, 0.22, -0.11, 0.07, -0.21, 0.16];
    let index = 0;
    return [40, 60, 80, 999].flatMap((num_gpu) =>
      [0.2, 0.4, 0.6, 0.8].map((temperature) => {
        const isCold = cold(num_gpu, temperature);
        index += 1;
        return {
          num_gpu,
          temperature,
          tokens_s: effect(num_gpu, temperature) + noise[index - 1]!,
          load_s: isCold ? 3 : 0.08,
          ttft_s: isCold ? 3.1 : 0.1,
        };
      }),
    );
  };
  const effectOf = (rows: RawRow[], parameter: string) =>
    measured(artifact('a.csv', rows, { model: 'm' })).effects.filter(
      (effect) => effect.parameter === parameter && effect.metric === 'decode_throughput',
    );

  test('finds an effect that is there', () => {
    expect(
      effectOf(
        sweep((_, temperature) => 100 + 20 * temperature),
        'temperature',
      ),
    ).toMatchObject([{ from: 0.2, to: 0.8, pairCount: 4, verdict: 'real' }]);
  });

  test('finds none where there is none', () => {
    expect(
      effectOf(
        sweep(() => 100),
        'temperature',
      ),
    ).toMatchObject([{ verdict: 'none' }]);
  });

  test('calls an effect confounded whose level always ran cold', () => {
    const rows = sweep(
      (_, temperature) => (temperature === 0.2 ? 90 : 100),
      (_, temperature) => temperature === 0.2,
    );
    const verdicts = effectOf(rows, 'temperature').map(({ from, to, verdict }) => ({ from, to, verdict }));
    expect(verdicts).toContainEqual({ from: 0.2, to: 0.4, verdict: 'confounded' });
    expect(verdicts).toContainEqual({ from: 0.4, to: 0.8, verdict: 'none' });
  });

  test('calls an effect confounded whose levels ran one after the other', () => {
    expect(
      effectOf(
        sweep((num_gpu) => 100 + (num_gpu === 999 ? 9 : 0)),
        'num_gpu',
      ),
    ).toMatchObject([{ from: 40, to: 999, verdict: 'confounded' }]);
  });

  test('states the relative change of the facts it names', () => {
    const { effects, facts } = measured(
      artifact(
        'a.csv',
        sweep((_, temperature) => 100 + 20 * temperature),
        { model: 'm' },
      ),
    );
    for (const { fact: id } of effects) {
      const fact = facts.find((own) => own.id === id)!;
      const [baseline, candidate] = [fact.baseline, fact.candidate].map((own) => facts.find(({ id: other }) => other === own)!);
      expect(fact.value).toBeCloseTo(candidate!.value / baseline!.value - 1, 12);
    }
  });
});

group('summaries', () => {
  const raw = [40, 80].flatMap((num_gpu) => [{ num_gpu, tokens_s: 100.123 + num_gpu, ttft_s: 0.1 }]);

  test('finds that a summary says what the rows give, and makes no further samples of it', () => {
    const summary = artifact(
      'a_summary.csv',
      raw.map(({ num_gpu, tokens_s }) => ({ num_gpu, mean_tokens_s: Number(tokens_s.toFixed(2)) })),
      { model: 'm' },
    );
    const { summaries, facts } = measured(artifact('a.csv', raw, { model: 'm' }), summary);
    expect(summaries).toMatchObject([{ path: 'a_summary.csv', agreeing: { value: 2 }, contradicted: [] }]);
    expect(find(facts, { kind: 'statistic', statistic: 'mean', metric: 'decode_throughput' })!.sampleCount).toBe(2);
  });

  test('finds a value that the rows contradict', () => {
    const summary = artifact('a_summary.csv', [{ num_gpu: 40, mean_tokens_s: 253.9 }], { model: 'm' });
    const { summaries } = measured(artifact('a.csv', raw, { model: 'm' }), summary);
    expect(summaries[0]!.contradicted).toMatchObject([{ reported: { value: 253.9 }, computed: { value: 140.123 } }]);
  });

  test('finds failed settings that a summary leaves out', () => {
    const rows: RawRow[] = [...raw, { num_gpu: 60, tokens_s: 0, error: 'timed out' }];
    const summary = artifact(
      'a_summary.csv',
      raw.map(({ num_gpu, tokens_s }) => ({ num_gpu, mean_tokens_s: tokens_s })),
      { model: 'm' },
    );
    expect(measured(artifact('a.csv', rows, { model: 'm' }), summary).summaries[0]!.silentFailures).toMatchObject({ value: 1 });
  });
});

group('a summary is held against all rows that it sums up', () => {
  const csvOf = (...lines: string[]) => `${lines.join('\n')}\n`;
  const verdict = (files: Record<string, string>) =>
    measureFiles(files).summaries.map(({ path, agreeing, contradicted }) => ({
      path,
      agreeing: agreeing?.value ?? 0,
      contradicted: contradicted.map(({ reported, computed }) => [reported.value, computed.value]),
    }));
  const rows = csvOf('model,dataset,num_gpu,output_tokens_per_second', 'm,x,1,100', 'm,x,2,200', 'm,y,1,300', 'm,y,2,400');

  test('of every subject that its labels speak of', () => {
    const summary = csvOf('model,num_gpu,mean_output_tokens_per_second', 'm,1,200', 'm,2,300');
    expect(verdict({ 'rows.csv': rows, 'summary.csv': summary })).toEqual([{ path: 'summary.csv', agreeing: 2, contradicted: [] }]);
  });

  test('and agrees where it speaks of one of them without saying so', () => {
    const summary = csvOf('model,num_gpu,mean_output_tokens_per_second', 'm,1,100', 'm,2,200');
    expect(verdict({ 'rows.csv': rows, 'summary.csv': summary })).toEqual([{ path: 'summary.csv', agreeing: 2, contradicted: [] }]);
  });

  test('and contradicts them where it is the mean of neither', () => {
    const summary = csvOf('model,num_gpu,mean_output_tokens_per_second', 'm,1,250');
    expect(verdict({ 'rows.csv': rows, 'summary.csv': summary })).toEqual([
      { path: 'summary.csv', agreeing: 0, contradicted: [[250, 200]] },
    ]);
  });

  test('and of the file of its own name before others', () => {
    const other = csvOf('model,output_tokens_per_second', 'm,501', 'm,503');
    const own = csvOf('model,output_tokens_per_second', 'm,101', 'm,103');
    const files = { 'a.csv': own, 'b.csv': other, 'a_summary.csv': csvOf('model,mean_output_tokens_per_second', 'm,102') };
    expect(verdict(files)).toEqual([{ path: 'a_summary.csv', agreeing: 1, contradicted: [] }]);
    expect(verdict({ ...files, 'b_summary.csv': csvOf('model,mean_output_tokens_per_second', 'm,102.5') })[1]).toMatchObject({
      contradicted: [[102.5, 502]],
    });
  });

  test.each([
    ['a moment after them', '2026-03-01T10:00:00.900Z', [{ path: 'summary.json', agreeing: 1, contradicted: [] }]],
    ['another day', '2026-03-02T10:00:00.500Z', []],
  ])('where it was written %s', (_when, generated_at, expected) => {
    const rows = csvOf('timestamp,model,output_tokens_per_second', '2026-03-01T10:00:00.500Z,m,101', '2026-03-01T10:00:00.500Z,m,103');
    const summary = JSON.stringify({ generated_at, models: [{ model: 'm', mean_output_tokens_per_second: 102 }] });
    expect(verdict({ 'rows.csv': rows, 'summary.json': summary })).toEqual(expected);
  });

  test('to the last digit written, also in exponents', () => {
    const times = csvOf('kernel,time_s', 'k,5.0e-7', 'k,5.2e-7', 'k,5.4e-7');
    const stated = (value: string) => verdict({ 'rows.csv': times, 'summary.csv': csvOf('kernel,mean_time_s', `k,${value}`) })[0];
    expect(stated('5.2e-7')).toMatchObject({ agreeing: 1 });
    expect(stated('5.0e-6')).toMatchObject({ agreeing: 0, contradicted: [[expect.closeTo(5e-3, 12), expect.closeTo(5.2e-4, 12)]] });
  });

  test('whatever its size: what is off by more than rounding contradicts, what is rounded agrees', () => {
    const hundredths = fc.integer({ min: 10_000, max: 40_000 }).map((n) => n / 100);
    fc.assert(
      fc.property(fc.array(hundredths, { minLength: 2, maxLength: 12 }), fc.double({ min: 0.02, max: 0.5, noNaN: true }), (values, off) => {
        const mean = statisticOf('mean', values)!;
        const raw = csvOf('model,output_tokens_per_second', ...values.map((value) => `m,${value}`));
        const stated = (value: number) =>
          verdict({ 'a.csv': raw, 'a_summary.csv': csvOf('model,mean_output_tokens_per_second', `m,${value.toFixed(2)}`) })[0];
        expect(stated(mean)).toMatchObject({ agreeing: 1, contradicted: [] });
        for (const factor of [1 + off, 1 - off]) expect(stated(mean * factor)).toMatchObject({ agreeing: 0, contradicted: [{}] });
      }),
      { numRuns: 15 },
    );
  });
});

group('a spread that a tool states', () => {
  test('as a standard error gives the ratio of two scores an interval', () => {
    const scores = (model: string, acc: number) =>
      JSON.stringify({
        config_general: { lighteval_sha: '?', model_name: model, model_size: '5 GB' },
        results: { 'leaderboard|quiz|10': { acc, acc_stderr: 0.0049 } },
        versions: {},
        config_tasks: {},
      });
    const { rankings } = measureFiles({ 'results_big.json': scores('own/big', 0.6073), 'results_small.json': scores('own/small', 0.5758) });
    const ratio = rankings[0]?.entries[1]?.ratio;
    const half = 1.959966 * Math.hypot(0.0049 / 0.6073, 0.0049 / 0.5758);
    expect(Math.log(ratio!.interval!.high / ratio!.value)).toBeCloseTo(half, 5);
  });
});

group('failures', () => {
  const counts = (files: Record<string, string>) =>
    measureFiles(files).failures.map(({ failed, requests, what }) => [failed.value, requests.value, what]);

  test('are counted in requests where rows state them', () => {
    const text = 'model,mean_ttft_ms,completed,failed\na,10,997,3\na,12,1000,0\n';
    expect(counts({ 'a.csv': text })).toEqual([[3, 2000, 'requests']]);
  });

  test('are counted against the requests, not against telemetry beside them', () => {
    const requests = 'model,ttft_ms,error\nm,10.5,\nm,,timed out\nm,11.5,\n';
    const telemetry = 'model,gpu_temperature_c\nm,60\nm,61\nm,62\nm,63\n';
    expect(counts({ 'requests.csv': requests, 'telemetry.csv': telemetry })).toEqual([[1, 3, 'requests']]);
  });

  test('of a file that is there twice are counted once', () => {
    const requests = 'model,ttft_ms,error\nm,10.5,\nm,,timed out\nm,11.5,\n';
    expect(counts({ 'a.csv': requests, 'b.csv': requests })).toEqual([[1, 3, 'requests']]);
  });
});

group('facts of many subjects', () => {
  test('are the means alone beyond those that a table shows', () => {
    const files = Object.fromEntries(
      Array.from({ length: 260 }, (_, index) => [
        `d/run${1000 + index}.csv`,
        `model,ttft_ms\nm${index},${100 + index / 7}\nm${index},${200 + index / 9}\n`,
      ]),
    );
    const { facts, subjects } = measureFiles(files);
    const perSubject = subjects.map(({ series }) => [...series[0]!.facts.keys()].length);
    expect(perSubject.filter((count) => count === 1)).toHaveLength(60);
    expect(perSubject.filter((count) => count === 8)).toHaveLength(200);
    expect(facts.filter(({ kind }) => kind === 'statistic')).toHaveLength(60 + 8 * 200);
  });
});

test('an engine version that stands beside reported values alone is recorded: no gap says otherwise', () => {
  const gaps = (constants: Readonly<Record<string, string>>) =>
    findGaps(measured(artifact('bench.csv', [{ mean_tokens_s: 96.71 }], { model: 'm', ...constants })), new Set()).map(({ id }) => id);
  expect(gaps({})).toContain('gap-engine-version');
  expect(gaps({ engine_version: '1a2b3c4d' })).not.toContain('gap-engine-version');
});
