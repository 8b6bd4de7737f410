import type { Label, LabelValue, ObservationTable, Problem } from '../../contracts/observation.ts';
import { impossibility } from '../../metrics/impossible.ts';
import { labelKey } from '../../metrics/labels.ts';
import { timeOf } from '../../metrics/times.ts';
import { toBase } from '../../metrics/units.ts';
import { isObject, parseJson } from '../readers/json.ts';
import { type Reading, type TableBuilder, tableBuilder } from '../readers/table.ts';
import { type Failure, failureOf } from './failures.ts';
import { writtenLabel } from './fields.ts';
import { type MeasureField, type Plan, planOf } from './plan.ts';
import type { Field, GenericRecord, RecordSet } from './record.ts';
import { isMissing, numberOf } from './values.ts';

/** The table of a set, and what was wrong with it. */
export interface BuiltTable {
  readonly table: ObservationTable | null;
  readonly problems: readonly Problem[];
  /** There are records, and every one of them failed. */
  readonly allFailed: boolean;
  /** Fields that are neither measures nor labels. */
  readonly unused: readonly Field[];
}

/**
 * Makes a table of records: decides what each field is for, reads numbers strictly, marks failures. Order of fields does not matter.
 *
 * @returns `table` null where no field is a measure. A cell that should be a number and is none is a problem and a gap.
 */
export function buildTable(set: RecordSet): BuiltTable {
  const plan = planOf(set);
  const problems: Problem[] = [];
  const failures = set.records.map((record) => failureOf(record, plan));
  const labels = set.records.map((record) => labelsOf(record, plan));
  const { constants, rest } = constantLabels(set, labels);
  const builder = tableBuilder(set.placement, constants, set.ordered);
  if (plan.measures.length > 0) {
    set.records.forEach((record, index) => {
      addRecord(builder, record, { plan, problems, set, failure: failures[index]!, labels: rest[index]! });
    });
  }
  return {
    table: builder.build(),
    problems,
    allFailed: set.records.length > 0 && failures.every((failure) => failure !== null),
    unused: plan.byKind.get('unused') ?? [],
  };
}

interface RowParts {
  readonly set: RecordSet;
  readonly plan: Plan;
  readonly problems: Problem[];
  readonly failure: Failure | null;
  readonly labels: ReadonlyMap<string, LabelValue>;
}

function addRecord(builder: TableBuilder, record: GenericRecord, { set, plan, problems, failure, labels }: RowParts): void {
  const byVariant = new Map<string, Reading[]>();
  for (const entry of plan.measures) {
    const reading = readingOf(record, entry, set, problems);
    const alike = byVariant.get(entry.variant);
    if (alike) alike.push(reading);
    else byVariant.set(entry.variant, [reading]);
  }
  const isDocument = set.placement === 'pointer' && record.place === '';
  const time = plan.byKind.get('time')?.find(({ at }) => !isMissing(record.cells.get(at)));
  const context = {
    timeMs: isDocument ? null : time ? timeOf(record.cells.get(time.at)) : (record.timeMs ?? null),
    ...(failure === null ? {} : { failure: failure.reason, ...(failure.at === undefined ? {} : { failureAt: failure.at }) }),
  };
  let isFirst = true;
  for (const [variant, readings] of byVariant) {
    // A failed record is counted once even if it holds no value at all.
    const isWanted = readings.some(({ value }) => value !== null) || (failure !== null && isFirst);
    isFirst = false;
    if (!isWanted) continue;
    builder.add(record.place, readings, { ...context, labels: variant === '' ? labels : new Map([...labels, ['variant', variant]]) });
  }
}

function readingOf(record: GenericRecord, { field, measure, counts }: MeasureField, set: RecordSet, problems: Problem[]): Reading {
  const cell = record.cells.get(field.at);
  const value = numberOf(cell);
  const where = record.line === undefined ? {} : { line: record.line };
  if (value === undefined) {
    problems.push({ ...where, message: `"${String(cell).slice(0, 40)}" in ${field.at} is no number; the value is left out` });
  }
  const { metric, statistic, unit, definition } = measure;
  const { base, factor } = toBase(unit);
  const impossible = typeof value === 'number' ? impossibility({ metric, statistic, value: value * factor, unit: base }) : null;
  if (impossible !== null) {
    problems.push({ ...where, message: `${value} in ${field.at} is not possible for ${metric}: it ${impossible}; the value is not used` });
  }
  const count = statistic === null ? null : countOf(record, counts, set);
  return {
    metric,
    unit,
    at: field.at,
    value: value ?? null,
    ...(statistic === null ? {} : { statistic }),
    ...(definition === undefined ? {} : { definition }),
    ...(count === null ? {} : { count }),
  };
}

function countOf(record: GenericRecord, counts: readonly string[], { documentCount }: RecordSet): number | null {
  for (const at of counts) {
    const value = numberOf(record.cells.get(at));
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  }
  return documentCount;
}

/** Labels of a record: the field whose name is the key itself wins over synonyms, and what is nearer over what is around. */
function labelsOf(record: GenericRecord, plan: Plan): Map<string, LabelValue> {
  const own = new Map<string, { value: LabelValue; isExact: boolean }>();
  const offer = (key: string, value: LabelValue, isExact: boolean) => {
    const held = own.get(key);
    if (!held || (isExact && !held.isExact)) own.set(key, { value, isExact });
  };
  for (const { at, key, isExact } of plan.labels) {
    const cell = record.cells.get(at);
    if (cell !== undefined && cell !== null && !isMissing(cell)) offer(key, writtenLabel(cell), isExact);
  }
  for (const { at } of plan.byKind.get('json') ?? []) {
    for (const [key, value] of optionsOf(String(record.cells.get(at) ?? ''))) offer(key, value, false);
  }
  const labels = new Map(record.inherited);
  for (const [key, { value }] of own) labels.set(key, value);
  return labels;
}

/** Known labels of a cell that holds a JSON object: `{"temperature":0.3,"top_p":0.9}`. */
function optionsOf(text: string): [string, LabelValue][] {
  const document = parseJson(text);
  if ('error' in document || !isObject(document.value)) return [];
  return Object.entries(document.value).flatMap(([name, value]): [string, LabelValue][] => {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return [];
    const key = labelKey(name, value);
    return key === null ? [] : [[key, writtenLabel(value)]];
  });
}

/** Inherited labels that are the same in every record hold for the table; the rest stays with its rows. */
function constantLabels(set: RecordSet, rows: readonly Map<string, LabelValue>[]) {
  const constants = new Map<string, Label>(set.constants);
  const [first] = rows;
  const shared = [...(first ?? [])].filter(
    ([key, value]) =>
      set.records.every(({ inherited }) => inherited.get(key) === value) && rows.every((labels) => labels.get(key) === value),
  );
  for (const [key, value] of shared) constants.set(key, { value, origin: 'document' });
  const rest = rows.map((labels) => new Map([...labels].filter(([key, value]) => constants.get(key)?.value !== value)));
  return { constants, rest };
}
