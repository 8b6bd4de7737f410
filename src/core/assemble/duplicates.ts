import type { ObservationTable } from '../../contracts/observation.ts';
import type { Duplicate, ReadArtifact } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { runOf } from '../run-of.ts';
import {
  type Agreement,
  agree,
  type Comparable,
  comparable,
  compareRows,
  DISTINCTIVE_DIGITS,
  isNoAccident,
  type Quantity,
} from './comparable-rows.ts';
import type { LabelBook } from './labels.ts';

/** Tables with more rows are compared by their bytes only. */
const ROW_COUNT_MAX = 20_000;
/** Rows of one size of value that are looked at: more of them tell nothing apart. */
const CANDIDATE_COUNT_MAX = 512;

/** Which observations are there twice, and what is left of the artifacts that repeat them. */
export interface Duplicates {
  /** In order of the dropped path. */
  readonly found: readonly Duplicate[];
  /** Columns of a table that repeat another artifact, by index: what else the table has is counted. */
  readonly repeated: ReadonlyMap<ObservationTable, ReadonlySet<number>>;
}

/** Where the rows with a value of about this size are: the first four digits of it. */
function sizeOf(value: number): number {
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  return exponent * 10_000 + Math.round(Math.abs(value) / 10 ** (exponent - DISTINCTIVE_DIGITS + 1));
}

interface IndexedRow {
  readonly table: Comparable;
  readonly row: number;
}

/** Rows of the tables seen so far by quantity and size of their distinctive values. */
type RowIndex = Map<string, Map<number, IndexedRow[]>>;

function* distinctiveQuantities(table: Comparable, row: number): Generator<Quantity> {
  for (const quantity of table.quantities.values()) if (quantity.distinctive[row]) yield quantity;
}

function addToIndex(index: RowIndex, table: Comparable): void {
  for (const { name, values, distinctive } of table.quantities.values()) {
    const sizes = index.get(name) ?? new Map<number, IndexedRow[]>();
    index.set(name, sizes);
    values.forEach((value, row) => {
      if (!distinctive[row]) return;
      const size = sizeOf(value);
      const rows = sizes.get(size);
      if (rows) rows.push({ table, row });
      else sizes.set(size, [{ table, row }]);
    });
  }
}

/** Rows that may be the same observation, by the distinctive value that the fewest of them share; the original may round one to few digits. */
function candidates(index: RowIndex, table: Comparable, row: number): readonly IndexedRow[] {
  let [fewest, count, by]: [readonly (readonly IndexedRow[])[], number, Quantity | null] = [[], Number.POSITIVE_INFINITY, null];
  for (const quantity of distinctiveQuantities(table, row)) {
    const sizes = index.get(quantity.name);
    const size = sizeOf(quantity.values[row]!);
    const found = [sizes?.get(size - 1) ?? [], sizes?.get(size) ?? [], sizes?.get(size + 1) ?? []];
    const foundCount = found.reduce((sum, rows) => sum + rows.length, 0);
    if (foundCount > 0 && foundCount < count) [fewest, count, by] = [found, foundCount, quantity];
  }
  const own = by;
  if (own === null) return [];
  const agreeing = fewest.map((rows) => rows.filter((found) => agree(own, row, found.table.quantities.get(own.name)!, found.row) === true));
  return agreeing.flat().slice(0, CANDIDATE_COUNT_MAX);
}

/** A row of a copy and the same observation in its original. */
interface Match extends IndexedRow {
  /** In the copy. */
  readonly own: number;
}

/**
 * Where every row of a table is in others: a list of all runs of a sweep repeats the file of each run. Null when any row is in none of them,
 * or when nothing in the table is too particular to be a coincidence.
 *
 * @param replaced tables that are not counted, because a copy of them is: where both hold a row it is that of the copy.
 */
function matchesOf(copy: Comparable, index: RowIndex, replaced: ReadonlySet<Comparable>): Match[] | null {
  const matches: Match[] = [];
  const used = new Map<Comparable, Set<number>>();
  const match = (own: number, among: readonly IndexedRow[], isEnough: (agreement: Agreement) => boolean): boolean => {
    const found = among.flatMap(({ table, row }) => {
      const usedRows = used.get(table);
      if (usedRows?.has(row)) return [];
      const agreement = compareRows(copy, own, table, row);
      if (agreement === null || !isEnough(agreement)) return [];
      return [{ table, row, shared: agreement.shared, usedCount: usedRows?.size ?? 0, counted: replaced.has(table) ? 0 : 1 }];
    });
    // The one with most of the values repeats most of them; the table that holds most of the rows so far is the likeliest original of this one too.
    const [best] = found.sort((a, b) => b.shared - a.shared || b.usedCount - a.usedCount || b.counted - a.counted);
    if (!best) return false;
    const { table, row } = best;
    used.set(table, (used.get(table) ?? new Set()).add(row));
    matches.push({ own, table, row });
    return true;
  };
  const rows = [...copy.table.places.keys()].filter((row) => copy.table.columns.some(({ values }) => !Number.isNaN(values[row])));
  const isParticular = (row: number) => !distinctiveQuantities(copy, row).next().done;
  // Rows that are particular say which tables it can be; the others must then be in these.
  if (!rows.filter(isParticular).every((row) => match(row, candidates(index, copy, row), isNoAccident))) return null;
  const others = [...used.keys()].flatMap((table) => table.table.places.map((_, row) => ({ table, row })));
  const isPart = ({ shared }: Agreement) => shared > 0;
  if (!rows.filter((row) => !isParticular(row)).every((row) => match(row, others, isPart))) return null;
  return matches.length > 0 ? matches : null;
}

/** The tables in which the rows of a copy are, the one with the most of them first. */
function originalsOf(matches: readonly Match[]): Comparable[] {
  return [...groupBy(matches, ({ table }) => table)].sort(([, a], [, b]) => b.length - a.length).map(([table]) => table);
}

/** Does the copy vary in something that its original does not state, so that only the copy tells its rows apart? */
function tellsMore(copy: Comparable, original: Comparable): boolean {
  const lacks = (held: Comparable, other: Comparable) =>
    [...held.columns].some(([key, values]) => !other.columns.has(key) && !other.constants.has(key) && new Set(values).size > 1);
  return lacks(copy, original) && !lacks(original, copy);
}

/** Columns of the copy of which every value is in its originals too, by index. */
function repeatedColumns(copy: Comparable, matches: readonly Match[]): Set<number> {
  const repeated = new Set<number>();
  for (const { name, at, values } of copy.quantities.values()) {
    const isThere = matches.every(({ own, table, row }) => {
      const theirs = table.quantities.get(name)?.values[row] ?? Number.NaN;
      return Number.isNaN(values[own]!) || !Number.isNaN(theirs);
    });
    if (isThere) repeated.add(at);
  }
  return repeated;
}

const KIND_RANK: readonly [RegExp, number][] = [
  [/\.(csv|tsv)$/i, 0],
  [/\.(jsonl|ndjson)$/i, 1],
  [/\.json$/i, 2],
];

/** Which of two copies is counted: raw rows before documents, then the deeper path (the run's own directory), then the name. */
function preference(a: string, b: string): number {
  const rank = (path: string) => KIND_RANK.find(([pattern]) => pattern.test(path))?.[1] ?? 3;
  return rank(a) - rank(b) || b.split('/').length - a.split('/').length || compareTexts(a, b);
}

/** Are two files with the same bytes two runs all the same? Scores repeat exactly; times never do. */
function areTwoRuns(a: ReadArtifact, b: ReadArtifact): boolean {
  const [runA, runB] = [runOf(a), runOf(b)];
  if (runA === null || runB === null || runA === runB) return false;
  const { tables } = a.parsed;
  // A run that fails again fails in the same way: nothing was measured that could tell the two apart.
  if (tables.every(({ places, failures }) => failures.size === places.length)) return true;
  return tables.every(({ columns }) => columns.every(({ metric }) => metricOf(metric).family === 'quality'));
}

/**
 * Observations that are there twice: artifacts with the same bytes, and tables of which every row, with every value and label that both
 * state, is in other artifacts (a CSV and a JSON of one run, also when one of them rounds). Two runs with equal scores are two runs.
 *
 * @param book what the labels of the artifacts mean.
 */
export function findDuplicates(artifacts: readonly ReadArtifact[], book: LabelBook): Duplicates {
  const ordered = artifacts
    .filter(({ parsed }) => parsed.tables.length > 0 || parsed.statements.length > 0)
    .toSorted((a, b) => preference(a.path, b.path));
  const found: Duplicate[] = [];
  const repeated = new Map<ObservationTable, Set<number>>();
  const replaced = new Set<Comparable>();
  const index: RowIndex = new Map();
  const bySha = new Map<string, ReadArtifact>();
  for (const artifact of ordered) {
    const twin = bySha.get(artifact.sha256);
    if (twin && !areTwoRuns(artifact, twin)) {
      found.push({ dropped: artifact.path, kept: twin.path, artifact, identical: true, tables: artifact.parsed.tables, whole: true });
      continue;
    }
    bySha.set(artifact.sha256, artifact);
    const tables = artifact.parsed.tables
      .filter(({ places }) => places.length <= ROW_COUNT_MAX)
      .map((table) => comparable(artifact, table, book));
    const copied = new Map<Comparable, ObservationTable[]>();
    for (const table of tables) {
      const matches = matchesOf(table, index, replaced) ?? [];
      const originals = originalsOf(matches);
      const [original] = originals;
      if (!original || originals.some((own) => own.artifact === artifact)) {
        addToIndex(index, table);
        continue;
      }
      if (originals.length === 1 && original.table.places.length === table.table.places.length && tellsMore(table, original)) {
        addToIndex(index, table);
        drop(original, table, matches);
        continue;
      }
      const columns = repeatedColumns(table, matches);
      repeated.set(table.table, columns);
      if (columns.size < table.table.columns.length) addToIndex(index, table);
      copied.set(original, [...(copied.get(original) ?? []), table.table]);
    }
    const whole = artifact.parsed.tables.every((table) => repeated.get(table)?.size === table.columns.length);
    for (const [original, own] of copied) {
      found.push({ dropped: artifact.path, kept: original.artifact.path, artifact, identical: false, tables: own, whole });
    }
  }

  /** The table that was preferred so far says less than its copy: the copy is counted instead. */
  function drop(original: Comparable, copy: Comparable, matches: readonly Match[]): void {
    const reversed = matches.map(({ own, row }): Match => ({ own: row, table: copy, row: own }));
    const columns = repeatedColumns(original, reversed);
    repeated.set(original.table, columns);
    replaced.add(original);
    const { artifact, table } = original;
    const whole = artifact.parsed.tables.length === 1 && columns.size === table.columns.length;
    found.push({ dropped: artifact.path, kept: copy.artifact.path, artifact, identical: false, tables: [table], whole });
  }

  return { found: found.sort((a, b) => compareTexts(a.dropped, b.dropped)), repeated };
}
