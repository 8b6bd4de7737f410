import type { Adapter } from '../adapter.ts';
import { headerOf, type KnownColumn, knownColumns } from '../readers/known-columns.ts';

const COLUMNS: ReadonlyMap<string, KnownColumn> = new Map([
  ['ProcessingTime', { metric: 'prompt_eval_duration', unit: 's' }],
  ['ProcessingSpeed', { metric: 'prefill_throughput', unit: 'tokens/s' }],
  ['GenerationTime', { metric: 'eval_duration', unit: 's' }],
  ['GenerationSpeed', { metric: 'decode_throughput', unit: 'tokens/s' }],
  ['TotalTime', { metric: 'total_duration', unit: 's' }],
]);

/** The file to which `koboldcpp --benchmark FILE` appends a row for each run; it states no units (seconds, tokens per second). */
export const koboldcppBenchmarkCsv: Adapter = {
  id: 'koboldcpp-benchmark-csv',
  title: 'KoboldCpp benchmark CSV',
  tool: 'KoboldCpp',
  fallback: false,
  source: 'https://github.com/LostRuins/koboldcpp/blob/concedo/koboldcpp.py',
  claims: ({ kind, lines }) => {
    const header = kind === 'csv' || kind === 'text' ? headerOf(lines) : [];
    return header.includes('ProcessingSpeed') && header.includes('GenerationSpeed') && header.includes('MaxCtx');
  },
  parse: (input) =>
    knownColumns(input, {
      columns: COLUMNS,
      constants: { benchmark: 'koboldcpp --benchmark' },
      keys: new Map([
        ['Layers', 'num_gpu'],
        ['MaxCtx', 'num_ctx'],
        ['GenAmount', 'output_length'],
      ]),
      time: 'Timestamp',
      left: new Set(['Output', 'Coherent', 'Flags']),
    }),
};
