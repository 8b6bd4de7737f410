import type { LabelValue } from '../../contracts/observation.ts';
import { measured } from '../readers/readings.ts';
import type { Reading } from '../readers/table.ts';

/** Where the output of llama-batched-bench is described. */
export const BATCHED_BENCH_SOURCE = 'https://github.com/ggml-org/llama.cpp/blob/master/tools/batched-bench/README.md';

/** Settings as batched-bench and sweep-bench print them, by the label that each is. */
export const BATCHED_SETTINGS: ReadonlyMap<string, string> = new Map([
  ['n_kv_max', 'num_ctx'],
  ['n_batch', 'batch_size'],
  ['n_ubatch', 'ubatch_size'],
  ['flash_attn', 'flash_attention'],
  ['n_gpu_layers', 'num_gpu'],
  ['n_threads', 'threads'],
]);

/** Columns of the table, and the keys of the JSON lines, by what they hold. */
export type BatchedField = 'pp' | 'tg' | 'pl' | 'n_kv' | 't_pp' | 'speed_pp' | 't_tg' | 'speed_tg' | 't' | 'speed';

/**
 * Readings of one row: the prompts of `pl` sequences are processed, then `tg` tokens are generated for each of them at once. Rates are
 * those of all sequences together. A row without `pl` is one of sweep-bench: one sequence, whose rates are those of a request, at depth `n_kv`.
 *
 * @param cell of a field, as written.
 * @param at names the cell of a field.
 */
export function batchedReadings(cell: (field: BatchedField) => string | undefined, at: (field: BatchedField) => string): Reading[] {
  const isSweep = cell('pl') === undefined;
  const definition = (metric: string) => (isSweep ? {} : { definition: `${metric}:llama-batched` });
  const add = (field: BatchedField, metric: string, unit: string) => measured(metric, unit, at(field), cell(field), definition(metric));
  return [
    ...add('t_pp', 'prompt_eval_duration', 's'),
    ...add('speed_pp', isSweep ? 'prefill_throughput' : 'input_token_throughput', 'tokens/s'),
    ...add('t_tg', 'eval_duration', 's'),
    ...add('speed_tg', isSweep ? 'decode_throughput' : 'output_token_throughput', 'tokens/s'),
    ...add('t', 'total_duration', 's'),
    ...add('speed', 'total_token_throughput', 'tokens/s'),
  ];
}

/** What was asked of a row: lengths, sequences at once or depth. */
export function batchedLabels(cell: (field: BatchedField) => string | undefined): Map<string, LabelValue | null> {
  const isSweep = cell('pl') === undefined;
  return new Map<string, LabelValue | null>([
    ['input_length', cell('pp') ?? null],
    ['output_length', cell('tg') ?? null],
    ...(isSweep ? ([['depth', cell('n_kv') ?? null]] as const) : ([['concurrency', cell('pl')!]] as const)),
  ]);
}
