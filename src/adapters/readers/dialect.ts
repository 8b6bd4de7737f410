import { cellNumber, isMissingText } from '../../metrics/cell-number.ts';

/** Separators of columns, in the order in which one is preferred where two explain a text equally well. */
export const DELIMITERS = [',', '\t', ';', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** Lines and characters at the start of a text that a dialect is judged by. */
const LINES_MAX = 100;
const CHARS_MAX = 64 * 1024;

/** A rule under a header, as psql and Markdown draw it. */
const RULE = /^[\s|+:=-]*-{2,}[\s|+:=-]*$/;

/**
 * The separator that explains the first lines of a text best, after the measure of van den Burg, Nazábal and Sutton ("Wrangling messy CSV
 * files by detecting row and type patterns", 2019): how alike the rows are in their number of cells, times the share of cells that look
 * like a cell of some type. A decimal comma in a text parted by semicolons does not mislead it: `a;1` is no type.
 *
 * @returns the comma where nothing parts the lines.
 */
export function findDelimiter(text: string): Delimiter {
  const lines = sampleLines(text);
  // Where no other separator stands in any line, none can part them better than the comma.
  if (!lines.some((line) => /[\t;|]/.test(line))) return ',';
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const score = scoreOf(lines, delimiter);
    if (score > bestScore * (1 + 1e-9)) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** Lines that may be rows: no blanks, no rules, and no remarks unless there is nothing else. */
function sampleLines(text: string): string[] {
  const head = text.slice(0, CHARS_MAX).split(/\r\n|\n|\r/, 4 * LINES_MAX);
  if (text.length > CHARS_MAX && head.length > 1) head.pop();
  const lines = head.filter((line) => line.trim() !== '' && !RULE.test(line));
  const rows = lines.filter((line) => !line.startsWith('#'));
  return (rows.length > 0 ? rows : lines).slice(0, LINES_MAX);
}

function scoreOf(lines: readonly string[], delimiter: Delimiter): number {
  const counts = new Map<number, number>();
  let cells = 0;
  let typed = 0;
  for (const line of lines) {
    const row = splitLine(line, delimiter);
    counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
    cells += row.length;
    for (const cell of row) if (isTyped(cell)) typed += 1;
  }
  let pattern = 0;
  for (const [length, count] of counts) pattern += (count * (length - 1)) / length;
  return (pattern / Math.max(1, counts.size)) * (typed / Math.max(1, cells));
}

/** Cells of one line; separators within quotation marks part nothing. A quoted cell that goes on in the next line is cut, which is near enough. */
function splitLine(line: string, delimiter: Delimiter): string[] {
  const cells: string[] = [];
  let start = 0;
  let quoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const char = line[index];
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(line.slice(start, index));
      start = index + 1;
    }
  }
  cells.push(line.slice(start));
  return cells;
}

/** Does a cell look like one: empty, quoted, a number, a time, or words without a mark that parts columns? */
function isTyped(cell: string): boolean {
  const text = cell.trim();
  if (/^".*"$/s.test(text)) return true;
  if (isMissingText(text) || cellNumber(text) !== null || cellNumber(text, ',') !== null) return true;
  return !/[,;|\t"]/.test(text) || /^[[{].*[\]}]$/s.test(text);
}
