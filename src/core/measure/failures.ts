import type { Fact } from '../../contracts/fact.ts';
import type { FailureGroup, FailureTotal, MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowSet } from '../../contracts/series.ts';
import { isTellingApart } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import { countsRequests, statedRequests } from './request-counts.ts';
import { rowSources } from './sources.ts';

const FAILED_ROWS = 'failed rows of the run';

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
  return addCount(book, {
    metric,
    statistic,
    value: count,
    labels,
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

/**
 * Rows that stand for one request or run each: those of tables in which one failed, and of others that measure the same of the same kind. A
 * repetition of a test is no request, though both have a rate.
 */
function countedRows(rows: readonly RowSet[]): RowSet[] {
  const metricsOf = ({ table }: RowSet) =>
    table.table.columns.flatMap(({ metric, statistic }) => (statistic === null && MEASURING.has(metricOf(metric).family) ? [metric] : []));
  const failing = rows.filter(({ table, rows: own }) => own.some((row) => table.failures.has(row)));
  const metrics = new Set(failing.flatMap(metricsOf));
  const kinds = new Set(failing.map(kindOf));
  return rows.filter((set) => failing.includes(set) || (kinds.has(kindOf(set)) && metricsOf(set).some((metric) => metrics.has(metric))));
}

/** Without what a summary counts of requests whose rows are there as well: these say more, and each request is one. */
function withoutSummaries(groups: readonly FailureGroup[]): FailureGroup[] {
  const aboutOf = ({ labels }: FailureGroup) => JSON.stringify([...labels].filter(([key]) => !isTellingApart(key)).sort(compareKeys));
  const isOfRows = ({ failed }: FailureGroup) => failed.statistic === FAILED_ROWS;
  const single = new Set(groups.filter(isOfRows).map(aboutOf));
  return groups.filter((group) => isOfRows(group) || !single.has(aboutOf(group)));
}

/** Requests that rows count, by load and setting where a run has several of them. */
function statedGroups(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const blocks = subjects.flatMap(({ subject }) => subject.blocks).filter(({ table }) => countsRequests(table));
  const settings = [...groupBy(blocks, ({ labels }) => JSON.stringify([...labels].sort(compareKeys))).values()];
  return settings.flatMap((own): FailureGroup[] => {
    const labels = settings.length === 1 ? runLabels(subjects[0]!) : own[0]!.labels;
    const rows = rowsByTable(own);
    const stated = statedRequests(book, labels, rows, 'the run');
    if (stated === null) return [];
    const failedRows = filterRows(rows, (row, { failures }) => failures.has(row));
    return [{ labels, subjects, failedRows, ...stated, what: 'requests', aftermath: null }];
  });
}

function groupsOf(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const all = rowsByTable(subjects.flatMap(({ subject }) => subject.blocks));
  const labels = runLabels(subjects[0]!);
  // Rows of single requests and a summary of them are about the same requests: the rows say more.
  const single = all.filter(({ table }) => !countsRequests(table));
  const lost = filterRows(single, (row, { failures }) => failures.has(row));
  if (lost.length === 0) {
    const stated = statedGroups(book, subjects);
    if (stated.length > 0) return stated;
  }
  const rows = countedRows(lost.length > 0 ? single : all);
  const failedRows = filterRows(rows, (row, { failures }) => failures.has(row));
  const failed = countFact(
    book,
    labels,
    FAILED_ROWS,
    'failed_request_count',
    failedRows,
    'failed',
    'number of rows with an error, or zeros that stand for one',
  );
  const requests =
    failed && countFact(book, labels, 'rows of the run', 'request_count', rows, 'all', 'number of rows, failed ones included');
  if (!failed || !requests) return [];
  const what = servesRequests(rows) ? 'requests' : 'runs';
  return [{ labels, subjects, failedRows, failed, requests, what, aftermath: aftermathOf(subjects) }];
}

/** Metrics that only a request has. */
const REQUEST_METRICS = new Set(['time_to_first_token', 'output_token_count', 'request_latency']);

/** Labels of a row that is one request. */
const REQUEST_LABELS = new Set(['request', 'prompt']);

/** Single requests, or whatever else the format of the file has in its rows. */
function kindOf({ table: { table, artifact } }: RowSet): string {
  const ofRequests =
    table.columns.some(({ metric }) => REQUEST_METRICS.has(metric)) || table.labelColumns.some(({ key }) => REQUEST_LABELS.has(key));
  return ofRequests ? 'requests' : artifact.adapter;
}

/** Is each of the rows a request? Of rows that are none it is enough that one failed. */
export function holdsRequests(set: RowSet): boolean {
  return kindOf(set) === 'requests' || set.table.failures.size > 0;
}

/** Are the rows requests to a model, or executions of something else? */
function servesRequests(rows: readonly RowSet[]): boolean {
  return rows.some((set) => kindOf(set) === 'requests' || set.table.table.columns.some(({ metric }) => metric === 'decode_throughput'));
}

/** Groups of the kind of which there are most: requests to a model, or runs of something else. */
function mostAlike(groups: readonly FailureGroup[]): readonly FailureGroup[] {
  return [...groupBy(groups, ({ what }) => what).values()].reduce((most, own) => (own.length > most.length ? own : most), []);
}

/**
 * Failures over all runs, where several had some: a report that names each must say how many there are in all. Requests and runs of something
 * else are no sum: it is of those of which more groups failed.
 *
 * @returns null for fewer than two such groups, and where some rows are requests and others count them.
 */
export function failureTotal(book: FactBook, groups: readonly FailureGroup[], subjects: readonly MeasuredSubject[]): FailureTotal | null {
  const alike = mostAlike(groups);
  if (alike.length < 2) return null;
  const { what } = alike[0]!;
  const isMixed = alike.length < groups.length;
  const none = new Map<string, LabelValue>();
  const all = rowsByTable(subjects.flatMap(({ subject }) => subject.blocks)).filter(
    (set) => !isMixed || servesRequests([set]) === (what === 'requests'),
  );
  const areRows = alike.map(({ failed }) => failed.statistic === FAILED_ROWS);
  if (!areRows.includes(true)) {
    const stated = statedRequests(book, none, all, 'all runs');
    return stated && { ...stated, what };
  }
  if (areRows.includes(false)) return null;
  const rows = countedRows(all);
  const failedRows = filterRows(rows, (row, { failures }) => failures.has(row));
  const [inFailed, inAll] = ['number of rows with an error, or zeros that stand for one', 'number of rows, failed ones included'];
  const failed = countFact(book, none, 'failed rows of all runs', 'failed_request_count', failedRows, 'failed', inFailed);
  const requests = failed && countFact(book, none, 'rows of all runs', 'request_count', rows, 'all', inAll);
  return failed && requests ? { failed, requests, what } : null;
}

/**
 * Failures by run: how many requests were made and how many failed, over all tests and settings of it. Where the rows state counts of
 * requests these are added up for each load and setting, else each row is one. Most failures first.
 */
export function failureGroups(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const groups = groupBy(subjects, (measured) => JSON.stringify([...runLabels(measured)]));
  return withoutSummaries([...groups.values()].flatMap((group) => groupsOf(book, group))).sort((a, b) => b.failed.value - a.failed.value);
}
