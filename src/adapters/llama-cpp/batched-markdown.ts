import { NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines } from '../readers/log-records.ts';
import { tableBuilder } from '../readers/table.ts';
import { toolTables } from '../readers/tool-table.ts';
import { startLabels } from './banner.ts';
import { BATCHED_BENCH_SOURCE, type BatchedField, batchedLabels, batchedReadings } from './batched-record.ts';

const COLUMNS: Readonly<Record<BatchedField, string>> = {
  pp: 'PP',
  tg: 'TG',
  pl: 'B',
  n_kv: 'N_KV',
  t_pp: 'T_PP s',
  speed_pp: 'S_PP t/s',
  t_tg: 'T_TG s',
  speed_tg: 'S_TG t/s',
  t: 'T s',
  speed: 'S t/s',
};

function isHeader(cells: readonly string[]): boolean {
  return cells[0] === 'PP' && cells[1] === 'TG' && cells.includes('S_PP t/s') && cells.includes('S_TG t/s');
}

/** The table of llama-batched-bench (sequences at once), and of sweep-bench of its forks (one sequence, step by step deeper). */
export const llamaBatchedMarkdown: Adapter = {
  id: 'llama-batched-markdown',
  title: 'llama-batched-bench or sweep-bench table',
  tool: 'llama.cpp',
  fallback: false,
  passages: true,
  source: BATCHED_BENCH_SOURCE,
  claims: ({ kind, head }) =>
    (kind === 'markdown' || kind === 'text') && /^[ \t>]*\|[ \t]*PP[ \t]*\|[ \t]*TG[ \t]*\|[^\n]*\bS_TG t\/s[ \t]*\|/m.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const problems: Problem[] = [];
  const tables = toolTables(lines, isHeader).flatMap(({ header, rows }) => {
    const start = startLabels(lines.slice(0, header.line));
    const benchmark = header.cells.includes('B') ? 'llama-batched-bench' : 'sweep-bench';
    const table = tableBuilder('line', { benchmark, backend: 'llama.cpp', ...start }, true);
    for (const { line, cells } of rows) {
      const cell = (field: BatchedField) => cells[header.cells.indexOf(COLUMNS[field])];
      const readings = batchedReadings(cell, (field) => COLUMNS[field]);
      if (cells.length === header.cells.length && readings.length > 0) table.add(line, readings, { labels: batchedLabels(cell) });
      else problems.push({ line, message: 'no row of the table: a cell is missing, or none holds a number above zero' });
    }
    const built = table.build();
    return built ? [built] : [];
  });
  return tables.length > 0 ? { ...NOTHING_READ, tables, problems } : { ...emptyDocument('a table header and no row'), problems };
}
