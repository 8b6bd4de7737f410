import type { CoveredColumn } from '../../contracts/coverage.ts';
import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { isSecretKey, slug } from '../../metrics/labels.ts';
import { redact } from '../../metrics/redact.ts';
import { timeOf } from '../../metrics/times.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { parseJson } from '../readers/json.ts';
import type { Json } from '../readers/json-value.ts';
import { type BuiltTable, tablesOf } from './build.ts';
import { nothingMeasured } from './csv.ts';
import { type FoundRecords, type FoundSet, type FoundTable, walkDocument } from './json-walk.ts';
import { isTimeField } from './known-labels.ts';
import { readTable } from './read-table.ts';
import { JSON_TABLE, type RawColumn, type RawTable } from './table.ts';

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
  const found = walkDocument(value, slug(name).split('_'));
  const root = found.sets.find(({ pattern }) => pattern === '');
  const { built, tables, problems: more, configuration } = builtSets(found, root);
  const shaped = found.tables.map((table) => builtShape(table));
  const result: ParseResult = {
    ...NOTHING_READ,
    tables: [...tables, ...shaped.flatMap((part) => part.tables)],
    problems: [...problems, ...more, ...shaped.flatMap((part) => part.built.problems)],
    coverage: { columns: [...covered(built), ...shaped.flatMap((part) => part.built.covered), ...unreadColumns(found)], unread: 0 },
    configuration,
    runAt: root ? runAtOf(root) : null,
  };
  if (result.tables.length > 0 || result.problems.length > 0) return result;
  return {
    ...result,
    rejected: {
      verdict: 'unknown',
      reason: nothingMeasured('JSON', [...built.map((part) => part.built), ...shaped.map((part) => part.built)]),
    },
  };
}

interface BuiltSet {
  readonly set: FoundSet;
  readonly built: BuiltTable;
}

/** Innermost first: a document whose records all failed has no statistics either. */
function builtSets({ sets }: FoundRecords, root: FoundSet | undefined) {
  const documentCount = root ? countIn(root) : null;
  const failedSets = new Map<string, boolean>();
  const tables: ObservationTable[] = [];
  const problems: Problem[] = [];
  const built: BuiltSet[] = [];
  let configuration: ReadonlyMap<string, LabelValue> = new Map();
  for (const set of sets.toReversed()) {
    const raw = tableOf(set, documentCount);
    const part = readTable(raw);
    const isOfFailed = part.table !== null && childrenFailed(set, sets, failedSets);
    built.unshift({ set, built: isOfFailed ? { ...part, covered: part.covered.map(withoutUse) } : part });
    if (isOfFailed) {
      problems.push({ message: 'its statistics are over records that all failed; they are not used' });
    } else {
      if (part.table) failedSets.set(set.pattern, part.allFailed);
      for (const table of tablesOf(part).toReversed()) tables.unshift(table);
      for (const problem of part.problems) problems.push(problem);
    }
    if (set === root) configuration = configurationOf(set, part.unused);
  }
  return { built, tables, problems, configuration };
}

/** A column of values that are not used after all; the reason is a problem of the document. */
function withoutUse(column: CoveredColumn): CoveredColumn {
  return column.use === 'value' ? { ...column, use: 'left-out', leftOut: column.filled } : column;
}

function tableOf(set: FoundSet, documentCount: number | null): RawTable {
  const { records } = set;
  const columns = [...set.fields.values()].map((field) => ({ ...field, cell: (row: number) => records[row]!.cells.get(field.at) }));
  return { ...JSON_TABLE, placement: 'pointer', columns, rows: records, documentCount, ordered: set.isList };
}

/** A table in rows or columns of cells; where the columns are outside, each metric is a table of its own, since its cells are. */
function builtShape({ pointer, shape, inherited }: FoundTable): { built: BuiltTable; tables: readonly ObservationTable[] } {
  const rows = shape.places.map((place) => ({ place: shape.byColumn ? place : `${pointer}${place}`, inherited }));
  const raw: RawTable = { ...JSON_TABLE, placement: 'pointer', columns: shape.columns, rows };
  const built = readTable(raw);
  const { table } = built;
  if (table === null || !shape.byColumn) return { built, tables: tablesOf(built) };
  const tables = table.columns.map((column) => ({
    ...table,
    places: table.places.map((place) => `${pointer}${column.at}${place}`),
    columns: [{ ...column, at: '' }],
    failureCells: new Map(),
  }));
  return { built, tables };
}

function covered(built: readonly BuiltSet[]): CoveredColumn[] {
  return built.flatMap(({ set, built: part }) => part.covered.map((column) => ({ ...column, at: `${set.pattern}${column.at}` })));
}

function unreadColumns({ unread }: FoundRecords): CoveredColumn[] {
  return [...unread].map(([at, { reason, cells }]) => ({ at, use: 'left-out', filled: cells, leftOut: cells, reason }));
}

/** Did all records fail that stand in lists of this one? */
function childrenFailed(set: FoundSet, sets: readonly FoundSet[], failedSets: ReadonlyMap<string, boolean>): boolean {
  const children = sets.filter(({ parent, isList, pattern }) => parent === set.pattern && isList && failedSets.has(pattern));
  return set.records.length === 1 && children.length > 0 && children.every(({ pattern }) => failedSets.get(pattern) === true);
}

function countIn({ fields, records }: FoundSet): number | null {
  for (const { name, at } of fields.values()) {
    const value = DOCUMENT_COUNTS.test(slug(name)) ? records[0]?.cells.get(at) : null;
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  }
  return null;
}

/** Leaves of the document that are neither measures nor labels, by dotted name: searchable, without secrets and long texts. */
function configurationOf({ records }: FoundSet, unused: readonly RawColumn[]): Map<string, LabelValue> {
  const configuration = new Map<string, LabelValue>();
  for (const { name, within, at } of unused) {
    const value = records[0]?.cells.get(at);
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
