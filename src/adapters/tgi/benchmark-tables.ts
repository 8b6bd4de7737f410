import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { logLines } from '../readers/log-records.ts';
import { measured, statisticOf } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { toolTables } from '../readers/tool-table.ts';

/** Rows by step: what they measure in the table of latencies and in that of throughputs. */
const LATENCIES: ReadonlyMap<string, string> = new Map([
  ['Prefill', 'prompt_eval_duration'],
  ['Decode (token)', 'inter_token_latency'],
  ['Decode (total)', 'eval_duration'],
]);
const THROUGHPUTS: ReadonlyMap<string, string> = new Map([
  ['Prefill', 'input_token_throughput'],
  ['Decode', 'output_token_throughput'],
]);
const STATISTICS: ReadonlyMap<string, string> = new Map([
  ['Average', 'mean'],
  ['Lowest', 'min'],
  ['Highest', 'max'],
]);
const PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['Model', 'model'],
  ['Sequence Length', 'input_length'],
  ['Decode Length', 'output_length'],
  ['Temperature', 'temperature'],
  ['Top K', 'top_k'],
  ['Top P', 'top_p'],
]);
const CELL = /^([\d.]+) (ns|us|µs|ms|s|secs|tokens\/secs)$/;
const UNITS: ReadonlyMap<string, string> = new Map([
  ['µs', 'us'],
  ['secs', 's'],
  ['tokens/secs', 'tokens/s'],
]);

/** The tables that `text-generation-benchmark` prints: parameters, latencies and throughputs by step and batch size. */
export const tgiBenchmarkTables: Adapter = {
  id: 'tgi-benchmark-tables',
  title: 'TGI text-generation-benchmark tables',
  tool: 'text-generation-inference',
  fallback: false,
  passages: true,
  source: 'https://github.com/huggingface/text-generation-inference/tree/main/benchmark',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && /^\s*\|\s*Step\s*\|\s*Batch Size\s*\|\s*Average\s*\|/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const table = tableBuilder('line', { backend: 'tgi' }, true);
  let parameters: [string, LabelValue | null][] = [];
  for (const { header, rows } of toolTables(logLines(text, growing), (cells) => cells[0] === 'Step' || cells[0] === 'Parameter')) {
    if (header.cells[0] === 'Parameter') {
      parameters = rows.flatMap(({ cells: [name = '', value = ''] }): [string, LabelValue | null][] => {
        const key = PARAMETERS.get(name);
        return key === undefined || value === 'N/A' ? [] : [[key, key === 'model' ? servedModel(value) : value]];
      });
      continue;
    }
    let step = '';
    for (const { line, cells } of rows) {
      step = cells[0] || step; // a blank step repeats the one above
      const readings = header.cells.slice(2).flatMap((name, index) => cellReading(step, name, cells[index + 2] ?? ''));
      if (readings.length > 0) table.add(line, readings, { labels: new Map([...parameters, ['batch_size', cells[1]!]]) });
    }
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no step was measured');
}

function cellReading(step: string, column: string, cell: string): Reading[] {
  const [, value, written = ''] = CELL.exec(cell) ?? [];
  const statistic = STATISTICS.get(column) ?? statisticOf(column);
  if (value === undefined || statistic === null) return [];
  const unit = UNITS.get(written) ?? written;
  const metric = (unit === 'tokens/s' ? THROUGHPUTS : LATENCIES).get(step);
  return metric === undefined ? [] : measured(metric, unit, column, value, { statistic });
}
