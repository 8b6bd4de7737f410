import type { CoveredColumn } from '../../contracts/coverage.ts';
import {
  type Label,
  type LabelValue,
  NOTHING_READ,
  type ObservationTable,
  type ParseResult,
  type Problem,
} from '../../contracts/observation.ts';
import { isSecretKey } from '../../metrics/labels.ts';
import { redact } from '../../metrics/redact.ts';
import { knownMetric } from '../../metrics/registry.ts';
import { timeOf } from '../../metrics/times.ts';
import { numberCount } from '../account/text-lines.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { fencedBlocks } from '../readers/fences.ts';
import { type MarkdownTable, readMarkdown } from '../readers/markdown.ts';
import { type BuiltTable, tablesOf } from './build.ts';
import { readTable } from './read-table.ts';
import type { RawColumn, RawTable } from './table.ts';
import { buildTransposed } from './transposed.ts';

/** Longest paragraph or row that is kept; nobody states facts at such length. */
const STATEMENT_CHARS_MAX = 4_000;
/** Longest text of a field of the front matter. */
const FIELD_CHARS_MAX = 500;
const DATE_KEYS = ['date', 'generated_at', 'timestamp', 'created_at'];

/**
 * Markdown written by people or models: what it says is kept for fact-checking, and is never counted as measured. A table
 * under headers that name known metrics states their values.
 */
export const genericMarkdown: Adapter = {
  id: 'generic-markdown',
  title: 'Markdown text',
  tool: 'people and language models',
  fallback: true,
  source: 'CommonMark, https://github.github.com/gfm/',
  claims: ({ kind }) => kind === 'markdown',
  parse,
};

function parse({ text }: ParseInput): ParseResult {
  const { frontMatter, blocks, tables } = readMarkdown(text);
  const problems: Problem[] = [];
  if (frontMatter.problem !== null) problems.push({ line: 1, message: frontMatter.problem });
  const configuration = new Map<string, LabelValue>();
  for (const [key, value] of frontMatter.fields) {
    if (isSecretKey(key)) continue;
    if (typeof value === 'string') configuration.set(key, redact(value).slice(0, FIELD_CHARS_MAX));
    else if (typeof value === 'number' || typeof value === 'boolean') configuration.set(key, value);
  }
  const stamp = DATE_KEYS.map((key) => frontMatter.fields.get(key)).find((value) => timeOf(value) !== null);
  const lines = text.split('\n');
  const stated = tables.flatMap((table) => statedTable(closedRows(table, lines), tables.length > 1));
  return {
    ...NOTHING_READ,
    tables: stated.flatMap(tablesOf),
    coverage: { columns: stated.flatMap(({ covered }) => covered), unread: numbersInFences(text) },
    statements: blocks.map((block) =>
      block.text.length > STATEMENT_CHARS_MAX ? { ...block, text: block.text.slice(0, STATEMENT_CHARS_MAX) } : block,
    ),
    problems: [...problems, ...stated.flatMap((part) => part.problems)],
    configuration,
    runAt: timeOf(stamp),
  };
}

/** Without a row that breaks off: it has no bar at its end, although its header has. */
function closedRows(table: MarkdownTable, lines: readonly string[]): MarkdownTable {
  const isClosed = (line: number) => lines[line - 1]!.trimEnd().endsWith('|');
  return isClosed(table.header.line) ? { ...table, rows: table.rows.filter(({ line }) => isClosed(line)) } : table;
}

/** What a table states; nothing where none of its headers names a metric: its rows are statements like any other line. */
function statedTable(table: MarkdownTable, isOneOfSeveral: boolean): BuiltTable[] {
  const raw = rawTable(table, isOneOfSeveral);
  const sideways = buildTransposed(raw);
  if (sideways) return [sideways];
  const built = ofKnownMetrics(readTable(raw));
  return tablesOf(built).some(({ places }) => places.length > 0) ? [built] : [];
}

/** Without the columns of metrics that nobody has defined: what a text for people means by "TTFT Δ" or "Size" cannot be told. */
function ofKnownMetrics(built: BuiltTable): BuiltTable {
  const further = tablesOf(built).flatMap((table): ObservationTable[] => {
    const known = table.columns.filter(({ metric }) => knownMetric(metric) !== null);
    return known.length === 0 ? [] : [{ ...table, columns: known }];
  });
  if (further.length === 0) return { ...built, table: null, further };
  const kept = new Set(further.flatMap(({ columns }) => columns.map(({ at }) => at)));
  const unknown = new Set(tablesOf(built).flatMap(({ columns }) => columns.flatMap(({ at }) => (kept.has(at) ? [] : [at]))));
  const covered = built.covered.map((column): CoveredColumn => {
    if (!unknown.has(column.at)) return column;
    return { ...column, use: 'left-out', leftOut: column.filled, reason: 'its name is that of no known metric' };
  });
  return { ...built, covered, table: null, further };
}

/** The columns of a table drawn with bars; a blank cell of the first column, where it names something, repeats the one above. */
function rawTable({ header, rows, headings }: MarkdownTable, isOneOfSeveral: boolean): RawTable {
  const width = header.cells.length;
  const kept = rows.filter(({ cells }) => cells.length === width && cells.some((cell) => cell !== ''));
  const names = filledDown(kept.map(({ cells }) => cells[0]!));
  const seen = new Set<string>();
  const columns = header.cells.flatMap((at, index): RawColumn[] => {
    if (seen.has(at)) return [];
    seen.add(at);
    const name = at === '' && index === 0 ? 'variant' : at;
    return [{ name, within: [], at, cell: index === 0 ? (row) => names[row] : (row) => kept[row]!.cells[index] }];
  });
  const section = headings.at(-1);
  const constants = new Map<string, Label>(
    isOneOfSeveral && section !== undefined ? [['section', { value: section, origin: 'document' }]] : [],
  );
  return {
    placement: 'line',
    columns,
    rows: kept.map(({ line }) => ({ place: line, line, inherited: new Map() })),
    constants,
    documentCount: null,
    ordered: false,
    decimal: '.',
    stated: true,
    isWhole: false,
  };
}

function filledDown(cells: readonly string[]): string[] {
  let last = '';
  return cells.map((cell) => {
    if (cell !== '') last = cell;
    return last;
  });
}

/** Numbers in listings of which nobody knows what they are. */
function numbersInFences(text: string): number {
  return fencedBlocks(text).reduce((count, fence) => count + numberCount(fence.text), 0);
}
