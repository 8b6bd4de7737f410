import type { Fact } from '../../contracts/fact.ts';
import type { FailureGroup, SampleRun } from '../../contracts/measured.ts';
import type { MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import type { AssembledTable, RowSet } from '../../contracts/series.ts';
import { remembered } from '../../metrics/remembered.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { readSamples } from './samples.ts';
import { sourcesOf } from './sources.ts';

/**
 * What the rows of a table say of the requests behind each of them: how many failed, how many completed, how many were made in all. A row
 * that says enough of them is the outcome of a run, whatever its numbers are called.
 */
interface RequestColumns {
  readonly failed: MeasureColumn | null;
  readonly completed: MeasureColumn | null;
  readonly made: MeasureColumn | null;
}

/** Definition of a number of requests among which the failed ones are counted. */
const WITH_FAILURES = 'request_count:with-failures';

/** The number of requests that were asked for, where a label states it in a column: it is also how many were made. */
function askedFor({ labelColumns }: ObservationTable): MeasureColumn | null {
  const label = labelColumns.find(({ key, at }) => key === 'prompt_count' && at !== undefined);
  if (label?.at === undefined) return null;
  const values = label.values.map((value) => (value === null || value === '' ? Number.NaN : Number(value)));
  return { metric: 'request_count', statistic: null, unit: 'count', at: label.at, definition: WITH_FAILURES, values };
}

/** Can so many have been made in every row that counts any: as many as completed and failed together? */
function holds(made: MeasureColumn, parts: readonly MeasureColumn[]): boolean {
  return made.values.every((all, row) => {
    const known = parts.map(({ values }) => values[row] ?? Number.NaN).filter((value) => !Number.isNaN(value));
    return known.length === 0 || (Number.isInteger(all) && known.reduce((sum, value) => sum + value, 0) <= all);
  });
}

/** The columns of a table that count requests; null where they do not tell how many of how many failed. */
const requestColumns = remembered(({ table }: AssembledTable): RequestColumns | null => {
  const of = (metric: string) => table.columns.filter((column) => column.metric === metric && column.statistic === null);
  const [failures, counts] = [of('failed_request_count'), of('request_count')];
  const all = counts.filter(({ definition }) => definition === WITH_FAILURES);
  const good = counts.filter(({ definition }) => definition !== WITH_FAILURES);
  if (failures.length > 1 || all.length > 1 || good.length > 1) return null;
  const [failed = null, completed = null] = [failures[0], good[0]];
  const parts = [failed, completed].filter((column) => column !== null);
  const stated = all[0] ?? askedFor(table);
  const made = stated !== null && holds(stated, parts) ? stated : null;
  const tells = failed === null ? completed !== null && made !== null : completed !== null || made !== null;
  return tells ? { failed, completed, made } : null;
});

/** Does the table count requests in its rows? */
export function countsRequests(table: AssembledTable): boolean {
  return requestColumns(table) !== null;
}

type CountedRows = RowSet & RequestColumns;

/** The cells of one of the columns of counts. */
function cellsOf(rows: readonly CountedRows[], part: keyof RequestColumns): SampleRun[] {
  return rows.flatMap(({ table, rows: own, [part]: column }) => (column === null ? [] : [{ table, rows: own, column }]));
}

type FailedOfAll = Pick<FailureGroup, 'failed' | 'requests'>;

interface Count {
  readonly metric: 'failed_request_count' | 'request_count';
  readonly statistic: string;
  readonly formula: string;
  readonly cells: readonly SampleRun[];
}

function countFact(book: FactBook, labels: FailureGroup['labels'], { metric, statistic, formula, cells }: Count): Fact {
  const { values, runs } = readSamples(cells);
  return addCount(book, {
    metric,
    statistic,
    value: values.reduce((total, value) => total + value, 0),
    labels,
    sampleCount: values.length,
    formula,
    sources: sourcesOf(runs),
  });
}

function totalOf(cells: readonly SampleRun[]): number {
  return readSamples(cells).values.reduce((total, value) => total + value, 0);
}

/** The cells that together count all requests: how many were made, or how many completed and how many failed. */
function madeIn(rows: readonly CountedRows[]): SampleRun[] {
  const stated = rows.flatMap((own) => cellsOf([own], own.made === null ? 'completed' : 'made'));
  return [
    ...stated,
    ...cellsOf(
      rows.filter(({ made }) => made === null),
      'failed',
    ),
  ];
}

/** Where a column counts the failed requests. */
function failedOfAll(book: FactBook, labels: FailureGroup['labels'], rows: readonly CountedRows[], scope: string): FailedOfAll {
  const failed = cellsOf(rows, 'failed');
  // A number of all requests has the failed ones in it; a number of completed ones has not.
  return {
    failed: countFact(book, labels, {
      metric: 'failed_request_count',
      statistic: `failed requests of ${scope}`,
      formula: 'sum of the failed requests that the rows state',
      cells: failed,
    }),
    requests: countFact(book, labels, {
      metric: 'request_count',
      statistic: `requests of ${scope}`,
      formula: 'sum of the requests that the rows state, failed ones included',
      cells: madeIn(rows),
    }),
  };
}

/** Where no column counts the failed requests: those that were made and did not complete. */
function madeLessCompleted(book: FactBook, labels: FailureGroup['labels'], rows: readonly CountedRows[], scope: string): FailedOfAll {
  const [cells, done] = [cellsOf(rows, 'made'), cellsOf(rows, 'completed')];
  const requests = countFact(book, labels, {
    metric: 'request_count',
    statistic: `requests of ${scope}`,
    formula: 'sum of the requests that the rows state',
    cells,
  });
  const completed = countFact(book, labels, {
    metric: 'request_count',
    statistic: `completed requests of ${scope}`,
    formula: 'sum of the completed requests that the rows state',
    cells: done,
  });
  const failed = book.add({
    kind: 'comparison',
    metric: 'failed_request_count',
    statistic: `requests of ${scope} that did not complete`,
    value: requests.value - completed.value,
    unit: 'count',
    direction: 'none',
    labels,
    subset: 'all',
    sampleCount: requests.sampleCount,
    excluded: { failed: 0, implausible: 0 },
    formula: `${requests.id} less ${completed.id}`,
    baseline: completed.id,
    candidate: requests.id,
    sources: [],
  });
  return { failed, requests };
}

/** Rows that count requests, by whether a column counts the failed ones. */
function counted(rows: readonly RowSet[]): { readonly direct: CountedRows[]; readonly derived: CountedRows[] } {
  const own = rows.flatMap((set): CountedRows[] => {
    const columns = requestColumns(set.table);
    return columns ? [{ ...set, ...columns }] : [];
  });
  return { direct: own.filter(({ failed }) => failed !== null), derived: own.filter(({ failed }) => failed === null) };
}

/**
 * Failed requests and requests in all, as rows that count requests state them.
 *
 * @param scope what the rows are: "the run", "all runs".
 * @returns null where the rows count nothing, and where nothing failed.
 */
export function statedRequests(book: FactBook, labels: FailureGroup['labels'], rows: readonly RowSet[], scope: string): FailedOfAll | null {
  const { direct, derived } = counted(rows);
  if (readSamples(cellsOf(direct, 'failed')).values.some((count) => count > 0)) return failedOfAll(book, labels, direct, scope);
  return totalOf(cellsOf(derived, 'made')) > totalOf(cellsOf(derived, 'completed'))
    ? madeLessCompleted(book, labels, derived, scope)
    : null;
}

/** Numbers of failed requests and of all, as rows state them: `failed` where a column counts the failed ones, else `completed`. */
export function countRequests(rows: readonly RowSet[]): { from: 'failed' | 'completed'; failed: number; requests: number } {
  const { direct, derived } = counted(rows);
  if (direct.length > 0) return { from: 'failed', failed: totalOf(cellsOf(direct, 'failed')), requests: totalOf(madeIn(direct)) };
  const made = totalOf(cellsOf(derived, 'made'));
  return { from: 'completed', failed: Math.max(0, made - totalOf(cellsOf(derived, 'completed'))), requests: made };
}

/** The same as facts, also where nothing failed. */
export function requestCounts(book: FactBook, labels: FailureGroup['labels'], rows: readonly RowSet[], scope: string): FailedOfAll {
  const { direct, derived } = counted(rows);
  return direct.length > 0 ? failedOfAll(book, labels, direct, scope) : madeLessCompleted(book, labels, derived, scope);
}
