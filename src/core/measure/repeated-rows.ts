import type { Fact } from '../../contracts/fact.ts';
import type { Duplicate, RowRef } from '../../contracts/series.ts';
import type { FactBook } from './fact-book.ts';
import { rowSources } from './sources.ts';

/** Number of rows by which a dropped copy repeats the file that is counted; null for a copy without rows. */
export function repeatedRows(book: FactBook, { artifact, dropped, kept, tables }: Duplicate): Fact | null {
  const rows = tables.flatMap((table): RowRef[] => {
    const assembled = { artifact, table, failures: table.failures, cold: new Set<number>() };
    return table.places.map((_, row) => ({ table: assembled, row }));
  });
  const sources = rowSources(rows);
  if (rows.length === 0 || sources === null) return null;
  return book.add({
    kind: 'count',
    metric: 'repeated_row_count',
    statistic: 'count',
    value: rows.length,
    unit: 'count',
    direction: 'none',
    labels: new Map([
      ['copy', dropped],
      ['original', kept],
    ]),
    subset: 'all',
    sampleCount: rows.length,
    excluded: { failed: 0, implausible: 0 },
    formula: 'number of rows of the copy; each is in the original too',
    sources,
  });
}
