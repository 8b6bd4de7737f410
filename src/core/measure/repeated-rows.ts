import type { Fact } from '../../contracts/fact.ts';
import type { Duplicate, RowSet } from '../../contracts/series.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { rowCount } from '../rows-by-table.ts';
import { rowSources } from './sources.ts';

/** Number of rows by which a dropped copy repeats the file that is counted; null for a copy without rows. */
export function repeatedRows(book: FactBook, { artifact, dropped, kept, tables }: Duplicate): Fact | null {
  const sets = tables.map((table): RowSet => {
    const assembled = { artifact, table, failures: table.failures, cold: new Set<number>(), implausible: new Map() };
    return { table: assembled, rows: Uint32Array.from(table.places, (_, row) => row) };
  });
  const count = rowCount(sets);
  const sources = rowSources(sets, 'all');
  if (count === 0 || sources === null) return null;
  return addCount(book, {
    metric: 'repeated_row_count',
    statistic: 'count',
    value: count,
    labels: new Map([
      ['copy', dropped],
      ['original', kept],
    ]),
    formula: 'number of rows of the copy; each is in the original too',
    sources,
  });
}
