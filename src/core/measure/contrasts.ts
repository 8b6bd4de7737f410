import type { Excluded } from '../../contracts/fact.ts';
import type { MeasuredSubject, SampleRun, Samples } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { rowCount } from '../rows-by-table.ts';
import { readSamples } from './samples.ts';

/** A level most of whose rows are cold cannot be told apart from the cold start. */
const COLD_SHARE_MAX = 0.5;

/** The samples of one metric in one block of rows. */
export interface SettingCell {
  readonly setting: readonly LabelValue[];
  /** Samples of the rows that found the model in memory, and of the others; a run without rows where there are none. */
  readonly warm: SampleRun;
  readonly cold: SampleRun;
  readonly excluded: Excluded;
}

/** One level of a parameter in a contrast. */
export interface ContrastSide {
  readonly level: LabelValue;
  readonly samples: Samples;
  readonly excluded: Excluded;
}

/** Two levels of one parameter, all others equal. */
export interface Contrast {
  readonly from: ContrastSide;
  readonly to: ContrastSide;
  /** true where the samples of both sides belong together one by one, in order. */
  readonly isPaired: boolean;
  /** The levels differ in cold starts too. */
  readonly byCold: boolean;
}

/** The samples of a metric by block; blocks of tables that have several columns of it, or none, are left out. */
export function settingCells({ subject }: MeasuredSubject, metric: string): SettingCell[] {
  return subject.blocks.flatMap(({ table, rows, setting }): SettingCell[] => {
    const columns = table.table.columns.filter((column) => column.metric === metric && column.statistic === null);
    const [column] = columns;
    if (!column || columns.length > 1) return [];
    const good = rows.filter((row) => !table.failures.has(row));
    const known = good.filter((row) => !Number.isNaN(column.values[row] ?? Number.NaN));
    const impossible = table.implausible.get(table.table.columns.indexOf(column));
    const excluded = { failed: rows.length - good.length, implausible: good.filter((row) => impossible?.has(row)).length };
    const [warm, cold] = [false, true].map((isCold) => ({
      table,
      column,
      rows: known.filter((row) => table.cold.has(row) === isCold),
    })) as [SampleRun, SampleRun];
    return [{ setting, warm, cold, excluded }];
  });
}

function compareLevels(a: LabelValue, b: LabelValue): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : compareTexts(String(a), String(b));
}

function levelsOf(cells: readonly SettingCell[], position: number): LabelValue[] {
  const levels = cells.flatMap(({ setting, warm, cold }) => (warm.rows.length + cold.rows.length > 0 ? [setting[position]!] : []));
  return [...new Set(levels)].filter((level) => level !== '').sort(compareLevels);
}

/** The first rows of some runs, so many together. */
function firstRows(runs: readonly SampleRun[], count: number): SampleRun[] {
  let left = count;
  return runs.flatMap((run) => {
    const rows = run.rows.subarray(0, Math.max(0, left));
    left -= rows.length;
    return rows.length === 0 ? [] : [{ ...run, rows }];
  });
}

/**
 * Two levels compared: the rows of each setting of the one with those of the setting of the other that differs in nothing else, as many as
 * both have, in file order; where no other parameter varies, all rows of both. Null where they have no setting in common.
 *
 * @param starts which rows are compared: warm ones, warm with warm and cold with cold, or all where the levels differ in cold starts.
 */
function contrast(
  cells: readonly SettingCell[],
  position: number,
  levels: readonly [LabelValue, LabelValue],
  starts: 'warm' | 'alike' | 'all',
): Contrast | null {
  const groups = [...groupBy(cells, ({ setting }) => JSON.stringify(setting.filter((_, index) => index !== position))).values()];
  const warmOf = ({ warm }: SettingCell) => [warm];
  const coldOf = ({ cold }: SettingCell) => [cold];
  // Where nothing else varies there are no pairs, and so no cold ones.
  const kinds =
    starts === 'all'
      ? [({ warm, cold }: SettingCell) => [warm, cold]]
      : starts === 'alike' && groups.length > 1
        ? [warmOf, coldOf]
        : [warmOf];
  const strata = groups.flatMap((own) => {
    const [from, to] = levels.map((level) => own.filter(({ setting }) => setting[position] === level)) as [SettingCell[], SettingCell[]];
    return kinds.flatMap((runsOf) => {
      const [before, after] = [from, to].map((side) => side.flatMap(runsOf).filter(({ rows }) => rows.length > 0)) as [
        SampleRun[],
        SampleRun[],
      ];
      return before.length > 0 && after.length > 0 ? [{ from, to, before, after }] : [];
    });
  });
  if (strata.length === 0) return null;
  const isPaired = strata.length > 1;
  const side = (key: 'from' | 'to'): ContrastSide => {
    const runs = strata.flatMap(({ before, after }) => {
      const own = key === 'from' ? before : after;
      return isPaired ? firstRows(own, Math.min(rowCount(before), rowCount(after))) : own;
    });
    const used = [...new Set(strata.flatMap((stratum) => stratum[key]))];
    const sum = (of: keyof Excluded) => used.reduce((total, { excluded }) => total + excluded[of], 0);
    return {
      level: levels[key === 'from' ? 0 : 1],
      samples: readSamples(runs),
      excluded: { failed: sum('failed'), implausible: sum('implausible') },
    };
  };
  return { from: side('from'), to: side('to'), isPaired, byCold: starts === 'all' };
}

/**
 * The contrasts worth stating for one parameter: its extreme levels among warm rows, and each level most of whose rows are cold, since
 * that is where a naive comparison goes wrong.
 *
 * @param isTouchedByLoad false of a metric that the load of a model is no part of: rows right after a load are matched with such rows, too.
 */
export function contrastsOf(cells: readonly SettingCell[], position: number, isTouchedByLoad: boolean): Contrast[] {
  const levels = levelsOf(cells, position);
  const coldShare = (level: LabelValue) => {
    const own = cells.filter(({ setting }) => setting[position] === level);
    return rowCount(own.map(({ cold }) => cold)) / rowCount(own.flatMap(({ warm, cold }) => [warm, cold]));
  };
  const calm = levels.filter((level) => coldShare(level) <= COLD_SHARE_MAX);
  const found: (Contrast | null)[] = [];
  const [first, last] = [calm[0], calm.at(-1)];
  if (first !== undefined && last !== undefined && first !== last)
    found.push(contrast(cells, position, [first, last], isTouchedByLoad ? 'warm' : 'alike'));
  for (const level of levels.filter((candidate) => !calm.includes(candidate))) {
    const distance = (other: LabelValue) => Math.abs(levels.indexOf(other) - levels.indexOf(level));
    const neighbour = calm.toSorted((a, b) => distance(a) - distance(b))[0];
    if (neighbour === undefined) continue;
    found.push(contrast(cells, position, [level, neighbour].sort(compareLevels) as [LabelValue, LabelValue], 'all'));
  }
  return found.filter((own) => own !== null);
}

/** Does the order of the levels follow the order in which the rows of one table were measured? Then a drift over time looks like an effect. */
export function followsOrder(cells: readonly SettingCell[], position: number): boolean {
  const runs = cells.flatMap(({ setting, warm, cold }) => [warm, cold].map((run) => ({ run, level: setting[position]! })));
  const used = runs.filter(({ run, level }) => level !== '' && run.rows.length > 0);
  const tables = [...new Set(used.map(({ run }) => run.table))];
  if (tables.some(({ table }) => !table.ordered)) return false;
  const spans = [...groupBy(used, ({ level }) => level).values()].map((own) => {
    const places = own.map(({ run }) => ({ table: tables.indexOf(run.table), first: run.rows[0]!, last: run.rows.at(-1)! }));
    const order = (a: { table: number; row: number }, b: { table: number; row: number }) => a.table - b.table || a.row - b.row;
    const first = places.map(({ table, first: row }) => ({ table, row })).sort(order)[0]!;
    const last = places
      .map(({ table, last: row }) => ({ table, row }))
      .sort(order)
      .at(-1)!;
    return { first, last };
  });
  spans.sort((a, b) => a.first.table - b.first.table || a.first.row - b.first.row);
  return spans.every(({ first }, index) => {
    const before = spans[index - 1]?.last;
    return before === undefined || first.table > before.table || (first.table === before.table && first.row > before.row);
  });
}
