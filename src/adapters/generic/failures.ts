import { metricOf } from '../../metrics/registry.ts';
import type { Role } from './fields.ts';
import type { Plan } from './plan.ts';
import type { GenericRecord } from './record.ts';
import { isMissing, numberOf, type Scalar } from './values.ts';

/** Why a record failed, and the cell that says so where one does. */
export interface Failure {
  readonly reason: string;
  readonly at?: string;
}

const NO_ERROR = /^(?:no|none|false|ok|success|0)$/i;
const BAD_STATUS = /^(?:error|errored|failed|failure|timeout|timed[ _-]?out|crash(?:ed)?|abort(?:ed)?|cancel(?:led|ed)|oom|invalid)$/i;
const ERROR_ANSWER = /^\s*["']?(?:error|exception|traceback|fatal)\b[^:\n]{0,80}:/i;
const REASON_CHARS_MAX = 200;

/** Statistics of which a zero is as impossible as of the samples; the deviation of one sample is rightly 0. */
const NEVER_ZERO = /^(?:mean|median|max|p\d+(?:\.\d+)?)$/;

/**
 * Did this record fail? In order of trust: an error text, `success: false`, a status word, an answer that is an error message, and
 * zeros in every metric that cannot be zero.
 *
 * @returns null for a record that did not.
 */
export function failureOf(record: GenericRecord, plan: Plan): Failure | null {
  for (const [kind, reasonOf] of JUDGES) {
    for (const { at, name } of plan.byKind.get(kind) ?? []) {
      const value = record.cells.get(at);
      if (value === undefined || value === null || isMissing(value)) continue;
      const reason = reasonOf(value, name);
      if (reason !== null) return { reason, at };
    }
  }
  return record.failure === undefined ? zerosOnly(record, plan) : { reason: record.failure };
}

const JUDGES: readonly (readonly [Role['kind'], (value: Scalar, name: string) => string | null])[] = [
  ['error', errorText],
  ['success', (value, name) => (/^(?:false|no|0)$/i.test(String(value)) ? `${name} is ${value}` : null)],
  ['status', (value, name) => (BAD_STATUS.test(String(value).trim()) ? `${name} is ${value}` : null)],
  [
    'answer',
    (value) => (typeof value === 'string' && ERROR_ANSWER.test(value) ? `the answer is an error message: ${firstLine(value)}` : null),
  ],
];

function errorText(value: Scalar, name: string): string | null {
  if (typeof value === 'boolean') return value ? `${name} is true` : null;
  const text = String(value).trim();
  if (NO_ERROR.test(text)) return null;
  return typeof numberOf(value) === 'number' ? `${name} is ${text}` : firstLine(text);
}

function firstLine(text: string): string {
  return text
    .trim()
    .split(/[\r\n]/, 1)[0]!
    .slice(0, REASON_CHARS_MAX);
}

function zerosOnly(record: GenericRecord, { measures }: Plan): Failure | null {
  let zero: string | null = null;
  for (const { field, measure } of measures) {
    if (!metricOf(measure.metric).zeroMeansFailed) continue;
    if (measure.statistic !== null && !NEVER_ZERO.test(measure.statistic)) continue;
    const value = numberOf(record.cells.get(field.at));
    if (value === 0) zero ??= field.at;
    else if (typeof value === 'number') return null;
  }
  return zero === null ? null : { reason: 'zeros stand for a failed request', at: zero };
}
