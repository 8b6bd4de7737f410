import { readMarkdown } from '../../adapters/readers/markdown.ts';
import { lineStarts } from '../line-starts.ts';

/** A cell of a table row: its head as the reader takes it, and where its words stand. */
export interface CellStretch {
  readonly head: string;
  readonly start: number;
  readonly end: number;
}

/** Where a heading, paragraph, entry or row stands in its text, in UTF-16 code units. */
export interface Stretch {
  readonly line: number;
  readonly part: 'heading' | 'paragraph' | 'entry' | 'row';
  readonly start: number;
  /** Behind its last character that is no blank. */
  readonly end: number;
  /** Of a row. */
  readonly cells: readonly CellStretch[];
}

/** Of a longer paragraph or row the beginning is looked through: claims are read in no more of it. */
const STRETCH_CHARS_MAX = 64 * 1024;

/** Every stretch of a Markdown text that can state something, by each of its lines. */
export function statementStretches(text: string): Map<number, Stretch> {
  const starts = lineStarts(text);
  const bounds = (line: number) => {
    const start = starts[line - 1]!;
    const to = Math.min((starts[line] ?? text.length + 1) - 1, start + STRETCH_CHARS_MAX);
    return { start, end: start + text.slice(start, to).trimEnd().length };
  };
  const stretches: { own: Stretch; lastLine: number }[] = [];
  for (const { line, part, cells = [] } of readMarkdown(text).blocks) {
    const { start, end } = bounds(line);
    const last = stretches.at(-1);
    if (part === 'continued' && (last?.own.part === 'paragraph' || last?.own.part === 'entry')) {
      last.own = { ...last.own, end: Math.min(end, last.own.start + STRETCH_CHARS_MAX) };
      last.lastLine = line;
      continue;
    }
    const heads = cells.map(({ head }) => head);
    const own = part === 'row' ? cellsOf(text, start, end, heads) : [];
    stretches.push({ own: { line, part: part === 'continued' ? 'paragraph' : part, start, end, cells: own }, lastLine: line });
  }
  return new Map(
    stretches.flatMap(({ own, lastLine }) =>
      Array.from({ length: lastLine - own.line + 1 }, (_, index) => [own.line + index, own] as const),
    ),
  );
}

/** The cells of a line drawn with bars; a bar behind a backslash is none. */
function cellsOf(text: string, start: number, end: number, heads: readonly string[]): CellStretch[] {
  const cells: CellStretch[] = [];
  let from = text.indexOf('|', start) + 1;
  while (from > start && from < end && cells.length < heads.length) {
    let bar = text.indexOf('|', from);
    while (bar >= 0 && text[bar - 1] === '\\') bar = text.indexOf('|', bar + 1);
    const to = bar < 0 || bar > end ? end : bar;
    const words = text.slice(from, to);
    const lead = words.length - words.trimStart().length;
    cells.push({ head: heads[cells.length]!, start: Math.min(from + lead, to), end: from + words.trimEnd().length });
    from = to + 1;
  }
  return cells.map((cell) => (cell.end < cell.start ? { ...cell, end: cell.start } : cell));
}
