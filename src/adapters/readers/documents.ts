import { type Label, type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { isSecretKey, labelKey, slug } from '../../metrics/labels.ts';
import { flattenConfiguration, member, timeOf } from './fields.ts';
import { isObject, type Json } from './json-value.ts';

/** Fields that name a machine or quote a command line, which may hold a key. */
const ADDRESS_KEY = /(?:^|_)(?:host|hostname|urls?|target|address|addr|ip|cli_command|command)$/;

/** A text that is nothing but an address: a URL, or a host with its port. */
const ADDRESS = /^\s*(?:https?:\/\/\S+|[\w.-]+:\d{2,5})\s*$/;

/** The result for a document that is no valid JSON: nothing of it is used, and the reason names the line. */
export function refusedDocument(problem: Problem): ParseResult {
  const where = problem.line === undefined ? '' : `line ${problem.line}: `;
  return { ...NOTHING_READ, problems: [problem], rejected: { verdict: 'quarantined', reason: `${where}${problem.message}` } };
}

/** The result for a document of the right form that holds no measurement. */
export function emptyDocument(reason: string): ParseResult {
  return { ...NOTHING_READ, rejected: { verdict: 'empty', reason } };
}

/** The first member that is there and is not null. */
export function firstMember(value: Json | undefined, ...paths: readonly (readonly (string | number)[])[]): Json | undefined {
  for (const path of paths) {
    const found = member(value, ...path);
    if (found !== undefined && found !== null) return found;
  }
  return undefined;
}

/** A scalar as a label, as written: null for what is none, for an empty text and for the words that tools write for "not set". */
export function scalarLabel(raw: Json | undefined): LabelValue | null {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : null;
  if (typeof raw !== 'string') return null;
  const text = raw.trim();
  return text === '' || /^(?:none|null|n\/a)$/i.test(text) ? null : text;
}

/** A model as it was served: its name, or the path of its file; what a report calls it follows from all of them. Null for what is no name. */
export function servedModel(raw: Json | undefined): LabelValue | null {
  return typeof raw === 'string' ? scalarLabel(raw) : null;
}

/** Requests per second asked for, or 'inf' for no limit, in the ways in which tools write that; null where it says neither. */
export function requestRate(raw: Json | undefined): LabelValue | null {
  const label = scalarLabel(raw);
  if (typeof label === 'string') return /^\+?inf(?:inity)?$/i.test(label) ? 'inf' : label;
  if (typeof label !== 'number') return null;
  return label < 0 || label >= 1e9 ? 'inf' : label;
}

/** `flattenConfiguration` without addresses of servers and command lines. */
export function flatConfiguration(value: Json | undefined, at = ''): Map<string, LabelValue> {
  const flat = new Map<string, LabelValue>();
  flattenConfiguration(withoutAddresses(value ?? null, 0), flat, at);
  return flat;
}

function withoutAddresses(value: Json, depth: number): Json {
  if (depth > 16) return null;
  if (Array.isArray(value)) return value.map((element) => withoutAddresses(element, depth + 1));
  if (typeof value === 'string') return ADDRESS.test(value) ? null : value;
  if (!isObject(value)) return value;
  const kept: { [key: string]: Json } = Object.create(null);
  for (const [key, inner] of Object.entries(value)) if (!ADDRESS_KEY.test(slug(key))) kept[key] = withoutAddresses(inner, depth + 1);
  return kept;
}

/** Names of results: what carries them differs from run to run and says nothing of what was run. */
const RESULT_NAME =
  /^(?:mean|avg|average|median|std|stdev|stddev|min|p\d+(?:_\d+)?|total|achieved)_|^num_requests(?:_|$)|^(?:probe|diffusion|spec_decode)_|_(?:tps|qps|hit_rate|usage_pct|bytes|seconds|per_gpu)$/;

/** Names of times at which something happened. */
const TIME_NAME = /(?:^|_)(?:timestamp|datetime|time_unix|(?:start|end|created|started|ended|finished)_(?:time|at|date))(?:_|$)/;

/**
 * Further scalars of a result's record: parameters of a sweep and metadata that a user added are labels, under their canonical key where
 * they have one. What is named like a result or a time, and a fraction with many digits, is a measurement that we do not know and no
 * parameter: it goes to the configuration.
 *
 * @param isRead keys that the adapter has read already.
 */
export function furtherScalars(
  record: { readonly [key: string]: Json },
  isRead: (key: string) => boolean,
): { labels: Map<string, LabelValue>; configuration: Map<string, LabelValue> } {
  const labels = new Map<string, LabelValue>();
  const configuration = new Map<string, LabelValue>();
  for (const [key, raw] of Object.entries(record)) {
    const value = scalarLabel(raw);
    if (value === null || isRead(key) || isSecretKey(key) || ADDRESS_KEY.test(slug(key))) continue;
    const isMeasurement = typeof value === 'number' && !Number.isInteger(value) && String(value).replaceAll(/^-?0\.0*|\D/g, '').length > 4;
    const known = labelKey(key, value);
    if (isMeasurement || (known === null && (RESULT_NAME.test(slug(key)) || TIME_NAME.test(slug(key)))))
      configuration.set(`/${pointerToken(key)}`, value);
    else labels.set(known ?? slug(key), value);
  }
  return { labels, configuration };
}

/** Constant labels of a table, without the ones that have no value. */
export function documentLabels(entries: Readonly<Record<string, LabelValue | null | undefined>>): Map<string, Label> {
  const labels = new Map<string, Label>();
  for (const [key, value] of Object.entries(entries)) {
    if (value !== null && value !== undefined) labels.set(key, { value, origin: 'document' });
  }
  return labels;
}

/** Epoch milliseconds of a time as these tools write it: `20260428-122337`, or ISO 8601; taken as UTC where it names no zone. */
export function runTimeOf(raw: Json | undefined): number | null {
  if (typeof raw !== 'string') return null;
  return timeOf(raw.trim().replace(/^(\d{4})(\d\d)(\d\d)[-_T](\d\d)(\d\d)(\d\d)$/, '$1-$2-$3 $4:$5:$6'));
}

/** Epoch milliseconds of a count of seconds since 1970 between the years 2001 and 2100; null for anything else. */
export function epochOf(raw: Json | undefined): number | null {
  return typeof raw === 'number' && raw > 1e9 && raw < 4.1e9 ? Math.round(raw * 1000) : null;
}
