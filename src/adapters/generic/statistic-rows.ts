import { nameParts } from '../../metrics/name-parts.ts';
import { type BuiltTable, buildTable } from './build.ts';
import { isMissing, type RawColumn, type RawTable } from './table.ts';

/** A row of pandas' `describe` that says how many values are behind the others. */
const COUNT = /^(?:count|n)$/i;

/**
 * A table whose rows are statistics, as pandas' `describe` writes it: one column holds `mean`, `std`, `50%`, and the others are what they are
 * of. A mean and a deviation below each other are no two samples.
 *
 * @returns null where no column names statistics in every row.
 */
export function buildStatisticRows(raw: RawTable): BuiltTable | null {
  const column = raw.columns.find((candidate) => namesStatistics(candidate, raw.rows.length));
  if (!column) return null;
  const words = raw.rows.map((_, row) => String(column.cell(row) ?? '').trim());
  const parts = [...new Set(words)].map((word) => {
    const rows = [...words.keys()].filter((row) => words[row] === word);
    return { statistic: COUNT.test(word) ? null : nameParts(word).statistic, built: buildTable(rowsOf(raw, column, rows)) };
  });
  const [first] = parts;
  const stated = parts.flatMap(({ statistic, built }) =>
    statistic !== null && built.table
      ? [{ ...built.table, columns: built.table.columns.map((own) => ({ ...own, statistic: own.statistic ?? statistic })) }]
      : [],
  );
  return {
    table: null,
    further: stated,
    problems: parts.flatMap(({ built }) => built.problems),
    covered: [
      { at: column.at, use: 'declared', filled: words.length, leftOut: 0 },
      ...parts.flatMap(({ statistic, built }) =>
        built.covered.map((own) => (statistic === null && own.use === 'value' ? { ...own, use: 'declared' as const } : own)),
      ),
    ],
    allFailed: false,
    unused: first?.built.unused ?? [],
  };
}

function namesStatistics(column: RawColumn, rowCount: number): boolean {
  const words = new Set<string>();
  for (let row = 0; row < rowCount; row += 1) {
    const cell = column.cell(row);
    // A number in every cell is the common case, and no name of a statistic.
    if (isMissing(cell) || typeof cell !== 'string' || !/[a-z%]/i.test(cell)) return false;
    const { stem, statistic, unit } = nameParts(cell);
    if (!COUNT.test(cell.trim()) && (stem !== '' || statistic === null || unit !== null)) return false;
    words.add(cell.trim());
  }
  // `95%` and `96%` alone are numbers of a column.
  return words.size > 1 && [...words].some((word) => /^[a-z]+$/i.test(word));
}

function rowsOf(raw: RawTable, without: RawColumn, rows: readonly number[]): RawTable {
  return {
    ...raw,
    columns: raw.columns
      .filter((column) => column !== without)
      .map((column) => ({ ...column, cell: (row: number) => column.cell(rows[row]!) })),
    rows: rows.map((row) => raw.rows[row]!),
  };
}
