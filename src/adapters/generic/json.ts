import {
  type Label,
  type LabelValue,
  NOTHING_READ,
  type ObservationTable,
  type ParseResult,
  type Problem,
} from '../../contracts/observation.ts';
import { isSecretKey, slug } from '../../metrics/labels.ts';
import { redact } from '../../metrics/redact.ts';
import { timeOf } from '../../metrics/times.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { type Json, parseJson } from '../readers/json.ts';
import { buildTable } from './build.ts';
import { isTimeField } from './fields.ts';
import { DEPTH_MAX, FIELDS_MAX, type FoundSet, walkDocument } from './json-walk.ts';
import { longRecords } from './long.ts';
import type { Field, RecordSet } from './record.ts';
import { numberOf, type Scalar } from './values.ts';

const CONFIGURATION_CHARS_MAX = 200;
const DOCUMENT_COUNTS = /^(?:runs|repetitions|iterations|rounds|num_runs|n_runs|samples|num_samples)$/;

/** Any JSON document: records at any depth, each value with its JSON pointer. */
export const genericJson: Adapter = {
  id: 'generic-json',
  title: 'JSON document',
  tool: 'any program',
  fallback: true,
  source: 'RFC 8259; meaning of fields: src/metrics/names.ts and src/metrics/labels.ts',
  claims: (sniff) => sniff.kind === 'json' && !looksLikeJsonLines(sniff.lines),
  parse,
};

/** Two lines that are each a whole object: JSON lines under the name of a JSON file. */
export function looksLikeJsonLines(lines: readonly string[]): boolean {
  const [first, second] = lines.filter((line) => line.trim() !== '');
  return first !== undefined && second !== undefined && [first, second].every((line) => /^\s*\{.*\}\s*$/.test(line));
}

function parse({ path, text }: ParseInput): ParseResult {
  const document = parseJson(text);
  if ('error' in document) {
    const { line, message } = document.error;
    return { ...NOTHING_READ, problems: [document.error], rejected: { verdict: 'quarantined', reason: `line ${line}: ${message}` } };
  }
  if (typeof document.value !== 'object' || document.value === null) {
    return { ...NOTHING_READ, rejected: { verdict: 'unknown', reason: 'a single JSON value, not a document with results' } };
  }
  if (Object.keys(document.value).length === 0) {
    return { ...NOTHING_READ, rejected: { verdict: 'empty', reason: 'an empty JSON document' } };
  }
  return readDocument(document.value, path, document.problems);
}

function readDocument(value: Json, path: string, problems: readonly Problem[]): ParseResult {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const { sets, tooDeep, tooWide } = walkDocument(value, slug(name).split('_'));
  const root = sets.find(({ pattern }) => pattern === '');
  const documentCount = root ? countIn(root) : null;
  const tables: ObservationTable[] = [];
  const found: Problem[] = [...problems];
  if (tooDeep) found.push({ message: `levels deeper than ${DEPTH_MAX} are not read` });
  if (tooWide) found.push({ message: `a record has more than ${FIELDS_MAX} fields; the others are not read` });
  let configuration: ReadonlyMap<string, LabelValue> = new Map();
  const failedSets = new Map<string, boolean>();
  // Innermost first: a document whose records all failed has no statistics either.
  for (const set of sets.toReversed()) {
    const built = build(set, documentCount);
    if (built.table && childrenFailed(set, sets, failedSets)) {
      found.push({ message: 'its statistics are over records that all failed; they are not used' });
    } else {
      if (built.table) failedSets.set(set.pattern, built.allFailed);
      if (built.table) tables.unshift(built.table);
      appendAll(found, built.problems);
    }
    if (set === root) configuration = configurationOf(set, built.unused);
  }
  const result: ParseResult = { ...NOTHING_READ, tables, problems: found, configuration, runAt: root ? runAtOf(root) : null };
  if (tables.length > 0 || found.length > 0) return result;
  return { ...result, rejected: { verdict: 'unknown', reason: 'JSON, but no number in it is a measurement that we know by its name' } };
}

function build(set: FoundSet, documentCount: number | null) {
  const constants = new Map<string, Label>();
  const fields = [...set.fields.values()];
  const records: RecordSet = {
    placement: 'pointer',
    fields,
    records: set.records,
    constants,
    documentCount,
    ordered: set.isList,
    keepUnknown: false,
  };
  return longRecords(records) ?? buildTable(records);
}

/** Did all records fail that stand in lists of this one? */
function childrenFailed(set: FoundSet, sets: readonly FoundSet[], failedSets: ReadonlyMap<string, boolean>): boolean {
  const children = sets.filter(({ parent, isList, pattern }) => parent === set.pattern && isList && failedSets.has(pattern));
  return set.records.length === 1 && children.length > 0 && children.every(({ pattern }) => failedSets.get(pattern) === true);
}

function countIn({ fields, records }: FoundSet): number | null {
  for (const { name, at } of fields.values()) {
    const value = DOCUMENT_COUNTS.test(slug(name)) ? numberOf(records[0]?.cells.get(at)) : null;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  }
  return null;
}

/** Leaves of the document that are neither measures nor labels, by dotted name: searchable, without secrets and long texts. */
function configurationOf({ records }: FoundSet, unused: readonly Field[]): Map<string, LabelValue> {
  const configuration = new Map<string, LabelValue>();
  for (const { name, within, at } of unused) {
    const value: Scalar | undefined = records[0]?.cells.get(at);
    if (value === undefined || value === null || isSecretKey(name)) continue;
    if (typeof value === 'string' && value.length > CONFIGURATION_CHARS_MAX) continue;
    configuration.set([...within.toReversed(), name].join('.'), typeof value === 'string' ? redact(value) : value);
  }
  return configuration;
}

/** When the document says that it was made: stamps of the outermost object, epoch numbers and stamps with a zone before local times. */
function runAtOf({ fields, records }: FoundSet): number | null {
  const stamps = [...fields.values()]
    .filter(({ name, within, at }) => within.length === 0 && isTimeField(name, records[0]?.cells.get(at)))
    .map(({ at }) => records[0]?.cells.get(at));
  const isAbsolute = (stamp: unknown) => typeof stamp === 'number' || /(?:Z|UTC|[+-]\d{2}:?\d{2})$/i.test(String(stamp).slice(10));
  return timeOf(stamps.find(isAbsolute) ?? stamps[0]);
}
