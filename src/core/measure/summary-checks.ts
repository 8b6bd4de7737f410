import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSubject, Samples, SummaryCheck } from '../../contracts/measured.ts';
import type { MeasureColumn } from '../../contracts/observation.ts';
import type { ReportedValue, RowSet } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { halfOfLastDigit } from '../../metrics/rounding.ts';
import { toBase } from '../../metrics/units.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import { baseValueOf, cellRun, reportedFact } from './reported.ts';
import { readSamples } from './samples.ts';
import { rowSources, sourcesOf } from './sources.ts';
import { formulaOf, STATISTICS, type StatisticName, statisticOf } from './statistics.ts';
import { type RowsBehind, speaksOf } from './summary-rows.ts';

/** A reported statistic held against the raw rows that it sums up. */
export interface Checked {
  readonly reported: ReportedValue;
  readonly behind: RowsBehind;
  readonly samples: Samples;
  readonly failedCount: number;
  readonly computed: number;
  readonly agrees: boolean;
}

/** Nobody prints a summary more exactly, and tools differ in how they round on the way to it. */
const AGREEMENT_RATIO = 5e-4;

/** Statistics that are defined in one way only; deviations and quantiles are not (n or n - 1, interpolation), so a difference proves nothing. */
const UNAMBIGUOUS = new Set(['mean', 'min', 'max']);

/** The coarsest rounding of the numbers of a column, in the base unit. */
const roundingOf = remembered(({ values, unit }: MeasureColumn): number => {
  let coarsest = 0;
  for (const value of values) if (!Number.isNaN(value)) coarsest = Math.max(coarsest, halfOfLastDigit(value));
  return coarsest * toBase(unit).factor;
});

/** How far a summary may be from what the rows give, in the base unit: the rounding of both, since the rows may be rounded too. */
function tolerance({ column, row }: ReportedValue, { runs }: Samples, computed: number): number {
  const own = halfOfLastDigit(column.values[row]!) * toBase(column.unit).factor;
  const ofRows = runs.reduce((coarsest, run) => Math.max(coarsest, roundingOf(run.column)), 0);
  return Math.max((own + ofRows) * 1.001 + 1e-9 * Math.abs(computed), AGREEMENT_RATIO * Math.abs(computed));
}

/** The samples of the reported metric in some rows; of several columns of it the one of the same definition. */
function samplesIn(rows: readonly RowSet[], { column }: ReportedValue): Samples {
  const good = filterRows(rowsByTable(rows), (row, { failures }) => !failures.has(row));
  return readSamples(
    good.flatMap(({ table, rows: own }) => {
      const alike = table.table.columns.filter(({ metric, statistic }) => metric === column.metric && statistic === null);
      const found = alike.find(({ definition }) => definition === column.definition) ?? alike[0];
      return found ? [{ table, rows: own, column: found }] : [];
    }),
  );
}

/** Holds a statistic against some rows; null where they do not give it, or where it says that it is of another number of them. */
function against(reported: ReportedValue, rows: readonly RowSet[]): Omit<Checked, 'reported' | 'behind'> | null {
  const { column, row } = reported;
  const samples = samplesIn(rows, reported);
  const computed = statisticOf(samples.values, column.statistic as StatisticName);
  const stated = column.counts?.[row];
  if (computed === null || (stated !== undefined && !Number.isNaN(stated) && stated !== samples.values.length)) return null;
  const agrees = Math.abs(baseValueOf(reported) - computed) <= tolerance(reported, samples, computed);
  return { samples, computed, agrees, failedCount: rowCount(filterRows(rows, (own, { failures }) => failures.has(own))) };
}

/**
 * Holds a reported statistic against all rows that it sums up. One that lies in a file of its own may also speak of one subject alone,
 * which its labels do not say: then it agrees with that one.
 *
 * @returns null where there is nothing to hold it against, or where a difference would prove nothing.
 */
export function checkSummary(reported: ReportedValue, behind: RowsBehind): Checked | null {
  const statistic = reported.column.statistic as StatisticName;
  if (!STATISTICS.includes(statistic)) return null;
  const whole = against(
    reported,
    behind.parts.flatMap(({ rows }) => rows),
  );
  if (whole?.agrees) return { reported, behind, ...whole };
  if (!behind.isOwnRecord && behind.parts.length > 1) {
    for (const part of behind.parts) {
      const alone = against(reported, part.rows);
      if (alone?.agrees) return { reported, behind: { ...behind, parts: [part] }, ...alone };
    }
  }
  return whole && UNAMBIGUOUS.has(statistic) ? { reported, behind, ...whole } : null;
}

/** What the rows give, as a fact of its own: the summary is among its labels, so that it is no second fact about the same series. */
function computedFact(book: FactBook, { reported, samples, computed, failedCount }: Checked): Fact {
  const { column, labels, table } = reported;
  const statistic = column.statistic as StatisticName;
  const { base } = toBase(column.unit);
  return book.add({
    kind: 'statistic',
    metric: column.metric,
    statistic,
    value: computed,
    unit: statistic === 'cv' ? 'ratio' : base,
    direction: metricOf(column.metric, base).direction,
    labels: new Map([...labels, ['summary', table.artifact.path]]),
    subset: 'all',
    sampleCount: samples.values.length,
    excluded: { failed: failedCount, implausible: 0 },
    formula: formulaOf(statistic),
    ...(column.definition === undefined ? {} : { definition: column.definition }),
    sources: sourcesOf(samples.runs),
  });
}

/** Settings that failed in the rows and that no row of the summary mentions. */
function silentFailures(book: FactBook, path: string, checked: readonly Checked[], values: readonly ReportedValue[]): Fact | null {
  const swept = new Set(checked.flatMap(({ behind }) => behind.parts.map(({ measured }) => measured)));
  const labels = [...new Set(values.map((value) => value.labels))];
  const failed = [...swept].flatMap(({ subject }: MeasuredSubject) => {
    if (subject.parameters.length === 0) return [];
    const silent = subject.blocks.filter((block) => !labels.some((own) => speaksOf(own, block)));
    return filterRows(silent, (row, { failures }) => failures.has(row));
  });
  const [count, sources] = [rowCount(failed), rowSources(failed, 'failed')];
  if (count === 0 || sources === null) return null;
  return addCount(book, {
    metric: 'failed_request_count',
    statistic: 'failed rows missing in the summary',
    value: count,
    labels: new Map([['summary', path]]),
    formula: 'number of failed rows whose setting has no row in the summary',
    sources,
  });
}

function agreementFact(book: FactBook, path: string, agreeing: readonly Checked[]): Fact {
  return addCount(book, {
    metric: agreeing[0]!.reported.column.metric,
    statistic: 'summary values that the rows give',
    value: agreeing.length,
    labels: new Map([['summary', path]]),
    formula: 'number of values of the summary that equal the statistic of the raw rows, to the precision they are written with',
    sources: sourcesOf(agreeing.map(({ reported }) => cellRun(reported))),
  });
}

/** What the checks of one file of statistics come to. */
export function summaryCheck(book: FactBook, path: string, checked: readonly Checked[], values: readonly ReportedValue[]): SummaryCheck {
  const agreeing = checked.filter(({ agrees }) => agrees);
  return {
    path,
    agreeing: agreeing.length === 0 ? null : agreementFact(book, path, agreeing),
    contradicted: checked
      .filter(({ agrees }) => !agrees)
      .map((entry) => ({ reported: reportedFact(book, entry.reported), computed: computedFact(book, entry) })),
    silentFailures: silentFailures(book, path, checked, values),
  };
}
