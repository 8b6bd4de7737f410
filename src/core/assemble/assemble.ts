import type { Label, LabelValue } from '../../contracts/observation.ts';
import type { AssembledTable, Assembly, Duplicate, ReadArtifact, ReportedValue, RowBlock, Subject } from '../../contracts/series.ts';
import { identifies, isObservation, isSwept, labelRank } from '../../metrics/labels.ts';
import { groupBy } from '../group-by.ts';
import { remembered } from '../remembered.ts';
import { coldRows } from './cold-starts.ts';
import { findDuplicates } from './duplicates.ts';
import type { LabelledRow } from './labelled-row.ts';
import { labelBook, labelsByRow } from './labels.ts';
import { rowFailures, withoutImplausible } from './plausibility.ts';
import { distinguish, distinguishReported } from './runs.ts';

function keyOf(labels: Iterable<readonly [string, LabelValue]>): string {
  return JSON.stringify([...labels].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Rows that share their table and labels, as one block. */
function blocksOf(rows: readonly LabelledRow[], parameters: readonly string[]): RowBlock[] {
  return [...groupBy(rows, ({ table }) => table)].flatMap(([table, ofTable]) =>
    [...groupBy(ofTable, ({ labels }) => labels)].map(([labels, own]) => ({
      table,
      labels,
      setting: parameters.map((key) => labels.get(key) ?? ''),
      rows: Uint32Array.from(own, ({ row }) => row),
    })),
  );
}

/** Rows with samples, grouped by identity: requests, prompts and settings do not make a subject. */
function subjectsOf(rows: readonly LabelledRow[]): Subject[] {
  const keyOfLabels = remembered((labels: ReadonlyMap<string, LabelValue>) => keyOf([...labels].filter(([label]) => identifies(label))));
  const groups = groupBy(rows, ({ labels }) => keyOfLabels(labels));
  return [...groups.values()].map((group) => {
    const distinct = [...new Set(group.map((row) => row.labels))];
    const keys = new Set(distinct.flatMap((own) => [...own.keys()]));
    const labels = new Map<string, LabelValue>();
    const parameters: string[] = [];
    for (const key of [...keys].sort((a, b) => labelRank(a) - labelRank(b) || (a < b ? -1 : 1))) {
      if (isObservation(key)) continue;
      const values = new Set(distinct.map((own) => own.get(key)));
      if (values.size === 1) labels.set(key, group[0]!.labels.get(key)!);
      else if (isSwept(key)) parameters.push(key);
    }
    return { labels, parameters, blocks: blocksOf(group, parameters) };
  });
}

function compareSubjects(a: Subject, b: Subject): number {
  const keys = [...new Set([...a.labels.keys(), ...b.labels.keys()])].sort((x, y) => labelRank(x) - labelRank(y) || (x < y ? -1 : 1));
  for (const key of keys) {
    const [left, right] = [String(a.labels.get(key) ?? ''), String(b.labels.get(key) ?? '')];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

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

/**
 * Turns what was read from the artifacts of one report directory into subjects: duplicates dropped, failures and cold starts marked,
 * labels from columns, documents, copies, file names and directories joined in that order of trust. Runs of the same subject are told
 * apart and never pooled, unless they are numbered repetitions of one request each.
 *
 * @param artifacts in any order.
 * @returns subjects ordered by their labels, reported values in file order.
 */
export function assemble(artifacts: readonly ReadArtifact[]): Assembly {
  const sorted = artifacts.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const duplicates = findDuplicates(sorted);
  const identical = new Set(duplicates.filter((duplicate) => duplicate.identical).map(({ dropped }) => dropped));
  const droppedTables = new Set(duplicates.flatMap(({ tables }) => tables));
  const book = labelBook(sorted);
  const implausible = new Map<string, number>();
  const rows: LabelledRow[] = [];
  const reported: ReportedValue[] = [];

  for (const artifact of sorted) {
    if (identical.has(artifact.path)) continue;
    const outer = new Map([...book.fromPath(artifact.path), ...borrowedLabels(artifact, duplicates)]);
    for (const parsed of artifact.parsed.tables) {
      const { table, count } = withoutImplausible(parsed);
      if (count > 0) implausible.set(artifact.path, (implausible.get(artifact.path) ?? 0) + count);
      const failures = rowFailures(table);
      const assembled: AssembledTable = { artifact, table, failures, cold: coldRows(table, failures), implausible: new Map() };
      const hasSamples = table.columns.some(({ statistic }) => statistic === null);
      if (droppedTables.has(parsed)) continue;
      const sampleLabels = labelsByRow(book, table, outer, false);
      const wholeLabels = labelsByRow(book, table, outer, true);
      const statistics = table.columns.filter(({ statistic }) => statistic !== null);
      table.places.forEach((_, row) => {
        if (hasSamples) rows.push({ table: assembled, row, labels: sampleLabels(row) });
        if (failures.has(row)) return;
        for (const column of statistics) {
          if (!Number.isNaN(column.values[row] ?? Number.NaN)) reported.push({ labels: wholeLabels(row), table: assembled, row, column });
        }
      });
    }
  }
  return {
    subjects: subjectsOf(distinguish(rows)).sort(compareSubjects),
    reported: distinguishReported(reported),
    duplicates,
    implausible,
    labels: book.evidence(),
  };
}
