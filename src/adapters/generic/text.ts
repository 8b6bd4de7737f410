import type { Coverage } from '../../contracts/coverage.ts';
import { NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { cellNumber } from '../../metrics/cell-number.ts';
import { readName, withoutUnit } from '../../metrics/names.ts';
import { numbersIn } from '../../metrics/numbers-in.ts';
import { numberCount } from '../account/text-lines.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { tablesOf } from './build.ts';
import { readTable } from './read-table.ts';
import type { RawTable } from './table.ts';

/** Blanks that part columns. */
const GAP = /\s{2,}|\t+/;

/** A text with tables whose columns are aligned by blanks, under headers that name known metrics. */
export const genericText: Adapter = {
  id: 'generic-text',
  title: 'table aligned by blanks',
  tool: 'any program',
  fallback: true,
  source: 'meaning of columns: src/metrics/names.ts and src/metrics/labels.ts',
  claims: ({ kind, head }) => kind === 'text' && alignedTables(head).length > 0,
  parse,
};

/** A header and the rows below it, each with as many cells. */
interface AlignedTable {
  readonly names: readonly string[];
  readonly rows: readonly { readonly line: number; readonly content: string; readonly cells: readonly string[] }[];
}

function parse({ text, growing }: ParseInput): ParseResult {
  const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
  const problems: Problem[] = [];
  const aligned = alignedTables(complete);
  const built = aligned.map((table) => readTable(rawTable(table, problems)));
  const coverage: Coverage = { columns: built.flatMap(({ covered }) => covered), unread: numbersOutside(complete, aligned) };
  const tables = built.flatMap(tablesOf);
  if (tables.length === 0) return { ...NOTHING_READ, rejected: { verdict: 'unknown', reason: 'text without a table of measurements' } };
  return { ...NOTHING_READ, tables, coverage, problems: [...problems, ...built.flatMap((part) => part.problems)] };
}

function numbersOutside(text: string, tables: readonly AlignedTable[]): number {
  const inside = new Set(tables.flatMap(({ rows }) => rows.map(({ line }) => line)));
  return text.split('\n').reduce((count, line, index) => count + (inside.has(index + 1) ? 0 : numberCount(line)), 0);
}

/** Tables of a text: a line of names of which one at least is that of a metric, and the lines below with as many cells, some of them numbers. */
function alignedTables(text: string): AlignedTable[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const tables: AlignedTable[] = [];
  for (let index = 0; index + 1 < lines.length; index += 1) {
    const names = cellsOf(lines[index]!);
    if (names.length < 2 || names.some((name) => cellNumber(name) !== null) || !names.some(namesMetric)) continue;
    const rows: AlignedTable['rows'][number][] = [];
    let next = index + 1;
    for (; next < lines.length; next += 1) {
      const content = lines[next]!;
      if (/^[\s=+-]+$/.test(content) && content.includes('-')) continue;
      const cells = cellsOf(content);
      if (cells.length !== names.length || !cells.some((cell) => cellNumber(cell) !== null)) break;
      rows.push({ line: next + 1, content, cells });
    }
    if (rows.length > 0 && new Set(names).size === names.length) tables.push({ names, rows });
    index = next - 1;
  }
  return tables;
}

/** Whether the name or its cells state the unit. */
function namesMetric(name: string): boolean {
  return readName(name) !== null || withoutUnit(name) !== null;
}

function cellsOf(line: string): string[] {
  const text = line.trim();
  return text === '' || text.startsWith('|') ? [] : text.split(GAP);
}

/** A number of a line is addressed by its place among the line's numbers, which must be the same in every row that is read. */
function rawTable({ names, rows }: AlignedTable, problems: Problem[]): RawTable {
  const places = rows.map(({ cells }) => numberPlaces(cells));
  const kept = rows.filter(({ line }, row) => {
    const isAlike = places[row]!.every((place, column) => place === null || place === places[0]![column]);
    if (!isAlike) problems.push({ line, message: 'the line has other numbers than the first one of its table; it is not used' });
    return isAlike;
  });
  return {
    placement: 'line',
    columns: names.map((name, column) => ({
      name,
      within: [],
      at: places[0]![column] === null ? name : `${name};index=${places[0]![column]}`,
      cell: (row) => kept[row]!.cells[column],
    })),
    rows: kept.map(({ line }) => ({ place: line, line, inherited: new Map() })),
    constants: new Map(),
    documentCount: null,
    ordered: true,
    decimal: '.',
    stated: false,
    isWhole: false,
  };
}

/** Index of the number of each cell among those of the line, null for a cell that holds none. */
function numberPlaces(cells: readonly string[]): (number | null)[] {
  let count = 0;
  return cells.map((cell) => {
    const inCell = numbersIn(cell).length;
    const place = inCell === 1 ? count : null;
    count += inCell;
    return place;
  });
}
