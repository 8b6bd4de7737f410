import type { Source } from '../../contracts/fact.ts';
import type { SampleRun } from '../../contracts/measured.ts';
import type { AssembledTable, RowSet } from '../../contracts/series.ts';
import { cellText, type Placement } from '../../metrics/cells.ts';
import { groupBy } from '../group-by.ts';

/** Above this many cells of one column, consecutive rows are written as ranges. */
const LISTED_CELL_COUNT_MAX = 200;

interface Cell {
  readonly placement: Placement;
  readonly place: number | string;
  readonly at: string;
}

function rowRanges(rows: readonly number[]): string {
  const ranges: string[] = [];
  let start = rows[0]!;
  rows.forEach((row, index) => {
    const next = rows[index + 1];
    if (next === row + 1) return;
    ranges.push(start === row ? `${row}` : `${start}-${row}`);
    if (next !== undefined) start = next;
  });
  return ranges.join(',');
}

/** Cells as text; many of one CSV column in ascending order as ranges (`row=2-5001;col=x`), which say the same in less space. */
function cellsOf(cells: readonly Cell[]): string[] {
  const { placement, at } = cells[0]!;
  const isOneColumn = (cell: Cell, index: number) =>
    cell.placement === 'row' &&
    cell.at === at &&
    typeof cell.place === 'number' &&
    (index === 0 || cell.place > (cells[index - 1]!.place as number));
  if (cells.length > LISTED_CELL_COUNT_MAX && placement === 'row' && cells.every(isOneColumn)) {
    return [`row=${rowRanges(cells.map(({ place }) => place as number))};col=${at}`];
  }
  return cells.map((cell) => cellText(cell.placement, cell.place, cell.at));
}

/** The source cells of some samples, by artifact and raw unit in the order of the runs; each cell once per sample. */
export function sourcesOf(runs: readonly SampleRun[]): Source[] {
  return [...groupBy(runs, ({ table }) => table.artifact)].flatMap(([{ path, sha256 }, ofArtifact]) =>
    [...groupBy(ofArtifact, ({ column }) => column.unit)].map(([unit, own]) => {
      const cells = own.flatMap(({ table: { table }, rows, column }) =>
        Array.from(rows, (row) => ({ placement: table.placement, place: table.places[row]!, at: column.at })),
      );
      return { path, sha256, unit, cells: cellsOf(cells) };
    }),
  );
}

/** The cell of a row that says it failed, or else one that holds a number; null where there is none. */
function countedCell({ table: { placement, places, failureCells, columns } }: AssembledTable, row: number): Cell | null {
  const measured = columns.find(({ values }) => !Number.isNaN(values[row] ?? Number.NaN))?.at;
  const at = failureCells.get(row) ?? measured ?? (placement === 'row' ? columns[0]?.at : undefined);
  return at === undefined ? null : { placement, place: places[row]!, at };
}

/**
 * Source cells for a count of rows, one per row.
 *
 * @returns null when a row has no cell that could be re-read, so that no such count is stated.
 */
export function rowSources(sets: readonly RowSet[]): Source[] | null {
  const sources: Source[] = [];
  for (const [{ path, sha256 }, own] of groupBy(sets, ({ table }) => table.artifact)) {
    const cells = own.flatMap(({ table, rows }) => Array.from(rows, (row) => countedCell(table, row)));
    if (!cells.every((cell) => cell !== null)) return null;
    sources.push({ path, sha256, cells: cellsOf(cells) });
  }
  return sources;
}
