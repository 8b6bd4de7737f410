import type { LabelValue, MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import type { Duplicate, ReadArtifact } from '../../contracts/series.ts';
import { identifies, isSwept } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { halfOfLastDigit, significantDigits } from '../../metrics/rounding.ts';
import { toBase } from '../../metrics/units.ts';
import type { LabelBook } from './labels.ts';
import { runOf } from './runs.ts';

/** Tables with more rows are compared by their bytes only. */
const ROW_COUNT_MAX = 20_000;
/** A number with so many digits is not equal to another one by accident. */
const DISTINCTIVE_DIGITS = 4;
/** Rows of one size of value that are looked at: more of them tell nothing apart. */
const CANDIDATE_COUNT_MAX = 512;

/** Which observations are there twice, and what is left of the artifacts that repeat them. */
export interface Duplicates {
  /** In order of the dropped path. */
  readonly found: readonly Duplicate[];
  /** Columns of a table that repeat another artifact, by index: what else the table has is counted. */
  readonly repeated: ReadonlyMap<ObservationTable, ReadonlySet<number>>;
}

/** A column as it is compared with others. */
interface Quantity {
  readonly column: MeasureColumn;
  readonly at: number;
  readonly name: string;
  readonly factor: number;
  /** Times, rates and sizes scatter from run to run; scores and counts repeat exactly. */
  readonly isNoisy: boolean;
}

/** A table with everything that two of them are compared by. */
interface Comparable {
  readonly artifact: ReadArtifact;
  readonly table: ObservationTable;
  readonly quantities: ReadonlyMap<string, Quantity>;
  /** Stated labels that hold for every row. */
  readonly constants: ReadonlyMap<string, LabelValue>;
  /** Labels that vary, those of the single request left out. */
  readonly columns: ReadonlyMap<string, readonly (LabelValue | null)[]>;
}

function comparable(artifact: ReadArtifact, table: ObservationTable, book: LabelBook): Comparable {
  const quantities = new Map<string, Quantity>();
  table.columns.forEach((column, at) => {
    const name = `${column.metric} ${column.statistic ?? ''}`;
    const { family } = metricOf(column.metric);
    const isNoisy = family === 'throughput' || family === 'latency' || family === 'duration' || family === 'telemetry';
    if (!quantities.has(name)) quantities.set(name, { column, at, name, factor: toBase(column.unit).factor, isNoisy });
  });
  const counts = (key: string) => identifies(key) || isSwept(key);
  const constants = new Map<string, LabelValue>();
  for (const [key, { value }] of table.labels) if (counts(key)) constants.set(key, book.value(key, value));
  const columns = new Map<string, readonly (LabelValue | null)[]>();
  for (const { key, values } of table.labelColumns) {
    if (!counts(key)) continue;
    columns.set(
      key,
      values.map((value) => (value === null || value === '' ? null : book.value(key, value))),
    );
  }
  return { artifact, table, quantities, constants, columns };
}

/** Do two numbers stand for the same, at the coarser of the precisions they are written with? */
function agree(a: Quantity, rawA: number, b: Quantity, rawB: number): boolean {
  const tolerance = Math.max(halfOfLastDigit(rawA) * a.factor, halfOfLastDigit(rawB) * b.factor);
  return Math.abs(rawA * a.factor - rawB * b.factor) <= tolerance * 1.000001;
}

/** How a row and a row of another table compare. */
interface Agreement {
  readonly shared: number;
  readonly distinctive: number;
}

/** One value may be equal by accident, among many rows even one of many digits; two, one of them particular, are not. */
function isNoAccident({ shared, distinctive }: Agreement): boolean {
  return shared >= 2 && distinctive >= 1;
}

function labelAt({ constants, columns }: Comparable, key: string, row: number): LabelValue | undefined {
  return columns.get(key)?.[row] ?? constants.get(key);
}

/** Null where a value or a label that both rows state differs. */
function compareRows(copy: Comparable, row: number, original: Comparable, other: number): Agreement | null {
  let [shared, distinctive] = [0, 0];
  for (const [name, quantity] of copy.quantities) {
    const theirs = original.quantities.get(name);
    const [rawA, rawB] = [quantity.column.values[row] ?? Number.NaN, theirs?.column.values[other] ?? Number.NaN];
    if (theirs === undefined || Number.isNaN(rawA) || Number.isNaN(rawB)) continue;
    if (!agree(quantity, rawA, theirs, rawB)) return null;
    shared += 1;
    if (quantity.isNoisy && Math.min(significantDigits(rawA), significantDigits(rawB)) >= DISTINCTIVE_DIGITS) distinctive += 1;
  }
  for (const key of [...copy.constants.keys(), ...copy.columns.keys()]) {
    const [own, theirs] = [labelAt(copy, key, row), labelAt(original, key, other)];
    if (own !== undefined && theirs !== undefined && own !== theirs) return null;
  }
  return { shared, distinctive };
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

function* distinctiveValues(table: Comparable, row: number): Generator<[name: string, value: number]> {
  for (const { column, name, factor, isNoisy } of table.quantities.values()) {
    const raw = column.values[row] ?? Number.NaN;
    if (isNoisy && Number.isFinite(raw) && raw !== 0 && significantDigits(raw) >= DISTINCTIVE_DIGITS) yield [name, raw * factor];
  }
}

function addToIndex(index: RowIndex, table: Comparable): void {
  table.table.places.forEach((_, row) => {
    for (const [name, value] of distinctiveValues(table, row)) {
      const sizes = index.get(name) ?? new Map<number, IndexedRow[]>();
      index.set(name, sizes);
      const rows = sizes.get(sizeOf(value));
      if (rows) rows.push({ table, row });
      else sizes.set(sizeOf(value), [{ table, row }]);
    }
  });
}

/** Rows that may be the same observation, by the distinctive value that the fewest of them share; the original may round one to few digits. */
function candidates(index: RowIndex, table: Comparable, row: number): readonly IndexedRow[] {
  let fewest: IndexedRow[] = [];
  for (const [name, value] of distinctiveValues(table, row)) {
    const sizes = index.get(name);
    const size = sizeOf(value);
    const rows = [-1, 0, 1].flatMap((step) => sizes?.get(size + step) ?? []);
    if (rows.length > 0 && (fewest.length === 0 || rows.length < fewest.length)) fewest = rows;
  }
  return fewest.slice(0, CANDIDATE_COUNT_MAX);
}

/**
 * The tables that together hold every row of this one, with the number of its rows in each: a list of all runs of a sweep repeats the file of
 * each run. Null when any row is in none of them, or when nothing in it is too particular to be a coincidence.
 */
function originalsOf(copy: Comparable, index: RowIndex): Map<Comparable, number> | null {
  const used = new Map<Comparable, Set<number>>();
  const counts = new Map<Comparable, number>();
  const rows = copy.table.places.map((_, row) => row).filter((row) => copy.table.columns.some(({ values }) => !Number.isNaN(values[row])));
  const isParticular = (row: number) => !distinctiveValues(copy, row).next().done;
  const match = (row: number, among: readonly IndexedRow[], isEnough: (agreement: Agreement) => boolean): boolean => {
    const own = among
      .filter(({ table, row: other }) => !used.get(table)?.has(other))
      .toSorted((a, b) => (counts.get(b.table) ?? 0) - (counts.get(a.table) ?? 0));
    for (const { table, row: other } of own) {
      const agreement = compareRows(copy, row, table, other);
      if (agreement === null || !isEnough(agreement)) continue;
      used.set(table, (used.get(table) ?? new Set()).add(other));
      counts.set(table, (counts.get(table) ?? 0) + 1);
      return true;
    }
    return false;
  };
  // Rows that are particular say which tables it can be; the others must then be in these.
  if (!rows.filter(isParticular).every((row) => match(row, candidates(index, copy, row), isNoAccident))) return null;
  const others = [...counts.keys()].flatMap((table) => table.table.places.map((_, row) => ({ table, row })));
  const isPart = ({ shared }: Agreement) => shared > 0;
  if (!rows.filter((row) => !isParticular(row)).every((row) => match(row, others, isPart))) return null;
  return counts.size > 0 ? counts : null;
}

/** Does the copy vary in something that its original does not state, so that only the copy tells its rows apart? */
function tellsMore(copy: Comparable, original: Comparable): boolean {
  const lacks = (held: Comparable, other: Comparable) =>
    [...held.columns].some(([key, values]) => !other.columns.has(key) && !other.constants.has(key) && new Set(values).size > 1);
  return lacks(copy, original) && !lacks(original, copy);
}

/** Columns of the copy of which every value is in the originals too. */
function repeatedColumns(copy: Comparable, originals: readonly Comparable[]): Set<number> {
  const repeated = new Set<number>();
  for (const { name, at, column } of copy.quantities.values()) {
    const isThere = originals.every(({ quantities }) => quantities.has(name));
    if (isThere || column.values.every(Number.isNaN)) repeated.add(at);
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
  return rank(a) - rank(b) || b.split('/').length - a.split('/').length || (a < b ? -1 : 1);
}

/** Are two files with the same bytes two runs all the same? Scores repeat exactly; times never do. */
function areTwoRuns(a: ReadArtifact, b: ReadArtifact): boolean {
  const [runA, runB] = [runOf(a), runOf(b)];
  if (runA === null || runB === null || runA === runB) return false;
  return a.parsed.tables.every(({ columns }) => columns.every(({ metric }) => metricOf(metric).family === 'quality'));
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
      const originals = originalsOf(table, index);
      const [first] = [...(originals ?? [])].sort(([, a], [, b]) => b - a);
      if (!originals || !first || [...originals.keys()].some((original) => original.artifact === artifact)) {
        addToIndex(index, table);
        continue;
      }
      const [original] = first;
      if (originals.size === 1 && tellsMore(table, original) && original.table.places.length === table.table.places.length) {
        addToIndex(index, table);
        drop(original, table);
        continue;
      }
      const columns = repeatedColumns(table, [...originals.keys()]);
      repeated.set(table.table, columns);
      if (columns.size < table.table.columns.length) addToIndex(index, table);
      copied.set(original, [...(copied.get(original) ?? []), table.table]);
    }
    for (const [original, own] of copied) {
      const whole =
        own.length === artifact.parsed.tables.length && own.every((table) => repeated.get(table)!.size === table.columns.length);
      found.push({ dropped: artifact.path, kept: original.artifact.path, artifact, identical: false, tables: own, whole });
    }
  }

  /** The table that was preferred so far says less than its copy: the copy is counted instead. */
  function drop(original: Comparable, copy: Comparable): void {
    const columns = repeatedColumns(original, [copy]);
    repeated.set(original.table, columns);
    const whole = original.artifact.parsed.tables.length === 1 && columns.size === original.table.columns.length;
    const { artifact, table } = original;
    found.push({ dropped: artifact.path, kept: copy.artifact.path, artifact, identical: false, tables: [table], whole });
  }

  return { found: found.sort((a, b) => (a.dropped < b.dropped ? -1 : 1)), repeated };
}
