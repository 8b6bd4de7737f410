import type { LabelValue, ObservationTable } from '../../contracts/observation.ts';
import { identifies, labelRole } from '../../metrics/labels.ts';
import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { baseValue } from './row-states.ts';

/** A load of half a second or more is a model load: a model that is in memory already takes 1 to 150 ms. */
const LOAD_MS_MIN = 500;
/** Below that, a load counts when it is this many times the lower quartile and this much longer. */
const LOAD_RATIO_MIN = 5;
const LOAD_DIFFERENCE_MS_MIN = 200;
/** Without a load time, the first request of a model is cold when it waits this many times the median of the others. */
const FIRST_RATIO_MIN = 3;
/** Others of the same load and settings that it takes to tell. */
const PEER_COUNT_MIN = 4;

type Labels = ReadonlyMap<string, LabelValue>;

/** Rows by a part of their labels, in file order. */
function rowsBy(rows: readonly number[], labelsOf: (row: number) => Labels, counts: (key: string) => boolean): Map<string, number[]> {
  const keyOf = remembered((labels: Labels) => JSON.stringify([...labels].filter(([key]) => counts(key))));
  return groupBy(rows, (row) => keyOf(labelsOf(row)));
}

/** Does a change of this label have a model loaded anew, or another one? Load, lengths and the like do not. */
function isLoadedWith(key: string): boolean {
  return identifies(key) || labelRole(key) === 'setting';
}

/**
 * Rows that paid a model load or a first-use cost, for each subject by itself: what loads quickly for one model is slow for another.
 *
 * @param failures rows that failed: never cold, since they measured nothing.
 * @param labelsOf labels of a row without those of the single request; rows that agree may share one map.
 * @returns row indices.
 */
export function coldRows(table: ObservationTable, failures: ReadonlyMap<number, string>, labelsOf: (row: number) => Labels): Set<number> {
  const cold = new Set<number>();
  const rows = table.places.map((_, row) => row).filter((row) => !failures.has(row));
  const load = table.columns.find(({ metric, statistic }) => metric === 'load_duration' && statistic === null);
  if (load) {
    for (const own of rowsBy(rows, labelsOf, identifies).values()) {
      const known = own.map((row) => baseValue(load, row)).filter((value) => !Number.isNaN(value));
      const quartile = known.sort((a, b) => a - b)[Math.floor((known.length - 1) / 4)] ?? 0;
      for (const row of own) {
        const value = baseValue(load, row);
        const standsOut = value > LOAD_RATIO_MIN * quartile && value - quartile > LOAD_DIFFERENCE_MS_MIN;
        if (value >= LOAD_MS_MIN || standsOut) cold.add(row);
      }
    }
    return cold;
  }
  const wait = table.columns.find(({ metric, statistic }) => metric === 'time_to_first_token' && statistic === null);
  if (!wait || !table.ordered) return cold;
  const alike = rowsBy(rows, labelsOf, () => true);
  const firsts = new Set([...rowsBy(rows, labelsOf, isLoadedWith).values()].map(([first]) => first));
  for (const [first, ...peers] of alike.values()) {
    if (first === undefined || !firsts.has(first) || peers.length < PEER_COUNT_MIN) continue;
    const waits = peers.map((row) => baseValue(wait, row)).filter((value) => !Number.isNaN(value));
    const median = waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)];
    if (median !== undefined && baseValue(wait, first) > FIRST_RATIO_MIN * median) cold.add(first);
  }
  return cold;
}
