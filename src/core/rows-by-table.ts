import type { AssembledTable, RowSet } from '../contracts/series.ts';
import { groupBy } from './group-by.ts';

/** Row indices of several sets of one table, in ascending order; the set itself where there is one. */
function joined(sets: readonly RowSet[]): Uint32Array {
  if (sets.length === 1) return sets[0]!.rows;
  const rows = new Uint32Array(sets.reduce((sum, own) => sum + own.rows.length, 0));
  let length = 0;
  for (const own of sets) {
    rows.set(own.rows, length);
    length += own.rows.length;
  }
  return rows.sort();
}

/** The rows of some blocks by table, tables in order of first appearance, rows in file order: what interleaved settings share is one set. */
export function rowsByTable(sets: readonly RowSet[]): RowSet[] {
  return [...groupBy<RowSet, AssembledTable>(sets, ({ table }) => table)].map(([table, own]) => ({ table, rows: joined(own) }));
}

/** The rows for which the condition holds, tables that have none left out. */
export function filterRows(sets: readonly RowSet[], holds: (row: number, table: AssembledTable) => boolean): RowSet[] {
  return sets.flatMap(({ table, rows }) => {
    const own = rows.filter((row) => holds(row, table));
    return own.length === 0 ? [] : [{ table, rows: own.length === rows.length ? rows : own }];
  });
}

/** Number of rows of all sets. */
export function rowCount(sets: readonly RowSet[]): number {
  return sets.reduce((sum, { rows }) => sum + rows.length, 0);
}
