import type { MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import { impossibility } from '../../metrics/impossible.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';

/** Raw value of one cell in the base unit; NaN where it is missing. */
export function baseValue(column: MeasureColumn, row: number): number {
  return (column.values[row] ?? Number.NaN) * toBase(column.unit).factor;
}

/** Value in the base unit of another metric in the same row, NaN where the table has none: a reader of one row at a time. */
function besideIn({ columns }: ObservationTable): (row: number) => (metric: string) => number {
  const samples = new Map(columns.filter(({ statistic }) => statistic === null).map((column) => [column.metric, column]));
  return (row) => (metric) => {
    const column = samples.get(metric);
    return column ? baseValue(column, row) : Number.NaN;
  };
}

/** Copy of a table with impossible values taken out (see `impossibility`), and how many there were. A missing value is none of them. */
export function withoutImplausible(table: ObservationTable): { table: ObservationTable; count: number } {
  const beside = besideIn(table);
  let count = 0;
  const columns = table.columns.map((column) => {
    const { metric, statistic } = column;
    const { base: unit, factor } = toBase(column.unit);
    const isPossible = (value: number, row: number) =>
      Number.isNaN(value) || impossibility({ metric, statistic, value: value * factor, unit }, beside(row)) === null;
    if (column.values.every(isPossible)) return column;
    const values = column.values.map((value, row) => {
      if (isPossible(value, row)) return value;
      count += 1;
      return Number.NaN;
    });
    return { ...column, values };
  });
  return { table: count === 0 ? table : { ...table, columns }, count };
}

/**
 * Failed rows of a table: those the adapter names, and rows in which a metric that cannot be zero is zero. Half of the rows of tools that
 * write `0.00` for a request that never happened would otherwise be averaged in.
 *
 * @returns row index -> reason.
 */
export function rowFailures(table: ObservationTable): Map<number, string> {
  const failures = new Map(table.failures);
  for (const column of table.columns) {
    // A deviation, or the smallest of many values, may be zero without anything having failed.
    if (!metricOf(column.metric).zeroMeansFailed || ![null, 'mean', 'median'].includes(column.statistic)) continue;
    column.values.forEach((value, row) => {
      if (value === 0 && !failures.has(row))
        failures.set(row, `${column.at.replace(/^\//, '')} is 0, which stands for a failed or missing measurement`);
    });
  }
  return failures;
}
