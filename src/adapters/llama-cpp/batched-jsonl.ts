import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { parseJsonLines } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { tableBuilder } from '../readers/table.ts';
import { BATCHED_BENCH_SOURCE, BATCHED_SETTINGS, batchedLabels, batchedReadings } from './batched-record.ts';

/** Keys of a line that are settings of the run, and their labels. */
const SETTINGS: ReadonlyMap<string, string> = new Map([...BATCHED_SETTINGS, ['is_pp_shared', 'is_pp_shared']]);

/** `llama-batched-bench --output-format jsonl`, and the same of sweep-bench: a line for each row of the table. */
export const llamaBatchedJsonl: Adapter = {
  id: 'llama-batched-jsonl',
  title: 'llama-batched-bench or sweep-bench JSON lines',
  tool: 'llama.cpp',
  fallback: false,
  source: BATCHED_BENCH_SOURCE,
  claims: ({ topKeys }) => ['pp', 'tg', 'n_kv', 'speed_pp', 'speed_tg'].every((key) => topKeys.has(key)),
  parse,
};

function parse({ text, growing, asked }: ParseInput): ParseResult {
  const { lines, problems } = parseJsonLines(text, growing, asked);
  const table = tableBuilder('line', { backend: 'llama.cpp' }, true);
  for (const { line, value } of lines) {
    if (!isObject(value)) continue;
    const cell = (field: string) => (value[field] === undefined ? undefined : String(value[field]));
    const labels = new Map([...batchedLabels(cell), ...settingsOf(value)]);
    labels.set('benchmark', value['pl'] === undefined ? 'sweep-bench' : 'llama-batched-bench');
    table.add(
      line,
      batchedReadings(cell, (field) => `/${field}`),
      { labels },
    );
  }
  const built = table.build();
  if (!built) return problems[0] ? refusedDocument(problems[0]) : emptyDocument('no line holds a row of the benchmark');
  return { ...NOTHING_READ, tables: [built], problems };
}

function settingsOf(record: { readonly [key: string]: Json }): [string, LabelValue | null][] {
  return [...SETTINGS].flatMap(([name, key]): [string, LabelValue | null][] =>
    record[name] === undefined || record[name] === -1 ? [] : [[key, scalarLabel(record[name])]],
  );
}
