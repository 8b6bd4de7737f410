import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';
import { startLabels } from './banner.ts';

/**
 * `prompt eval time =  141.53 ms /  24 tokens (  5.90 ms per token,  169.58 tokens per second)`, at the start of a line or after time,
 * slot and task.
 */
const TIMING =
  /(?:^|[\s|:])(?<label>load time|prompt eval time|eval time|total time)\s*=\s+(?<time>[\d.]+) ms(?: \/\s+(?<count>\d+) (?:tokens|runs))?/;
const RATE = /,\s+(?<rate>[\d.]+) tokens per second\)/;
const DRAFT = /\bdraft acceptance rate\s*=\s*(?<rate>[\d.]+) \(\s*\d+ accepted/;
const TABLE = /^\|[^\n]*\|\s*test\s*\|[^\n]*\bt\/s\b/m;

/** What the lines of a request state: its time, its tokens, its rate. */
const TIMINGS: ReadonlyMap<string, readonly [time: string, count: string | null, rate: string | null]> = new Map([
  ['load time', ['load_duration', null, null]],
  ['prompt eval time', ['prompt_eval_duration', 'prompt_token_count', 'prefill_throughput']],
  ['eval time', ['eval_duration', 'output_token_count', 'decode_throughput']],
  ['total time', ['total_duration', null, null]],
]);

/**
 * The log of llama-server and of the programs of llama.cpp that generate: a few lines of timings per request, the last of which is the
 * total, without a rate. Tokens of a prompt that were in the cache are not counted.
 */
export const llamaServerLog: Adapter = {
  id: 'llama-server-log',
  title: 'llama.cpp timings in a log',
  tool: 'llama.cpp',
  fallback: false,
  passages: true,
  source: 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && /\beval time\s*=\s+[\d.]+ ms \//.test(head) && !TABLE.test(head),
  parse,
};

function parse({ text, growing }: ParseInput) {
  const lines = logLines(text, growing);
  const records = logRecords({ backend: 'llama.cpp', ...startLabels(lines) });
  for (const [index, line] of lines.entries()) {
    const draft = DRAFT.exec(line)?.groups?.['rate'];
    if (draft !== undefined) {
      records.note(index + 1, { metric: 'draft_acceptance_rate', unit: 'ratio', raw: draft, after: 'draft acceptance rate' });
    }
    const match = line.includes(' time ') ? TIMING.exec(line)?.groups : undefined;
    if (!match) continue;
    const label = match['label']!;
    // A total ends the lines of a request; without one the next request begins with its prompt.
    if (label === 'load time' || (label === 'prompt eval time' && records.has('eval_duration'))) records.close();
    noteTiming(records, index + 1, label, match, RATE.exec(line)?.groups?.['rate']);
    if (label === 'total time' && !/\bdraft acceptance rate\b/.test(lines[index + 1] ?? '')) records.close();
    if (draft !== undefined) records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no request was answered');
}

function noteTiming(
  records: ReturnType<typeof logRecords>,
  line: number,
  after: string,
  { time, count }: Readonly<Record<string, string | undefined>>,
  rate: string | undefined,
): void {
  // What took no time was not done: a prompt of one token, which is evaluated with the answer.
  if (Number(time) === 0) return;
  const [timeMetric, countMetric, rateMetric] = TIMINGS.get(after)!;
  records.note(line, { metric: timeMetric, unit: 'ms', raw: time, after });
  if (countMetric !== null) records.note(line, { metric: countMetric, unit: 'count', raw: count, after, index: 1 });
  if (rateMetric !== null) records.note(line, { metric: rateMetric, unit: 'tokens/s', raw: rate, after, index: 3 });
}
