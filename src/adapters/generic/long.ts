import type { CoveredColumn } from '../../contracts/coverage.ts';
import type { MeasureColumn, Problem } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { nameParts } from '../../metrics/name-parts.ts';
import { NEEDS_UNIT } from '../../metrics/name-words.ts';
import { readName, withoutUnit } from '../../metrics/names.ts';
import { errorNumber } from '../../metrics/row-state.ts';
import { spelledUnit, toBase } from '../../metrics/units.ts';
import type { BuiltTable } from './build.ts';
import { type ColumnNumbers, numbersOf } from './column-numbers.ts';
import { failuresOf } from './failures.ts';
import { type Plan, planOf } from './plan.ts';
import { rowLabels } from './row-labels.ts';
import { isMissing, type RawColumn, type RawTable } from './table.ts';

const METRIC_NAMES = ['metric', 'metric_name', 'measurement', 'measure', 'kpi', 'metric_id'];
const VALUE_NAMES = ['value', 'metric_value', 'val', 'measured_value', 'reading'];
const UNIT_NAMES = ['unit', 'units', 'metric_unit'];
const STATISTIC_NAMES = ['statistic', 'stat', 'aggregation', 'agg'];

/** Columns that lay a table out long: one row per value, or per metric with a column for each statistic. */
interface LongLayout {
  readonly metric: RawColumn;
  readonly unit: RawColumn | undefined;
  readonly statistic: RawColumn | undefined;
  /** Columns of values; `statistic` is what the name of the column says, null for `value`. */
  readonly values: readonly { readonly column: RawColumn; readonly statistic: string | null }[];
}

/**
 * Long layout: one row per value, with columns `metric` (or `name` beside a `unit`), `value`, and perhaps `unit` and `statistic`; or one row
 * per metric, whose statistics are the columns (`Metric,avg,min,p99`). The other columns are labels and outcomes.
 *
 * @returns null where the table is not laid out so.
 */
export function buildLongTable(raw: RawTable): BuiltTable | null {
  const layout = layoutOf(raw.columns);
  if (layout === null) return null;
  const structural = new Set([layout.metric, layout.unit, layout.statistic, ...layout.values.map(({ column }) => column)]);
  const others = raw.columns.filter((column) => !structural.has(column));
  const plan = planOf({ ...raw, columns: others, isWhole: false });
  const { columns, rows, problems, covered } = readValues(raw, layout, plan);
  const failures = new Map<number, string>();
  const failureCells = new Map<number, string>();
  rows.forEach(({ failure, failureAt }, index) => {
    if (failure !== null) failures.set(index, failure);
    if (failureAt !== undefined) failureCells.set(index, failureAt);
  });
  const labels = rowLabels(raw, plan);
  const declared = [layout.metric, layout.unit, layout.statistic].flatMap((column) => (column ? [column] : []));
  return {
    table:
      columns.length === 0
        ? null
        : {
            placement: raw.placement,
            places: rows.map(({ row }) => raw.rows[row]!.place),
            labels: labels.constants,
            labelColumns: labels.columns.map((column) => ({ ...column, values: rows.map(({ row }) => column.values[row]!) })),
            columns,
            failures,
            failureCells,
            times: null,
            ordered: raw.ordered,
          },
    problems,
    covered: [
      ...covered,
      ...declared.map((column) => declaredColumn(column, raw)),
      ...plan.roled.map((entry) => coveredOther(entry, plan)),
    ],
    allFailed: rows.length > 0 && failures.size === rows.length,
    unused: [],
  };
}

function layoutOf(columns: readonly RawColumn[]): LongLayout | null {
  const named = (names: readonly string[]) => columns.find(({ name }) => names.includes(slug(name)));
  const unit = named(UNIT_NAMES);
  const statistic = named(STATISTIC_NAMES);
  const value = named(VALUE_NAMES);
  const metric = named(METRIC_NAMES) ?? (unit && value ? named(['name', 'benchmark', 'test']) : undefined);
  if (!metric) return null;
  if (value) return { metric, unit, statistic, values: [{ column: value, statistic: null }] };
  const statistics = columns.flatMap((column) => {
    const parts = nameParts(column.name);
    return parts.stem === '' && parts.statistic !== null && parts.unit === null ? [{ column, statistic: parts.statistic }] : [];
  });
  return statistics.length === 0 ? null : { metric, unit, statistic: undefined, values: statistics };
}

interface LongRow {
  readonly row: number;
  readonly failure: string | null;
  readonly failureAt: string | undefined;
}

interface ReadValues {
  readonly columns: readonly MeasureColumn[];
  readonly rows: readonly LongRow[];
  readonly problems: readonly Problem[];
  readonly covered: readonly CoveredColumn[];
}

type Meaning =
  | { readonly metric: string; readonly unit: string; readonly statistic: string | null; readonly unitStated: boolean }
  | { readonly why: string };

function readValues(raw: RawTable, layout: LongLayout, plan: Plan): ReadValues {
  const numbers = numbersOf({ ...raw, columns: layout.values.map(({ column }) => column) });
  const columns = new Map<string, { head: Omit<MeasureColumn, 'values'>; values: number[] }>();
  const rows: LongRow[] = [];
  const problems: Problem[] = [];
  const leftOut = new Map<string, Map<ColumnNumbers, number>>();
  const meanings = new Map<string, Meaning>();
  const rowFailures = failuresOf(raw, plan);
  raw.rows.forEach((source, row) => {
    const failure = rowFailures[row]!;
    const place = rows.length;
    let isRow = failure !== null;
    numbers.forEach((own, index) => {
      const cell = own.column.cell(row);
      const meaning = meaningOf(raw, layout, row, layout.values[index]!.statistic, own.units?.[row] ?? null, meanings);
      const why = own.refusal ?? ('why' in meaning ? meaning.why : null);
      if (isMissing(cell) && 'why' in meaning) return;
      if (Number.isNaN(own.values[row]!) && !isMissing(cell)) {
        const where = source.line === undefined ? {} : { line: source.line };
        problems.push({ ...where, message: `"${String(cell).slice(0, 40)}" in ${own.column.at} is no number; the value is left out` });
        count(leftOut, 'cells that are no number', own);
        return;
      }
      if (why !== null || 'why' in meaning) {
        count(leftOut, why!, own);
        return;
      }
      const { metric, unit, statistic } = meaning;
      const key = JSON.stringify([index, metric, unit, statistic]);
      const found = columns.get(key) ?? { head: headOf(raw, own, meaning), values: [] };
      columns.set(key, found);
      while (found.values.length < place) found.values.push(Number.NaN);
      found.values[place] = own.values[row]!;
      isRow = true;
    });
    if (isRow) rows.push({ row, failure: failure?.reason ?? null, failureAt: failure?.at });
  });
  const pad = (values: number[]) => {
    while (values.length < rows.length) values.push(Number.NaN);
    return values;
  };
  return {
    columns: [...columns.values()].map(({ head, values }) => ({ ...head, values: pad(values) })),
    rows,
    problems,
    covered: numbers.flatMap((own) => coveredValues(own, leftOut)),
  };
}

function headOf(
  raw: RawTable,
  own: ColumnNumbers,
  { metric, unit, statistic }: Exclude<Meaning, { readonly why: string }>,
): Omit<MeasureColumn, 'values'> {
  const mark = own.decimal === ',' ? ';decimal=,' : '';
  return {
    metric,
    unit,
    statistic: statistic ?? (raw.stated ? 'stated' : null),
    at: `${own.column.at}${mark}`,
    ...(raw.stated ? { stated: true } : {}),
  };
}

function count(leftOut: Map<string, Map<ColumnNumbers, number>>, why: string, own: ColumnNumbers): void {
  const counts = leftOut.get(why) ?? new Map<ColumnNumbers, number>();
  counts.set(own, (counts.get(own) ?? 0) + 1);
  leftOut.set(why, counts);
}

/** The cells that were read, and apart from them those that were left out for each reason. */
function coveredValues(own: ColumnNumbers, leftOut: ReadonlyMap<string, ReadonlyMap<ColumnNumbers, number>>): CoveredColumn[] {
  const { at } = own.column;
  const refused = [...leftOut].flatMap(([reason, counts]): CoveredColumn[] => {
    const cells = counts.get(own) ?? 0;
    return cells === 0 ? [] : [{ at, use: 'left-out', filled: cells, leftOut: cells, reason }];
  });
  const rest = own.filled - refused.reduce((sum, { filled }) => sum + filled, 0);
  return [...(rest > 0 ? [{ at, use: 'value' as const, filled: rest, leftOut: 0 }] : []), ...refused];
}

function declaredColumn(column: RawColumn, raw: RawTable): CoveredColumn {
  const filled = raw.rows.filter((_, row) => column.cell(row) !== undefined && String(column.cell(row) ?? '').trim() !== '').length;
  return { at: column.at, use: 'declared', filled, leftOut: 0 };
}

function coveredOther({ numbers, role }: Plan['roled'][number], plan: Plan): CoveredColumn {
  const { column, filled } = numbers;
  if (role.kind === 'left-out') return { at: column.at, use: 'left-out', filled, leftOut: filled, reason: role.reason };
  if (plan.measures.some((field) => field.numbers === numbers)) {
    return { at: column.at, use: 'left-out', filled, leftOut: filled, reason: 'beside a column of values, each with its own metric' };
  }
  return { at: column.at, use: role.kind === 'label' ? 'label' : 'declared', filled, leftOut: 0 };
}

/** What the value of a row is, by the words of its metric, statistic and unit; the same words mean the same in every row. */
function meaningOf(
  raw: RawTable,
  { metric, unit, statistic }: LongLayout,
  row: number,
  ofColumn: string | null,
  ofCell: string | null,
  known: Map<string, Meaning>,
): Meaning {
  const textOf = (column: RawColumn | undefined) => (column && raw.rows[row] ? String(column.cell(row) ?? '').trim() : '');
  const name = textOf(metric);
  const stated = ofCell ?? spelledUnit(textOf(unit));
  const words = `${ofColumn ?? textOf(statistic)} ${name}`.trim();
  const key = JSON.stringify([words, stated]);
  const meaning = known.get(key) ?? readWords(name, words, stated);
  known.set(key, meaning);
  return meaning;
}

function readWords(name: string, words: string, stated: string | null): Meaning {
  if (name === '') return { why: 'values without the name of a metric' };
  const measure = readName(stated === null ? words : `${words} (${stated})`) ?? readName(words);
  if (measure && (stated === null || toBase(stated).base === toBase(measure.unit).base))
    return { ...measure, unit: stated ?? measure.unit };
  if (stated === null && errorNumber(name, []) === 'count')
    return { metric: 'failed_request_count', unit: 'count', statistic: null, unitStated: true };
  if (stated === null && (withoutUnit(words) !== null || NEEDS_UNIT.test(slug(name))))
    return { why: `"${name}" in rows that state no unit for it` };
  const metric = slug(name);
  if (metric === '') return { why: 'values without the name of a metric' };
  return { metric, unit: stated ?? 'score', statistic: nameParts(words).statistic, unitStated: stated !== null };
}
