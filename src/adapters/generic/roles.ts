import { cellNumber } from '../../metrics/cell-number.ts';
import { isSecretKey, slug } from '../../metrics/labels.ts';
import type { NameContext } from '../../metrics/name-context.ts';
import { nameParts } from '../../metrics/name-parts.ts';
import { readingOf, readName, stemsOf, withUnit } from '../../metrics/names.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { errorNumber, outcomeKind, requestNumber, statesOutcome } from '../../metrics/row-state.ts';
import { timeOf } from '../../metrics/times.ts';
import { spelledUnit, toBase } from '../../metrics/units.ts';
import { type ColumnNumbers, cellUnits, isNumeric, numbersOf } from './column-numbers.ts';
import { isTimeName, knownLabelKey } from './known-labels.ts';
import { isMemorySize } from './memory-size.ts';
import { type Beside, cellsOf, type Judge, type Role, type RoledColumn } from './role.ts';
import { isMissing, type RawTable } from './table.ts';
import { description, numbersOfKnownKind, textColumn } from './unnamed-roles.ts';

/** In order of trust: what the name says of the row's fate and time, then of its numbers, then what the cells look like. */
const JUDGES: readonly Judge[] = [
  emptyColumn,
  outcomeColumn,
  timeColumn,
  parametersColumn,
  secretColumn,
  unitColumn,
  deviceTemperature,
  knownLabelColumn,
  errorCount,
  requestCount,
  refusedNumbers,
  changesInPercent,
  memorySize,
  measureColumn,
  unitlessMeasure,
  numbersOfKnownKind,
  description,
  textColumn,
];

/** What each column of a table is for, decided by name and type, and for the whole column at once. */
export function rolesOf(table: RawTable): RoledColumn[] {
  const names = table.columns.map(({ name }) => name);
  const all = numbersOf(table);
  const context = {
    siblings: stemsOf(names),
    minIsStatistic: names.some((name) => /[([]\s*(?:max|avg|mean|median|std|p\d+)\s*[)\]]/i.test(name)),
  };
  const scope = bareStatisticOf(names, context);
  const countsOutcomes = all.some(countsOutcome);
  const beside: Beside = {
    table,
    names: scope === null ? context : { ...context, bareStatisticOf: scope },
    countsOutcomes,
    unitsByObject: unitsByObject(table),
    readingOf: remembered((numbers: ColumnNumbers) => readingOf(numbers.column.name, contextOf(numbers, beside))),
  };
  return all.map((numbers) => ({ numbers, role: roleOf(numbers, beside) }));
}

function roleOf(numbers: ColumnNumbers, beside: Beside): Role {
  for (const judge of JUDGES) {
    const role = judge(numbers, beside);
    if (role !== undefined) return role;
  }
  return { kind: 'left-out', reason: 'texts of unknown meaning' };
}

/** A column of the one latency of a table, which a `percentile95(ms)` beside it is of; null where there is none, or several. */
function bareStatisticOf(names: readonly string[], context: NameContext): string | null {
  const isBare = (name: string) => nameParts(name, context.minIsStatistic).stem === '';
  if (!names.some((name) => isBare(name) || isBare(withoutBrackets(name)))) return null;
  const found = names.flatMap((name) => {
    const measure = readName(name, context);
    return measure !== null && ['latency', 'request_latency'].includes(measure.metric) ? [{ name, metric: measure.metric }] : [];
  });
  return new Set(found.map(({ metric }) => metric)).size === 1 ? found[0]!.name : null;
}

function contextOf({ column }: ColumnNumbers, { unitsByObject, names }: Beside): NameContext {
  const parent = column.at.slice(0, Math.max(0, column.at.lastIndexOf('/')));
  return { ...names, within: column.within, unitHint: unitsByObject.get(parent) ?? null };
}

/** A column without any value still tells which metric is missing in every row. */
function emptyColumn(numbers: ColumnNumbers, beside: Beside): Role | undefined {
  if (numbers.present > 0) return undefined;
  const { name, within } = numbers.column;
  const kind = outcomeKind(name);
  if (kind !== null && statesOutcome(kind, name, [])) return { kind: 'outcome', outcome: kind };
  const measure = knownLabelKey(name, within, '') === null ? withUnit(beside.readingOf(numbers)) : null;
  return measure ? { kind: 'measure', measure } : { kind: 'declared', what: 'no value in any row' };
}

function outcomeColumn(numbers: ColumnNumbers, { table }: Beside): Role | undefined {
  const { column } = numbers;
  const [outer = ''] = column.within;
  // The message, type or code of an object `error` says what the error was.
  const kind = outcomeKind(column.name) ?? (outcomeKind(outer) === 'error' && numbers.numeric === 0 ? 'error' : null);
  return kind !== null && statesOutcome(kind, column.name, cellsOf(numbers, table)) ? { kind: 'outcome', outcome: kind } : undefined;
}

function timeColumn(numbers: ColumnNumbers, { table }: Beside): Role | undefined {
  if (!isTimeName(numbers.column.name)) return undefined;
  return cellsOf(numbers, table).every((cell) => isMissing(cell) || timeOf(cell) !== null) ? { kind: 'time' } : undefined;
}

function parametersColumn(numbers: ColumnNumbers, { table }: Beside): Role | undefined {
  const [first] = numbers.others;
  const cell = first === undefined ? undefined : numbers.column.cell(first);
  if (typeof cell !== 'string' || !/^\s*\{.*\}\s*$/s.test(cell)) return undefined;
  return cellsOf(numbers, table).every((other) => isMissing(other) || /^\s*\{.*\}\s*$/s.test(String(other)))
    ? { kind: 'parameters' }
    : undefined;
}

function secretColumn({ column, numeric }: ColumnNumbers): Role | undefined {
  return isSecretKey(column.name) && numeric === 0 ? { kind: 'declared', what: 'a host or a secret, which is not shown' } : undefined;
}

/** `unit` beside the values of a document. */
function unitColumn({ column, others }: ColumnNumbers): Role | undefined {
  if (!/^(?:units?|time_unit)$/.test(slug(column.name))) return undefined;
  return others.length > 0 && others.every((row) => spelledUnit(String(column.cell(row))) !== null)
    ? { kind: 'declared', what: 'a unit' }
    : undefined;
}

/** `temperature` is a setting of a model, but a measurement where a device is read. */
function deviceTemperature(numbers: ColumnNumbers, beside: Beside): Role | undefined {
  const measure = numbers.numeric > 0 ? withUnit(beside.readingOf(numbers)) : null;
  return measure?.metric === 'gpu_temperature' ? { kind: 'measure', measure } : undefined;
}

function knownLabelColumn({ column }: ColumnNumbers, { table }: Beside): Role | undefined {
  const first = table.rows.findIndex((_, row) => !isMissing(column.cell(row)));
  const key = isSecretKey(column.name) ? null : knownLabelKey(column.name, column.within, column.cell(first) ?? '');
  return key === null ? undefined : { kind: 'label', key };
}

/** A number under `errors` counts the failed requests of a run, or is their share; under `error` it may be anything. */
function errorCount(numbers: ColumnNumbers): Role | undefined {
  if (!isNumeric(numbers)) return undefined;
  const meaning = errorNumber(numbers.column.name, numbers.values);
  if (meaning === 'count') return measureOf('failed_request_count', 'count');
  const isPercent = numbers.units?.includes('%') || /percent|pct|%/i.test(numbers.column.name);
  if (meaning === 'share' && numbers.refusal === null) return measureOf('failed_request_rate', isPercent ? '%' : 'ratio');
  return undefined;
}

/** Do the numbers count failed or completed requests? */
function countsOutcome(numbers: ColumnNumbers): boolean {
  if (!isNumeric(numbers)) return false;
  const { name } = numbers.column;
  return errorNumber(name, numbers.values) === 'count' || requestNumber(name, numbers.values) === 'completed';
}

function requestCount(numbers: ColumnNumbers, { countsOutcomes }: Beside): Role | undefined {
  if (!countsOutcomes || !isNumeric(numbers)) return undefined;
  const meaning = requestNumber(numbers.column.name, numbers.values);
  if (meaning === null) return undefined;
  const counted = { metric: 'request_count', statistic: null, unit: 'count', unitStated: true };
  return { kind: 'measure', measure: meaning === 'made' ? { ...counted, definition: 'request_count:with-failures' } : counted };
}

function measureOf(metric: string, unit: string): Role {
  return { kind: 'measure', measure: { metric, statistic: null, unit, unitStated: true } };
}

function refusedNumbers({ refusal, numeric }: ColumnNumbers): Role | undefined {
  return refusal === null || numeric === 0 ? undefined : { kind: 'left-out', reason: refusal };
}

function changesInPercent(numbers: ColumnNumbers): Role | undefined {
  const units = cellUnits(numbers);
  return numbers.isSigned && units.size === 1 && units.has('%') && isNumeric(numbers)
    ? { kind: 'left-out', reason: 'changes in per cent of something else, no values of their own' }
    : undefined;
}

function memorySize(numbers: ColumnNumbers, { table }: Beside): Role | undefined {
  return isMemorySize(numbers, table) ? { kind: 'declared', what: 'the size of a memory' } : undefined;
}

/** A name that bears a measure, over numbers; the unit of the cells wins where the name's is of another quantity. */
function measureColumn(numbers: ColumnNumbers, beside: Beside): Role | undefined {
  if (numbers.present === 0) return undefined;
  const measure = withUnit(beside.readingOf(numbers));
  const stated = [...cellUnits(numbers)].find((unit) => unit !== null) ?? null;
  const fits = measure !== null && (stated === null || toBase(stated).base === toBase(measure.unit).base);
  const found = fits
    ? measure
    : stated === null
      ? null
      : (readName(`${withoutBrackets(numbers.column.name)} (${stated})`, contextOf(numbers, beside)) ?? measure);
  if (found === null) return undefined;
  if (numbers.numeric === 0 && hasDecimalCommas(numbers))
    return { kind: 'left-out', reason: 'numbers with a decimal comma, as text in a document whose numbers have points' };
  if (numbers.numeric === 0)
    return { kind: 'left-out', reason: `no number in it, although its name is that of the ${metricOf(found.metric).name}` };
  return { kind: 'measure', measure: found };
}

/** Texts that are numbers with a decimal comma, where the format has none. */
function hasDecimalCommas({ column, others }: ColumnNumbers): boolean {
  return others.length > 0 && others.every((row) => cellNumber(String(column.cell(row)), ',') !== null);
}

function withoutBrackets(name: string): string {
  return name.replace(/\s*[([][^)\]]*[)\]]\s*$/, '');
}

function unitlessMeasure(numbers: ColumnNumbers, beside: Beside): Role | undefined {
  const reading = numbers.numeric > 0 ? beside.readingOf(numbers) : null;
  return reading === null || withUnit(reading) !== null
    ? undefined
    : { kind: 'left-out', reason: 'measurements whose unit neither name nor cells state' };
}

/** Unit that a field of the same object states for all of it (`{"mean": 12.5, "p99": 14, "unit": "ms"}`), by the pointer of the object. */
function unitsByObject({ columns, rows }: RawTable): Map<string, string> {
  const units = new Map<string, string>();
  for (const column of columns) {
    if (!/^(?:units?|time_unit)$/.test(slug(column.name)) || !column.at.includes('/')) continue;
    const stated = new Set(rows.flatMap((_, row) => column.cell(row) ?? []));
    const [unit] = stated;
    const known = stated.size === 1 && typeof unit === 'string' ? spelledUnit(unit) : null;
    if (known !== null) units.set(column.at.slice(0, column.at.lastIndexOf('/')), known);
  }
  return units;
}
