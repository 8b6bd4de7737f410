import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument, scalarLabel } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

const COLUMNS: readonly (readonly [column: string, metric: string, unit: string])[] = [
  ['ttft_ms', 'time_to_first_token', 'ms'],
  ['tpot_ms', 'time_per_output_token', 'ms'],
  ['latency_ms', 'request_latency', 'ms'],
  ['interactivity_tok_per_sec', 'decode_throughput', 'tokens/s'],
  ['input_num_tokens', 'prompt_token_count', 'count'],
  ['output_num_tokens', 'output_token_count', 'count'],
  ['approx_cached_percent', 'prefix_cache_hit_rate', '%'],
];

/**
 * `*_client_metrics.csv` of InferenceX's multi-turn benchmark: a row per request, sorted by start. `start_time_ms` is a monotonic clock, no
 * date. A row without latency is a request that failed.
 */
export const inferencexClientMetricsCsv: Adapter = {
  id: 'inferencex-client-metrics-csv',
  title: 'InferenceX client metrics (CSV)',
  tool: 'InferenceX',
  fallback: false,
  source: 'https://github.com/SemiAnalysisAI/InferenceX',
  claims: ({ lines }) => {
    const columns = (lines[0] ?? '').split(',').map((name) => name.replaceAll('"', '').trim());
    return ['start_time_ms', 'ttft_ms', 'tpot_ms', 'latency_ms', 'conversation_id'].every((name) => columns.includes(name));
  },
  parse({ text, growing }) {
    const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text, { delimiter: ',' });
    const [header, ...rows] = records;
    if (!header || rows.length === 0) return emptyDocument('the file has a header and no request');
    const table = tableBuilder('row', {}, true);
    for (const { line, cells } of rows) {
      if (cells.length < header.cells.length) {
        problems.push({
          line,
          message: `the row has ${cells.length} cells, the header ${header.cells.length}: it is cut off and left out`,
        });
        continue;
      }
      const cell = (name: string) => cells[header.cells.indexOf(name)];
      const failed = numberOf(cell('latency_ms')) === 0;
      const readings = COLUMNS.flatMap(([column, metric, unit]) => measured(metric, unit, column, cell(column), { failed }));
      const labels = { request: scalarLabel(cell('conversation_id')), turn: scalarLabel(cell('input_num_turns')) };
      table.add(line, readings, { labels, ...(failed ? { failure: 'the request has no latency', failureAt: 'latency_ms' } : {}) });
    }
    const built = table.build();
    if (built) return { ...NOTHING_READ, tables: [built], problems };
    return { ...NOTHING_READ, problems, rejected: { verdict: 'quarantined', reason: problems[0]?.message ?? 'no row could be read' } };
  },
};
