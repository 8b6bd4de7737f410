import { NOTHING_READ, type ObservationTable, type Problem } from '../../contracts/observation.ts';
import { numbersIn } from '../../metrics/numbers-in.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { numberIn } from '../readers/fields.ts';
import { tableBuilder } from '../readers/table.ts';

const LAST = /^Times are in [a-z]+ \((ns|us|ms|s|min)\)\.$/;

/** `7.439 (+-0.075)`, `12.3 (! 8%)`, or the number alone. Who writes the first form does not say what the spread is, so it is not read. */
const CELL = /^(\d[\d.]*)(?:\s*\(([^)]*)\))?$/;

interface TextTable {
  readonly title: string;
  /** Index of the line of column names. */
  readonly header: number;
  /** Index of the line `Times are in ...`. */
  readonly end: number;
  readonly unit: string;
}

/**
 * Tables of `torch.utils.benchmark.Compare`, alone or among other text. The unit stands in the last line of each table and differs from
 * table to table. The number of a cell is the median time.
 */
export const torchBenchmarkText: Adapter = {
  id: 'torch-benchmark-text',
  title: 'torch.utils.benchmark comparison table',
  tool: 'PyTorch',
  fallback: false,
  source: 'https://docs.pytorch.org/docs/stable/benchmark_utils.html',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') && /^\[-{2,}/m.test(head) && /^(?:\s?\d+ threads?: -{3,}|Times are in )/m.test(head),
  parse({ text }) {
    const lines = text.split(/\r?\n/).map((line) => line.replaceAll(ESCAPES, ''));
    const problems: Problem[] = [];
    const tables = textTables(lines, problems)
      .map((found) => readTable(lines, found, problems))
      .filter((table): table is ObservationTable => table !== null);
    if (tables.length === 0) {
      if (problems.length === 0) return emptyDocument('a table without a row');
      return {
        ...NOTHING_READ,
        problems,
        rejected: { verdict: 'quarantined', reason: `line ${problems[0]!.line}: ${problems[0]!.message}` },
      };
    }
    return { ...NOTHING_READ, tables, problems };
  },
};

/** Colours that `Compare.colorize` writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a colour code
const ESCAPES = /\u001b\[[\d;]*m/g;

function textTables(lines: readonly string[], problems: Problem[]): TextTable[] {
  const tables: TextTable[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const first = lines[index]!;
    if (!first.startsWith('[--') || !first.trimEnd().endsWith(']')) continue;
    let end = index + 1;
    while (end < lines.length && !LAST.test(lines[end]!.trim()) && !lines[end]!.startsWith('[--')) end += 1;
    const unit = spelledUnit(LAST.exec((lines[end] ?? '').trim())?.[1] ?? '');
    if (unit === null) {
      problems.push({ line: index + 1, message: 'the table breaks off before the line that states its unit: not used' });
      continue;
    }
    tables.push({ title: titleIn(first), header: index + 1, end, unit });
    index = end;
  }
  return tables;
}

/** Text between the dashes of the first line. */
function titleIn(line: string): string {
  const text = line.trimEnd().slice(1, -1);
  let [start, end] = [0, text.length];
  while (text[start] === '-') start += 1;
  while (end > start && text[end - 1] === '-') end -= 1;
  return text.slice(start, end).trim();
}

function readTable(lines: readonly string[], { title, header, end, unit }: TextTable, problems: Problem[]): ObservationTable | null {
  const names = lines[header]!.split('|')
    .slice(1)
    .map((name) => name.trim());
  const builder = tableBuilder('line', { benchmark: title === '' ? null : title });
  let threads: number | null = null;
  for (let index = header + 1; index < end; index += 1) {
    const content = lines[index]!;
    const group = /^\s*(\d+) threads?:/.exec(content);
    if (group) threads = Number(group[1]);
    if (group || !content.includes('|')) continue;
    const parts = cellsOf(content, lines[header]!);
    if (parts.length !== names.length + 1) {
      problems.push({ line: index + 1, message: `${parts.length - 1} cells under ${names.length} columns: not used` });
      continue;
    }
    const [row = '', ...cells] = parts;
    // Numbers are counted from the first bar of the line, which may stand in the description.
    let position = row.includes('|') ? numbersIn(row.slice(row.indexOf('|'))).length : 0;
    cells.forEach((cell, column) => {
      const match = CELL.exec(cell);
      const at = `|;index=${position}`;
      position += numbersIn(cell).length;
      const value = numberIn(match?.[1]);
      if (value === null || value <= 0) return;
      const isRatio = /speed-?up|ratio/i.test(names[column]!);
      const reading = isRatio
        ? { metric: 'speedup', unit: 'x', at, value }
        : { metric: 'operation_time', statistic: 'median', unit, at, value };
      const labels = { operation: row === '' ? null : row, variant: names[column]!, threads };
      builder.add(index + 1, [reading], { labels });
    });
  }
  return builder.build();
}

/** Cells of a row, its description first. A description may hold bars of its own: the cells begin below the first bar of the header. */
function cellsOf(content: string, header: string): string[] {
  const first = header.indexOf('|');
  const isAligned = first !== -1 && content[first] === '|';
  const parts = isAligned ? [content.slice(0, first), ...content.slice(first + 1).split('|')] : content.split('|');
  return parts.map((part) => part.trim());
}
