import { NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { type CsvRecord, csvRecords } from '../readers/csv.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn } from '../readers/fields.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Columns of `--csv` since locust 1.0, and of 0.x in quotes and other words; lower case. */
const COLUMNS: ReadonlyMap<string, readonly [metric: string, statistic: string | undefined, unit: string]> = new Map([
  ['request count', ['request_count', undefined, 'count']],
  ['# requests', ['request_count', undefined, 'count']],
  ['failure count', ['failed_request_count', undefined, 'count']],
  ['# failures', ['failed_request_count', undefined, 'count']],
  ['median response time', ['request_latency', 'median', 'ms']],
  ['average response time', ['request_latency', 'mean', 'ms']],
  ['min response time', ['request_latency', 'min', 'ms']],
  ['max response time', ['request_latency', 'max', 'ms']],
  ['average content size', ['content_size', 'mean', 'bytes']],
  ['requests/s', ['request_throughput', undefined, 'requests/s']],
  ['failures/s', ['failure_throughput', undefined, 'requests/s']],
]);

/** Metrics that count or measure failed requests too. */
const WITH_FAILURES = new Set(['request_count', 'request_latency', 'request_throughput']);

/**
 * `<prefix>_stats.csv` of `locust --csv`: a row for each endpoint and a row `Aggregated` over all of them, which is left out where there
 * is only one endpoint, and otherwise kept under that name. Milliseconds; failed requests are in all statistics. Percentiles are rounded.
 */
export const locustStatsCsv: Adapter = {
  id: 'locust-stats-csv',
  title: 'locust statistics CSV',
  tool: 'locust',
  fallback: false,
  source: 'https://docs.locust.io/en/stable/retrieving-stats.html',
  claims: ({ kind, lines }) => kind === 'csv' && /^"?(?:Type|Method)"?,"?Name"?,"?(?:Request Count|# requests)"?,/.test(lines[0] ?? ''),
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete, { delimiter: ',' });
    const [header, ...rows] = records;
    if (!header || rows.length === 0) return { ...emptyDocument('a header and no row: no request was made'), problems };
    return readRows(header.cells, rows, problems);
  },
};

function readRows(header: readonly string[], rows: readonly CsvRecord[], problems: readonly Problem[]): ParseResult {
  const found: Problem[] = [...problems];
  const samples = tableBuilder('row', { benchmark: 'locust' });
  const reported = tableBuilder('row', { benchmark: 'locust' });
  const isTotal = ({ cells }: CsvRecord) => cells[1] === 'Aggregated' || cells[1] === 'Total' || cells[1] === 'None';
  const endpointCount = rows.filter((row) => !isTotal(row)).length;
  for (const row of rows) {
    const { line, cells } = row;
    if (cells.length < header.length) {
      found.push({ line, message: 'the row breaks off: not used' });
      continue;
    }
    const cellOf = (...names: string[]) => cells[header.findIndex((name) => names.includes(name.toLowerCase()))];
    const count = numberIn(cellOf('request count', '# requests'));
    const failed = numberIn(cellOf('failure count', '# failures'));
    if (count === null || count === 0 || (isTotal(row) && endpointCount === 1)) continue;
    const failure = failed === count ? { failure: `all ${count} requests failed` } : {};
    const context = { labels: { test: [cells[0], cells[1]].filter(Boolean).join(' ') }, ...failure };
    const readings = header.flatMap((name, index) => readingOf(name, cells[index]!, count, failure.failure !== undefined));
    samples.add(
      line,
      readings.filter(({ statistic }) => statistic === undefined),
      context,
    );
    reported.add(
      line,
      readings.filter(({ statistic }) => statistic !== undefined),
      context,
    );
  }
  const tables = [samples.build(), reported.build()].filter((table) => table !== null);
  return tables.length > 0 ? { ...NOTHING_READ, tables, problems: found } : { ...emptyDocument('no request was made'), problems: found };
}

function readingOf(name: string, cell: string, count: number, failed: boolean): Reading[] {
  const known = COLUMNS.get(name.toLowerCase());
  const percentile = /^(\d+(?:\.\d+)?)%$/.exec(name)?.[1];
  const [metric, statistic, unit] = known ?? ['request_latency', statisticOfPercentile(percentile), 'ms'];
  if (!known && statistic === undefined) return [];
  const definition = WITH_FAILURES.has(metric) ? `${metric}:with-failures` : undefined;
  return measured(metric, unit, name, numberIn(cell), { statistic, definition, failed, count: statistic === undefined ? null : count });
}

/** The median and the maximum have columns of their own, which are exact. */
function statisticOfPercentile(percentile: string | undefined): string | undefined {
  return percentile === undefined || percentile === '50' || percentile === '100' ? undefined : `p${percentile}`;
}
