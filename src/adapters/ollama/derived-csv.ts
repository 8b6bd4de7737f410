import { type LabelValue, NOTHING_READ, type Problem } from '../../contracts/observation.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { numberIn, timeOf } from '../readers/fields.ts';
import { headerOf } from '../readers/known-columns.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

/** Columns named after the fields of the API reply; a duration without suffix is in ns, as in the reply. */
const COLUMNS: readonly (readonly [column: RegExp, metric: string, unit: string | null])[] = [
  [/^total_duration(?:_(ns|us|ms|s))?$/, 'total_duration', null],
  [/^load_duration(?:_(ns|us|ms|s))?$/, 'load_duration', null],
  [/^prompt_eval_duration(?:_(ns|us|ms|s))?$/, 'prompt_eval_duration', null],
  [/^eval_duration(?:_(ns|us|ms|s))?$/, 'eval_duration', null],
  [/^(?:wall|wall_time|wall_clock)_(ns|us|ms|s)$/, 'request_latency', null],
  [/^ttft_(ns|us|ms|s)$/, 'time_to_first_token', null],
  [/^prompt_eval_count$/, 'prompt_token_count', 'count'],
  [/^eval_count$/, 'output_token_count', 'count'],
  [/^response_chars$/, 'response_char_count', 'count'],
  [/^prompt_eval_(?:tps|tok_s|tokens_per_s(?:ec(?:ond)?)?)$/, 'prefill_throughput', 'tokens/s'],
  [/^eval_(?:tps|tok_s|tokens_per_s(?:ec(?:ond)?)?)$/, 'decode_throughput', 'tokens/s'],
];

const TIME_COLUMNS = new Set(['created_at', 'timestamp', 'time', 'started_at']);
/** Columns that are neither a label nor a measurement. */
const IGNORED = new Set(['done', 'done_reason', 'response', 'error', 'status']);

function isDuration(name: string): boolean {
  return /^(?:eval|prompt_eval|load|total)_duration(?:_(?:ns|us|ms|s))?$/.test(name);
}

/** CSV in which a script of the user's own keeps the fields of Ollama's API replies, one row a request. */
export const ollamaCsv: Adapter = {
  id: 'ollama-csv',
  title: 'CSV of Ollama API replies',
  tool: 'Ollama',
  fallback: false,
  source: 'https://github.com/ollama/ollama/blob/main/docs/api.md',
  claims: ({ kind, lines }) => {
    if (kind !== 'csv') return false;
    const header = headerOf(lines);
    return header.includes('eval_count') && header.filter(isDuration).length >= 2;
  },
  parse({ text, growing }) {
    const complete = growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
    const { records, problems } = csvRecords(complete);
    const [header, ...rows] = records;
    if (!header || rows.length === 0) {
      return { ...NOTHING_READ, problems, rejected: { verdict: 'empty', reason: 'a header and no row' } };
    }
    const table = tableBuilder('row', { backend: 'ollama' }, true);
    const found: Problem[] = [...problems];
    let runAt: number | null = null;
    for (const { line, cells } of rows) {
      if (cells.length < header.cells.length) {
        found.push({ line, message: 'the row breaks off: not used' });
        continue;
      }
      const error = cells[header.cells.indexOf('error')] ?? '';
      const readings = header.cells.flatMap((name, index) => readingOf(name, cells[index], error !== ''));
      const timeMs = timeOf(cells[header.cells.findIndex((name) => TIME_COLUMNS.has(name))]);
      runAt ??= timeMs;
      const failure = error === '' ? {} : { failure: error.slice(0, 200), failureAt: 'error' };
      table.add(line, readings, { labels: labelsOf(header.cells, cells), timeMs, ...failure });
    }
    const built = table.build();
    if (!built) return { ...NOTHING_READ, problems: found, rejected: { verdict: 'empty', reason: 'no row holds a measurement' } };
    return { ...NOTHING_READ, tables: [built], problems: found, runAt };
  },
};

function readingOf(name: string, cell: string | undefined, failed: boolean) {
  for (const [pattern, metric, unit] of COLUMNS) {
    const match = pattern.exec(name);
    if (match) return measured(metric, unit ?? match[1] ?? 'ns', name, numberIn(cell), { failed });
  }
  return [];
}

function labelsOf(header: readonly string[], cells: readonly string[]): Map<string, LabelValue> {
  const labels = new Map<string, LabelValue>();
  header.forEach((name, index) => {
    const cell = cells[index]!;
    if (cell === '' || IGNORED.has(name) || TIME_COLUMNS.has(name) || COLUMNS.some(([pattern]) => pattern.test(name))) return;
    // A number of a run in a file of single requests counts the requests.
    const key = name === 'run' || name === 'rep' ? 'request' : (labelKey(name, cell) ?? slug(name));
    if (numberIn(cell) !== null && labelKey(name, cell) === null && !/^(?:num|n)_|_(?:size|len|length|id)$/.test(name)) return;
    labels.set(key, cell);
  });
  return labels;
}
