import type { MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';

/** Raw value of one cell in the base unit; NaN where it is missing. */
export function baseValue(column: MeasureColumn, row: number): number {
  return (column.values[row] ?? Number.NaN) * toBase(column.unit).factor;
}

/** Units of quantities that cannot be negative. */
const NEVER_NEGATIVE = new Set(['ms', 'tokens/s', 'requests/s', 'operations/s', 'bytes', 'count', 'W', 'J', 'MHz']);

/**
 * Is this value one that the quantity can have? Not finite and negative times, rates and sizes are not; differences may be negative.
 */
export function isPlausible(metric: string, value: number, baseUnit: string): boolean {
  if (!Number.isFinite(value)) return false;
  return value >= 0 || !NEVER_NEGATIVE.has(baseUnit) || /difference|delta|change/.test(metric);
}

/** Times within a request: none can be longer than the run it is part of. */
const WITHIN_RUN = new Set(['time_to_first_token', 'inter_token_latency', 'time_per_output_token', 'request_latency']);
const RUN_TOLERANCE_RATIO = 1.01;

/** Duration of the run of each row in ms, where the table has it. */
function runDurations({ columns }: ObservationTable): readonly number[] | null {
  const column = columns.find(({ metric, statistic }) => metric === 'run_duration' && statistic === null);
  return column ? column.values.map((_, row) => baseValue(column, row)) : null;
}

/**
 * Copy of a table with impossible values taken out (negative or not finite ones, and a time within a request that is longer than the whole
 * run), and how many there were.
 */
export function withoutImplausible(table: ObservationTable): { table: ObservationTable; count: number } {
  const durations = runDurations(table);
  let count = 0;
  const columns = table.columns.map((column) => {
    const { base, factor } = toBase(column.unit);
    const isPossible = (value: number, row: number) => {
      if (Number.isNaN(value)) return true;
      const limit = WITHIN_RUN.has(column.metric) ? (durations?.[row] ?? Number.NaN) * RUN_TOLERANCE_RATIO : Number.NaN;
      return isPlausible(column.metric, value * factor, base) && !(value * factor > limit);
    };
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
