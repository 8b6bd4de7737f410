import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../../src/contracts/claim.ts';
import type { Measurement } from '../../src/contracts/measured.ts';
import { curveFindings } from '../../src/core/conclude/curves.ts';
import { namingOfMeasured } from '../../src/core/conclude/naming.ts';
import { percentileFindings } from '../../src/core/conclude/percentiles.ts';
import { rankingFindings } from '../../src/core/conclude/ranking.ts';
import { settingFindings } from '../../src/core/conclude/settings.ts';
import { unrankedFindings } from '../../src/core/conclude/unranked.ts';
import { verifyClaims } from '../../src/core/verify/verify-claims.ts';
import { measureFiles } from './measured.ts';

type Find = (measurement: Measurement, naming: ReturnType<typeof namingOfMeasured>) => Finding[];

/** The sentences of one kind of finding over some files, all of which the firewall accepts. */
function said(find: Find, files: Readonly<Record<string, string>>): string[] {
  const measurement = measureFiles(files);
  const findings = find(measurement, namingOfMeasured(measurement));
  expect(verifyClaims(findings, measurement.facts, Object.keys(files)).rejected).toEqual([]);
  return findings.map(({ text }) => text);
}

function csv(header: string, rows: readonly (readonly unknown[])[]): string {
  return `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`;
}

const means = ({ facts }: Measurement, metric: string) =>
  facts.filter((fact) => fact.metric === metric && fact.statistic === 'mean').map(({ value }) => value);

/** What llama-bench writes of one size of the work: three samples around a rate. */
function benchRecord(model: string, depth: number, batch: number, rate: number): string {
  return JSON.stringify({
    build_commit: 'abc1234',
    build_number: 7010,
    cpu_info: 'CPU',
    gpu_info: 'Some GPU',
    backends: 'CUDA',
    model_filename: `${model}.gguf`,
    model_type: '8B Q4_K',
    n_batch: batch,
    n_gpu_layers: 99,
    n_prompt: 0,
    n_gen: 128,
    n_depth: depth,
    test_time: '2026-11-10T10:00:00Z',
    avg_ns: 1.28e11 / rate,
    stddev_ns: 0,
    avg_ts: rate,
    stddev_ts: 0.1,
    samples_ns: [1.28e11 / rate],
    samples_ts: [rate, rate + 0.1, rate - 0.1],
  });
}

/** What vLLM writes of one load: throughputs it measured, and statistics of latencies. */
function serving(model: string, load: number, inputLength: number, throughput: number): string {
  return JSON.stringify({
    date: '20261110-100000',
    backend: 'vllm',
    model_id: model,
    tokenizer_id: model,
    num_prompts: 100,
    request_rate: 'inf',
    max_concurrency: load,
    random_input_len: inputLength,
    duration: 10,
    completed: 100,
    total_input_tokens: 100 * inputLength,
    total_output_tokens: 12_800,
    request_throughput: throughput / 128,
    output_throughput: throughput,
    total_token_throughput: throughput * 2,
    mean_ttft_ms: 1e4 / throughput,
    median_ttft_ms: 1e4 / throughput,
    std_ttft_ms: 1,
    p99_ttft_ms: 4e4 / throughput,
  });
}

describe('what is pooled', () => {
  test('is no load and no size of the work, in a long table of metrics', () => {
    const rows = [8, 1].flatMap((batch) => [
      ['a', batch, 'ttft', 100 * batch, 'ms'],
      ['a', batch, 'throughput', 90 * batch, 'tok/s'],
    ]);
    const measurement = measureFiles({ 'm.csv': csv('model,batch_size,metric,value,unit', rows) });
    expect(means(measurement, 'time_to_first_token')).toEqual([100, 800]);
    expect(measurement.subjects).toHaveLength(1);
    expect(measurement.subjects[0]!.series.map(({ labels }) => labels.get('batch_size'))).toEqual([1, 8, 1, 8]);
  });

  test('are settings within one load, which is said', () => {
    const rows = [1, 8].flatMap((load) =>
      [20, 40].flatMap((layers) => [0, 1].map((more) => ['m', load, layers, 100 * load + layers + more])),
    );
    const files = { 's.csv': csv('model,concurrency,num_gpu,tokens_per_second', rows) };
    const pooled = measureFiles(files).subjects[0]!.series;
    expect(pooled.map(({ labels, pooledOver, sampleCount }) => [labels.get('concurrency'), pooledOver, sampleCount])).toEqual([
      [1, ['num_gpu'], 4],
      [8, ['num_gpu'], 4],
    ]);
    expect(said(curveFindings, files)).toEqual([
      'Token throughput of m s goes from 131 tokens/s (concurrency=1) to 831 tokens/s (concurrency=8) over several values of num_gpu.',
    ]);
  });

  test('are lengths that each request has of its own, which is said', () => {
    const rows = ['a', 'b'].flatMap((model, at) =>
      Array.from({ length: 40 }, (_, index) => [model, 100 + 37 * index, 50 + at + (index % 3)]),
    );
    const files = { 'p.csv': csv('model,input_length,tokens_per_second', rows) };
    expect(measureFiles(files).subjects.map(({ series }) => series.map(({ sampleCount }) => sampleCount))).toEqual([[40], [40]]);
    expect(said(rankingFindings, files).join()).toContain('over several values of input_length');
  });

  test('is never more than one load, whatever loads, sizes and settings there are', () => {
    const load = fc.integer({ min: 1, max: 4 });
    const row = fc.tuple(load, load, fc.integer({ min: 1, max: 2 }), fc.double({ min: 1, max: 1000, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 20 }), (rows) => {
        const { subjects } = measureFiles({
          'a.csv': csv(
            'model,concurrency,depth,num_gpu,tokens_per_second',
            rows.map((own) => ['m', ...own]),
          ),
        });
        for (const { series } of subjects) {
          for (const { samples, labels } of series) {
            const used = samples.runs.flatMap((run) => [...run.rows]).map((index) => rows[index]!);
            for (const [at, key] of ['concurrency', 'depth'].entries()) {
              expect(new Set(used.map((own) => own[at])).size).toBe(1);
              expect(labels.get(key)).toBe(used[0]![at]);
            }
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('a ranking over several loads and sizes', () => {
  test('is one finding over all depths and batch sizes of llama-bench, with the number of them', () => {
    const records = [0, 4096, 16_384].flatMap((depth) =>
      [512, 2048].flatMap((batch) => [
        benchRecord('slow', depth, batch, 100 - depth / 400),
        benchRecord('quick', depth, batch, 2 * (100 - depth / 400) + batch / 100),
      ]),
    );
    const files = { 'b.jsonl': `${records.join('\n')}\n` };
    const [text, ...others] = said(rankingFindings, files);
    expect(text).toMatch(
      /quick is ahead in generation throughput of slow at all 6 combinations, by 2\.\d\d times \(.*\) to 2\.\d\d times \(.*\)\.$/,
    );
    expect(others.filter((own) => own.includes('throughput'))).toEqual([]);
    expect(said(settingFindings, files)).toEqual([]);
    expect(said(curveFindings, files).join('\n')).not.toMatch(/best|highest|fastest/);
  });

  test('is one finding over a serving sweep of two models, and says at how many loads the leader is behind', () => {
    const loads = [1, 4, 16, 64];
    const files = Object.fromEntries(
      loads.flatMap((load) =>
        [128, 1024].flatMap((length) => [
          [`chat-alpha-c${load}-i${length}.json`, serving('org/alpha', load, length, load === 64 && length === 128 ? 900 : 100 * load)],
          [`chat-beta-c${load}-i${length}.json`, serving('org/beta', load, length, 80 * load)],
        ]),
      ),
    );
    const [text, ...others] = said(rankingFindings, files).filter((own) => own.includes('throughput'));
    expect(text).toMatch(/org\/alpha is ahead in .*throughput of org\/beta at 7 of 8 combinations, by 0\.18 times \(.*\) to 1\.25 times/);
    expect(others).toEqual([]);
  });

  test('counts neither a load that one side has not, nor one at which both are equal', () => {
    const rows = [
      ['a', 1, 100],
      ['b', 1, 100],
      ['a', 2, 220],
      ['b', 2, 200],
      ['a', 4, 300],
    ];
    const [text] = said(rankingFindings, { 'l.csv': csv('model,concurrency,tokens_per_second', rows) });
    expect(text).toContain('a is ahead in token throughput of b at 1 of 2 loads');
  });

  test('agrees with the direction in every cell, whatever the values', () => {
    const values = fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(values, fc.boolean(), (cells, isRate) => {
        const rows = cells.flatMap(([a, b], index) => [
          ['a', index + 1, a],
          ['b', index + 1, b],
        ]);
        const header = `model,concurrency,${isRate ? 'tokens_per_second' : 'ttft_ms'}`;
        const { matchedRankings } = measureFiles({ 'a.csv': csv(header, rows) });
        const wins = (sign: number) => cells.filter(([a, b]) => sign * (a - b) * (isRate ? 1 : -1) > 0).length;
        if (wins(1) + wins(-1) === 0) return expect(matchedRankings).toEqual([]);
        const [{ leader, rivals }] = matchedRankings as [(typeof matchedRankings)[number]];
        expect(rivals.map(({ count, ahead }) => [count.value, ahead.value])).toEqual([[cells.length, wins(leader === 'a' ? 1 : -1)]]);
        expect(wins(leader === 'a' ? 1 : -1)).toBeGreaterThanOrEqual(wins(leader === 'a' ? -1 : 1));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is no rival', () => {
  const LOCUST =
    'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,95%,99%,100%';
  const endpoint = (type: string, name: string, average: number, rate: number) => [
    type,
    name,
    100,
    0,
    average,
    average,
    1,
    average * 3,
    20,
    rate,
    0,
    average,
    average * 2,
    average * 2,
    average * 3,
  ];

  test.each([
    [
      'endpoints, and the row that adds them up',
      csv(LOCUST, [
        endpoint('GET', '/health', 5, 20),
        endpoint('POST', '/v1/chat', 950, 10),
        endpoint('GET', '/v1/models', 8, 4),
        endpoint('', 'Aggregated', 320, 34),
      ]),
    ],
    [
      'kernels of different work',
      csv('kernel,time_us', [
        ['softmax', 10],
        ['softmax', 11],
        ['matmul', 90],
        ['matmul', 91],
      ]),
    ],
    [
      'tasks',
      csv('task,accuracy', [
        ['arc', 0.5],
        ['mmlu', 0.7],
      ]),
    ],
    [
      'equal values',
      csv('model,tokens_per_second', [
        ['a', 100],
        ['a', 102],
        ['b', 100],
        ['b', 102],
      ]),
    ],
  ])('%s', (_what, text) => {
    for (const find of [rankingFindings, settingFindings]) expect(said(find, { 'results_stats.csv': text })).toEqual([]);
    for (const text_ of said(percentileFindings, { 'results_stats.csv': text })) expect(text_).not.toMatch(/goes from/);
  });

  test('a total of the others', () => {
    const rows = [
      ['llama', 100],
      ['qwen', 50],
      ['Overall', 150],
    ];
    const texts = said(rankingFindings, { 't.csv': csv('model,tokens_per_second', rows) });
    expect(texts.join()).toContain('llama');
    expect(texts.join()).not.toContain('Overall');
  });

  test('a kernel that does other work, where two providers have each', () => {
    const rows = ['softmax', 'matmul'].flatMap((kernel, at) => [
      [kernel, 'triton', 10 + at, 0.1],
      [kernel, 'torch', 20 + at, 0.1],
    ]);
    const texts = said(rankingFindings, { 'k.csv': csv('kernel,provider,mean_time_us,std_time_us', rows) });
    expect(texts).toHaveLength(2);
    for (const kernel of ['softmax', 'matmul']) expect(texts.join('\n')).toMatch(new RegExp(`${kernel}.*triton.*torch`));
  });
});

describe('equal footing', () => {
  const backends = (onnx: readonly string[], precisions: readonly string[]) =>
    JSON.stringify({
      model: { name: 'net', device: 'cuda', dtype: 'torch.float32' },
      backends: {
        eager: { benchmark: { mean_time_ms: 0.24, std_time_ms: 0.01, runs: 10, metadata: {} } },
        onnx: { benchmark: { mean_time_ms: 0.05, std_time_ms: 0.003, runs: 10, metadata: { providers: onnx } } },
        tensorrt: { benchmark: { mean_time_ms: 0.4, std_time_ms: 0.01, runs: 10, metadata: { enabled_precisions: precisions } } },
      },
    });

  test('has not what fell back to the CPU, nor what ran in another precision, and it is said', () => {
    const files = { 'net_bench.json': backends(['CPUExecutionProvider'], ['torch.float16']) };
    expect(said(rankingFindings, files)).toEqual([]);
    expect(said(unrankedFindings, files).join()).toMatch(/onnx \(provider=CPUExecutionProvider.*tensorrt \(torch\.float16\)/);
  });

  test('has an execution provider of the device that the document states', () => {
    const files = { 'net_bench.json': backends(['CUDAExecutionProvider', 'CPUExecutionProvider'], ['torch.float32']) };
    expect(said(rankingFindings, files).join()).toMatch(/onnx has the lowest .*: mean 50\.\d+ us; eager has 4\.80 times as much/);
    expect(said(unrankedFindings, files)).toEqual([]);
  });
});

describe('what differs beside the choice', () => {
  test('is said: engines have versions of their own', () => {
    const rows = [100, 101, 102].flatMap((rate) => [
      ['m', 'vllm', '0.9.1', 2 * rate],
      ['m', 'sglang', '0.4.7', rate],
    ]);
    expect(said(rankingFindings, { 'e.csv': csv('model,backend,engine_version,tokens_per_second', rows) }).join()).toMatch(
      /vllm has the highest token throughput: .*; they differ in engine_version too\.$/,
    );
  });

  test('keeps apart what is there in two precisions: each is ranked among its own', () => {
    const rows = ['Q4_K_M', 'Q8_0'].flatMap((quantization, at) =>
      ['a', 'b'].flatMap((model, index) => [1, 2, 3].map((more) => [model, quantization, 100 * (index + 1) - 30 * at + more])),
    );
    const texts = said(rankingFindings, { 'q.csv': csv('model,quantization,tokens_per_second', rows) });
    expect(texts.filter((text) => /Q4_K_M.*b has the highest.*a \(/.test(text) || /Q8_0.*b has the highest.*a \(/.test(text))).toHaveLength(
      2,
    );
  });

  test('is a reason not to rank engines in two precisions, which is said', () => {
    const rows = [1, 2, 3].flatMap((more) => [
      ['m', 'vllm', 'fp16', 100 + more],
      ['m', 'llama.cpp', 'Q4_K_M', 200 + more],
    ]);
    const files = { 'q.csv': csv('model,backend,quantization,tokens_per_second', rows) };
    expect(said(rankingFindings, files).join()).not.toMatch(/vllm|llama\.cpp/);
    expect(said(unrankedFindings, files).join()).toMatch(/vllm \(fp16\)|llama\.cpp \(Q4_K_M\)/);
  });
});

describe('contestants that never met', () => {
  const rows = (loads: readonly (readonly [model: string, concurrency: number])[]) => ({
    'l.csv': csv(
      'model,concurrency,tokens_per_second',
      loads.map(([model, concurrency], index) => [model, concurrency, 100.5 + 10 * index]),
    ),
  });

  test('at any load are not ranked, and it is said with what was measured', () => {
    const files = rows([
      ['a', 1],
      ['b', 2],
    ]);
    expect(said(rankingFindings, files)).toEqual([]);
    expect(said(unrankedFindings, files)).toEqual([
      'In l, no one of these is ranked against another in token throughput unless both were measured under one load and setting: a (concurrency=1) 100.5 tokens/s and b (concurrency=2) 110.5 tokens/s.',
    ]);
  });

  test('but at one load are ranked there, and nothing else is said', () => {
    const files = rows([
      ['a', 1],
      ['b', 2],
      ['b', 1],
    ]);
    expect(said(unrankedFindings, files)).toEqual([]);
  });
});

describe('a mean below its own deviation', () => {
  const kernels = (header: string, first: readonly unknown[], second: readonly unknown[]) => ({
    'k.csv': csv(`variant,${header}`, [
      ['baseline_gelu', ...first],
      ['fused_gelu', ...second],
    ]),
  });

  test.each([
    [
      'the median where it is stated',
      'mean_time_ms,std_time_ms,median_time_ms,min_time_ms',
      [0.76, 2.05, 0.05, 0.042],
      [0.05, 0.01, 0.048, 0.04],
      /median 48\.\d+ us.*median 50\.\d+ us/,
    ],
    [
      'the minimum where nothing else is',
      'mean_time_ms,std_time_ms,min_time_ms',
      [0.76, 2.05, 0.042],
      [0.05, 0.01, 0.04],
      /min 40\.\d+ us.*min 42\.\d+ us/,
    ],
  ])('is not ranked: %s', (_what, header, first, second, expected) => {
    const files = kernels(header, first, second);
    const text = said(rankingFindings, files).join();
    expect(text).toMatch(expected);
    expect(text).toMatch(/means are not compared, since that of .*baseline_gelu \(760\.\d us\) has a standard deviation of 2\.05\d* ms/);
    expect(text).not.toMatch(/times/);
  });

  test('is not ranked at all where nothing robust is stated', () => {
    const files = kernels('mean_time_ms,std_time_ms', [0.76, 2.05], [0.05, 0.01]);
    expect(said(rankingFindings, files)).toEqual([]);
    expect(said(unrankedFindings, files).join()).toMatch(
      /nothing is ranked by operation time: the mean of .*baseline_gelu \(760\.\d us\) has a standard deviation of/,
    );
  });
});

describe('a curve', () => {
  const sweep = (rates: readonly number[]) => ({
    'o.csv': csv(
      'model,concurrency,tokens_per_second',
      rates.map((rate, index) => ['m', 2 ** index, rate]),
    ),
  });

  test.each([
    [[100, 190, 350], 'Token throughput of m o goes from 100.0 tokens/s (concurrency=1) to 350.0 tokens/s (concurrency=4); each ran once.'],
    [
      [100, 350, 300],
      'Token throughput of m o goes from 100.0 tokens/s (concurrency=1) to 300.0 tokens/s (concurrency=4); it peaks at 350.0 tokens/s (concurrency=2); each ran once.',
    ],
  ])('over load %j is one sentence', (rates, expected) => {
    expect(said(curveFindings, sweep(rates))).toEqual([expected]);
    expect(said(settingFindings, sweep(rates))).toEqual([]);
  });
});

describe('settings at several loads', () => {
  test('have one finding, with the best of each load', () => {
    const rows = [1, 8].flatMap((load) =>
      [20, 40].flatMap((layers) => [0, 1].map((more) => ['m', load, layers, load * (load === 1 ? layers : 60 - layers) + more])),
    );
    const texts = said(settingFindings, { 's.csv': csv('model,concurrency,num_gpu,output_tokens_per_second', rows) });
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(
      /num_gpu=40 at concurrency=1 \(1\.9\d times the worst\) and num_gpu=20 at concurrency=8 \(2\.00 times the worst\)\.$/,
    );
  });
});
