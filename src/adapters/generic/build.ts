import type { CoveredColumn } from '../../contracts/coverage.ts';
import type { LabelColumn, LabelValue, MeasureColumn, ObservationTable, Problem } from '../../contracts/observation.ts';
import { impossibility } from '../../metrics/impossible.ts';
import { timeOf } from '../../metrics/times.ts';
import { toBase } from '../../metrics/units.ts';
import { type ColumnNumbers, inWords } from './column-numbers.ts';
import { type Failure, failuresOf, isFailureWord } from './failures.ts';
import { labelOf, type MeasureField, type Plan, planOf } from './plan.ts';
import type { RoledColumn } from './role.ts';
import { rowLabels } from './row-labels.ts';
import { isMissing, type RawColumn, type RawTable } from './table.ts';

/** The table of some records, and what was wrong with them. */
export interface BuiltTable {
  readonly table: ObservationTable | null;
  /** Tables beside it, where its rows are of several kinds. */
  readonly further?: readonly ObservationTable[];
  readonly problems: readonly Problem[];
  readonly covered: readonly CoveredColumn[];
  /** There are records, and every one of them failed. */
  readonly allFailed: boolean;
  /** Columns that are neither measures nor labels. */
  readonly unused: readonly RawColumn[];
}

/** All tables of what was built. */
export function tablesOf({ table, further = [] }: BuiltTable): readonly ObservationTable[] {
  return table ? [table, ...further] : further;
}

/** A row of the result: a row of the source, and whose values it holds where a source row holds those of several. */
interface OutputRow {
  readonly row: number;
  readonly variant: string;
}

/**
 * Makes a table of observations: decides what each column is for, reads its numbers, marks failures.
 *
 * @returns `table` null where no column is a measure. A cell that should be a number and is none is a problem and a gap.
 */
export function buildTable(raw: RawTable): BuiltTable {
  const plan = planOf(raw);
  const failures = failuresOf(raw, plan);
  const problems: Problem[] = [];
  const failed = failures.filter((failure) => failure !== null);
  if (plan.measures.length === 0 && failed.length > 0) {
    problems.push({
      message: `${failed.length} of ${raw.rows.length} rows failed (first: ${failed[0]!.reason}), and no column has a value that could be used`,
    });
  }
  const leftOut = new Map<RawColumn, number>();
  const columns = plan.measures.map((field) => ({ field, columns: measureColumns(field, raw, failures, problems, leftOut) }));
  return {
    table: plan.measures.length === 0 && failed.length === 0 ? null : assembled(raw, plan, failures, columns),
    problems,
    covered: plan.roled.map((entry) =>
      coverageOf(entry, leftOut.get(entry.numbers.column) ?? 0, tellsApart(entry, plan, failed.length > 0)),
    ),
    allFailed: raw.rows.length > 0 && failures.every((failure) => failure !== null),
    unused: plan.roled.flatMap(({ role, numbers }) =>
      ['measure', 'label', 'outcome', 'time', 'parameters'].includes(role.kind) ? [] : [numbers.column],
    ),
  };
}

interface FieldColumns {
  readonly field: MeasureField;
  readonly columns: readonly MeasureColumn[];
}

function assembled(raw: RawTable, plan: Plan, failures: readonly (Failure | null)[], fields: readonly FieldColumns[]): ObservationTable {
  const output = outputRows(raw, failures, fields);
  const pick = <T>(values: readonly T[]): T[] => output.map(({ row }) => values[row]!);
  const labels = rowLabels(raw, plan);
  const picked = labels.columns.map((column) => ({ ...column, values: pick(column.values) }));
  const labelColumns = output.some(({ variant }) => variant !== '') ? withVariants(picked, output) : picked;
  const times = timesOf(raw, plan);
  return {
    placement: raw.placement,
    places: output.map(({ row }) => raw.rows[row]!.place),
    labels: labels.constants,
    labelColumns,
    columns: fields.flatMap(({ field, columns }) =>
      columns.map((column) => ({
        ...column,
        values: output.map(({ row, variant }) => (variant === field.variant ? column.values[row]! : Number.NaN)),
        ...(column.counts === undefined ? {} : { counts: pick(column.counts) }),
      })),
    ),
    failures: new Map(output.flatMap(({ row }, index) => (failures[row] ? [[index, failures[row].reason] as const] : []))),
    failureCells: new Map(
      output.flatMap(({ row }, index) => (failures[row]?.at === undefined ? [] : [[index, failures[row].at] as const])),
    ),
    good: new Set(output.flatMap(({ row }, index) => (failures[row] === null && saysGood(raw, plan, row) ? [index] : []))),
    times: times === null ? null : pick(times),
    ...timesAtOf(raw, plan),
    ordered: raw.ordered,
  };
}

/** The label columns with the variants of the columns, beside those that the rows name themselves. */
function withVariants(columns: readonly LabelColumn[], output: readonly OutputRow[]): LabelColumn[] {
  const named = columns.find(({ key }) => key === 'variant');
  const values = output.map(({ variant }, row): LabelValue | null => {
    const own = named?.values[row] ?? null;
    return variant === '' ? own : own === null ? variant : `${own} ${variant}`;
  });
  return [...columns.filter((column) => column !== named), { key: 'variant', values }];
}

/** Does an outcome column of the row say that nothing failed, be it by an empty error text in a table that has a column for it? */
function saysGood(raw: RawTable, plan: Plan, row: number): boolean {
  return (
    plan.outcomes.some(({ column, outcome }) => outcome === 'error' || !isMissing(column.cell(row))) && raw.rows[row]!.failure === undefined
  );
}

/**
 * One row for each source row and variant that has a value; a failed row is counted once even if it holds no value at all, and where
 * nothing is measured every row is a request or run that failed or did not.
 */
function outputRows(raw: RawTable, failures: readonly (Failure | null)[], fields: readonly FieldColumns[]): OutputRow[] {
  if (fields.length === 0) return raw.rows.map((_, row) => ({ row, variant: '' }));
  const byVariant = new Map<string, FieldColumns[]>();
  for (const entry of fields) byVariant.set(entry.field.variant, [...(byVariant.get(entry.field.variant) ?? []), entry]);
  return raw.rows.flatMap((_, row) => {
    let isFirst = true;
    return [...byVariant].flatMap(([variant, alike]) => {
      const hasValue = alike.some(({ columns }) => columns.some(({ values }) => !Number.isNaN(values[row]!)));
      const isWanted = hasValue || (failures[row] !== null && isFirst);
      isFirst = false;
      return isWanted ? [{ row, variant }] : [];
    });
  });
}

function timesOf(raw: RawTable, plan: Plan): (number | null)[] | null {
  const times = raw.rows.map(({ place, timeMs }, row) => {
    if (raw.placement === 'pointer' && place === '') return null;
    const column = plan.time.find((candidate) => !isMissing(candidate.cell(row)));
    return column ? timeOf(column.cell(row)) : (timeMs ?? null);
  });
  return times.some((time) => time !== null) ? times : null;
}

/** Where the times of all rows stand, where it is one column. */
function timesAtOf(raw: RawTable, plan: Plan): Pick<ObservationTable, 'timesAt'> {
  const [column, ...others] = plan.time;
  const isWhole = column !== undefined && raw.rows.every((_, row) => !isMissing(column.cell(row)));
  return isWhole || (column !== undefined && others.length === 0) ? { timesAt: column.at } : {};
}

/**
 * Columns of one measure: one for each unit that its cells state, and one for what stands after plus-minus signs. Cells that cannot be
 * read, or whose unit is of another quantity, are problems.
 */
function measureColumns(
  field: MeasureField,
  raw: RawTable,
  failures: readonly (Failure | null)[],
  problems: Problem[],
  leftOut: Map<RawColumn, number>,
): MeasureColumn[] {
  const { numbers, measure, counts } = field;
  const { values, units, spreads, column } = numbers;
  const base = toBase(measure.unit).base;
  const byUnit = new Map<string, number[]>();
  const refuse = (row: number, why: string) => {
    problems.push({
      ...lineOf(raw, row),
      message: `"${String(column.cell(row)).slice(0, 40)}" in ${column.at} ${why}; the value is left out`,
    });
    leftOut.set(column, (leftOut.get(column) ?? 0) + 1);
  };
  // A word that says that the row failed is no value that was lost.
  for (const row of numbers.others) if (failures[row] === null || !isFailureWord(column.cell(row))) refuse(row, 'is no number');
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const stated = units?.[row] ?? null;
    const foreign = unitProblem(stated, measure, base, units !== null);
    if (foreign !== null) {
      refuse(row, foreign);
      return;
    }
    const unit = stated ?? measure.unit;
    const rows = byUnit.get(unit);
    if (rows) rows.push(row);
    else byUnit.set(unit, [row]);
    const { base: baseUnit, factor } = toBase(unit);
    const why = impossibility({ metric: measure.metric, statistic: measure.statistic, value: value * factor, unit: baseUnit });
    if (why !== null) problems.push({ ...lineOf(raw, row), message: `${value} in ${column.at} ${why}; the value is not used` });
  });
  if (byUnit.size === 0) byUnit.set(measure.unit, []);
  const mark = numbers.decimal === ',' ? ';decimal=,' : '';
  const behind = measure.statistic === null ? undefined : raw.rows.map((_, row) => countAt(counts, row) ?? raw.documentCount ?? Number.NaN);
  return [...byUnit].flatMap(([unit, rows]) => {
    const head = {
      metric: measure.metric,
      unit,
      ...(measure.definition === undefined ? {} : { definition: measure.definition }),
      ...(raw.stated ? { stated: true } : {}),
      ...(field.isRepeat ? { repeat: true } : {}),
    };
    const counted = behind?.some((count) => !Number.isNaN(count)) ? { counts: behind } : {};
    const statistic = measure.statistic ?? (spreads === null ? (raw.stated ? 'stated' : null) : 'mean');
    const main = { ...head, statistic, at: `${column.at}${mark}`, ...counted, values: only(values, rows) };
    const spread = spreads && { ...head, statistic: 'stdev', at: `${column.at};index=1${mark}`, ...counted, values: only(spreads, rows) };
    return spread && raw.placement !== 'pointer' ? [main, spread] : [main];
  });
}

/** Why the unit of a cell cannot be taken; null where it can. */
function unitProblem(stated: string | null, { unitStated }: MeasureField['measure'], base: string, statesUnits: boolean): string | null {
  if (stated !== null) return toBase(stated).base === base ? null : `is in ${stated}, which is no unit of the others`;
  return statesUnits && !unitStated ? 'has no unit, although others of its column have one' : null;
}

function only(values: Float64Array, rows: readonly number[]): number[] {
  const kept = new Array<number>(values.length).fill(Number.NaN);
  for (const row of rows) kept[row] = values[row]!;
  return kept;
}

function countAt(counts: readonly ColumnNumbers[], row: number): number | null {
  for (const { values } of counts) {
    const value = values[row]!;
    if (Number.isInteger(value) && value > 0) return value;
  }
  return null;
}

function lineOf(raw: RawTable, row: number): { line?: number } {
  const { line } = raw.rows[row]!;
  return line === undefined ? {} : { line };
}

/** Is this the first of the columns of its label, in a table that has values to tell apart? */
function tellsApart({ numbers, role }: RoledColumn, plan: Plan, hasFailures: boolean): boolean {
  const label = labelOf(role);
  if (label === null || (plan.measures.length === 0 && !hasFailures)) return false;
  const alike = plan.labels.filter(({ key }) => key === label);
  return (alike.find(({ isExact }) => isExact) ?? alike[0])?.column === numbers.column;
}

function coverageOf({ numbers, role }: RoledColumn, leftOut: number, isLabel: boolean): CoveredColumn {
  const { filled, numeric, column } = numbers;
  const at = column.at;
  if (role.kind === 'measure') return { at, use: 'value', filled, leftOut };
  if (isLabel) return { at, use: 'label', filled, leftOut: 0 };
  if (role.kind !== 'left-out') return { at, use: 'declared', filled, leftOut: 0 };
  return { at, use: 'left-out', filled, leftOut: filled, reason: role.reason, ...(numeric > 0 ? { detail: inWords(numbers) } : {}) };
}
