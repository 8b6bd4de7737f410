import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument, epochOf } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

/** Readings of the moment. The other columns count since the server's start: their rows are no samples of anything. */
const COLUMNS: readonly (readonly [column: string, metric: string, unit: string])[] = [
  ['kv_cache_usage_pct', 'kv_cache_utilization', '%'],
  ['num_requests_running', 'running_request_count', 'count'],
  ['num_requests_waiting', 'waiting_request_count', 'count'],
  ['interval_cache_hit_rate_pct', 'prefix_cache_hit_rate', '%'],
  ['interval_throughput_tok_per_sec', 'interval_token_throughput', 'tokens/s'],
];

/** `*_server_metrics.csv` of InferenceX: the server's counters, read about once a second; a row is a moment, and an idle one has no rate. */
export const inferencexServerMetricsCsv: Adapter = {
  id: 'inferencex-server-metrics-csv',
  title: 'InferenceX server metrics (CSV)',
  tool: 'InferenceX',
  fallback: false,
  source: 'https://github.com/SemiAnalysisAI/InferenceX',
  claims: ({ lines }) => {
    const columns = (lines[0] ?? '').split(',').map((name) => name.replaceAll('"', '').trim());
    return ['timestamp_sec', 'kv_cache_usage_pct', 'num_requests_running'].every((name) => columns.includes(name));
  },
  parse({ text, growing }) {
    const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text, { delimiter: ',' });
    const [header, ...rows] = records;
    if (!header || rows.length === 0) return emptyDocument('the file has a header and no reading');
    const table = tableBuilder('row', {}, true);
    let runAt: number | null = null;
    for (const { line, cells } of rows) {
      if (cells.length < header.cells.length) {
        problems.push({
          line,
          message: `the row has ${cells.length} cells, the header ${header.cells.length}: it is cut off and left out`,
        });
        continue;
      }
      const cell = (name: string) => cells[header.cells.indexOf(name)];
      const timeMs = epochOf(numberOf(cell('timestamp_sec')) ?? undefined);
      runAt ??= timeMs;
      const readings = COLUMNS.flatMap(([column, metric, unit]) => measured(metric, unit, column, cell(column)));
      table.add(line, readings, { timeMs });
    }
    const built = table.build();
    if (built) return { ...NOTHING_READ, tables: [built], problems, runAt };
    return { ...NOTHING_READ, problems, rejected: { verdict: 'quarantined', reason: problems[0]?.message ?? 'no row could be read' } };
  },
};
