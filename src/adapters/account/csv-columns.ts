import type { CoveredColumn } from '../../contracts/coverage.ts';
import { csvRecords } from '../readers/csv.ts';
import { numberIn } from '../readers/fields.ts';
import { hasNamesake } from './labelled-texts.ts';
import { countCell, settled, type Tally, tallies } from './tally.ts';
import { leftOutKinds } from './text-lines.ts';
import type { WhatWasRead } from './what-was-read.ts';

/** How many rows may together be a header. */
const STACKED_MAX = 3;
/** A row that begins with a hash has at least this many cells where it is a header. */
const COMMENT_CELLS = 3;
/** Columns that say what the number beside them is. */
const EXPLAINING = /^(?:metric|stat|statistic|unit|name|type|step)(?:[ _](?:name|unit|type))?$/i;

/**
 * What became of the columns of a tool's CSV file, named as the nearest header above them names them. Rows of which nothing was read are
 * named by what is no number in them.
 *
 * @param refused lines of rows of which a problem says why they are not used.
 */
export function csvColumns(text: string, read: WhatWasRead, refused: ReadonlySet<number>): { columns: CoveredColumn[]; unread: number } {
  const columns = tallies();
  const rows = new Map<string, number>();
  const columnOf = new Map<string, number>();
  let names: readonly string[] = [];
  let heads: (readonly string[])[] = [];
  let refusedCells = 0;
  for (const { line, cells } of csvRecords(text).records) {
    const own = read.lines.get(line);
    if (!own && isComment(cells)) {
      countCell(columns.of('comments'), cells.join(', ').replace(/^#+\s*/, ''), 'rest');
      continue;
    }
    if (!own && isHeader(cells, heads.length, read)) {
      heads = [...heads, cells].slice(-STACKED_MAX);
      names = cells.map((_, column) => stacked(heads, column));
      cells.forEach((_, column) => {
        for (let depth = 1; depth <= heads.length; depth += 1) columnOf.set(stacked(heads.slice(-depth), column), column);
      });
      continue;
    }
    heads = [];
    const filled = cells.filter((cell) => cell !== '');
    if (!own) {
      if (refused.has(line)) refusedCells += filled.length;
      else rows.set(kindOf(filled), (rows.get(kindOf(filled)) ?? 0) + filled.length);
      continue;
    }
    const values = new Map([...own].map(([at, value]) => [columnOf.get(columnName(at)) ?? Number(columnName(at)) - 1, value]));
    cells.forEach((cell, column) => {
      const name = names[column] || `column ${column + 1}`;
      const isName = numberIn(cell) === null && (EXPLAINING.test(name) || (read.isOneRecord && column === 0));
      const value = values.get(column);
      countCell(columns.of(name), cell, value === undefined ? (isName ? 'declared' : 'rest') : Number.isNaN(value) ? 'declared' : 'value');
    });
  }
  const left = leftOutKinds([...rows]);
  return { columns: [...settledColumns(columns.all, read), ...left.columns], unread: left.unread + refusedCells };
}

function isComment([first = '', ...rest]: readonly string[]): boolean {
  return first.startsWith('#') && rest.length < COMMENT_CELLS;
}

/** A column that has the name of a label claims it before one that holds the same texts. */
function settledColumns(all: ReadonlyMap<string, Tally>, read: WhatWasRead): CoveredColumn[] {
  const claimed = new Set<string>();
  const named = [...all].filter(([at]) => hasNamesake(at, read));
  const others = [...all].filter(([at]) => !hasNamesake(at, read));
  return [...named, ...others].flatMap(([at, tally]) => settled(at, tally, { read, isAsked: null, claimed }) ?? []);
}

/** A row of names: no number in it, and no cell of it was read. */
function isHeader(cells: readonly string[], headCount: number, { isOneRecord }: WhatWasRead): boolean {
  const isText = cells.every((cell) => numberIn(cell) === null);
  return isText && cells.filter((cell) => cell !== '').length > 1 && headCount < (isOneRecord ? 1 : STACKED_MAX);
}

function stacked(heads: readonly (readonly string[])[], column: number): string {
  return heads
    .map((cells) => cells[column] ?? '')
    .filter((part) => part !== '')
    .join(' ');
}

/** The column of an `at` that may go on with what of the cell is meant. */
function columnName(at: string): string {
  return at.replace(/;(?:pointer=|index=|decimal=).*$/, '');
}

/** Rows of which nothing is read are of one kind where all that is no number in them is the same. */
function kindOf(filled: readonly string[]): string {
  const words = filled.filter((cell) => numberIn(cell) === null);
  return words.length > 0 ? words.join(', ') : 'rows of numbers';
}
