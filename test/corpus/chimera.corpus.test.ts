import { describe, expect, test } from '@jest/globals';
import type { ParsedArtifact } from '../../src/adapters/recognise.ts';
import { knownMetric } from '../../src/metrics/registry.ts';
import { isKnownUnit } from '../../src/metrics/units.ts';
import { readValues } from '../readable.ts';
import { corpusIsPresent, corpusPaths, parseCorpus, valueAt, valuesOf } from './corpus.ts';

const chimera = (path: string): ParsedArtifact => parseCorpus(`chimera/${path}`);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const numbers = (parsed: ParsedArtifact, metric: string, statistic: string | null = null) =>
  valuesOf(parsed, metric, statistic).map(({ value }) => value);

function readsChimera(): void {
  test.each([
    ['gemma3_baseline', 102.2, 'gemma3:latest'],
    ['gemma3_1b-it-qat_baseline', 182.87, 'gemma3:1b-it-qat'],
    ['gemma3_270m_baseline', 283.56, 'gemma3:270m'],
  ])('reads the generation throughput of %s from CSV and JSON alike', (name, expected, model) => {
    const csv = chimera(`reports/gemma3/${name}.csv`);
    const json = chimera(`reports/gemma3/${name}.json`);
    const values = valuesOf(csv, 'decode_throughput');
    expect(mean(values.map(({ value }) => value))).toBeCloseTo(expected, 1);
    expect(values.map(({ cell }) => cell)).toEqual([2, 3, 4, 5, 6].map((row) => `row=${row};col=tokens_s`));
    expect(values[0]).toMatchObject({ unit: 'tokens/s', statistic: null, failure: null });
    expect(numbers(json, 'decode_throughput')).toEqual(values.map(({ value }) => value));
    expect(valueAt(json, '/results/0/tokens_s').labels['model']).toBe(model);
  });

  test('knows that the TTFT of the Ollama scripts is load plus prompt evaluation', () => {
    const value = valueAt(chimera('reports/gemma3/gemma3_270m_baseline.csv'), 'row=2;col=ttft_s');
    expect(value).toMatchObject({
      metric: 'time_to_first_token',
      value: 7.8366299,
      unit: 's',
      definition: 'time_to_first_token:load-plus-prompt-eval',
      labels: { prompt: expect.stringContaining('banter prompt') },
    });
  });

  test('counts timed-out rows of a sweep as failed', () => {
    const parsed = chimera('reports/gemma3/gemma3_270m_param_tuning.csv');
    expect([...parsed.result.tables[0]!.failures]).toEqual([
      [18, 'timed out'],
      [19, 'timed out'],
    ]);
    expect(valueAt(parsed, 'row=22;col=tokens_s')).toMatchObject({
      value: expect.closeTo(212.7, 1),
      labels: { num_gpu: 60, num_ctx: 1024, temperature: 0.8 },
    });
  });

  test.each(['151204', '151446', '151527', '151615'])('takes every row of the prompt suite of %s for a failure', (time) => {
    const parsed = chimera(`reports/ollama/20251002-${time}/prompt_suite_runs.csv`);
    expect(parsed).toMatchObject({ verdict: 'accepted', sampleCount: 0 });
    expect(parsed.result.tables[0]!.failures.size).toBe(15);
    expect(parsed.result.tables[0]!.failureCells.get(0)).toBe('error');
  });

  test('reads options from JSON in a cell, and rounds binary noise away', () => {
    const run = valueAt(chimera('reports/ollama/20251002-151824/prompt_suite_runs.csv'), 'row=2;col=tokens_s');
    expect(run).toMatchObject({ value: 76.91, labels: { model: 'llama3.1:8b-instruct-q4_0', temperature: 0.3, top_p: 0.9, prompt: '1' } });
    expect(new Date(run.timeMs!).toISOString()).toBe('2025-10-02T19:18:24.204Z');
    expect(valueAt(chimera('artifacts/rust_multiagent_summary.csv'), 'row=2;col=efficiency')).toMatchObject({
      metric: 'parallel_efficiency',
      unit: '%',
      value: 73.36939458253782,
      labels: { agent_b_temperature: 0.8, agent_b_num_ctx: 512, benchmark: 'baseline_vs_chimera' },
    });
  });

  test('reads a summary as statistics of a tool, never as samples', () => {
    const parsed = chimera('reports/llama3/ollama_param_tuning_summary.csv');
    expect(readValues(parsed.result).filter(({ statistic }) => statistic === null)).toEqual([]);
    expect(valueAt(parsed, 'row=2;col=mean_ttft_s')).toMatchObject({ metric: 'time_to_first_token', statistic: 'mean', value: 3.2022 });
    expect(valueAt(parsed, 'row=2;col=prompt_eval')).toMatchObject({ metric: 'prompt_eval_duration', statistic: 'mean', unit: 's' });
    expect(valueAt(parsed, 'row=2;col=eval_s_mean')).toMatchObject({ metric: 'eval_duration', statistic: 'mean', value: 1.4103 });
    const suite = chimera('reports/ollama/20251002-151824/prompt_suite_summary.json');
    expect(valueAt(suite, '/models/0/mean_tokens_s')).toMatchObject({ metric: 'decode_throughput', statistic: 'mean', count: 5 });
  });

  test('keeps the end-to-end rate of the game tests apart from generation throughput', () => {
    const parsed = chimera('csv_data/baseline_performance_summary.csv');
    expect(valueAt(parsed, 'row=3;col=Tokens per Second')).toMatchObject({
      metric: 'end_to_end_token_throughput',
      value: 13.6,
      labels: { test: 'Boss Defeated (Celebratory)', context: 'boss_defeated', tone: 'celebratory' },
    });
    expect(valueAt(parsed, 'row=3;col=Generation Time (ms)')).toMatchObject({ metric: 'request_latency', unit: 'ms' });
  });

  test('does not believe a success whose answer is an error message', () => {
    const parsed = chimera('csv_data/baseline_test_results_1759186372.json');
    expect(parsed.sampleCount).toBe(0);
    expect(parsed.result.tables).toHaveLength(1);
    expect([...parsed.result.tables[0]!.failures.values()][0]).toMatch(/^the answer is an error message: Error generating banter/);
    expect(parsed.reason).toMatch(/all failed/);
    const mixed = chimera('csv_data/baseline_test_results_1759098967.json');
    expect(mixed.result.tables[1]!.failures.size).toBe(4);
    expect(valueAt(mixed, '/results/2/tokens_per_second').value).toBe(14.106339902901299);
    expect(new Date(mixed.result.runAt!).toISOString()).toBe('2025-09-28T22:36:07.227Z');
  });

  test('reads the backends of a compilation benchmark, and takes the zeros of one that did not compile for a failure', () => {
    const parsed = chimera('reports/compilation/conv_cuda_bench_20251002-172037.json');
    expect(valueAt(parsed, '/backends/jit/benchmark/mean_time_ms')).toMatchObject({
      metric: 'operation_time',
      statistic: 'mean',
      count: 10,
      labels: { model: 'conv', device: 'cuda', dtype: 'torch.float32', batch_size: 4, backend: 'jit' },
    });
    expect(valueAt(parsed, '/backends/jit/compilation/compile_time_s')).toMatchObject({
      metric: 'compile_time',
      unit: 's',
      statistic: null,
    });
    expect(valueAt(parsed, '/backends/torch_compile/benchmark/mean_time_ms').failure).toMatch(/^Cannot find a working triton/);
  });

  test('reads families of records keyed by name', () => {
    expect(valueAt(chimera('reports/kernel_optimization/kernel_benchmarks.json'), '/fusion/fused_linear_gelu/mean_time_ms')).toMatchObject({
      metric: 'operation_time',
      labels: { operation: 'fusion', variant: 'fused_linear_gelu' },
    });
    const quantization = chimera('reports/quantization/quantization_report.json');
    expect(valueAt(quantization, '/qat/accuracy')).toMatchObject({
      metric: 'accuracy',
      unit: 'ratio',
      value: 0.375,
      labels: { quantization: 'qat' },
    });
    expect(valueAt(quantization, '/int8/model_size_bytes')).toMatchObject({ metric: 'model_size', unit: 'bytes', value: 3029 });
    expect(valueAt(quantization, '/fp8/loss').metric).toBe('loss');
  });

  test('reads the statistics of each run with the number of its samples', () => {
    const parsed = chimera('csv_data/baselines/comprehensive_baseline_1759186313.json');
    expect(valueAt(parsed, '/timing_stats/run_results/1/p95_ms')).toMatchObject({ statistic: 'p95', count: 20, labels: { run: '2' } });
    expect(parsed.result.configuration.get('environment.python_version')).toBe('3.13.1');
  });

  test('reads telemetry of machine and GPU with its times', () => {
    const parsed = chimera('reports/llama3/baseline_system_metrics.json');
    const power = valueAt(parsed, '/metrics/1/gpu/0/power_draw');
    expect(power).toMatchObject({
      metric: 'gpu_power',
      unit: 'W',
      value: 34.175,
      labels: { device: 'NVIDIA GeForce RTX 4080 Laptop GPU' },
    });
    expect(power.timeMs).toBe(1759275973683);
    expect(valueAt(parsed, '/metrics/1/gpu/0/temperature')).toMatchObject({ metric: 'gpu_temperature', unit: '°C', value: 50 });
    expect(valuesOf(parsed, 'cpu_utilization')).toHaveLength(6);
  });

  test('names the file that is not CSV at all, and quotes it', () => {
    expect(chimera('reports/profiling/ncu_summary.csv')).toMatchObject({
      verdict: 'quarantined',
      reason: expect.stringMatching(/not CSV at all.*==ERROR== the argument for option '--page' is invalid/),
    });
  });

  test('keeps the statements of a Markdown report with line and headings, and takes its tables for stated, never for measured', () => {
    const parsed = chimera('reports/gemma3/Gemma3_Benchmark_Report.md');
    const columns = parsed.result.tables.flatMap((table) => table.columns);
    expect(columns.length).toBeGreaterThan(0);
    expect(columns.filter(({ stated, statistic }) => stated !== true || statistic === null)).toEqual([]);
    expect(parsed.result.statements.find(({ line }) => line === 27)).toMatchObject({
      text: 'Mean Token Generation Speed: 102.85 tokens/second',
      headings: ['Gemma3 Benchmark Deep Dive', 'Baseline Performance (Default Options)', 'Overall Metrics'],
    });
    expect(parsed.result.statements.find(({ line }) => line === 53)?.text).toContain('Tokens/s: 102.31');
  });

  test('finds in every file that has no format of its own only metrics that are known, units of the table, and no zero time', () => {
    for (const path of corpusPaths('chimera').filter((name) => /\.(csv|json)$/.test(name))) {
      const parsed = parseCorpus(path);
      if (!parsed.adapter.startsWith('generic')) continue;
      for (const { metric, unit, value, failure, cell, statistic } of readValues(parsed.result)) {
        expect(`${path} ${cell}: ${knownMetric(metric) ? '' : metric}`).toBe(`${path} ${cell}: `);
        expect(isKnownUnit(unit)).toBe(true);
        const isSuspicious =
          value <= 0 && /^time_to_first_token$|throughput$|request_latency/.test(metric) && failure === null && statistic !== 'stdev';
        expect(isSuspicious ? `${path} ${cell}` : '').toBe('');
      }
    }
  });

  test('reads all files of the corpus but the one that is no CSV', () => {
    const verdicts = corpusPaths('chimera')
      .filter((name) => /\.(csv|json)$/.test(name))
      .map((path) => [path, parseCorpus(path).verdict] as const);
    const count = (extension: string) => verdicts.filter(([path]) => path.startsWith('chimera/') && path.endsWith(extension)).length;
    expect([count('.csv'), count('.json')]).toEqual([29, 44]);
    const doubtful = verdicts.filter(([, verdict]) => verdict === 'quarantined');
    expect(doubtful).toEqual([['chimera/reports/profiling/ncu_summary.csv', 'quarantined']]);
  });

  test('reads every row of the corpus: what makes a file partial is a column that nobody could know, or records that all failed', () => {
    const reasons = corpusPaths('chimera')
      .filter((name) => /\.(csv|json)$/.test(name))
      .flatMap((path) => parseCorpus(path).result.problems.map(({ message }) => message));
    expect(
      reasons.filter(
        (reason) =>
          !/^not used: |^its statistics are over records that all failed|^1 of 1 rows failed \(first: No inference data available\)/.test(
            reason,
          ),
      ),
    ).toEqual([]);
  });
}

describe('the artifacts of Chimera', () => {
  if (corpusIsPresent()) readsChimera();
  else test('are not here, so nothing is checked against them', () => expect(corpusIsPresent()).toBe(false));
});
