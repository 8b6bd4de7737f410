import { describe, expect, test } from '@jest/globals';
import { labelsFromPath, runFromPath } from '../../src/metrics/paths.ts';

const KNOWN = new Set([
  'gemma3:latest',
  'gemma3:270m',
  'gemma3:1b-it-qat',
  'llama3.1:8b-instruct-q4_0',
  'transformer',
  'org/Lumen-2B-Chat',
]);
const NONE = new Set<string>();

function labels(path: string, known: ReadonlySet<string> = NONE): Record<string, unknown> {
  return Object.fromEntries([...labelsFromPath(path, known)].map(([key, { value }]) => [key, value]));
}

describe('labelsFromPath', () => {
  test.each([
    ['gemma3_270m_param_tuning.csv', { model: 'gemma3:270m', benchmark: 'param_tuning' }],
    ['gemma3_1b-it-qat_baseline.csv', { model: 'gemma3:1b-it-qat', benchmark: 'baseline' }],
    ['gemma3_baseline.csv', { model: 'gemma3', benchmark: 'baseline' }],
    ['ollama_param_tuning_summary.csv', { backend: 'ollama', benchmark: 'param_tuning' }],
    ['20251002-151204/prompt_suite_runs.csv', { benchmark: 'prompt_suite' }],
    ['baseline_test_results_1759099000.json', { benchmark: 'baseline_test' }],
    ['results_qwen_latency_llama8B_tp1.json', { model: 'llama8B', tensor_parallel: 1, benchmark: 'qwen_latency' }],
    ['results_qwen/latency_llama8B_tp1.json', { model: 'llama8B', tensor_parallel: 1, benchmark: 'latency' }],
    [
      'vllm_Llama-3.1-8B-Instruct_tp4_conc32_isl1024_osl128_fp8.json',
      {
        model: 'Llama-3.1-8B-Instruct',
        backend: 'vllm',
        tensor_parallel: 4,
        concurrency: 32,
        input_length: 1024,
        output_length: 128,
        quantization: 'fp8',
      },
    ],
    ['llama-bench_qwen2.5_7b-q4_K_M.json', { model: 'qwen2.5:7b-q4_K_M', benchmark: 'llama_bench' }],
    ['llama.cpp_qwen3_0.6b.json', { model: 'qwen3:0.6b', backend: 'llama.cpp' }],
    ['phase1/gpu80_ctx1024_temp0p8/run_2/metrics.json', { num_gpu: 80, num_ctx: 1024, temperature: 0.8 }],
    ['serve-rate8-2025-10-08.json', { request_rate: 8, benchmark: 'serve' }],
    ['gpu80_results.csv', { benchmark: 'gpu80' }],
    ['run=0.json', {}],
    ['results.csv', {}],
    ['', {}],
  ])('reads %s', (path, expected) => {
    expect(labels(path)).toEqual(expected);
  });

  test('takes the longest known model, and lets "latest" be silent in a file name', () => {
    expect(labels('gemma3_baseline.csv', KNOWN)['model']).toBe('gemma3:latest');
    expect(labels('gemma3_1b-it-qat_baseline.csv', KNOWN)['model']).toBe('gemma3:1b-it-qat');
    expect(labels('llama3.1_8b-instruct-q4_0_runs.csv', KNOWN)).toEqual({ model: 'llama3.1:8b-instruct-q4_0' });
    expect(labels('lumen-2b-chat.json', KNOWN)).toEqual({ model: 'org/Lumen-2B-Chat' });
    expect(labels('transformer_cuda_bench_20251002-172126.json', KNOWN)).toEqual({ model: 'transformer', benchmark: 'cuda_bench' });
  });

  test('does not take another size of a known family for the known one', () => {
    expect(labels('gemma3_4b_baseline.csv', new Set(['gemma3:latest']))['model']).toBe('gemma3:4b');
  });

  test('takes a model from a directory only where it has a size or is known, and says where it comes from', () => {
    expect(labels('gemma3/summary.csv')).toEqual({});
    expect(labelsFromPath('gemma3_270m/summary.csv', NONE).get('model')).toEqual({ value: 'gemma3:270m', origin: 'directory' });
    expect(labelsFromPath('gemma3_270m.csv', NONE).get('model')).toEqual({ value: 'gemma3:270m', origin: 'file-name' });
  });

  test.each(['ollama_runs.csv', 'optimised.csv', 'globbing.csv', 'philology.json'])('finds no model in %s', (path) => {
    expect(labels(path)['model']).toBeUndefined();
  });
});

describe('runFromPath', () => {
  test.each([
    ['ollama/20251008-122701/runs.csv', '2025-10-08T12:27:01.000Z', null],
    ['results_2025-10-08T16-22-01.json', '2025-10-08T16:22:01.000Z', null],
    ['results_2025-03-11T00-56-47.077601.json', '2025-03-11T00:56:47.000Z', null],
    ['sweep_2025-10-08_16-22-01/a.json', '2025-10-08T16:22:01.000Z', null],
    ['nightly-2025-10-08/a.json', '2025-10-08T00:00:00.000Z', null],
    ['chimera_metrics_20250930_133204.json', '2025-09-30T13:32:04.000Z', null],
    ['baseline_1759099000.json', '2025-09-28T22:36:40.000Z', null],
    ['baseline_1759099000123.json', '2025-09-28T22:36:40.123Z', null],
    ['20250101-000000/x_20250930_133204.json', '2025-09-30T13:32:04.000Z', null],
    ['a/run=0.json', null, 'run=0'],
    ['a/run_12/metrics.json', null, 'run_12'],
    ['trial-3/rep2.csv', null, 'rep2'],
    ['warmrun7/x.json', null, null],
    ['gemma3_270m.csv', null, null],
    ['20259931-126199/x.csv', null, null],
    ['', null, null],
  ])('reads %s', (path, runAt, run) => {
    const read = runFromPath(path);
    expect([read.runAt === null ? null : new Date(read.runAt).toISOString(), read.run]).toEqual([runAt, run]);
  });
});
