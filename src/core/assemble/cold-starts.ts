import type { ObservationTable } from '../../contracts/observation.ts';
import { baseValue } from './plausibility.ts';

/** A load of half a second or more is a model load: a model that is in memory already takes 1 to 150 ms. */
const LOAD_MS_MIN = 500;
/** Below that, a load counts when it is this many times the lower quartile and this much longer. */
const LOAD_RATIO_MIN = 5;
const LOAD_DIFFERENCE_MS_MIN = 200;
/** Without a load time, the first request of an ordered table is cold when it waits this many times the median of the others. */
const FIRST_RATIO_MIN = 3;
const FIRST_ROW_COUNT_MIN = 5;

/**
 * Rows that paid a model load or first-use cost.
 *
 * @param failures rows that failed: never cold, since they measured nothing.
 * @returns row indices.
 */
export function coldRows(table: ObservationTable, failures: ReadonlyMap<number, string>): Set<number> {
  const cold = new Set<number>();
  const load = table.columns.find(({ metric, statistic }) => metric === 'load_duration' && statistic === null);
  const rows = table.places.map((_, row) => row).filter((row) => !failures.has(row));
  if (load) {
    const loads = rows.map((row) => baseValue(load, row));
    const known = loads.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    const quartile = known[Math.floor((known.length - 1) / 4)] ?? 0;
    rows.forEach((row, index) => {
      const value = loads[index]!;
      const relative = value > LOAD_RATIO_MIN * quartile && value - quartile > LOAD_DIFFERENCE_MS_MIN;
      if (value >= LOAD_MS_MIN || relative) cold.add(row);
    });
    return cold;
  }
  const wait = table.columns.find(({ metric, statistic }) => metric === 'time_to_first_token' && statistic === null);
  if (!wait || !table.ordered || rows.length < FIRST_ROW_COUNT_MIN) return cold;
  const [first, ...others] = rows.map((row) => baseValue(wait, row));
  const sorted = others.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  if (first !== undefined && median !== undefined && first > FIRST_RATIO_MIN * median) cold.add(rows[0]!);
  return cold;
}
