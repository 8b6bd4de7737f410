import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSubject, SampleRun, Samples, SummaryCheck } from '../../contracts/measured.ts';
import type { LabelValue, MeasureColumn } from '../../contracts/observation.ts';
import type { AssembledTable, ReportedValue, RowBlock, RowSet } from '../../contracts/series.ts';
import { isObservation } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import type { FactBook } from './fact-book.ts';
import { readSamples } from './samples.ts';
import { rowSources, sourcesOf } from './sources.ts';
import { describe, formulaOf, STATISTICS, type StatisticName } from './statistics.ts';

/** Statistics that say how values spread: a smaller one is no better result. */
const SPREADS = new Set(['stdev', 'cv', 'variance', 'stderr']);

function runOf({ table, row, column }: ReportedValue): SampleRun {
  return { table, rows: Uint32Array.of(row), column };
}

function statedValue({ row, column }: ReportedValue): number {
  return column.values[row]! * toBase(column.unit).factor;
}

/** The fact that a tool reported this statistic: one cell, never pooled. */
export function reportedFact(book: FactBook, reported: ReportedValue): Fact {
  const { column, row, labels } = reported;
  const { base } = toBase(column.unit);
  const count = column.counts?.[row];
  const statistic = column.statistic ?? 'value';
  return book.add({
    kind: 'reported-statistic',
    metric: column.metric,
    statistic,
    value: statedValue(reported),
    unit: base,
    direction: SPREADS.has(statistic) ? 'none' : metricOf(column.metric, base).direction,
    labels,
    subset: 'all',
    sampleCount: count === undefined || Number.isNaN(count) ? 0 : count,
    excluded: { failed: 0, implausible: 0 },
    formula: `${statistic} as the tool reported it`,
    ...(column.definition === undefined ? {} : { definition: column.definition }),
    sources: sourcesOf([runOf(reported)]),
  });
}

function directoryOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** A subject with its rows by setting, for the summaries that lie beside its files. */
interface Summarised {
  readonly measured: MeasuredSubject;
  readonly tables: ReadonlySet<AssembledTable>;
  /** Varying settings, written as one key, to the rows that have them. */
  readonly bySetting: ReadonlyMap<string, readonly RowBlock[]>;
}

/** Subjects by the directories in which their files lie. */
function summarisedByDirectory(subjects: readonly MeasuredSubject[]): Map<string, Summarised[]> {
  const found = new Map<string, Summarised[]>();
  for (const measured of subjects) {
    const { blocks } = measured.subject;
    const tables = new Set(blocks.map(({ table }) => table));
    const bySetting = groupBy(blocks, ({ setting }) => JSON.stringify(setting));
    for (const directory of new Set([...tables].map(({ artifact }) => directoryOf(artifact.path)))) {
      found.set(directory, [...(found.get(directory) ?? []), { measured, tables, bySetting }]);
    }
  }
  return found;
}

/** The rows of a subject of which the labels of a summary row speak; labels that only one side has do not decide. */
function rowsSpokenOf(labels: ReadonlyMap<string, LabelValue>, { measured: { subject }, bySetting }: Summarised): readonly RowBlock[] {
  for (const [key, value] of subject.labels) {
    if (!isObservation(key) && labels.has(key) && labels.get(key) !== value && key !== 'source') return [];
  }
  if (!subject.parameters.every((key) => labels.has(key))) return [];
  return bySetting.get(JSON.stringify(subject.parameters.map((key) => labels.get(key)))) ?? [];
}

/** Is this row part of the record that reports the statistic: the same line, or a pointer at or below the record's? */
function isWithin(table: AssembledTable, row: number, reported: ReportedValue): boolean {
  const [own, whole] = [table.table.places[row]!, reported.table.table.places[reported.row]!];
  return own === whole || (typeof own === 'string' && typeof whole === 'string' && own.startsWith(`${whole}/`));
}

/** Raw rows that a reported statistic summarises: rows of other files beside it, or those within its own record. */
function rowsBehind(
  reported: ReportedValue,
  byDirectory: ReadonlyMap<string, readonly Summarised[]>,
): { rows: readonly RowSet[]; behind: Summarised | null } {
  for (const behind of byDirectory.get(directoryOf(reported.table.artifact.path)) ?? []) {
    if (behind.tables.has(reported.table)) continue;
    const rows = filterRows(
      rowsSpokenOf(reported.labels, behind),
      (row, table) => table.artifact !== reported.table.artifact || isWithin(table, row, reported),
    );
    if (rows.length > 0) return { rows, behind };
  }
  return { rows: [], behind: null };
}

function samplesOf(sets: readonly RowSet[], { column }: ReportedValue): Samples {
  const good = filterRows(rowsByTable(sets), (row, { failures }) => !failures.has(row));
  return readSamples(
    good.flatMap(({ table, rows }) => {
      const own = table.table.columns.find(({ metric, statistic }) => metric === column.metric && statistic === null);
      return own ? [{ table, rows, column: own }] : [];
    }),
  );
}

function decimalsOf(raw: number): number {
  return Math.min(12, String(raw).split('.')[1]?.length ?? 0);
}

/** Half of the last digit that is written, in the base unit. */
function rounding(column: MeasureColumn, row: number): number {
  return 0.5 * 10 ** -decimalsOf(column.values[row]!) * toBase(column.unit).factor;
}

/** How far a summary may be from what the rows give, in the base unit: the rounding of both, since the rows may be rounded too. */
function tolerance({ column, row }: ReportedValue, { runs }: Samples, computed: number): number {
  let ofRows = 0;
  for (const run of runs) for (const own of run.rows) ofRows = Math.max(ofRows, rounding(run.column, own));
  return (rounding(column, row) + ofRows) * 1.001 + 1e-9 * Math.abs(computed);
}

interface Checked {
  readonly reported: ReportedValue;
  readonly samples: Samples;
  readonly behind: Summarised;
  readonly agrees: boolean;
  readonly computed: number;
}

/** Nobody prints a summary more exactly, and tools differ in how they round on the way to it. */
const AGREEMENT_RATIO = 5e-4;

/** Statistics that are defined in one way only; deviations and quantiles are not (n or n - 1, interpolation), so a difference proves nothing. */
const UNAMBIGUOUS = new Set(['mean', 'min', 'max']);

function check(reported: ReportedValue, byDirectory: ReadonlyMap<string, readonly Summarised[]>): Checked | null {
  const statistic = reported.column.statistic as StatisticName;
  if (!STATISTICS.includes(statistic)) return null;
  const { rows, behind } = rowsBehind(reported, byDirectory);
  const samples = samplesOf(rows, reported);
  const computed = describe(samples.values).find((entry) => entry.statistic === statistic)?.value;
  const stated = reported.column.counts?.[reported.row];
  const isExcerpt = stated !== undefined && !Number.isNaN(stated) && stated !== samples.values.length;
  if (!behind || computed === undefined || isExcerpt) return null;
  const difference = Math.abs(statedValue(reported) - computed);
  const agrees = difference <= Math.max(tolerance(reported, samples, computed), AGREEMENT_RATIO * Math.abs(computed));
  return agrees || UNAMBIGUOUS.has(statistic) ? { reported, samples, behind, computed, agrees } : null;
}

/** What the rows give, as a fact of its own: the summary is among its labels, so that it is no second fact about the same series. */
function computedFact(book: FactBook, { reported, samples, computed }: Checked): Fact {
  const statistic = reported.column.statistic as StatisticName;
  const { base } = toBase(reported.column.unit);
  return book.add({
    kind: 'statistic',
    metric: reported.column.metric,
    statistic,
    value: computed,
    unit: statistic === 'cv' ? 'ratio' : base,
    direction: metricOf(reported.column.metric, base).direction,
    labels: new Map([...reported.labels, ['summary', reported.table.artifact.path]]),
    subset: 'all',
    sampleCount: samples.values.length,
    excluded: { failed: 0, implausible: 0 },
    formula: formulaOf(statistic),
    sources: sourcesOf(samples.runs),
  });
}

/** Settings that failed in the rows and that no row of the summary mentions. */
function silentFailures(book: FactBook, path: string, checked: readonly Checked[], values: readonly ReportedValue[]): Fact | null {
  const failed = [...new Set(checked.map(({ behind }) => behind))].flatMap((behind) => {
    if (behind.measured.subject.parameters.length === 0) return [];
    const mentioned = new Set(values.flatMap(({ labels }) => rowsSpokenOf(labels, behind)));
    return filterRows(
      behind.measured.subject.blocks.filter((block) => !mentioned.has(block)),
      (row, { failures }) => failures.has(row),
    );
  });
  const [count, sources] = [rowCount(failed), rowSources(failed, 'failed')];
  if (count === 0 || sources === null) return null;
  return book.add({
    kind: 'count',
    metric: 'failed_request_count',
    statistic: 'failed rows missing in the summary',
    value: count,
    unit: 'count',
    direction: 'none',
    labels: new Map([['summary', path]]),
    subset: 'all',
    sampleCount: count,
    excluded: { failed: 0, implausible: 0 },
    formula: 'number of failed rows whose setting has no row in the summary',
    sources,
  });
}

/**
 * Makes facts of what tools reported, and holds each against the raw rows beside it where there are any.
 *
 * @returns the facts, `backed` where the rows give the same value (stating both would say one thing twice), and one check per file.
 */
export function checkReported(
  book: FactBook,
  values: readonly ReportedValue[],
  subjects: readonly MeasuredSubject[],
): { reported: { fact: Fact; backed: boolean }[]; summaries: SummaryCheck[] } {
  const reported: { fact: Fact; backed: boolean }[] = [];
  const summaries: SummaryCheck[] = [];
  const byDirectory = summarisedByDirectory(subjects);
  for (const [path, own] of groupBy(values, ({ table }) => table.artifact.path)) {
    const checked: Checked[] = [];
    for (const value of own) {
      const outcome = check(value, byDirectory);
      if (outcome) checked.push(outcome);
      reported.push({ fact: reportedFact(book, value), backed: outcome?.agrees ?? false });
    }
    if (checked.length === 0) continue;
    const agreeing = checked.filter(({ agrees }) => agrees);
    summaries.push({
      path,
      agreeing: agreeing.length === 0 ? null : agreementFact(book, path, agreeing),
      contradicted: checked
        .filter(({ agrees }) => !agrees)
        .map((entry) => ({ reported: reportedFact(book, entry.reported), computed: computedFact(book, entry) })),
      silentFailures: silentFailures(book, path, checked, own),
    });
  }
  return { reported, summaries };
}

function agreementFact(book: FactBook, path: string, agreeing: readonly Checked[]): Fact {
  return book.add({
    kind: 'count',
    metric: agreeing[0]!.reported.column.metric,
    statistic: 'summary values that the rows give',
    value: agreeing.length,
    unit: 'count',
    direction: 'none',
    labels: new Map([['summary', path]]),
    subset: 'all',
    sampleCount: agreeing.length,
    excluded: { failed: 0, implausible: 0 },
    formula: 'number of values of the summary that equal the statistic of the raw rows, to the precision they are written with',
    sources: sourcesOf(agreeing.map(({ reported }) => runOf(reported))),
  });
}

const NO_SAMPLES: Samples = { values: new Float64Array(0), runs: [] };

/** What tools reported, as series that can be ranked: one per metric and set of labels, its statistics side by side. */
export function reportedSubjects(reported: readonly { readonly fact: Fact; readonly backed: boolean }[]): MeasuredSubject[] {
  const own = reported.filter(({ backed }) => !backed).map(({ fact }) => fact);
  return [...groupBy(own, ({ labels }) => JSON.stringify(labels)).values()].map((facts) => {
    const labels = new Map(Object.entries(facts[0]!.labels));
    const series = [...groupBy(facts, ({ metric, definition }) => JSON.stringify([metric, definition ?? null])).values()].map((group) => ({
      metric: group[0]!.metric,
      definition: group[0]!.definition ?? null,
      unit: group[0]!.unit,
      subset: 'all' as const,
      labels,
      samples: NO_SAMPLES,
      sampleCount: maxOf(group.map(({ sampleCount }) => sampleCount)),
      reported: true,
      facts: new Map(group.map((fact) => [fact.statistic, fact])),
    }));
    return {
      subject: { labels, parameters: [], blocks: [] },
      series,
      configurations: [],
      coldOnlyCount: 0,
    };
  });
}
