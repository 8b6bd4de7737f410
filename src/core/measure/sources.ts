import type { Source } from '../../contracts/fact.ts';
import type { SampleRun } from '../../contracts/measured.ts';
import type { MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import type { AssembledTable, RowSet } from '../../contracts/series.ts';
import type { CellCondition } from '../../metrics/cell-conditions.ts';
import { type CellRange, cellsText, cellText, isWholeCell, pointerTokens, printCell } from '../../metrics/cells.ts';
import { remembered } from '../../metrics/remembered.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { groupBy } from '../group-by.ts';
import { conditionName, selectByLabels } from './label-selection.ts';
import { type Numbering, rowNumbers } from './row-numbers.ts';

/** Up to this many cells or ranges are written out, which any reader of the report can follow; more only where no selection is shorter. */
const RANGE_COUNT_PLAIN = 200;
/** In a table with more rows, so many: a report on a large file must not be larger than the file. */
const RANGE_COUNT_PLAIN_LARGE = 12;
const LARGE_ROW_COUNT = 5_000;
/** Rows that a selection may leave out by breaking its range. */
const GAP_COUNT_MAX = 200;

const numbersOf = remembered((table: ObservationTable): Numbering => rowNumbers(table));

function numberingOf({ table }: AssembledTable): Numbering {
  return numbersOf(table);
}

function rangesOf(numbers: Int32Array, rows: ArrayLike<number>): CellRange[] {
  const ranges: [number, number][] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const number = numbers[rows[index]!]!;
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** Cells of one column, in rows of one group. */
interface ColumnCells {
  readonly table: AssembledTable;
  readonly at: string;
  readonly rows: Uint32Array;
  /** The numbers of the column where the cells hold samples; null where rows are only counted. */
  readonly column: MeasureColumn | null;
}

function printed({ table, at, rows }: ColumnCells, ranges: readonly CellRange[], where: readonly CellCondition[]): string {
  const { placement } = table.table;
  const { groups, groupOf } = numberingOf(table);
  const { of, below } = groups[groupOf[rows[0]!]!]!;
  if (placement === 'pointer') {
    const pointer = pointerTokens(`${below}${at}`);
    return printCell({ place: 'item', ranges, of: pointerTokens(of), column: null, pointer, index: null, where });
  }
  return cellsText(placement, ranges, at, where);
}

/** Conditions that leave out rows without a number, and those whose number is zero; what neither leaves out is returned as `others`. */
function conditionsAgainst(
  extras: readonly number[],
  { table, at, rows, column }: ColumnCells,
): { where: CellCondition[]; others: number[] } {
  const { groups, groupOf } = numberingOf(table);
  const name = column && conditionName(table.table, groups[groupOf[rows[0]!]!]!.below, at);
  if (!column || name === null) return { where: [], others: [...extras] };
  const impossible = table.implausible.get(table.table.columns.indexOf(column));
  const isMissing = (row: number) => Number.isNaN(column.values[row] ?? Number.NaN) && !impossible?.has(row);
  const isZero = (row: number) => column.values[row] === 0;
  const dropsZeros = extras.some(isZero) && !rows.some(isZero);
  const where: CellCondition[] = [
    ...(extras.some(isMissing) ? [{ name, kind: 'is-number' } as const] : []),
    ...(dropsZeros ? [{ name, kind: 'is-not-zero' } as const] : []),
  ];
  return { where, others: extras.filter((row) => !isMissing(row) && !(dropsZeros && isZero(row))) };
}

/** First position in an ascending list whose value is at least this. */
function positionOf(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The cells as a selection by labels; null where labels, numbers and a few gaps do not make one. */
function selected(cells: ColumnCells): string | null {
  const { table, rows } = cells;
  const { groupOf, numberOf, isOneGroup } = numberingOf(table);
  const [first, last] = [rows[0]!, rows.at(-1)!];
  const alike = selectByLabels(table.table, numberingOf(table), rows);
  const within = alike.rows.slice(positionOf(alike.rows, first), positionOf(alike.rows, last + 1));
  const own = new Set(rows);
  const { where, others } = conditionsAgainst(
    within.filter((row) => !own.has(row)),
    cells,
  );
  const conditions = [...alike.where, ...where];
  if (others.length > GAP_COUNT_MAX || conditions.length === 0) return null;
  const isDense = isOneGroup && last - first === numberOf[last]! - numberOf[first]!;
  const gaps = new Set(others);
  if (isDense && gaps.size === 0) return printed(cells, [[numberOf[first]!, numberOf[last]!]], conditions);
  const spanned = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const kept = spanned.filter((row) => groupOf[row] === groupOf[first] && !gaps.has(row));
  return printed(cells, rangesOf(numberOf, kept), conditions);
}

function cellsOfGroup(cells: ColumnCells): string[] {
  const { placement, places } = cells.table.table;
  const plainMax = places.length > LARGE_ROW_COUNT ? RANGE_COUNT_PLAIN_LARGE : RANGE_COUNT_PLAIN;
  if (placement === 'pointer' && cells.rows.length <= plainMax)
    return Array.from(cells.rows, (row) => cellText(placement, places[row]!, cells.at));
  const ranges = rangesOf(numberingOf(cells.table).numberOf, cells.rows);
  const plain = printed(cells, ranges, []);
  if (ranges.length <= plainMax) return [plain];
  const selection = selected(cells);
  return [selection !== null && selection.length < plain.length ? selection : plain];
}

/** Cells of one column in the rows of a table: one, ranges, or a selection for each array or list of rows they stand in. */
function cellsOf({ table, rows }: RowSet, at: string, column: MeasureColumn | null): string[] {
  const { placement, places } = table.table;
  if (rows.length === 1 || isWholeCell(at)) return Array.from(rows, (row) => cellText(placement, places[row]!, at));
  const { groupOf, isOneGroup } = numberingOf(table);
  if (isOneGroup) return cellsOfGroup({ table, at, rows, column });
  return [...groupBy(rows, (row) => groupOf[row]!)].flatMap(([group, own]) =>
    group === -1
      ? own.map((row) => cellText(placement, places[row]!, at))
      : cellsOfGroup({ table, at, rows: new Uint32Array(own), column }),
  );
}

function sourceOf({ path, sha256 }: AssembledTable['artifact'], runs: readonly SampleRun[]): Source {
  const cells = runs.flatMap((run) => cellsOf(run, run.column.at, run.column));
  return { path, sha256, unit: runs[0]!.column.unit, cells };
}

/** The source cells of some samples, by artifact and raw unit in the order of the runs; each cell once per sample. */
export function sourcesOf(runs: readonly SampleRun[]): Source[] {
  if (runs.length === 1) return [sourceOf(runs[0]!.table.artifact, runs)];
  return [...groupBy(runs, ({ table }) => table.artifact)].flatMap(([artifact, ofArtifact]) =>
    [...groupBy(ofArtifact, ({ column }) => column.unit).values()].map((own) => sourceOf(artifact, own)),
  );
}

/**
 * The cell by which a row is counted: the one that says it failed, or else one that holds a number, or a label.
 *
 * @param what which rows are counted: a row of a CSV file or a line is there whatever stands in the first column.
 */
function countedAt(
  { table: { placement, failureCells, columns, labelColumns } }: AssembledTable,
  what: 'failed' | 'all',
  row: number,
): string | null {
  const first = placement === 'pointer' ? undefined : columns.find(({ at }) => !isWholeCell(at))?.at;
  const failed = failureCells.get(row);
  if (first !== undefined && (what === 'all' || failed === undefined)) return first;
  const measured = columns.find(({ values }) => !Number.isNaN(values[row] ?? Number.NaN))?.at;
  // A row without any value is still there, as what it is of.
  const named = labelColumns.find(({ at, values }) => at !== undefined && (values[row] ?? null) !== null)?.at;
  return failed ?? measured ?? named ?? null;
}

/**
 * Source cells for a count of rows, one per row.
 *
 * @returns null when a row has no cell that could be re-read, so that no such count is stated.
 */
export function rowSources(sets: readonly RowSet[], what: 'failed' | 'all'): Source[] | null {
  const sources: Source[] = [];
  for (const [{ path, sha256 }, own] of groupBy(sets, ({ table }) => table.artifact)) {
    const cells: string[] = [];
    for (const { table, rows } of own) {
      for (const [at, counted] of groupBy(rows, (row) => countedAt(table, what, row))) {
        if (at === null) return null;
        appendAll(cells, cellsOf({ table, rows: new Uint32Array(counted) }, at, null));
      }
    }
    sources.push({ path, sha256, cells });
  }
  return sources;
}
