import { type LabelValue, NOTHING_READ, type ObservationTable, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { numberIn, timeOf } from '../readers/fields.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { type ToolTable, toolTables } from '../readers/tool-table.ts';

/** `pp2048`, `tg480 @ d8192`, `ctx_pp @ d4096`, `pp2048 @ d4096 (c8)`. */
const TEST = /^(ctx_)?(pp|tg)(\d+)?(?:\s*@\s*d(\d+))?(?:\s*\(c(\d+)\))?$/;
const VALUE = /^(\d[\d.,]*)(?:\s*(?:±|\+\/-)\s*(\d[\d.,]*))?$/;

export interface Quantity {
  readonly metric: string;
  readonly unit: string;
  readonly definition?: string;
}

/** What a column holds in a row of prompt processing (`pp`) or generation (`tg`). */
export function quantityOf(column: string, part: string): Quantity | null {
  const prompt = part === 'pp';
  switch (column) {
    case 't/s':
    case 't/s (req)':
      if (!prompt) return { metric: 'decode_throughput', unit: 'tokens/s' };
      return { metric: 'prefill_throughput', unit: 'tokens/s', definition: 'prefill_throughput:llama-benchy-client' };
    case 't/s (total)':
      return { metric: prompt ? 'input_token_throughput' : 'output_token_throughput', unit: 'tokens/s' };
    case 'peak t/s':
      return { metric: 'peak_output_token_throughput', unit: 'tokens/s' };
    case 'peak t/s (req)':
      return { metric: 'peak_decode_throughput', unit: 'tokens/s' };
    case 'ttfr (ms)':
      return { metric: 'time_to_first_response', unit: 'ms' };
    case 'est_ppt (ms)':
      return { metric: 'prompt_eval_duration', unit: 'ms', definition: 'prompt_eval_duration:llama-benchy-estimate' };
    case 'e2e_ttft (ms)':
      return { metric: 'time_to_first_token', unit: 'ms' };
    default:
      return null;
  }
}

function isBenchy(cells: readonly string[]): boolean {
  return cells[0] === 'model' && cells[1] === 'test' && cells.some((name) => name === 'est_ppt (ms)' || name === 'ttfr (ms)');
}

/**
 * The Markdown table of llama-benchy: `mean ± spread` in one cell, blanks where a column says nothing of the row. The spread is the
 * standard deviation of the population, not of a sample; the number of runs is not written.
 */
export const llamaBenchyMarkdown: Adapter = {
  id: 'llama-benchy-markdown',
  title: 'llama-benchy Markdown table',
  tool: 'llama-benchy',
  fallback: false,
  passages: true,
  source: 'https://github.com/eugr/llama-benchy',
  claims: ({ kind, head }) =>
    (kind === 'markdown' || kind === 'text') &&
    /^[ \t>]*\|[ \t]*model[ \t]*\|[ \t]*test[ \t]*\|[^\n]*\b(?:ttfr|est_ppt) \(ms\)[ \t]*\|/m.test(head),
  parse({ text, growing }) {
    const lines = text.split(/\r?\n/);
    if (growing) lines.pop();
    const problems: Problem[] = [];
    const tables = toolTables(lines, isBenchy)
      .map((found) => readTable(found, problems))
      .filter((table): table is ObservationTable => table !== null);
    if (tables.length === 0) {
      return { ...NOTHING_READ, problems, rejected: { verdict: 'empty', reason: 'a table header and no row with a number' } };
    }
    const date = lines.map((line) => /^date:\s*([^|]+?)\s*(?:\||$)/.exec(line)).find((match) => match !== null);
    return { ...NOTHING_READ, tables, problems, runAt: timeOf(date?.[1]) };
  },
};

/** What llama-benchy calls a test: which part of the work it measured, and its labels; null for text that is no name of one. */
export function benchyTest(name: string): { readonly part: string; readonly labels: ReadonlyMap<string, LabelValue> } | null {
  const test = TEST.exec(name);
  if (!test) return null;
  const [, cached, part, length, depth, concurrency] = test;
  const labels = new Map<string, LabelValue>([['depth', Number(depth ?? 0)]]);
  if (length !== undefined) labels.set(part === 'pp' ? 'input_length' : 'output_length', Number(length));
  if (concurrency !== undefined) labels.set('concurrency', Number(concurrency));
  if (cached !== undefined) labels.set('phase', 'context');
  return { part: part!, labels };
}

function readTable({ header, rows }: ToolTable, problems: Problem[]): ObservationTable | null {
  const builder = tableBuilder('line', { benchmark: 'llama-benchy' }, true);
  for (const { line, cells } of rows) {
    const test = benchyTest(cells[1] ?? '');
    if (!test || cells.length !== header.cells.length) {
      problems.push({ line, message: `no llama-benchy row: test "${cells[1] ?? ''}" is not readable or cells are missing` });
      continue;
    }
    builder.add(
      line,
      header.cells.flatMap((name, index) => readingsOf(name, quantityOf(name, test.part), cells[index]!)),
      { labels: new Map([['model', cells[0]!], ...test.labels]) },
    );
  }
  return builder.build();
}

function readingsOf(column: string, quantity: Quantity | null, cell: string): Reading[] {
  const match = VALUE.exec(cell);
  if (!quantity || !match) return [];
  const [mean, spread] = [match[1], match[2]].map((text) => numberIn(text?.replaceAll(',', '')));
  const readings: Reading[] = [];
  if (mean) readings.push({ ...quantity, statistic: 'mean', at: column, value: mean });
  if (spread) readings.push({ ...quantity, statistic: 'pstdev', at: `${column};index=1`, value: spread });
  return readings;
}
