import type { KnownColumn } from '../readers/known-columns.ts';

/** Where the older benchmarks of TensorRT-LLM are described. */
export const TRTLLM_BENCHMARK_SOURCE = 'https://github.com/NVIDIA/TensorRT-LLM/tree/v0.12.0/benchmarks';

const BATCH = 'request_latency:trtllm-static-batch';

/** Fields of `[BENCHMARK]` lines and of the CSV beside them. A latency is that of one static batch inside the engine. */
export const TRTLLM_FIELDS: ReadonlyMap<string, KnownColumn> = new Map<string, KnownColumn>([
  ['latency(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'mean', definition: BATCH }],
  ['percentile90(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'p90', definition: BATCH }],
  ['percentile95(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'p95', definition: BATCH }],
  ['percentile99(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'p99', definition: BATCH }],
  ['first_token_latency(ms)', { metric: 'time_to_first_token', unit: 'ms', statistic: 'mean' }],
  ['generation_time(ms)', { metric: 'eval_duration', unit: 'ms', statistic: 'mean' }],
  ['tokens_per_sec', { metric: 'output_token_throughput', unit: 'tokens/s' }],
  ['tokensPerSec', { metric: 'output_token_throughput', unit: 'tokens/s' }],
  [
    'generation_tokens_per_second',
    { metric: 'output_token_throughput', unit: 'tokens/s', definition: 'output_token_throughput:generation-only' },
  ],
  [
    'generation_tokensPerSec',
    { metric: 'output_token_throughput', unit: 'tokens/s', definition: 'output_token_throughput:generation-only' },
  ],
  ['total_generated_tokens', { metric: 'run_output_token_count', unit: 'count' }],
  ['gpu_peak_mem(gb)', { metric: 'peak_memory_used', unit: 'GB' }],
  ['build_time(s)', { metric: 'compile_time', unit: 's' }],
  ['num_samples', { metric: 'request_count', unit: 'count' }],
  ['num_error_samples', { metric: 'failed_request_count', unit: 'count' }],
  ['total_latency(ms)', { metric: 'run_duration', unit: 'ms' }],
  ['seq_throughput(seq/sec)', { metric: 'request_throughput', unit: 'requests/s' }],
  ['token_throughput(token/sec)', { metric: 'output_token_throughput', unit: 'tokens/s' }],
  ['avg_sequence_latency(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'mean' }],
  ['max_sequence_latency(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'max' }],
  ['min_sequence_latency(ms)', { metric: 'request_latency', unit: 'ms', statistic: 'min' }],
  ...['p50', 'p90', 'p95', 'p99'].map((name): [string, KnownColumn] => [
    `${name}_sequence_latency(ms)`,
    { metric: 'request_latency', unit: 'ms', statistic: name === 'p50' ? 'median' : name },
  ]),
]);

/** Fields that say what was run, and their labels. */
export const TRTLLM_LABELS: ReadonlyMap<string, string> = new Map([
  ['model_name', 'model'],
  ['world_size', 'world_size'],
  ['precision', 'dtype'],
  ['quantization', 'quantization'],
  ['batch_size', 'batch_size'],
  ['input_length', 'input_length'],
  ['output_length', 'output_length'],
  ['beam_width', 'beam_width'],
]);

/** Fields of the model's shape. */
export const TRTLLM_LEFT: ReadonlySet<string> = new Set([
  'num_heads',
  'num_kv_heads',
  'num_layers',
  'hidden_size',
  'vocab_size',
  'gpu_weights_percent',
  'compute_cap',
]);
