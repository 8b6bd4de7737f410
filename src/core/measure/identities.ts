import type { ColumnIdentity } from '../../contracts/measured.ts';
import type { MeasureColumn } from '../../contracts/observation.ts';
import type { AssembledTable } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { rowCount } from '../rows-by-table.ts';
import { sourcesOf } from './sources.ts';

const ROW_COUNT_MIN = 3;
/** A table with more columns of times is no record of one request's parts, and trying all sums of three would take for ever. */
const COLUMN_COUNT_MAX = 12;
/** Parts may be rounded in the file: half a unit of the fourth significant digit. */
const TOLERANCE_RATIO = 5e-4;

function durations(table: AssembledTable): MeasureColumn[] {
  return table.table.columns.filter(
    ({ metric, statistic, unit }) => statistic === null && toBase(unit).base === 'ms' && metricOf(metric).family !== 'other',
  );
}

/** The rows in which `whole` is the sum of `parts`, or null when it is not in some row that has them all. */
function rowsOfSum(table: AssembledTable, whole: MeasureColumn, parts: readonly MeasureColumn[]): Uint32Array | null {
  const rows: number[] = [];
  for (let row = 0; row < table.table.places.length; row += 1) {
    if (table.failures.has(row)) continue;
    const values = [whole, ...parts].map((column) => (column.values[row] ?? Number.NaN) * toBase(column.unit).factor);
    if (values.some(Number.isNaN)) continue;
    const [total, ...others] = values as [number, ...number[]];
    const sum = others.reduce((a, b) => a + b, 0);
    if (Math.abs(total - sum) > TOLERANCE_RATIO * Math.abs(total) || others.some((value) => value <= 0)) return null;
    rows.push(row);
  }
  return rows.length >= ROW_COUNT_MIN ? Uint32Array.from(rows) : null;
}

function pairsAndTriples(columns: readonly MeasureColumn[]): MeasureColumn[][] {
  return columns.flatMap((a, i) => columns.slice(i + 1).flatMap((b, j) => [[a, b], ...columns.slice(i + j + 2).map((c) => [a, b, c])]));
}

/**
 * Columns of times that are the sum of others in every row of every table that has them: `ttft_s = load_s + prompt_eval_s` says that this
 * time to first token includes the model load and is computed, not measured.
 */
export function columnIdentities(book: FactBook, tables: readonly AssembledTable[]): ColumnIdentity[] {
  const found = tables.flatMap((table) => {
    const columns = durations(table);
    if (columns.length > COLUMN_COUNT_MAX) return [];
    return columns.flatMap((whole) =>
      pairsAndTriples(columns.filter((column) => column !== whole)).flatMap((parts) => {
        const rows = rowsOfSum(table, whole, parts);
        return rows ? [{ table, whole, parts, rows }] : [];
      }),
    );
  });
  const groups = groupBy(found, ({ whole, parts }) =>
    JSON.stringify([whole.at, parts.map(({ at }) => at)].flat().map((at) => at.replace(/^\//, ''))),
  );
  return [...groups.values()].map((group) => {
    const { whole, parts } = group[0]!;
    const runs = group.map(({ table, rows, whole: column }) => ({ table, rows, column }));
    const name = (column: MeasureColumn) => column.at.replace(/^\//, '');
    return {
      whole: name(whole),
      parts: parts.map(name),
      paths: group.map(({ table }) => table.artifact.path),
      rows: addCount(book, {
        metric: whole.metric,
        statistic: 'rows in which the identity holds',
        value: rowCount(runs),
        labels: new Map([['identity', `${name(whole)} = ${parts.map(name).join(' + ')}`]]),
        formula: 'number of rows that have all these columns and did not fail; the identity holds in each',
        sources: sourcesOf(runs),
      }),
    };
  });
}
