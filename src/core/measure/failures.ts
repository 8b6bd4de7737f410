import type { Fact } from '../../contracts/fact.ts';
import type { FailureGroup, MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowRef } from '../../contracts/series.ts';
import { groupBy } from '../group-by.ts';
import type { FactBook } from './fact-book.ts';
import { rowSources } from './sources.ts';

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
  rows: readonly RowRef[],
  formula: string,
): Fact | null {
  const sources = rowSources(rows);
  if (rows.length === 0 || sources === null) return null;
  return book.add({
    kind: 'count',
    metric,
    statistic,
    value: rows.length,
    unit: 'count',
    direction: 'none',
    labels,
    subset: 'all',
    sampleCount: rows.length,
    excluded: { failed: 0, implausible: 0 },
    formula,
    sources,
  });
}

/** Failures by run: how many requests were made and how many failed, over all tests and settings of it. Most failures first. */
export function failureGroups(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const groups = groupBy(subjects, (measured) => JSON.stringify([...runLabels(measured)]));
  return [...groups.values()]
    .flatMap((group): FailureGroup[] => {
      const rows = group.flatMap(({ subject }) => subject.rows);
      const failedRows = rows.filter(({ table, row }) => table.failures.has(row));
      const labels = runLabels(group[0]!);
      const failed = countFact(
        book,
        labels,
        'failed rows of the run',
        'failed_request_count',
        failedRows,
        'number of rows with an error, or zeros that stand for one',
      );
      const requests = failed && countFact(book, labels, 'rows of the run', 'request_count', rows, 'number of rows, failed ones included');
      return failed && requests ? [{ labels, subjects: group, failedRows, failed, requests }] : [];
    })
    .sort((a, b) => b.failed.value - a.failed.value);
}
