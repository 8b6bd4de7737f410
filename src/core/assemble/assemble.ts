import type { Label, LabelValue, ObservationTable } from '../../contracts/observation.ts';
import type { AssembledTable, Assembly, Duplicate, ReadArtifact, ReportedValue, RowBlock, Subject } from '../../contracts/series.ts';
import { identifies, isObservation, isSlice, isSwept, labelRank, labelRole } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { attempt, type OnFailure, throwAgain } from '../attempt.ts';
import { groupBy } from '../group-by.ts';
import { sortedLabels } from '../labels-text.ts';
import { coldRows } from './cold-starts.ts';
import { findDuplicates } from './duplicates.ts';
import { type LabelBook, labelBook, labelsByRow } from './labels.ts';
import { judgeRows } from './row-states.ts';
import { distinguish, distinguishReported, type LabelledRows } from './runs.ts';

/** A size with more values than this, of which most come in one row, was not chosen: each request has its own. */
const SIZE_COUNT_MAX = 32;

/** Is this size a property of each request, rather than of a sweep? */
function isDrawn(key: string, valueCount: number, group: readonly LabelledRows[]): boolean {
  if (valueCount <= SIZE_COUNT_MAX || labelRole(key) !== 'workload') return false;
  return group.reduce((sum, { rows }) => sum + rows.length, 0) < 2 * valueCount;
}

/** Rows with samples, grouped by identity: requests, prompts and settings do not make a subject. */
function subjectsOf(rows: readonly LabelledRows[]): Subject[] {
  const keyOfLabels = remembered((labels: ReadonlyMap<string, LabelValue>) =>
    JSON.stringify(sortedLabels(labels).filter(([label]) => identifies(label))),
  );
  return [...groupBy(rows, ({ labels }) => keyOfLabels(labels)).values()].map((group) => {
    const distinct = [...new Set(group.map((own) => own.labels))];
    const keys = new Set(distinct.flatMap((own) => [...own.keys()]));
    const labels = new Map<string, LabelValue>();
    const parameters: string[] = [];
    const drawn: string[] = [];
    for (const key of [...keys].sort((a, b) => labelRank(a) - labelRank(b) || compareTexts(a, b))) {
      if (isObservation(key)) continue;
      const values = new Set(distinct.map((own) => own.get(key)));
      if (values.size === 1) labels.set(key, group[0]!.labels.get(key)!);
      else if (isSwept(key)) (isDrawn(key, values.size, group) ? drawn : parameters).push(key);
    }
    // A row that does not state a setting which others do has a setting of its own: it is in no other's series.
    const blocks = group.map((own): RowBlock => {
      const setting = parameters.map((key) => own.labels.get(key) ?? '');
      return { table: own.table, labels: own.labels, setting, rows: new Uint32Array(own.rows) };
    });
    return { labels, parameters, slices: parameters.filter(isSlice), drawn, blocks };
  });
}

function compareSubjects(a: Subject, b: Subject): number {
  const [own, other] = [orderedKeys(a.labels), orderedKeys(b.labels)];
  for (let [at, otherAt] = [0, 0]; at < own.length || otherAt < other.length; ) {
    const [left, right] = [own[at], other[otherAt]];
    const order = left === undefined ? 1 : right === undefined ? -1 : compareLabelKeys(left, right);
    const key = order <= 0 ? left! : right!;
    const byValue = compareTexts(String(a.labels.get(key) ?? ''), String(b.labels.get(key) ?? ''));
    if (byValue !== 0) return byValue;
    if (order <= 0) at += 1;
    if (order >= 0) otherAt += 1;
  }
  return 0;
}

function compareLabelKeys(a: string, b: string): number {
  return labelRank(a) - labelRank(b) || compareTexts(a, b);
}

const orderedKeys = remembered((labels: ReadonlyMap<string, LabelValue>) => [...labels.keys()].sort(compareLabelKeys));

/** Labels that a dropped copy knows and the kept one does not: the JSON beside a CSV names the model. */
function borrowedLabels(artifact: ReadArtifact, duplicates: readonly Duplicate[]): Map<string, Label> {
  const borrowed = new Map<string, Label>();
  for (const { kept, tables } of duplicates) {
    if (kept !== artifact.path) continue;
    if (tables.length !== 1) continue;
    for (const [key, { value }] of tables[0]!.labels) borrowed.set(key, { value, origin: 'duplicate' });
  }
  return borrowed;
}

/** The table without the columns that repeat another artifact; null where nothing is left of it. */
function withoutRepeated(table: ObservationTable, repeated: ReadonlySet<number> | undefined): ObservationTable | null {
  if (!repeated) return table;
  const columns = table.columns.filter((_, at) => !repeated.has(at));
  return columns.length === 0 ? null : { ...table, columns };
}

interface AssembledRows {
  readonly rows: readonly LabelledRows[];
  readonly reported: readonly ReportedValue[];
  readonly implausibleCount: number;
}

/** Without what a text for people states of a metric that some artifact measured or a tool reported: a stated value is used where nothing else is there. */
function withoutOverruled(reported: readonly ReportedValue[], artifacts: readonly ReadArtifact[]): ReportedValue[] {
  const columns = artifacts.flatMap(({ parsed }) => parsed.tables.flatMap((table) => table.columns));
  const measured = new Set(columns.filter(({ stated }) => stated !== true).map(({ metric }) => metric));
  return reported.filter(({ column }) => column.stated !== true || !measured.has(column.metric));
}

/** One table with the states of its rows, its rows by their labels, and the statistics that the tool reports in it. */
function assembleTable(
  artifact: ReadArtifact,
  parsed: ObservationTable,
  book: LabelBook,
  outer: ReadonlyMap<string, Label>,
): AssembledRows {
  const { table, failures, implausible } = judgeRows(parsed);
  const labelsOf = labelsByRow(book, table, outer, false);
  const assembled: AssembledTable = { artifact, table, failures, cold: coldRows(table, failures, labelsOf), implausible };
  const implausibleCount = [...implausible.values()].reduce((sum, { size }) => sum + size, 0);
  const hasSamples = table.columns.some(({ statistic }) => statistic === null);
  // Of rows without any value it is still known that they failed, or did not.
  const isOutcome = table.columns.length === 0 && failures.size > 0;
  const byLabels = hasSamples || isOutcome ? groupBy(table.places.keys(), labelsOf) : new Map<ReadonlyMap<string, LabelValue>, number[]>();
  const statistics = table.columns.filter(({ statistic }) => statistic !== null);
  const wholeLabels = labelsByRow(book, table, outer, true);
  const reported: ReportedValue[] = [];
  for (const row of statistics.length === 0 ? [] : table.places.keys()) {
    if (failures.has(row)) continue;
    for (const column of statistics) {
      if (!Number.isNaN(column.values[row] ?? Number.NaN)) reported.push({ labels: wholeLabels(row), table: assembled, row, column });
    }
  }
  return { rows: [...byLabels].map(([labels, rows]) => ({ table: assembled, labels, rows })), reported, implausibleCount };
}

/**
 * Turns what was read from the artifacts of one report directory into subjects: duplicates dropped, failures and cold starts marked,
 * labels from columns, documents, copies, file names and directories joined in that order of trust. Runs of the same subject are told
 * apart and never pooled, unless they are numbered repetitions of one request each.
 *
 * @param artifacts in any order.
 * @param onFailure told of each table that a bug keeps away: the others are assembled without it. Left out, it throws.
 * @returns subjects ordered by their labels, reported values in file order.
 */
export function assemble(artifacts: readonly ReadArtifact[], onFailure: OnFailure = throwAgain): Assembly {
  const sorted = artifacts.toSorted((a, b) => compareTexts(a.path, b.path));
  const book = labelBook(sorted);
  const { found: duplicates, repeated } = attempt('assembly: copies', () => findDuplicates(sorted, book), onFailure) ?? {
    found: [],
    repeated: new Map<ObservationTable, Set<number>>(),
  };
  const identical = new Set(duplicates.filter((duplicate) => duplicate.identical).map(({ dropped }) => dropped));
  const implausible = new Map<string, number>();
  const rows: LabelledRows[] = [];
  const reported: ReportedValue[] = [];
  for (const artifact of sorted) {
    if (identical.has(artifact.path)) continue;
    const outer = new Map([...book.fromPath(artifact.path), ...borrowedLabels(artifact, duplicates)]);
    for (const parsed of artifact.parsed.tables) {
      const table = withoutRepeated(parsed, repeated.get(parsed));
      if (table === null) continue;
      const assembled = attempt(`assembly: ${artifact.path}`, () => assembleTable(artifact, table, book, outer), onFailure);
      if (assembled === null) continue;
      appendAll(rows, assembled.rows);
      appendAll(reported, assembled.reported);
      const { implausibleCount } = assembled;
      if (implausibleCount > 0) implausible.set(artifact.path, (implausible.get(artifact.path) ?? 0) + implausibleCount);
    }
  }
  return {
    subjects: subjectsOf(distinguish(rows)).sort(compareSubjects),
    reported: distinguishReported(withoutOverruled(reported, sorted)),
    duplicates,
    implausible,
    labels: book.evidence(),
  };
}
