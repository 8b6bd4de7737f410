import type { Adapter } from '../adapter.ts';
import { parsePerfCsv } from '../readers/perf-csv.ts';

/**
 * `profile_export_genai_perf.csv`: stacked tables, percentiles descending from p99, numbers of four digits and more quoted with a comma
 * (`"1,146.31"`), `Request Goodput (per sec),-1.00` for unavailable.
 */
export const genaiPerfCsv: Adapter = {
  id: 'genai-perf-csv',
  title: 'GenAI-Perf profile export (CSV)',
  tool: 'GenAI-Perf',
  fallback: false,
  source: 'https://github.com/triton-inference-server/perf_analyzer/blob/main/genai-perf/genai_perf/export_data/csv_exporter.py',
  claims: ({ lines }) => /^Metric,avg,min,max,p99,p95,/.test((lines[0] ?? '').replaceAll('"', '')),
  parse: ({ text, growing }) => parsePerfCsv(text, growing),
};
