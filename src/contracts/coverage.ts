import * as z from 'zod';

/**
 * What became of a column or field.
 * - `value`: its numbers are samples or reported statistics. `label`: it tells observations apart.
 * - `declared`: it says something of the rows or of the file that is no value and no label: an outcome, a time, a count, a unit, an answer,
 *   a configuration.
 * - `left-out`: nothing is taken from it, for a reason that is given.
 */
export const ColumnUse = z.enum(['value', 'label', 'declared', 'left-out']);
export type ColumnUse = z.infer<typeof ColumnUse>;

/** One column of a table, or one field of the records of a document. */
export const CoveredColumn = z.strictObject({
  at: z.string().describe('Column name, or JSON pointer with a star for each index'),
  use: ColumnUse,
  filled: z.int().min(0).describe('Cells that are not blank'),
  leftOut: z.int().min(0).describe('Cells of them that were left out: all of a column that is left out, and those that could not be read'),
  reason: z.string().optional().describe('Why something was left out'),
  detail: z.string().optional().describe('What stands in it: how many numbers, from where to where'),
});
export type CoveredColumn = z.infer<typeof CoveredColumn>;

/** What of an artifact was used, and what was not: every cell that is not blank is counted in one place. */
export const Coverage = z.strictObject({
  columns: z.array(CoveredColumn),
  unread: z.int().min(0).describe('Cells of rows that do not fit their table, and of parts that are not read'),
});
export type Coverage = z.infer<typeof Coverage>;

/** Cells by what became of them; the sum is the number of cells that are not blank. */
export interface CellCounts {
  readonly used: number;
  readonly label: number;
  readonly declared: number;
  readonly leftOut: number;
  readonly unread: number;
}

/** Adds up the cells of an artifact. */
export function cellCounts({ columns, unread }: Coverage): CellCounts {
  const sum = (use: ColumnUse) => columns.reduce((total, column) => total + (column.use === use ? column.filled - column.leftOut : 0), 0);
  const leftOut = columns.reduce((total, column) => total + column.leftOut, 0);
  return { used: sum('value'), label: sum('label'), declared: sum('declared'), leftOut, unread };
}
