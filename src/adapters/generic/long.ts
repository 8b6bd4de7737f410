import type { LabelValue } from '../../contracts/observation.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import { readName } from '../../metrics/names.ts';
import { spelledUnit } from '../../metrics/units.ts';
import { tableBuilder } from '../readers/table.ts';
import type { BuiltTable } from './build.ts';
import { failureOf } from './failures.ts';
import { writtenLabel } from './fields.ts';
import { planOf } from './plan.ts';
import type { Field, GenericRecord, RecordSet } from './record.ts';
import { isMissing, numberOf } from './values.ts';

/**
 * Long layout: one row per value, with columns `metric` (or `name` beside a `unit`), `value`, and perhaps `unit` and `statistic`; the
 * other columns are labels.
 *
 * @returns null where the set is not laid out so.
 */
export function longRecords(set: RecordSet): BuiltTable | null {
  const named = (...names: string[]) => set.fields.find(({ name }) => names.includes(slug(name)));
  const value = named('value');
  const unit = named('unit', 'units');
  const metric = named('metric', 'metric_name', 'measurement') ?? (unit ? named('name', 'benchmark') : undefined);
  const statistic = named('statistic', 'stat', 'aggregation');
  if (!value || !metric) return null;
  const structural = new Set([value, unit, metric, statistic].map((field) => field?.at));
  const others = set.fields.filter(({ at }) => !structural.has(at));
  const plan = planOf({ ...set, fields: others, keepUnknown: false });
  const builder = tableBuilder(set.placement, set.constants, set.ordered);
  const problems: { line?: number; message: string }[] = [];
  for (const record of set.records) {
    const cell = record.cells.get(value.at);
    const number = numberOf(cell);
    if (number === undefined) {
      const where = record.line === undefined ? {} : { line: record.line };
      problems.push({ ...where, message: `"${String(cell).slice(0, 40)}" in ${value.at} is no number; the row is not used` });
      continue;
    }
    const reading = meaningOf(record, { metric, unit, statistic });
    if (reading === null || number === null) continue;
    const failure = failureOf(record, plan);
    const labels = new Map<string, LabelValue>(record.inherited);
    for (const { at, key } of plan.labels) {
      const label = record.cells.get(at);
      if (label !== undefined && label !== null && !isMissing(label)) labels.set(key, writtenLabel(label));
    }
    builder.add(record.place, [{ ...reading, at: value.at, value: number }], { labels, ...(failure ? { failure: failure.reason } : {}) });
  }
  return { table: builder.build(), problems, allFailed: false, unused: [] };
}

interface LongColumns {
  readonly metric: Field;
  readonly unit: Field | undefined;
  readonly statistic: Field | undefined;
}

function meaningOf(
  record: GenericRecord,
  { metric, unit, statistic }: LongColumns,
): { metric: string; unit: string; statistic?: string } | null {
  const name = String(record.cells.get(metric.at) ?? '').trim();
  if (name === '' || labelKey(name) === 'temperature') return null;
  const unitText = unit ? String(record.cells.get(unit.at) ?? '') : '';
  const stated = spelledUnit(unitText);
  const statisticText = statistic ? String(record.cells.get(statistic.at) ?? '') : '';
  const measure = readName(`${statisticText} ${name}${stated === null ? '' : ` (${unitText.trim()})`}`);
  if (measure)
    return { metric: measure.metric, unit: measure.unit, ...(measure.statistic === null ? {} : { statistic: measure.statistic }) };
  return slug(name) === '' ? null : { metric: slug(name), unit: stated ?? 'score' };
}
