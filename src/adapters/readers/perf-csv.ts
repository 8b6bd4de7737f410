import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { csvRecords } from './csv.ts';
import { emptyDocument } from './documents.ts';
import { nameAndUnit, type PerfMetric, perfMetric } from './perf-metrics.ts';
import { groupedNumberOf, measured, statisticOf, withoutLoneSpread } from './readings.ts';
import { type Reading, tableBuilder } from './table.ts';

interface PerfRow {
  readonly line: number;
  readonly found: PerfMetric;
  readonly unit: string;
  /** Column names and cells of the row, the metric's name left out. */
  readonly cells: readonly (readonly [column: string, cell: string])[];
}

const UNITS_OF_RUN: Readonly<Record<string, string>> = { 'Request Goodput': 'requests/s' };

/**
 * The stacked CSV of AIPerf and GenAI-Perf: a table `Metric,avg,min,max,...` with a row per metric, a blank line, then `Metric,Value`, then
 * perhaps tables of GPU telemetry, which are not read. The unit is in the name: `Time to First Token (ms)`. Nothing says what was run;
 * the directory may.
 *
 * Read are the metrics of `perfMetric`. `N/A`, an empty cell and -1.00 stand for unavailable. An `(error-adjusted)` row is another view of
 * a metric that is there already, and is not read.
 *
 * @param growing the last line is left out when it has no line end.
 */
export function parsePerfCsv(text: string, growing: boolean): ParseResult {
  const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text, { delimiter: ',' });
  const rows: PerfRow[] = [];
  let header: readonly string[] | null = null;
  for (const { line, cells } of records) {
    const [first = ''] = cells;
    if (cells.includes('Metric')) {
      header = first === 'Metric' && (cells[1] === 'avg' || cells[1] === 'Value') ? cells : null;
      continue;
    }
    if (header === null) continue;
    const { name, unit } = nameAndUnit(first);
    const found = perfMetric(name, cells.length > 2 && header[1] !== 'Value');
    if (!found) continue;
    if (cells.length < header.length) {
      problems.push({
        line,
        message: `the row "${first}" has ${cells.length} cells, its header ${header.length}: it is cut off and left out`,
      });
      continue;
    }
    const named = header.slice(1).map((column, j) => [column, cells[j + 1] ?? ''] as const);
    rows.push({ line, found, unit: unit ?? UNITS_OF_RUN[name] ?? 'count', cells: named });
  }
  const requestCount = countOf(rows);
  const failed = requestCount === 0;
  const readings = rows.flatMap((row) => readingsOf(row, requestCount, failed));
  const counted = rows.find(({ found }) => found.metric === 'request_count');
  const failure = counted && failed ? { failure: 'no request completed', failureAt: cellOf(counted, 'Value') } : {};
  const table = tableBuilder('row');
  if (readings.length > 0) table.add(rows[0]!.line, readings, failure);
  const built = table.build();
  if (!built) {
    const refused = emptyDocument('the file holds no value of a known metric');
    return problems[0] ? { ...refused, problems, rejected: { verdict: 'quarantined', reason: problems[0].message } } : refused;
  }
  return { ...NOTHING_READ, tables: [built], problems };
}

function countOf(rows: readonly PerfRow[]): number | null {
  const row = rows.find(({ found }) => found.metric === 'request_count');
  return groupedNumberOf(row?.cells.find(([column]) => column === 'Value' || column === 'avg')?.[1]);
}

function cellOf({ line }: PerfRow, column: string): string {
  return `row=${line};col=${column}`;
}

function readingsOf(row: PerfRow, requestCount: number | null, failed: boolean): Reading[] {
  const { found, unit, cells } = row;
  const { metric, definition, kind } = found;
  const readings = cells.flatMap(([column, cell]) => {
    if (kind === 'run')
      return column === 'Value' || column === 'avg' ? measured(metric, unit, cellOf(row, column), cell, { definition, failed }) : [];
    const statistic = column === 'Value' ? 'mean' : statisticOf(column);
    if (statistic === null) return [];
    const count = kind === 'request' ? requestCount : null;
    return measured(metric, unit, cellOf(row, column), cell, { statistic, definition, count, failed });
  });
  return withoutLoneSpread(readings);
}
