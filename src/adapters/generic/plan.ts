import { slug } from '../../metrics/labels.ts';
import { REPEATS } from '../../metrics/name-words.ts';
import type { NamedMeasure } from '../../metrics/names.ts';
import type { OutcomeKind } from '../../metrics/row-state.ts';
import { toBase } from '../../metrics/units.ts';
import { type ColumnNumbers, cellUnits } from './column-numbers.ts';
import { ANSWER, type Role, type RoledColumn } from './role.ts';
import { rolesOf } from './roles.ts';
import { COUNT_NAMES, settleRoles } from './settle.ts';
import type { RawColumn, RawTable } from './table.ts';
import { ttftIncludesLoad } from './ttft-definition.ts';

export interface MeasureField {
  readonly numbers: ColumnNumbers;
  readonly measure: NamedMeasure;
  /** Tells apart columns of one table that hold the same metric: a word before it, or the object it is in. */
  readonly variant: string;
  /** One of several measurements of the same thing in one row. */
  readonly isRepeat: boolean;
  /** Columns that may say how many samples are behind it, nearest first; none for a sample. */
  readonly counts: readonly ColumnNumbers[];
}

/** What each column of a table is for, and how its measures belong together. */
export interface Plan {
  readonly roled: readonly RoledColumn[];
  readonly measures: readonly MeasureField[];
  readonly labels: readonly { readonly column: RawColumn; readonly key: string; readonly isExact: boolean }[];
  readonly outcomes: readonly { readonly column: RawColumn; readonly outcome: OutcomeKind }[];
  readonly parameters: readonly RawColumn[];
  readonly time: readonly RawColumn[];
  /** What models were asked or answered. */
  readonly answers: readonly RawColumn[];
}

/** Works out what the columns of a table are for. Their order does not matter. */
export function planOf(table: RawTable): Plan {
  const columns = [...table.columns].sort((a, b) => a.within.length - b.within.length || (a.at < b.at ? -1 : 1));
  const settled = withScales(settleRoles(rolesOf({ ...table, columns }), table));
  const ofKind = (kind: RoledColumn['role']['kind']) =>
    settled.flatMap(({ role, numbers }) => (role.kind === kind ? [numbers.column] : []));
  return {
    roled: settled,
    measures: withCounts(ttftIncludesLoad(measureFields(settled, table.rows.length), table.rows.length), settled),
    labels: settled.flatMap(({ role, numbers: { column } }) => {
      const key = labelOf(role);
      return key === null ? [] : [{ column, key, isExact: slug(column.name) === key }];
    }),
    outcomes: settled.flatMap(({ role, numbers: { column } }) => (role.kind === 'outcome' ? [{ column, outcome: role.outcome }] : [])),
    parameters: ofKind('parameters'),
    time: ofKind('time'),
    answers: settled.flatMap(({ role, numbers: { column } }) => (role.kind === 'declared' && role.what === ANSWER ? [column] : [])),
  };
}

/** The label that a column gives; null for one that gives none. */
export function labelOf(role: Role): string | null {
  if (role.kind === 'time' && role.isRun) return 'run';
  return role.kind === 'label' ? role.key : null;
}

/** Columns elsewhere in a table that are asked for a count when none stands beside a statistic. */
const COUNTS_MAX = 8;

type UncountedMeasure = Omit<MeasureField, 'counts'>;

/** Samples behind a statistic: a count beside it, then anywhere in the record. */
function withCounts(measures: readonly UncountedMeasure[], roled: readonly RoledColumn[]): MeasureField[] {
  const all = COUNT_NAMES.flatMap((name) =>
    roled.filter(({ numbers }) => slug(numbers.column.name) === name).map(({ numbers }) => numbers),
  );
  const byParent = new Map<string, ColumnNumbers[]>();
  for (const numbers of all) byParent.set(parentOf(numbers.column), [...(byParent.get(parentOf(numbers.column)) ?? []), numbers]);
  return measures.map((entry) => ({
    ...entry,
    counts: entry.measure.statistic === null ? [] : [...(byParent.get(parentOf(entry.numbers.column)) ?? []), ...all.slice(0, COUNTS_MAX)],
  }));
}

function parentOf({ at }: RawColumn): string {
  return at.slice(0, at.lastIndexOf('/') + 1);
}

/** Columns of one metric that are compared with each other, pair by pair. */
const COMPARED_MAX = 50;

/**
 * Measures of a table. Of columns that hold the same values of the same metric, one is kept; those that differ are told apart by the object
 * around them, but for the numbered repeats of one measurement, which are samples of one series.
 */
function measureFields(roled: readonly RoledColumn[], rowCount: number): UncountedMeasure[] {
  const alike = new Map<string, { numbers: ColumnNumbers; measure: NamedMeasure }[]>();
  for (const { numbers, role } of roled) {
    if (role.kind !== 'measure') continue;
    const { metric, statistic, qualifier, definition } = role.measure;
    const key = JSON.stringify([metric, statistic, qualifier ?? null, definition ?? null]);
    const found = alike.get(key);
    if (found) found.push({ numbers, measure: role.measure });
    else alike.set(key, [{ numbers, measure: role.measure }]);
  }
  const measures: UncountedMeasure[] = [];
  for (const group of alike.values()) {
    const isRepeated = group.every(({ numbers, measure }) => measure.statistic === null && isRepeat(numbers.column));
    const kept: typeof group = [];
    for (const candidate of group) {
      if (isRepeated || group.length > COMPARED_MAX || !kept.some((other) => sameValues(other, candidate))) kept.push(candidate);
    }
    const isShared =
      !isRepeated &&
      Array.from({ length: rowCount }).some((_, row) => kept.filter(({ numbers }) => !Number.isNaN(numbers.values[row])).length > 1);
    for (const { numbers, measure } of kept) {
      const container = isShared ? (numbers.column.within[0] ?? slug(numbers.column.name)) : '';
      measures.push({
        numbers,
        measure,
        isRepeat: isRepeated && group.length > 1,
        variant: [measure.qualifier ?? '', container].filter((word) => word !== '').join('.'),
      });
    }
  }
  return measures;
}

function isRepeat({ repeat, name }: RawColumn): boolean {
  return repeat === true || REPEATS.test(`_${slug(name)}`);
}

function sameValues(a: { numbers: ColumnNumbers; measure: NamedMeasure }, b: { numbers: ColumnNumbers; measure: NamedMeasure }): boolean {
  const [factorA, factorB] = [toBase(a.measure.unit).factor, toBase(b.measure.unit).factor];
  let compared = 0;
  for (let row = 0; row < a.numbers.values.length; row += 1) {
    const [left, right] = [a.numbers.values[row]! * factorA, b.numbers.values[row]! * factorB];
    if (Number.isNaN(left) || Number.isNaN(right)) continue;
    compared += 1;
    if (Math.abs(left - right) > 1e-6 * Math.max(Math.abs(left), Math.abs(right))) return false;
  }
  return compared > 0;
}

/** Settles what the names left open: whether a share without a unit is written in per cent. One in two scales is left out. */
function withScales(roled: readonly RoledColumn[]): RoledColumn[] {
  return roled.map((entry) => {
    const { role, numbers } = entry;
    if (role.kind !== 'measure' || toBase(role.measure.unit).base !== 'ratio') return entry;
    const units = cellUnits(numbers);
    if (role.measure.unitStated && units.size <= 1) return entry;
    const bare = [...numbers.values].filter((value, row) => !Number.isNaN(value) && (numbers.units?.[row] ?? null) === null);
    if (bare.length === 0) return entry;
    const isFraction = role.measure.unit === 'ratio';
    const large = bare.some((value) => Math.abs(value) > 1.5);
    const isMixed = isFraction && large && bare.some((value) => value !== 0 && Math.abs(value) <= 1);
    if (isMixed || (units.size > 1 && units.has('%'))) {
      return {
        numbers,
        role: { kind: 'left-out', reason: 'two scales in one column, ratio and per cent, and nothing shows which numbers are which' },
      };
    }
    const isPercent = isFraction ? large : bare.some((value) => value > 1 || value === 0);
    return { numbers, role: { kind: 'measure', measure: { ...role.measure, unit: isPercent ? '%' : 'ratio' } } };
  });
}
