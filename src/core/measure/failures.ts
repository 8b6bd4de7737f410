import type { Fact } from '../../contracts/fact.ts';
import type { FailureGroup, FailureTotal, MeasuredSubject, Samples } from '../../contracts/measured.ts';
import type { LabelValue, MeasureColumn } from '../../contracts/observation.ts';
import type { AssembledTable, RowSet } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import type { FactBook } from './fact-book.ts';
import { readSamples } from './samples.ts';
import { rowSources, sourcesOf } from './sources.ts';

/** Labels that say which run of which benchmark on what; tests and operations within it are told together. */
const RUN_LABELS = ['model', 'quantization', 'benchmark', 'backend', 'device', 'run', 'source'];

function runLabels({ subject }: MeasuredSubject): Map<string, LabelValue> {
  return new Map([...subject.labels].filter(([key]) => RUN_LABELS.includes(key)));
}

function countFact(
  book: FactBook,
  labels: ReadonlyMap<string, LabelValue>,
  statistic: string,
  metric: string,
  rows: readonly RowSet[],
  what: 'failed' | 'all',
  formula: string,
): Fact | null {
  const [count, sources] = [rowCount(rows), rowSources(rows, what)];
  if (count === 0 || sources === null) return null;
  return book.add({
    kind: 'count',
    metric,
    statistic,
    value: count,
    unit: 'count',
    direction: 'none',
    labels,
    subset: 'all',
    sampleCount: count,
    excluded: { failed: 0, implausible: 0 },
    formula,
    sources,
  });
}

/** Rates in which a request that suffers from the failure before it shows. */
const RATES = ['decode_throughput', 'output_token_throughput', 'end_to_end_token_throughput'];
const AFTERMATH_SAMPLE_COUNT_MIN = 5;

/** The smallest rate of a single series, where the request that has it came right after the first failure. */
function aftermathOf(group: readonly MeasuredSubject[]): Fact | null {
  if (group.length !== 1) return null;
  const { subject, series } = group[0]!;
  const rates = series.filter(
    ({ metric, subset, sampleCount }) => subset !== 'cold' && RATES.includes(metric) && sampleCount >= AFTERMATH_SAMPLE_COUNT_MIN,
  );
  if (rates.length === 0) return null;
  for (const { table, rows } of rowsByTable(subject.blocks)) {
    if (!table.table.ordered) continue;
    const next = rows.find((row, index) => index > 0 && table.failures.has(rows[index - 1]!) && !table.failures.has(row));
    if (next === undefined) continue;
    for (const { samples, facts } of rates) {
      const run = samples.runs.find((own) => own.table === table && own.rows.includes(next));
      const raw = run?.column.values[next];
      const minimum = facts.get('min');
      if (run && raw !== undefined && minimum) return raw * toBase(run.column.unit).factor === minimum.value ? minimum : null;
    }
  }
  return null;
}

/** Families that a request or run has values of; telemetry beside it is no request. */
const MEASURING = new Set(['throughput', 'latency', 'duration', 'quality']);

/** Columns of a table whose rows stand for many requests each: how many failed, and how many completed or were made in all. */
function countColumns({ table }: AssembledTable): { failed: MeasureColumn; others: MeasureColumn[] } | null {
  const of = (metric: string) => table.columns.filter((column) => column.metric === metric && column.statistic === null);
  const [failed, ...more] = of('failed_request_count');
  const others = of('request_count');
  return failed && more.length === 0 && others.length === 1 ? { failed, others } : null;
}

/** Failed and made requests as the rows state them; null where they state none, or none failed. */
function statedFailures(
  book: FactBook,
  labels: FailureGroup['labels'],
  rows: readonly RowSet[],
): Pick<FailureGroup, 'failed' | 'requests'> | null {
  const stated = rows.flatMap((set) => {
    const columns = countColumns(set.table);
    return columns ? [{ set, ...columns }] : [];
  });
  const failed = readSamples(stated.map(({ set, failed: column }) => ({ ...set, column })));
  const includesFailed = ({ definition }: MeasureColumn) => definition === 'request_count:with-failures';
  const made = readSamples(
    stated.flatMap(({ set, failed: column, others }) =>
      [...others, ...(others.some(includesFailed) ? [] : [column])].map((own) => ({ ...set, column: own })),
    ),
  );
  const [failedCount, madeCount] = [failed, made].map(({ values }) => values.reduce((sum, value) => sum + value, 0));
  if (!failedCount || !madeCount || madeCount < failedCount) return null;
  const add = (statistic: string, metric: string, value: number, { values, runs }: Samples, formula: string) =>
    book.add({
      kind: 'count',
      metric,
      statistic,
      value,
      unit: 'count',
      direction: 'none',
      labels,
      subset: 'all',
      sampleCount: values.length,
      excluded: { failed: 0, implausible: 0 },
      formula,
      sources: sourcesOf(runs),
    });
  return {
    failed: add(
      'failed requests of the run',
      'failed_request_count',
      failedCount,
      failed,
      'sum of the failed requests that the rows state',
    ),
    requests: add('requests of the run', 'request_count', madeCount, made, 'sum of the requests that the rows state, failed ones included'),
  };
}

/** Rows that stand for one request or run each: those of tables in which one failed, and of others that measure the same. */
function countedRows(rows: readonly RowSet[]): RowSet[] {
  const metricsOf = ({ table }: RowSet) =>
    table.table.columns.flatMap(({ metric, statistic }) => (statistic === null && MEASURING.has(metricOf(metric).family) ? [metric] : []));
  const failing = rows.filter(({ table, rows: own }) => own.some((row) => table.failures.has(row)));
  const metrics = new Set(failing.flatMap(metricsOf));
  return rows.filter((set) => failing.includes(set) || metricsOf(set).some((metric) => metrics.has(metric)));
}

function groupOf(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const all = rowsByTable(subjects.flatMap(({ subject }) => subject.blocks));
  const labels = runLabels(subjects[0]!);
  const failedRows = filterRows(all, (row, { failures }) => failures.has(row));
  const ofMany = statedFailures(book, labels, all);
  // Rows of single requests and a summary of them are about the same requests: the rows say more.
  const single = all.filter(({ table }) => countColumns(table) === null);
  const lost = filterRows(single, (row, { failures }) => failures.has(row));
  if (ofMany && lost.length === 0) return [{ labels, subjects, failedRows, ...ofMany, what: 'requests', aftermath: null }];
  const rows = countedRows(single.length > 0 && lost.length > 0 ? single : all);
  const ownRows = filterRows(rows, (row, { failures }) => failures.has(row));
  const failed = countFact(
    book,
    labels,
    'failed rows of the run',
    'failed_request_count',
    ownRows,
    'failed',
    'number of rows with an error, or zeros that stand for one',
  );
  const requests =
    failed && countFact(book, labels, 'rows of the run', 'request_count', rows, 'all', 'number of rows, failed ones included');
  if (!failed || !requests) return [];
  return [
    {
      labels,
      subjects,
      failedRows: ownRows,
      failed,
      requests,
      what: servesRequests(rows) ? 'requests' : 'runs',
      aftermath: aftermathOf(subjects),
    },
  ];
}

const REQUEST_METRICS = new Set(['time_to_first_token', 'decode_throughput', 'output_token_count', 'request_latency']);

/** Are the rows requests to a model, or executions of something else? */
function servesRequests(rows: readonly RowSet[]): boolean {
  return rows.some(({ table }) => table.table.columns.some(({ metric }) => REQUEST_METRICS.has(metric)));
}

/**
 * Failures over all runs, where rows of several failed: a report that names each must say how many there are in all.
 *
 * @returns null for fewer than two groups, and where rows state counts of requests, which are not rows.
 */
export function failureTotal(book: FactBook, groups: readonly FailureGroup[], subjects: readonly MeasuredSubject[]): FailureTotal | null {
  const areRows = groups.every(({ failed, what }) => failed.statistic === 'failed rows of the run' && what === groups[0]!.what);
  if (groups.length < 2 || !areRows) return null;
  const rows = countedRows(rowsByTable(subjects.flatMap(({ subject }) => subject.blocks)));
  const failedRows = filterRows(rows, (row, { failures }) => failures.has(row));
  const none = new Map<string, LabelValue>();
  const [inFailed, inAll] = ['number of rows with an error, or zeros that stand for one', 'number of rows, failed ones included'];
  const failed = countFact(book, none, 'failed rows of all runs', 'failed_request_count', failedRows, 'failed', inFailed);
  const requests = failed && countFact(book, none, 'rows of all runs', 'request_count', rows, 'all', inAll);
  return failed && requests ? { failed, requests, what: groups[0]!.what } : null;
}

/**
 * Failures by run: how many requests were made and how many failed, over all tests and settings of it. Where the rows state counts of
 * requests these are added up, else each row is one. Most failures first.
 */
export function failureGroups(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const groups = groupBy(subjects, (measured) => JSON.stringify([...runLabels(measured)]));
  return [...groups.values()].flatMap((group) => groupOf(book, group)).sort((a, b) => b.failed.value - a.failed.value);
}
