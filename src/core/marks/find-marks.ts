import { codeEnds } from '../../adapters/readers/code-spans.ts';
import { markdownLines } from '../../adapters/readers/markdown.ts';
import { type PipeTable, pipeTables } from '../../adapters/readers/pipe-table.ts';
import { lineAt, lineStarts } from '../line-starts.ts';
import { type WrittenFigure, writtenFigure } from './written-figure.ts';

/** `<!-- benchscribe: FACT -->` in a text. */
export interface Mark {
  /** As written; '' where nothing is. */
  readonly name: string;
  /** Where the comment begins, in UTF-16 code units of the text. */
  readonly start: number;
  /** Where its number, or else the mark itself, begins. */
  readonly line: number;
  readonly column: number;
  /** The number that it marks; null where none stands before it. */
  readonly figure: WrittenFigure | null;
}

/** What stands behind the name is for people. */
const MARK = /<!--[ \t]*benchscribe:[ \t]*([^\s>]*?)(?:[ \t][^>]{0,300}?)?[ \t]*-->/g;

/** The marks of a Markdown text, in order. Those in code, which only show what a mark looks like, and in the front matter are none. One pass. */
export function findMarks(text: string): Mark[] {
  if (!text.includes('benchscribe:')) return [];
  const starts = lineStarts(text);
  const tables = tablesByLine(text);
  const marks: Mark[] = [];
  let [previous, block] = [0, 0];
  for (const { number, kind } of markdownLines(text).lines) {
    const start = starts[number - 1]!;
    if (kind === 'blank') block = start;
    if (kind === 'code') continue;
    const line = text.slice(start, (starts[number] ?? text.length + 1) - 1);
    for (const { name, index, length, cell } of marksIn(line)) {
      const [at, after] = [start + index, start + index + length];
      const from = Math.max(previous, block, cell === null ? 0 : start + cell.start);
      const figure = writtenFigure(text, from, at, after, cell === null ? [] : headsOf(tables.get(number), cell.column, number));
      const place = figure?.number.start ?? at;
      const own = lineAt(starts, place);
      marks.push({ name, start: at, line: own, column: place - starts[own - 1]! + 1, figure });
      previous = after;
    }
  }
  return marks;
}

interface LineMark {
  readonly name: string;
  readonly index: number;
  readonly length: number;
  /** What stands before it in its line up to the last bar: null where there is none. */
  readonly cell: { readonly start: number; readonly column: number } | null;
}

/** The marks of a line that stand outside code. */
function marksIn(line: string): LineMark[] {
  if (!line.includes('benchscribe:')) return [];
  const [code, bars] = [codeIn(line), [...line.matchAll(/(?<!\\)\|/g)].map(({ index }) => index)];
  let [span, bar] = [0, 0];
  return [...line.matchAll(MARK)].flatMap((match): LineMark[] => {
    const { 0: whole, 1: name = '', index } = match;
    while (span < code.length && code[span]!.end <= index) span += 1;
    while (bar < bars.length && bars[bar]! < index) bar += 1;
    if ((code[span]?.start ?? index + 1) <= index) return [];
    return [{ name, index, length: whole.length, cell: bar === 0 ? null : { start: bars[bar - 1]! + 1, column: bar - 1 } }];
  });
}

/** Tables by the lines of their rows. */
function tablesByLine(text: string): Map<number, PipeTable> {
  const tables = pipeTables(text.split('\n').map((line) => line.replace(/\r$/, '')));
  return new Map(tables.flatMap((table) => table.rows.map(({ line }) => [line, table] as const)));
}

/** Head of a cell's column, then of its row; [] outside tables. */
function headsOf(table: PipeTable | undefined, column: number, line: number): string[] {
  if (table === undefined) return [];
  const row = column === 0 ? undefined : table.rows[line - table.header.line - 2];
  return [table.header.cells[column], row?.cells[0]].flatMap((head) => (head === undefined || head === '' ? [] : [head]));
}

/** Where code stands in a line, in order. */
function codeIn(line: string): { readonly start: number; readonly end: number }[] {
  const spans: { start: number; end: number }[] = [];
  for (const [start, end] of [...codeEnds(line)].sort(([a], [b]) => a - b))
    if (start >= (spans.at(-1)?.end ?? 0)) spans.push({ start, end });
  return spans;
}
