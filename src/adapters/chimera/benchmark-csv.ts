import type { Adapter, Sniff } from '../adapter.ts';
import { genericCsv } from '../generic/csv.ts';

/** The tables that the scripts write, by the columns that no other table has together. */
const LAYOUTS: readonly (readonly [name: string, columns: readonly string[]])[] = [
  ['requests', ['ttft_s', 'tokens_s', 'load_s', 'eval_s', 'eval_count', 'error']],
  ['sweep summary', ['mean_tokens_s', 'mean_ttft_s', 'mean_load_s']],
  ['two agents', ['scenario', 'agent_a_num_gpu', 'agent_b_num_gpu', 'throughput_delta', 'ttft_delta_ms']],
  ['prompt summary', ['Test Name', 'Tone', 'Generation Time (ms)', 'Tokens per Second', 'Success']],
];

/**
 * CSV files of the Chimera scripts, which measure Ollama: rows of requests, in which 0.00 and a text in `error` stand for a failure and
 * the time to first token includes the load of the model; summaries of a parameter sweep; runs of two agents. The columns say their
 * meaning and unit themselves and are read like those of any CSV file.
 */
export const chimeraBenchmarkCsv: Adapter = {
  id: 'chimera-csv',
  title: 'Chimera benchmark CSV',
  tool: 'Chimera',
  fallback: false,
  source: 'https://github.com/Sahil170595/Chimeraforge',
  claims: ({ kind, lines }) => kind === 'csv' && layoutOf(lines) !== null,
  parse: (input) => ({ ...genericCsv.parse(input), version: layoutOf(input.text.slice(0, 4000).split(/\r\n|\n|\r/, 40)) }),
};

function layoutOf(lines: Sniff['lines']): string | null {
  const header = (lines.find((line) => line.trim() !== '') ?? '').split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  return LAYOUTS.find(([, columns]) => columns.every((column) => header.includes(column)))?.[0] ?? null;
}
