import type { Fact } from '../../contracts/fact.ts';
import type { FailureGroup, MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RowSet } from '../../contracts/series.ts';
import { toBase } from '../../metrics/units.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
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
  const rates = series.find(({ metric, subset }) => subset !== 'cold' && RATES.includes(metric));
  const minimum = rates?.facts.get('min');
  if (!rates || !minimum || rates.sampleCount < AFTERMATH_SAMPLE_COUNT_MIN) return null;
  for (const { table, rows } of rowsByTable(subject.blocks)) {
    if (!table.table.ordered) continue;
    const next = rows.find((row, index) => index > 0 && table.failures.has(rows[index - 1]!) && !table.failures.has(row));
    if (next === undefined) continue;
    const run = rates.samples.runs.find((own) => own.table === table && own.rows.includes(next));
    const raw = run?.column.values[next];
    return run && raw !== undefined && raw * toBase(run.column.unit).factor === minimum.value ? minimum : null;
  }
  return null;
}

/** Failures by run: how many requests were made and how many failed, over all tests and settings of it. Most failures first. */
export function failureGroups(book: FactBook, subjects: readonly MeasuredSubject[]): FailureGroup[] {
  const groups = groupBy(subjects, (measured) => JSON.stringify([...runLabels(measured)]));
  return [...groups.values()]
    .flatMap((group): FailureGroup[] => {
      const rows = rowsByTable(group.flatMap(({ subject }) => subject.blocks));
      const failedRows = filterRows(rows, (row, { failures }) => failures.has(row));
      const labels = runLabels(group[0]!);
      const failed = countFact(
        book,
        labels,
        'failed rows of the run',
        'failed_request_count',
        failedRows,
        'failed',
        'number of rows with an error, or zeros that stand for one',
      );
      const requests =
        failed && countFact(book, labels, 'rows of the run', 'request_count', rows, 'all', 'number of rows, failed ones included');
      return failed && requests ? [{ labels, subjects: group, failedRows, failed, requests, aftermath: aftermathOf(group) }] : [];
    })
    .sort((a, b) => b.failed.value - a.failed.value);
}
