import type { Adapter, Sniff } from '../adapter.ts';
import { parsePerfCsv } from '../readers/perf-csv.ts';

/** Values of a run that AIPerf alone writes; a file that starts with them has no table of distributions. */
const RUN_VALUES = /^"?(?:Benchmark Duration \(sec\)|Request Throughput \(requests\/sec\)|Error Request Count)/m;

function isAiperf({ lines, head }: Sniff): boolean {
  const first = (lines[0] ?? '').replaceAll('"', '').trim();
  // GenAI-Perf, its predecessor, orders percentiles from p99 down and has no sum and no std.
  if (/^Metric,avg,min,max,/.test(first)) return !/,p99,p95,/.test(first);
  return first === 'Metric,Value' && RUN_VALUES.test(head);
}

/** `profile_export_aiperf.csv`: stacked tables with CRLF line ends, percentiles ascending, `sum` and `std` among the columns. */
export const aiperfCsv: Adapter = {
  id: 'aiperf-csv',
  title: 'AIPerf profile export (CSV)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://github.com/ai-dynamo/aiperf/blob/main/src/aiperf/exporters/metrics_csv_exporter.py',
  claims: isAiperf,
  parse: ({ text, growing }) => parsePerfCsv(text, growing),
};
