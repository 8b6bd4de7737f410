import { type LabelValue, NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { slug } from '../../metrics/labels.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { type CsvRecord, csvRecords } from '../readers/csv.ts';
import { buildTable } from './build.ts';
import { longRecords } from './long.ts';
import type { Field, GenericRecord, RecordSet } from './record.ts';
import { isMissing, numberOf } from './values.ts';

const CELL_WITH_UNIT = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)\s*([a-zµμ°%][a-z/%°]{0,15})$/i;

/** Rows that do not fit the header are named one by one up to this many. */
const ROW_PROBLEMS_MAX = 50;

/** Any CSV file with a header line: one row per observation, or one row per group with `mean_...` columns. */
export const genericCsv: Adapter = {
  id: 'generic-csv',
  title: 'CSV with a header line',
  tool: 'any program',
  fallback: true,
  source: 'RFC 4180; meaning of columns: src/metrics/names.ts and src/metrics/labels.ts',
  claims: ({ kind }) => kind === 'csv',
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const { records: all, problems: broken } = csvRecords(complete(text, growing));
  const [header, ...rows] = all.filter(({ cells }) => !cells[0]!.startsWith('#'));
  if (!header) {
    return broken.length === 0
      ? { ...NOTHING_READ, rejected: { verdict: 'empty', reason: 'the file holds comments at most' } }
      : { ...NOTHING_READ, problems: broken, rejected: { verdict: 'quarantined', reason: broken[0]!.message } };
  }
  const refusal = notAHeader(header, rows);
  if (refusal) return { ...NOTHING_READ, problems: broken, rejected: refusal };

  const columns = columnsOf(header, rows);
  const { records, problems } = recordsOf(rows, columns.fields, header.cells.length);
  const bare = withoutCellUnits(
    columns.fields.map(({ field }) => field),
    records,
  );
  const set: RecordSet = {
    placement: 'row',
    fields: bare.fields,
    records: bare.records,
    constants: new Map(),
    documentCount: null,
    ordered: true,
    keepUnknown: true,
  };
  const built = longRecords(set) ?? buildTable(set);
  const times = (built.table?.times ?? []).filter((time) => time !== null);
  const result: ParseResult = {
    ...NOTHING_READ,
    tables: built.table ? [built.table] : [],
    problems: [...broken, ...columns.problems, ...problems, ...built.problems],
    runAt: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
  };
  if (built.table || result.problems.length > 0) return result;
  return {
    ...result,
    rejected: { verdict: 'unknown', reason: 'CSV, but no column is a measurement: none has a known name, or a unit in its name' },
  };
}

/** A column whose cells all state the same unit (`21.76 W`) says it as if its header did. */
function withoutCellUnits(fields: readonly Field[], records: readonly GenericRecord[]): { fields: Field[]; records: GenericRecord[] } {
  const numbers = new Map<string, Map<GenericRecord, string>>();
  const named = fields.map((field) => {
    const bare = new Map<GenericRecord, string>();
    const units = new Set<string | null>();
    for (const record of records) {
      const cell = String(record.cells.get(field.at) ?? '');
      if (isMissing(cell)) continue;
      const match = CELL_WITH_UNIT.exec(cell);
      units.add(match ? spelledUnit(match[2]!) : null);
      if (units.size > 1 || units.has(null)) break;
      if (match) bare.set(record, match[1]!);
    }
    const [unit] = units;
    if (units.size !== 1 || unit === null || unit === undefined) return field;
    numbers.set(field.at, bare);
    return { ...field, name: `${field.name.replace(/\s*[([][^)\]]*[)\]]\s*$/, '')} (${unit})` };
  });
  if (numbers.size === 0) return { fields: [...fields], records: [...records] };
  const stripped = records.map((record) => ({
    ...record,
    cells: { get: (at: string) => numbers.get(at)?.get(record) ?? record.cells.get(at) },
  }));
  return { fields: named, records: stripped };
}

/** A file that is still being written ends in a row that may be cut; only complete lines are read. */
function complete(text: string, growing: boolean): string {
  return growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

/** More columns than a table of measurements has: each would be a series of its own, and nobody could read them. */
const COLUMN_COUNT_MAX = 2_000;

function notAHeader(header: CsvRecord, rows: readonly CsvRecord[]): ParseResult['rejected'] {
  const { cells, line } = header;
  if (cells.length > COLUMN_COUNT_MAX) {
    const reason = `line ${line} names ${cells.length} columns, more than ${COLUMN_COUNT_MAX}: write one row per observation, or split the file`;
    return { verdict: 'quarantined', reason };
  }
  if (cells.every((cell) => typeof numberOf(cell) === 'number')) {
    return { verdict: 'unknown', reason: `line ${line} holds numbers only: without a header line nobody can tell what they are` };
  }
  if (cells.length === 1 && (/\s\S+\s\S+\s/.test(cells[0]!) || rows.length === 0)) {
    return { verdict: 'quarantined', reason: `not CSV at all: line ${line} is "${cells[0]!.slice(0, 120)}"` };
  }
  return rows.length === 0 ? { verdict: 'empty', reason: 'a header line and no rows' } : null;
}

interface Column {
  readonly index: number;
  readonly field: Field;
}

/** Columns with a name; of several with the same name only the first, which is also the one that a cell reference means. */
function columnsOf(header: CsvRecord, rows: readonly CsvRecord[]): { fields: Column[]; problems: Problem[] } {
  const fields: Column[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  header.cells.forEach((name, index) => {
    if (name === '') {
      const isUsed = rows.some(({ cells }) => (cells[index] ?? '') !== '');
      if (isUsed && !isRowIndex(index, rows))
        problems.push({ line: header.line, message: `column ${index + 1} has no name and is not read` });
    } else if (seen.has(name)) {
      problems.push({ line: header.line, message: `column "${name}" is there twice; only the first one is read` });
    } else {
      seen.add(name);
      fields.push({ index, field: { name, within: [], at: name } });
    }
  });
  return { fields, problems };
}

/** pandas writes its row numbers into a first column without a name. */
function isRowIndex(index: number, rows: readonly CsvRecord[]): boolean {
  return index === 0 && rows.every(({ cells }, row) => cells[0] === String(row));
}

function recordsOf(
  rows: readonly CsvRecord[],
  columns: readonly Column[],
  width: number,
): { records: GenericRecord[]; problems: Problem[] } {
  const records: GenericRecord[] = [];
  const problems: Problem[] = [];
  let refused = 0;
  const none = new Map<string, LabelValue>();
  const indexes = new Map(columns.map(({ index, field }) => [field.at, index]));
  for (const { line, cells } of rows) {
    const extra = cells.slice(width).some((cell) => cell !== '');
    if (cells.length < width || extra) {
      refused += 1;
      const advice = extra ? 'quote cells that hold the separator' : 'the line may be cut';
      if (refused <= ROW_PROBLEMS_MAX)
        problems.push({ line, message: `${cells.length} cells under ${width} columns; the row is not used: ${advice}` });
      continue;
    }
    if (isRepeatedHeader(cells, columns)) continue;
    records.push({ place: line, line, cells: { get: (at: string) => cells[indexes.get(at) ?? -1] }, inherited: none });
  }
  if (refused > ROW_PROBLEMS_MAX)
    problems.push({ message: `${refused - ROW_PROBLEMS_MAX} more rows do not fit the header and are not used` });
  return { records, problems };
}

/** Files that several runs append to repeat their header. */
function isRepeatedHeader(cells: readonly string[], columns: readonly Column[]): boolean {
  return columns.length > 1 && columns.every(({ index, field }) => slug(cells[index]!) === slug(field.name) && cells[index] !== '');
}
