import type { FailureCount, RequestOutcome, StateOutcomes } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { Assembly, RowBlock, RowSet } from '../../contracts/series.ts';
import { isObservation } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import { holdsRequests } from './failures.ts';
import { countRequests, countsRequests, requestCounts } from './request-counts.ts';
import { rowSources } from './sources.ts';

type Labels = ReadonlyMap<string, LabelValue>;

function hasFailed(row: number, { failures }: RowSet['table']): boolean {
  return failures.has(row);
}

/** Rows of one table under one load and setting: requests, or counts of them. */
function outcomeOf(set: RowSet, labels: Labels): RequestOutcome[] {
  const rows = [set];
  const base = { table: set.table, row: set.rows[0]!, labels, rows };
  if (countsRequests(set.table)) {
    const counted = countRequests(rows);
    return counted.requests > 0 ? [{ ...base, ...counted }] : [];
  }
  return holdsRequests(set) ? [{ ...base, from: 'rows', failed: rowCount(filterRows(rows, hasFailed)), requests: rowCount(rows) }] : [];
}

/**
 * What became of the requests of each run: one outcome for each table, contestant, load and setting. Where rows of single requests are there
 * beside a summary of them, both are given, and the caller takes the rows.
 *
 * @param isWanted which artifacts are of a run that is compared.
 */
export function runOutcomes({ subjects }: Pick<Assembly, 'subjects'>, isWanted: (path: string) => boolean): RequestOutcome[] {
  const blocks = subjects.flatMap((subject) => subject.blocks).filter(({ table }) => isWanted(table.artifact.path));
  const withoutObservations = remembered((labels: Labels) => new Map([...labels].filter(([key]) => !isObservation(key))));
  const textOf = remembered((labels: Labels) => JSON.stringify([...withoutObservations(labels)].sort(compareKeys)));
  return [...groupBy<RowBlock, string>(blocks, ({ labels }) => textOf(labels)).values()].flatMap((own) =>
    rowsByTable(own).flatMap((set) => outcomeOf(set, withoutObservations(own[0]!.labels))),
  );
}

function rowFact(book: FactBook, labels: Labels, rows: readonly RowSet[], what: 'failed' | 'all', scope: string) {
  const count = rowCount(rows);
  return addCount(book, {
    metric: what === 'failed' ? 'failed_request_count' : 'request_count',
    statistic: `${what === 'failed' ? 'failed rows' : 'rows'} of ${scope}`,
    value: count,
    labels,
    formula: what === 'failed' ? 'number of rows with an error, or zeros that stand for one' : 'number of rows, failed ones included',
    sources: count === 0 ? [] : (rowSources(rows, what) ?? []),
  });
}

/** States how many requests of some outcomes failed, of how many: all of them are rows, or all count. */
export function outcomeStatement(book: FactBook): StateOutcomes {
  return (outcomes, labels, scope): FailureCount => {
    const rows = rowsByTable(outcomes.flatMap((outcome) => outcome.rows));
    if (outcomes[0]!.from !== 'rows') return requestCounts(book, labels, rows, scope);
    return {
      failed: rowFact(book, labels, filterRows(rows, hasFailed), 'failed', scope),
      requests: rowFact(book, labels, rows, 'all', scope),
    };
  };
}
