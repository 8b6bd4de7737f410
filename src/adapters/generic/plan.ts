import { slug } from '../../metrics/labels.ts';
import type { NamedMeasure } from '../../metrics/names.ts';
import { toBase } from '../../metrics/units.ts';
import { type Role, rolesOf } from './fields.ts';
import type { Field, GenericRecord, RecordSet } from './record.ts';
import { ttftIncludesLoad } from './ttft-definition.ts';
import { numberOf } from './values.ts';

export interface MeasureField {
  readonly field: Field;
  readonly measure: NamedMeasure;
  /** Tells apart fields of one record that hold the same metric: a word before it, or the object it is in. */
  readonly variant: string;
  /** Fields that may say how many samples are behind it, nearest first; none for a sample. */
  readonly counts: readonly string[];
}

/** What each field of a set is for, worked out once for all its records. */
export interface Plan {
  readonly measures: readonly MeasureField[];
  readonly labels: readonly { readonly at: string; readonly key: string; readonly isExact: boolean }[];
  /** Fields by any other role, in the order of the set. */
  readonly byKind: ReadonlyMap<Role['kind'], readonly Field[]>;
}

/** Works out what the fields of a set are for. The order of its fields does not matter. */
export function planOf(set: RecordSet): Plan {
  const fields = [...set.fields].sort((a, b) => a.within.length - b.within.length || (a.at < b.at ? -1 : 1));
  const roles = rolesOf({ ...set, fields });
  const byKind = new Map<Role['kind'], Field[]>();
  const labels: { at: string; key: string; isExact: boolean }[] = [];
  for (const field of fields) {
    const role = roles.get(field.at);
    if (!role) continue;
    if (role.kind === 'label') labels.push({ at: field.at, key: role.key, isExact: slug(field.name) === role.key });
    const alike = byKind.get(role.kind);
    if (alike) alike.push(field);
    else byKind.set(role.kind, [field]);
  }
  const measures = withCounts(withUnits(measureFields({ ...set, fields }, roles), set.records), fields);
  return { measures, labels, byKind };
}

const COUNT_NAMES = ['samples', 'sample_count', 'num_samples', 'n', 'count', 'rounds', 'repetitions', 'runs', 'iterations', 'completed'];
/** Fields elsewhere in a record that are asked for a count when none stands beside a statistic. */
const COUNTS_MAX = 8;

/** Samples behind a statistic: a count beside it, then anywhere in the record. */
function withCounts(measures: readonly UncountedMeasure[], fields: readonly Field[]): MeasureField[] {
  const named = new Map(COUNT_NAMES.map((name) => [name, [] as Field[]]));
  const all: Field[] = [];
  const byParent = new Map<string, Field[]>();
  for (const field of fields) {
    const found = named.get(slug(field.name));
    if (found) found.push(field);
  }
  for (const field of COUNT_NAMES.flatMap((name) => named.get(name) ?? [])) {
    all.push(field);
    byParent.set(parentOf(field), [...(byParent.get(parentOf(field)) ?? []), field]);
  }
  return measures.map((entry) => {
    if (entry.measure.statistic === null) return { ...entry, counts: [] };
    const candidates = [...(byParent.get(parentOf(entry.field)) ?? []), ...all.slice(0, COUNTS_MAX)];
    return { ...entry, counts: candidates.map(({ at }) => at) };
  });
}

function parentOf({ at }: Field): string {
  return at.slice(0, at.lastIndexOf('/') + 1);
}

type UncountedMeasure = Omit<MeasureField, 'counts'>;

/** Fields of one metric that are compared with each other, pair by pair. */
const COMPARED_MAX = 50;

/**
 * Measures of a set. Of fields that hold the same value of the same metric, one is kept; those that differ are told apart by the object
 * around them.
 */
function measureFields(set: RecordSet, roles: ReadonlyMap<string, Role>): UncountedMeasure[] {
  const alike = new Map<string, { field: Field; measure: NamedMeasure }[]>();
  for (const field of set.fields) {
    const role = roles.get(field.at);
    if (role?.kind !== 'measure') continue;
    const { metric, statistic, qualifier } = role.measure;
    const key = JSON.stringify([metric, statistic, qualifier ?? null]);
    const found = alike.get(key);
    if (found) found.push({ field, measure: role.measure });
    else alike.set(key, [{ field, measure: role.measure }]);
  }
  const measures: UncountedMeasure[] = [];
  for (const group of alike.values()) {
    const kept: typeof group = [];
    for (const candidate of group) {
      if (group.length > COMPARED_MAX || !kept.some((other) => sameValues(other, candidate, set.records))) kept.push(candidate);
    }
    const isShared = set.records.some(
      ({ cells }) => kept.filter(({ field }) => typeof numberOf(cells.get(field.at)) === 'number').length > 1,
    );
    for (const { field, measure } of kept) {
      const container = isShared ? (field.within[0] ?? slug(field.name)) : '';
      measures.push({ field, measure, variant: [measure.qualifier ?? '', container].filter((word) => word !== '').join('.') });
    }
  }
  return measures;
}

function sameValues(
  a: { field: Field; measure: NamedMeasure },
  b: { field: Field; measure: NamedMeasure },
  records: readonly GenericRecord[],
): boolean {
  let compared = 0;
  for (const { cells } of records) {
    const [first, second] = [numberOf(cells.get(a.field.at)), numberOf(cells.get(b.field.at))];
    if (typeof first !== 'number' || typeof second !== 'number') continue;
    compared += 1;
    const [left, right] = [first * toBase(a.measure.unit).factor, second * toBase(b.measure.unit).factor];
    if (Math.abs(left - right) > 1e-6 * Math.max(Math.abs(left), Math.abs(right))) return false;
  }
  return compared > 0;
}

/** Settles what the names left open: whether a share is written in per cent, and what the TTFT of a set includes. */
function withUnits(measures: readonly UncountedMeasure[], records: readonly GenericRecord[]): UncountedMeasure[] {
  const settled = measures.map((entry) => {
    const { field, measure } = entry;
    if (measure.unitStated || toBase(measure.unit).base !== 'ratio') return entry;
    const numbers = records.map(({ cells }) => numberOf(cells.get(field.at))).filter((value) => typeof value === 'number');
    if (numbers.length === 0) return entry;
    const isPercent = measure.unit === 'ratio' ? numbers.some((value) => value > 1.5) : numbers.some((value) => value > 1 || value === 0);
    return { ...entry, measure: { ...measure, unit: isPercent ? '%' : 'ratio' } };
  });
  return ttftIncludesLoad(settled, records);
}
