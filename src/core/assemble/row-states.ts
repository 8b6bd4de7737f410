import type { MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import { impossibility } from '../../metrics/impossible.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { type ZeroContext, zeroMeans } from '../../metrics/row-state.ts';
import { toBase } from '../../metrics/units.ts';

/** Raw value of one cell in the base unit; NaN where it is missing. */
export function baseValue(column: MeasureColumn, row: number): number {
  return (column.values[row] ?? Number.NaN) * toBase(column.unit).factor;
}

/** A table of which every value is one that counts, and what was taken out of it. */
export interface JudgedTable {
  /** Values that are impossible or not defined are missing; `failureCells` names the zeros that stand for a failure too. */
  readonly table: ObservationTable;
  /** Row index -> why nothing of the row counts: the adapter's reasons, and zeros that stand for a failure. */
  readonly failures: ReadonlyMap<number, string>;
  /** Index of a column -> rows whose value in it is impossible. */
  readonly implausible: ReadonlyMap<number, ReadonlySet<number>>;
  /** Index of a column -> rows in which its metric is not defined, so that a zero stands there for nothing. */
  readonly undefinedIn: ReadonlyMap<number, ReadonlySet<number>>;
}

/** Value in the base unit of another metric in the same row, NaN where the table has none: a reader of one row at a time. */
function besideIn({ columns }: ObservationTable): (row: number) => (metric: string) => number {
  const samples = new Map(columns.filter(({ statistic }) => statistic === null).map((column) => [column.metric, column]));
  return (row) => (metric) => {
    const column = samples.get(metric);
    return column ? baseValue(column, row) : Number.NaN;
  };
}

/**
 * Does the row hold a value above zero that proves that the request gave something? A rate proves it for every zero beside it; a duration
 * proves it for another duration only, since a request that timed out took its time too.
 */
function hasGoodBeside({ columns }: ObservationTable, zero: MeasureColumn, row: number): boolean {
  const isRate = metricOf(zero.metric).family === 'throughput';
  return columns.some((column) => {
    const { zeroMeansFailed, family } = metricOf(column.metric);
    const proves = family === 'throughput' || (!isRate && family !== 'telemetry');
    return zeroMeansFailed && proves && (column.values[row] ?? Number.NaN) > 0;
  });
}

function put(sets: Map<number, Set<number>>, column: number, row: number): void {
  const rows = sets.get(column);
  if (rows) rows.add(row);
  else sets.set(column, new Set([row]));
}

/**
 * Decides the state of every row and cell of a table, whatever adapter read it: failed as the adapter says or as a zero tells that can only
 * stand for a failure, impossible, not defined, or good. What is left has values that count.
 */
export const judgeRows = remembered((parsed: ObservationTable): JudgedTable => {
  const failures = new Map(parsed.failures);
  const failureCells = new Map(parsed.failureCells);
  const implausible = new Map<number, Set<number>>();
  const undefinedIn = new Map<number, Set<number>>();
  const beside = besideIn(parsed);
  const contextOf = (column: MeasureColumn, row: number): ZeroContext => {
    const tokens = beside(row)('output_token_count');
    return {
      statistic: column.statistic,
      outputTokens: Number.isNaN(tokens) ? null : tokens,
      besideGood: hasGoodBeside(parsed, column, row),
      saidToBeGood: parsed.good?.has(row) ?? false,
    };
  };
  parsed.columns.forEach((column, at) => {
    const { metric, statistic, values } = column;
    const { base: unit, factor } = toBase(column.unit);
    for (let row = 0; row < values.length; row += 1) {
      const raw = values[row]!;
      if (Number.isNaN(raw)) continue;
      if (impossibility({ metric, statistic, value: raw * factor, unit }, beside(row)) !== null) put(implausible, at, row);
      else if (raw === 0 && !parsed.failures.has(row)) {
        const meaning = zeroMeans(metric, contextOf(column, row));
        if (meaning === 'not-defined') put(undefinedIn, at, row);
        else if (meaning === 'failed' && !failures.has(row)) {
          failures.set(row, `${column.at.replace(/^\//, '')} is 0, which stands for a failed or missing measurement`);
          failureCells.set(row, column.at);
        }
      }
    }
  });
  const columns = parsed.columns.map((column, at) => {
    const [bad, none] = [implausible.get(at), undefinedIn.get(at)];
    if (!bad && !none) return column;
    return { ...column, values: column.values.map((value, row) => (bad?.has(row) || none?.has(row) ? Number.NaN : value)) };
  });
  return { table: { ...parsed, columns, failureCells }, failures, implausible, undefinedIn };
});
