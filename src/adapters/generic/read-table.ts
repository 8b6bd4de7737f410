import { type BuiltTable, buildTable } from './build.ts';
import { buildLongTable } from './long.ts';
import { isSecondOfPair, withOutcomePairs } from './outcome-pairs.ts';
import { buildStatisticRows } from './statistic-rows.ts';
import { withoutSummaryRows } from './summary-rows.ts';
import type { RawTable } from './table.ts';
import { buildTransposed } from './transposed.ts';

/**
 * Reads a table whatever way it lies: on its side, one value to a row, statistics below each other, or one observation to a row with sums
 * and means of the others between them.
 */
export function readTable(table: RawTable): BuiltTable {
  const read = buildTransposed(table) ?? buildLongTable(table) ?? buildStatisticRows(table);
  if (read) return read;
  const { raw, covered } = withoutSummaryRows(table);
  const paired = withOutcomePairs(raw);
  const built = buildTable(paired);
  if (covered.length === 0 && paired === raw) return built;
  return { ...built, covered: [...built.covered.filter(({ at }) => paired === raw || !isSecondOfPair(at)), ...covered] };
}
