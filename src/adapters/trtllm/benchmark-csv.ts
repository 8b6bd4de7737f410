import type { Adapter } from '../adapter.ts';
import { headerOf, knownColumns } from '../readers/known-columns.ts';
import { TRTLLM_BENCHMARK_SOURCE, TRTLLM_FIELDS, TRTLLM_LABELS, TRTLLM_LEFT } from './benchmark-fields.ts';

/** The CSV of TensorRT-LLM's `benchmark.py --csv`, one row for each static batch. A peak memory of 0.0 was not measured. */
export const trtllmBenchmarkCsv: Adapter = {
  id: 'trtllm-benchmark-csv',
  title: 'TensorRT-LLM benchmark.py CSV',
  tool: 'TensorRT-LLM',
  fallback: false,
  source: TRTLLM_BENCHMARK_SOURCE,
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' || kind === 'text' ? headerOf(lines) : [];
    return header.includes('latency(ms)') && header.includes('tokens_per_sec') && header.includes('batch_size');
  },
  parse: (input) =>
    knownColumns(input, {
      columns: TRTLLM_FIELDS,
      constants: { backend: 'tensorrt-llm' },
      keys: TRTLLM_LABELS,
      time: null,
      left: TRTLLM_LEFT,
      missingAtZero: new Set(['gpu_peak_mem(gb)']),
    }),
};
