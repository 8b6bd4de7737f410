import type { CoveredColumn } from '../../contracts/coverage.ts';
import type { LabelValue, Problem } from '../../contracts/observation.ts';
import { cellNumber, isMissingText } from '../../metrics/cell-number.ts';
import { slug } from '../../metrics/labels.ts';
import { nameParts } from '../../metrics/name-parts.ts';
import { timeOf } from '../../metrics/times.ts';
import { spelledUnit } from '../../metrics/units.ts';
import { type CsvRecord, csvRecords } from '../readers/csv.ts';
import { findDelimiter } from '../readers/dialect.ts';
import { isFilled, type RawColumn, type RawTable } from './table.ts';
import { isMetricName } from './transposed.ts';

/** Tables of a text whose columns are parted by a mark. */
export interface DelimitedTables {
  readonly tables: readonly RawTable[];
  readonly problems: readonly Problem[];
  /** Columns that are read by no table, with the reason. */
  readonly leftOut: readonly CoveredColumn[];
  /** Cells of rows that fit no table. */
  readonly unread: number;
  /** Why there is no table at all. */
  readonly rejected: { readonly verdict: 'quarantined' | 'empty' | 'unknown'; readonly reason: string } | null;
}

/** Rows that do not fit the header are named one by one up to this many. */
const ROW_PROBLEMS_MAX = 50;
/** More columns than a table of measurements has: each would be a series of its own, and nobody could read them. */
const COLUMN_COUNT_MAX = 2_000;
/** Records at the start by which the width of the table is judged. */
const WIDTH_RECORDS = 200;

const RULE_CELL = /^[\s|+:=-]*-{2,}[\s|+:=-]*$/;

const NOTHING: DelimitedTables = { tables: [], problems: [], leftOut: [], unread: 0, rejected: null };

/**
 * Reads the tables of a CSV text in any dialect: remarks behind `#`, a header that may stand behind one, a row of units below it, and
 * further headers among the rows, each of which begins a table.
 */
export function delimitedTables(text: string): DelimitedTables {
  const delimiter = findDelimiter(text);
  const { records: all, problems: broken } = csvRecords(text, { delimiter });
  const records = all.filter(
    ({ cells }) => !cells.every((cell) => RULE_CELL.test(cell) || cell === '') || cells.every((cell) => cell === ''),
  );
  const width = widthOf(records);
  const start = headerIndex(records, width);
  if (start === null) {
    if (broken.length > 0) return { ...NOTHING, problems: broken, rejected: { verdict: 'quarantined', reason: broken[0]!.message } };
    return { ...NOTHING, rejected: { verdict: 'empty', reason: 'the file holds comments at most' } };
  }
  const body = records.slice(start).filter((record, index) => index === 0 || !isRemark(record, width));
  const refusal = notAHeader(body[0]!, body.slice(1));
  if (refusal) return { ...NOTHING, problems: broken, rejected: refusal };
  const parts = split(body).map((part) => readPart(part, delimiter === ';' ? null : '.'));
  return {
    tables: parts.flatMap(({ table }) => (table ? [table] : [])),
    problems: [...broken, ...parts.flatMap(({ problems }) => problems)],
    leftOut: parts.flatMap(({ leftOut }) => leftOut),
    unread: parts.reduce((sum, { unread }) => sum + unread, 0),
    rejected: null,
  };
}

/** The number of cells that most records have. */
function widthOf(records: readonly CsvRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records.slice(0, WIDTH_RECORDS)) {
    if (!cells[0]!.startsWith('#')) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  }
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0] as const)[0];
}

/** Is this a remark: a line behind `#` that has not the cells of a row? `#1,m,10` is a row. */
function isRemark({ cells }: CsvRecord, width: number): boolean {
  return cells[0]!.startsWith('#') && (cells.length !== width || width < 2);
}

/** The header: the first line that is no remark, or the line behind a `#` above it that names the cells of the rows. */
function headerIndex(records: readonly CsvRecord[], width: number): number | null {
  const first = records.findIndex(({ cells }) => !cells[0]!.startsWith('#'));
  const hashed = records.findLastIndex(
    ({ cells }, index) =>
      (first < 0 || index < first) && cells[0]!.startsWith('#') && cells.length === width && width > 1 && isNames(cells),
  );
  if (hashed >= 0 && first >= 0 && !isNames(records[first]!.cells)) return hashed;
  if (first < 0) return null;
  // A title above the header has fewer cells than it.
  const wide = records.findIndex(({ cells }, index) => index >= first && cells.length === width && isNames(cells));
  const isTitle = records[first]!.cells.length === 1 && width > 1 && wide > first && wide - first <= 3;
  return isTitle ? wide : first;
}

/** Words in every cell, none of them a number. */
function isNames(cells: readonly string[]): boolean {
  return cells.some((cell) => cell !== '') && cells.every((cell) => cellNumber(cell) === null && cellNumber(cell, ',') === null);
}

function notAHeader({ cells, line }: CsvRecord, rows: readonly CsvRecord[]): DelimitedTables['rejected'] {
  if (cells.length > COLUMN_COUNT_MAX) {
    const reason = `line ${line} names ${cells.length} columns, more than ${COLUMN_COUNT_MAX}: write one row per observation, or split the file`;
    return { verdict: 'quarantined', reason };
  }
  if (cells.every((cell) => cellNumber(cell) !== null || cellNumber(cell, ',') !== null)) {
    return { verdict: 'unknown', reason: `line ${line} holds numbers only: without a header line nobody can tell what they are` };
  }
  if (cells.length === 1 && (/\s\S+\s\S+\s/.test(cells[0]!) || rows.length === 0)) {
    return { verdict: 'quarantined', reason: `not CSV at all: line ${line} is "${cells[0]!.slice(0, 120)}"` };
  }
  return rows.length === 0 ? { verdict: 'empty', reason: 'a header line and no rows' } : null;
}

/** A header and its rows. */
interface Part {
  readonly header: CsvRecord;
  readonly rows: readonly CsvRecord[];
}

/** Further headers among the rows begin tables of their own; a header that is repeated as it was (files that runs append to) does not. */
function split(records: readonly CsvRecord[]): Part[] {
  const parts: { header: CsvRecord; rows: CsvRecord[] }[] = [{ header: records[0]!, rows: [] }];
  for (let index = 1; index < records.length; index += 1) {
    const record = records[index]!;
    const current = parts.at(-1)!;
    if (isSameHeader(record, current.header)) continue;
    if (isFurtherHeader(record, current.header, records[index - 1]!, records[index + 1])) parts.push({ header: record, rows: [] });
    else current.rows.push(record);
  }
  return parts;
}

function isSameHeader({ cells }: CsvRecord, header: CsvRecord): boolean {
  return (
    cells.length > 1 &&
    cells.length === header.cells.length &&
    cells.every((cell, index) => slug(cell) === slug(header.cells[index]!) && cell !== '')
  );
}

/** Names in every cell (a time stamp is none), above a row with numbers; half of them those of the header before, or after a blank line. */
function isFurtherHeader({ cells, line }: CsvRecord, header: CsvRecord, previous: CsvRecord, next: CsvRecord | undefined): boolean {
  if (cells.length < 2 || !next || next.cells.length !== cells.length || isNames(next.cells)) return false;
  if (!isNames(cells) || cells.some((cell) => isMissingText(cell) || timeOf(cell) !== null)) return false;
  if (new Set(cells).size < cells.length) return false;
  const shared = cells.filter((cell) => header.cells.includes(cell)).length;
  return shared >= cells.length / 2 || line - previous.line > 1;
}

interface ReadPart {
  readonly table: RawTable | null;
  readonly problems: Problem[];
  readonly leftOut: CoveredColumn[];
  readonly unread: number;
}

const NO_LABELS: ReadonlyMap<string, LabelValue> = new Map();

function readPart({ header, rows: below }: Part, decimal: RawTable['decimal']): ReadPart {
  const unitRow = below[0] && isUnitRow(header, below[0], below[1]) ? below[0] : null;
  const { rows, problems, unread } = fitting(unitRow ? below.slice(1) : below, header.cells.length);
  const { columns, leftOut, problems: unnamed } = columnsOf(header, unitRow, rows);
  if (rows.length === 0) return { table: null, problems: [...unnamed, ...problems], leftOut, unread };
  const table: RawTable = {
    placement: 'row',
    columns,
    rows: rows.map(({ line }) => ({ place: line, line, inherited: NO_LABELS })),
    constants: new Map(),
    documentCount: null,
    ordered: true,
    decimal,
    stated: false,
    isWhole: true,
  };
  return { table, problems: [...unnamed, ...problems], leftOut, unread };
}

/** A row below the header that holds units and statistics (`[ms]`, `p50 (s)`, `-`) where the rows below it hold numbers. */
function isUnitRow(header: CsvRecord, row: CsvRecord, next: CsvRecord | undefined): boolean {
  if (!next || row.cells.length !== header.cells.length) return false;
  const said = row.cells.filter((cell) => !isMissingText(cell));
  return said.length > 0 && said.every((cell) => unitWords(cell) !== null);
}

/** `[ms]` and `ms` are `(ms)`, `p50 (s)` stays; null for a cell that is neither unit nor statistic. */
function unitWords(cell: string): string | null {
  const inner = cell.replace(/^[[(](.*)[\])]$/, '$1');
  if (spelledUnit(inner) !== null) return `(${inner})`;
  const { stem, statistic, unit } = nameParts(cell);
  return stem === '' && (statistic !== null || unit !== null) ? cell : null;
}

function fitting(rows: readonly CsvRecord[], width: number): { rows: CsvRecord[]; problems: Problem[]; unread: number } {
  const fit: CsvRecord[] = [];
  const problems: Problem[] = [];
  let refused = 0;
  let unread = 0;
  for (const row of rows) {
    const { cells, line } = row;
    const extra = cells.slice(width).some((cell) => cell !== '');
    if (cells.length >= width && !extra) {
      fit.push(row);
      continue;
    }
    refused += 1;
    unread += cells.filter(isFilled).length;
    const advice = extra ? 'quote cells that hold the separator' : 'the line may be cut';
    if (refused <= ROW_PROBLEMS_MAX)
      problems.push({ line, message: `${cells.length} cells under ${width} columns; the row is not used: ${advice}` });
  }
  if (refused > ROW_PROBLEMS_MAX)
    problems.push({ message: `${refused - ROW_PROBLEMS_MAX} more rows do not fit the header and are not used` });
  return { rows: fit, problems, unread };
}

/** Columns with a name of their own, joined with what the row of units says; of several with the same name only the first is read. */
function columnsOf(header: CsvRecord, unitRow: CsvRecord | null, rows: readonly CsvRecord[]) {
  const columns: RawColumn[] = [];
  const leftOut: CoveredColumn[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  const twice = new Set(header.cells.filter((name, index) => header.cells.indexOf(name) !== index));
  header.cells.forEach((written, index) => {
    const words = unitRow ? unitWords(unitRow.cells[index]!) : null;
    const name = [written.replace(/^#+\s*/, ''), words].filter((word) => word !== null && word !== '').join(' ');
    const at = twice.has(written) && words !== null ? `${written} ${unitRow!.cells[index]}` : written;
    const filled = rows.filter(({ cells }) => isFilled(cells[index])).length;
    if (
      written === '' &&
      index === 0 &&
      rows.every(({ cells }) => isStatisticWord(cells[0]!)) &&
      rows.some(({ cells }) => /^[a-z]+$/i.test(cells[0]!))
    ) {
      // pandas' `describe` writes the names of its rows into a first column without a name.
      columns.push({ name: 'statistic', within: [], at: 'column 1', cell: (row) => rows[row]!.cells[0] });
    } else if (written === '' && index === 0 && rows.length > 1 && rows.every(({ cells }) => isMetricName(cells[0] ?? ''))) {
      columns.push({ name: 'metric', within: [], at: 'column 1', cell: (row) => rows[row]!.cells[0] });
    } else if (written === '') {
      const isIndex = index === 0 && rows.every(({ cells }, row) => cells[0] === String(row));
      if (filled > 0 && !isIndex) problems.push({ line: header.line, message: `column ${index + 1} has no name and is not read` });
      if (filled > 0)
        leftOut.push({ at: `column ${index + 1}`, use: isIndex ? 'declared' : 'left-out', filled, leftOut: isIndex ? 0 : filled });
    } else if (seen.has(at)) {
      problems.push({ line: header.line, message: `column "${written}" is there twice; only the first one is read` });
      leftOut.push({ at: written, use: 'left-out', filled, leftOut: filled });
    } else {
      seen.add(at);
      columns.push({ name, within: [], at, cell: (row) => rows[row]!.cells[index] });
    }
  });
  return { columns, leftOut, problems };
}

function isStatisticWord(cell: string): boolean {
  const { stem, statistic } = nameParts(cell);
  return /^count$/i.test(cell) || (stem === '' && statistic !== null);
}
