import { NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { timeOf } from '../readers/fields.ts';
import { tableBuilder } from '../readers/table.ts';
import { averageReadings, benchConfiguration, benchLabels, type FieldOf, fieldText, kindOf, LLAMA_BENCH_SOURCE } from './bench-record.ts';

const INSERT = /^\s*INSERT INTO (?:llama_bench|test)\s*\(([^)]*)\)\s*VALUES\s*\((.*)\);?\s*$/i;

/** Column name -> text of one INSERT; null for a statement that is not whole. */
function insertedRow(statement: string): Map<string, string> | null {
  const match = INSERT.exec(statement);
  if (!match) return null;
  const names = match[1]!.split(',').map((name) => name.trim());
  const values = csvRecords(match[2]!, { delimiter: ',', quote: "'" }).records[0]?.cells ?? [];
  return values.length === names.length ? new Map(names.map((name, index) => [name, values[index]!])) : null;
}

/**
 * `llama-bench -o sql`: a CREATE TABLE and one INSERT a test, every value a string. The results stand last, after `test_time`: their
 * cells are addressed by their place behind it.
 */
export const llamaBenchSql: Adapter = {
  id: 'llama-bench-sql',
  title: 'llama-bench SQL',
  tool: 'llama.cpp',
  fallback: false,
  source: LLAMA_BENCH_SOURCE,
  claims: ({ head }) => /^[ \t]*(?:CREATE TABLE IF NOT EXISTS|INSERT INTO) (?:llama_bench|test) \(/im.test(head) && /\bavg_ts\b/.test(head),
  parse({ text, growing }) {
    const lines = text.split(/\r?\n/);
    if (growing) lines.pop();
    const averages = tableBuilder('line', {}, true);
    const problems: Problem[] = [];
    let first: FieldOf | null = null;
    let runAt: number | null = null;
    lines.forEach((content, index) => {
      if (!/^\s*INSERT INTO/i.test(content)) return;
      const row = insertedRow(content);
      const field: FieldOf = (name) => fieldText(row?.get(name));
      const kind = kindOf(field);
      const time = field('test_time');
      if (!row || kind === null || time === null) {
        problems.push({ line: index + 1, message: 'an INSERT that is not whole or names no test: not used' });
        return;
      }
      first ??= field;
      const timeMs = timeOf(time);
      runAt ??= timeMs;
      const names = [...row.keys()];
      const after = names.slice(names.indexOf('test_time') + 1);
      averages.add(
        index + 1,
        averageReadings(field, kind, (name) => `${time};index=${after.indexOf(name)}`),
        { labels: benchLabels(field), timeMs },
      );
    });
    const table = averages.build();
    if (!table) return { ...NOTHING_READ, problems, rejected: { verdict: 'empty', reason: 'no INSERT: no test was finished' } };
    return { ...NOTHING_READ, tables: [table], problems, runAt, configuration: benchConfiguration(first!) };
  },
};
