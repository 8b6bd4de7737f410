import type { ObservationTable } from '../../contracts/observation.ts';
import type { Duplicate, ReadArtifact } from '../../contracts/series.ts';
import { toBase } from '../../metrics/units.ts';

/** Tables with more rows are compared by their bytes only. */
const ROW_COUNT_MAX = 20_000;

/** Half of the last printed digit of a number: 3089.02 may stand for anything within 0.005 of it. */
function roundingOf(value: number): number {
  const text = String(value);
  if (text.includes('e')) return Math.abs(value) * 1e-12;
  const decimals = text.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals;
}

/** Does the number carry enough digits that two equal ones are no accident? */
function isDistinctive(value: number): boolean {
  return String(value).replace(/e.*$/, '').replaceAll(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length >= 4;
}

interface Measured {
  readonly value: number;
  readonly tolerance: number;
  readonly distinctive: boolean;
}

/** Values of each row by metric and statistic, in the base unit. */
function measuredRows(table: ObservationTable): Map<string, Measured>[] {
  return table.places.map((_, row) => {
    const measured = new Map<string, Measured>();
    for (const { metric, statistic, unit, values } of table.columns) {
      const raw = values[row];
      const quantity = `${metric} ${statistic ?? ''}`;
      if (raw === undefined || Number.isNaN(raw) || measured.has(quantity)) continue;
      const { factor } = toBase(unit);
      measured.set(quantity, { value: raw * factor, tolerance: roundingOf(raw) * factor, distinctive: isDistinctive(raw) });
    }
    return measured;
  });
}

/** The same observation? All shared metrics agree to the coarser rounding, at least two of them or one long one, one of them distinctive. */
function agree(a: ReadonlyMap<string, Measured>, b: ReadonlyMap<string, Measured>): boolean {
  let shared = 0;
  let distinctive = 0;
  for (const [metric, left] of a) {
    const right = b.get(metric);
    if (!right) continue;
    if (Math.abs(left.value - right.value) > Math.max(left.tolerance, right.tolerance) * 1.000001) return false;
    shared += 1;
    if (left.distinctive && right.distinctive) distinctive += 1;
  }
  return shared >= 2 && distinctive >= 1;
}

type Row = ReadonlyMap<string, Measured>;

/** Where rows with a value of about this size are: slots of two per cent, so a rounded copy is in the same slot or the next one. */
function slotOf(value: number): number {
  return Math.round(Math.log(Math.abs(value) + 1e-12) * 50);
}

/** Rows of all artifacts kept so far, by metric and size of a value. */
type RowIndex = Map<string, { readonly artifact: number; readonly row: Row }[]>;

function addToIndex(index: RowIndex, artifact: number, rows: readonly Row[]): void {
  for (const row of rows) {
    for (const [metric, { value }] of row) {
      const key = `${metric} ${slotOf(value)}`;
      const found = index.get(key);
      if (found) found.push({ artifact, row });
      else index.set(key, [{ artifact, row }]);
    }
  }
}

/** Rows in the index that hold the same observation. */
function matches(index: RowIndex, row: Row): { artifact: number; row: Row }[] {
  const anchor = [...row].find(([, { distinctive }]) => distinctive);
  if (!anchor) return [];
  const [metric, { value }] = anchor;
  return [-1, 0, 1]
    .flatMap((step) => index.get(`${metric} ${slotOf(value) + step}`) ?? [])
    .filter((candidate) => agree(row, candidate.row));
}

/**
 * The kept artifacts that hold all of these rows, each once, the one with the most of them first: a list of all runs of a sweep repeats
 * the file of each run. Null when a row is in none, or when most rows have nothing distinctive.
 */
function originalsOf(rows: readonly Row[], index: RowIndex): number[] | null {
  const comparable = rows.filter((row) => [...row.values()].some(({ distinctive }) => distinctive));
  if (comparable.length === 0 || comparable.length < rows.filter(({ size }) => size > 0).length / 2) return null;
  const used = new Set<Row>();
  const counts = new Map<number, number>();
  for (const row of comparable) {
    const free = matches(index, row).filter((candidate) => !used.has(candidate.row));
    const match = free.toSorted((a, b) => (counts.get(b.artifact) ?? 0) - (counts.get(a.artifact) ?? 0))[0];
    if (!match) return null;
    used.add(match.row);
    counts.set(match.artifact, (counts.get(match.artifact) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([artifact]) => artifact);
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

function comparableTables(artifact: ReadArtifact): ObservationTable[] {
  return artifact.parsed.tables.filter(({ places }) => places.length <= ROW_COUNT_MAX);
}

/**
 * Observations that are there twice: artifacts with the same bytes, and tables all of whose rows are in another artifact (a CSV and a
 * JSON of one run, also when one of them rounds).
 *
 * @returns in order of the dropped path.
 */
export function findDuplicates(artifacts: readonly ReadArtifact[]): Duplicate[] {
  const ordered = artifacts
    .filter(({ parsed }) => parsed.tables.length > 0 || parsed.statements.length > 0)
    .toSorted((a, b) => preference(a.path, b.path));
  const duplicates: Duplicate[] = [];
  const index: RowIndex = new Map();
  const bySha = new Map<string, string>();
  ordered.forEach((artifact, position) => {
    const twin = bySha.get(artifact.sha256);
    if (twin !== undefined) {
      duplicates.push({ dropped: artifact.path, kept: twin, artifact, identical: true, tables: artifact.parsed.tables, whole: true });
      return;
    }
    bySha.set(artifact.sha256, artifact.path);
    const tables = comparableTables(artifact);
    const copied = new Map<number, ObservationTable[]>();
    for (const table of tables) {
      const rows = measuredRows(table);
      const originals = originalsOf(rows, index);
      if (originals === null) addToIndex(index, position, rows);
      else if (!originals.includes(position)) copied.set(originals[0]!, [...(copied.get(originals[0]!) ?? []), table]);
    }
    for (const [original, own] of copied) {
      const whole = own.length === tables.length;
      duplicates.push({ dropped: artifact.path, kept: ordered[original]!.path, artifact, identical: false, tables: own, whole });
    }
  });
  return duplicates.sort((a, b) => (a.dropped < b.dropped ? -1 : 1));
}
