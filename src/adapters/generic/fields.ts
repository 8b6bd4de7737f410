import type { LabelValue } from '../../contracts/observation.ts';
import { isNumberText, isObservation, isSecretKey, labelKey, slug } from '../../metrics/labels.ts';
import { type NamedMeasure, readName, stemsOf, unknownName } from '../../metrics/names.ts';
import { timeOf } from '../../metrics/times.ts';
import { spelledUnit, toBase } from '../../metrics/units.ts';
import type { Field, RecordSet } from './record.ts';
import { isMissing, numberOf, type Scalar } from './values.ts';

/** What a field is for. */
export type Role =
  | { readonly kind: 'measure'; readonly measure: NamedMeasure }
  | { readonly kind: 'label'; readonly key: string }
  | { readonly kind: 'error' | 'success' | 'status' | 'answer' | 'time' | 'json' | 'unused' };

const ERROR_NAMES = /^(?:errors?|error_message|error_msg|err|exception|failure_reason|failure)$/;
const SUCCESS_NAMES = /^(?:success|succeeded|ok|passed)$/;
const STATUS_NAMES = /^(?:status|state|outcome)$/;
const ANSWER_NAMES = /(?:^|_)(?:response|output|text|answer|completion|content|reply|generated_text)$/;
const TIME_NAMES =
  /(?:^|_)(?:timestamp|datetime|date|ts)$|^(?:time|start_time|started|created|generated_at|created_at|started_at|run_at|recorded_at)$/;
/** Fields that say where something lies or comment on it: neither settings nor subjects. */
const REMARKS = /(?:^|_)(?:urls?|uri|path|dir|comments?|notes?|description|message|warnings?|hash|sha\d*|uuid|pid|pstate|fan_speed)$/;

const LABEL_CHARS_MAX = 200;
/** A text or number of unknown meaning is a label when it has few values: at most this many, or one for every two rows. */
const LABEL_VALUES_MAX = 12;
/** With more columns of unknown meaning than this, a file is a dump of attributes: none of them identifies a series. */
const UNKNOWN_COLUMNS_MAX = 12;

/** Does this name hold a time stamp, and the value look like one? */
export function isTimeField(name: string, value: Scalar | undefined): boolean {
  return TIME_NAMES.test(slug(name)) && timeOf(value) !== null;
}

/** Label that a field states by its own name, or by the name of the object around it: `{"model": {"name": "conv"}}`. */
export function knownLabel({ name, within }: Field, value: Scalar | undefined): { key: string; value: LabelValue } | null {
  if (value === undefined || value === null || isMissing(value) || isSecretKey(name)) return null;
  const key = knownLabelKey(name, within, value);
  return key === null ? null : { key, value: writtenLabel(value) };
}

function knownLabelKey(name: string, [outer = '']: readonly string[], value: string | number | boolean): string | null {
  const spelling = slug(name);
  if (spelling === 'name' || spelling === 'id') {
    const around = labelKey(singular(outer), value);
    if (around !== null || spelling === 'id') return around;
    return outer === '' ? 'benchmark' : 'test';
  }
  if (spelling === 'step' && isNumberText(String(value))) return 'request';
  if (spelling === 'version') return null; // of the document as often as of the engine
  if (spelling === 'tag') return /^(?:i?q\d|fp\d|f16|bf16|int\d|awq|gptq|nf4|mxfp|nvfp)/i.test(String(value)) ? 'quantization' : 'tag';
  return labelKey(name, value);
}

/** A label's value as the cell says it, without the blanks around it. */
export function writtenLabel(value: string | number | boolean): LabelValue {
  return typeof value === 'string' ? value.trim() : value;
}

/** "backends" is backend, "batch sizes" is batch size. */
export function singular(name: string): string {
  return /(?:[^s]s|sses|xes)$/i.test(name) ? name.replace(/(?<=x|ss)es$|s$/i, '') : name;
}

/** What each field of a set is for, by `Field.at`. */
export function rolesOf(set: RecordSet): Map<string, Role> {
  const siblings = stemsOf(set.fields.map(({ name }) => name));
  const beside = { siblings, units: unitsBeside(set), recordCount: set.records.length };
  const roles = new Map<string, Role>();
  for (const field of set.fields) {
    const values = set.records.map(({ cells }) => cells.get(field.at)).filter((value) => !isMissing(value)) as (
      | string
      | number
      | boolean
    )[];
    roles.set(field.at, values.length === 0 ? emptyRole(field, siblings) : roleOf(field, values, beside));
  }
  adoptUnits(set, roles, siblings);
  countRepetitions(set, roles);
  dropDump(set, roles);
  if (set.keepUnknown && ![...roles.values()].some(({ kind }) => kind === 'measure')) keepUnknown(set, roles);
  return roles;
}

/** What stands beside the fields of a set. */
interface Beside {
  readonly siblings: ReadonlySet<string>;
  readonly units: ReadonlyMap<string, string>;
  readonly recordCount: number;
}

/** A column without any value still tells which metric is missing in every row. */
function emptyRole({ name, within }: Field, siblings: ReadonlySet<string>): Role {
  const measure = labelKey(name) === null ? readName(name, { siblings, within }) : null;
  return measure ? { kind: 'measure', measure } : { kind: 'unused' };
}

function roleOf(field: Field, values: readonly (string | number | boolean)[], { siblings, units, recordCount }: Beside): Role {
  const { name, within, at } = field;
  const unitHint = units.get(at.slice(0, Math.max(0, at.lastIndexOf('/')))) ?? null;
  const first = values[0]!;
  const spelling = slug(name);
  if (ERROR_NAMES.test(spelling)) return { kind: 'error' };
  if (SUCCESS_NAMES.test(spelling)) return { kind: 'success' };
  if (STATUS_NAMES.test(spelling)) return { kind: 'status' };
  if (TIME_NAMES.test(spelling) && values.every((value) => timeOf(value) !== null)) return { kind: 'time' };
  if (typeof first === 'string' && /^\s*\{.*\}\s*$/s.test(first)) return { kind: 'json' };
  if (isSecretKey(name) && values.every((value) => typeof value === 'string' && numberOf(value) === undefined)) return { kind: 'unused' };
  const measure = readName(name, { siblings, within, unitHint });
  const isNumeric = values.some((value) => typeof numberOf(value) === 'number');
  if (measure && isNumeric && measure.metric === 'gpu_temperature') return { kind: 'measure', measure };
  const label = knownLabel(field, first);
  if (label) return { kind: 'label', key: label.key };
  if (measure && isNumeric) return { kind: 'measure', measure };
  if (ANSWER_NAMES.test(spelling)) return { kind: 'answer' };
  return isLabelLike(spelling, values, recordCount) ? { kind: 'label', key: spelling } : { kind: 'unused' };
}

/** Unit that a field of the same object states for all of it (`{"mean": 12.5, "p99": 14, "unit": "ms"}`), by the pointer of the object. */
function unitsBeside({ fields, records }: RecordSet): Map<string, string> {
  const units = new Map<string, string>();
  for (const { at, name } of fields) {
    if (!/^(?:units?|time_unit)$/.test(slug(name)) || !at.includes('/')) continue;
    const stated = new Set(records.map(({ cells }) => cells.get(at)));
    const [unit] = stated;
    const known = stated.size === 1 && typeof unit === 'string' ? spelledUnit(unit) : null;
    if (known !== null) units.set(at.slice(0, at.lastIndexOf('/')), known);
  }
  return units;
}

function isLabelLike(spelling: string, values: readonly (string | number | boolean)[], recordCount: number): boolean {
  if (spelling === '' || recordCount < 2 || REMARKS.test(spelling) || isSecretKey(spelling)) return false;
  const distinct = new Set(values).size;
  if (distinct > Math.max(LABEL_VALUES_MAX, recordCount / 2)) return false;
  const numbers = values.map(numberOf);
  const isNumeric = numbers.every((number) => typeof number === 'number');
  // A number that never changes tells nothing apart, and one that always does is more likely measured than set.
  if (isNumeric) return distinct > 1 && (distinct <= recordCount / 2 || numbers.every((number) => Number.isInteger(number)));
  return values.every((value) => String(value).length <= LABEL_CHARS_MAX);
}

/**
 * A duration that states no unit, between durations that all state the same one, has it too (`mean_load_s`, `prompt_eval`); between
 * means it is a mean.
 */
function adoptUnits(set: RecordSet, roles: Map<string, Role>, siblings: ReadonlySet<string>): void {
  const measures = [...roles.values()].flatMap((role) => (role.kind === 'measure' ? [role.measure] : []));
  const units = new Set(measures.filter(({ unit }) => toBase(unit).base === 'ms').map(({ unit }) => unit));
  const statistics = new Set(measures.map(({ statistic }) => statistic));
  if (units.size !== 1 || measures.length < 2) return;
  const [unitHint] = units;
  for (const { name, within, at } of set.fields) {
    if (roles.get(at)?.kind === 'measure' || !/^(?:load|prompt_eval|eval)$/.test(slug(name))) continue;
    const measure = readName(name, { siblings, within, unitHint: unitHint! });
    const statistic = statistics.size === 1 ? [...statistics][0]! : null;
    if (measure) roles.set(at, { kind: 'measure', measure: { ...measure, statistic: measure.statistic ?? statistic } });
  }
}

/** A `run` that is another one in every row of the same subject counts repetitions: they are the samples of one series. */
function countRepetitions(set: RecordSet, roles: Map<string, Role>): void {
  const run = set.fields.find(({ at }) => keyOf(roles.get(at)) === 'run');
  if (!run) return;
  const others = set.fields.filter(({ at }) => {
    const key = keyOf(roles.get(at));
    return key !== null && key !== 'run' && !isObservation(key);
  });
  const subjects = set.records.map(({ cells, inherited }) =>
    JSON.stringify([[...inherited], others.map(({ at }) => cells.get(at) ?? null)]),
  );
  const runs = set.records.map(({ cells }, index) => JSON.stringify([subjects[index], cells.get(run.at) ?? null]));
  const isRepetition = new Set(runs).size === runs.length && new Set(subjects).size < subjects.length;
  if (isRepetition) roles.set(run.at, { kind: 'label', key: 'request' });
}

function keyOf(role: Role | undefined): string | null {
  return role?.kind === 'label' ? role.key : null;
}

function dropDump(set: RecordSet, roles: Map<string, Role>): void {
  const unknown = set.fields.filter(({ name, within, at }) => roles.get(at)?.kind === 'label' && knownLabelKey(name, within, '') === null);
  if (unknown.length > UNKNOWN_COLUMNS_MAX) for (const { at } of unknown) roles.set(at, { kind: 'unused' });
}

/** When nothing in a file is known, its numbers with decimals are kept under their own names, without unit and direction. */
function keepUnknown(set: RecordSet, roles: Map<string, Role>): void {
  if (set.fields.length > 2 * UNKNOWN_COLUMNS_MAX) return;
  for (const { name, at } of set.fields) {
    const numbers = set.records.map(({ cells }) => numberOf(cells.get(at)));
    const isMeasured = numbers.some((number) => typeof number === 'number' && !Number.isInteger(number));
    const unknown = unknownName(name);
    if (!isMeasured || numbers.includes(undefined) || unknown === null) continue;
    const role = roles.get(at);
    if (role?.kind === 'label' && labelKey(name) !== null) continue;
    roles.set(at, { kind: 'measure', measure: { ...unknown, unit: 'score', unitStated: false } });
  }
}
