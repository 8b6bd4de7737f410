import type { MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { AssembledTable, ReadArtifact, ReportedValue, RowBlock, RowSet } from '../../contracts/series.ts';
import { isTellingApart } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { filterRows } from '../rows-by-table.ts';

/** A summary that could speak of more subjects than this speaks of none: nobody can tell of which. */
const SUBJECT_COUNT_MAX = 1000;

/** The raw rows that a reported statistic sums up. */
export interface RowsBehind {
  /** Of each subject that it may speak of; it speaks of all of them together, unless it lies apart and agrees with one alone. */
  readonly parts: readonly { readonly measured: MeasuredSubject; readonly blocks: readonly RowBlock[]; readonly rows: readonly RowSet[] }[];
  /** true where the rows are within the record that reports the statistic: then it is of all of them. */
  readonly isOwnRecord: boolean;
}

interface Entry {
  readonly measured: MeasuredSubject;
  readonly block: RowBlock;
}

function directoryOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** Path without its extension, and that cut at each mark within the name: `d/a_summary.csv` is d/a_summary and d/a. */
function stemsOf(path: string): string[] {
  const stem = path.replace(/\.[^./]*$/, '');
  const name = stem.slice(stem.lastIndexOf('/') + 1);
  const cuts = [...name.matchAll(/[_.-]/g)].map(({ index }) => stem.slice(0, stem.length - name.length + index));
  return [stem, ...cuts.reverse()];
}

/**
 * Do the labels of a summary row speak of these rows? What only one side states does not decide, nor do labels that only tell files apart.
 */
export function speaksOf(labels: ReadonlyMap<string, LabelValue>, block: RowBlock): boolean {
  for (const [key, value] of block.labels) {
    const stated = labels.get(key);
    if (stated !== undefined && stated !== value && (key === 'run' || !isTellingApart(key))) return false;
  }
  return true;
}

/** Is this row part of the record that reports the statistic: the same line, or a pointer at or below the record's? */
function isWithin(table: AssembledTable, row: number, reported: ReportedValue): boolean {
  const [own, whole] = [table.table.places[row]!, reported.table.table.places[reported.row]!];
  return own === whole || (typeof own === 'string' && typeof whole === 'string' && own.startsWith(`${whole}/`));
}

/** A program that writes its rows and then their summary takes so long at most, milliseconds. */
const SAME_RUN_MS = 2_000;

/** Two documents that say when they were made, and differ in it, are two measurements: neither sums up the other. */
function areTwoMeasurements({ parsed: own }: ReadArtifact, { parsed: other }: ReadArtifact): boolean {
  return own.runAt !== null && other.runAt !== null && Math.abs(own.runAt - other.runAt) > SAME_RUN_MS;
}

function partsOf(entries: readonly Entry[], rowsOf: (block: RowBlock) => readonly RowSet[]): RowsBehind['parts'] {
  return [...groupBy(entries, ({ measured }) => measured)].flatMap(([measured, own]) => {
    const blocks = own.map(({ block }) => block);
    const rows = blocks.flatMap(rowsOf);
    return rows.length === 0 ? [] : [{ measured, blocks, rows }];
  });
}

/**
 * A search for the rows that reported statistics sum up: those within their own record; else those of the file beside them that has the
 * same name up to a mark (`a.csv` and `a_summary.csv`); else those of all files of their directory. Of these, the rows of every subject
 * whose labels do not say otherwise.
 *
 * @returns null where there are none, or too many subjects to tell.
 */
export function summaryRows(subjects: readonly MeasuredSubject[]): (reported: ReportedValue) => RowsBehind | null {
  const entries = subjects.flatMap((measured) => measured.subject.blocks.map((block): Entry => ({ measured, block })));
  const byArtifact = groupBy(entries, ({ block }) => block.table.artifact);
  const byStem = groupBy(entries, ({ block }) => stemsOf(block.table.artifact.path)[0]!);
  const byDirectory = groupBy(entries, ({ block }) => directoryOf(block.table.artifact.path));

  /** The rows of namesakes of a file, and those of its directory, as far as it may sum them up. */
  const besides = remembered((artifact: ReadArtifact): Entry[][] => {
    const namesakes = stemsOf(artifact.path).flatMap((stem) => byStem.get(stem) ?? []);
    return [namesakes, byDirectory.get(directoryOf(artifact.path)) ?? []].map((candidates) => {
      const others = candidates.filter(({ block }) => block.table.artifact !== artifact);
      if (new Set(others.map(({ measured }) => measured)).size > SUBJECT_COUNT_MAX) return [];
      return others.filter(({ block }) => !areTwoMeasurements(block.table.artifact, artifact));
    });
  });

  function rowsBehind(reported: ReportedValue): RowsBehind | null {
    const { table, labels } = reported;
    const within = (byArtifact.get(table.artifact) ?? []).filter(({ block }) => block.table !== table && speaksOf(labels, block));
    const own = partsOf(within, (block) => filterRows([block], (row, ownTable) => isWithin(ownTable, row, reported)));
    if (own.length > 0) return { parts: own, isOwnRecord: true };
    for (const candidates of besides(table.artifact)) {
      const spoken = candidates.filter(({ block }) => speaksOf(labels, block));
      const parts = partsOf(spoken, (block) => [block]);
      if (parts.length > 0) return { parts, isOwnRecord: false };
    }
    return null;
  }

  // The statistics of one record come one after the other, and sum up the same rows.
  let last: { readonly of: ReportedValue; readonly behind: RowsBehind | null } | null = null;
  return (reported) => {
    const { table, labels, row } = reported;
    if (last === null || last.of.table !== table || last.of.row !== row || last.of.labels !== labels)
      last = { of: reported, behind: rowsBehind(reported) };
    return last.behind;
  };
}
