import { NOTHING_READ } from '../../contracts/observation.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, servedModel } from '../readers/documents.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/**
 * `prompt eval time =  141.53 ms /  24 tokens (  5.90 ms per token,  169.58 tokens per second)`, at the start of a line or after time,
 * slot and task.
 */
const TIMING =
  /(?:^|[\s|:])(?<label>load time|prompt eval time|eval time|total time)\s*=\s+(?<time>[\d.]+) ms(?: \/\s+(?<count>\d+) (?:tokens|runs))?/;
const RATE = /,\s+(?<rate>[\d.]+) tokens per second\)/;
const TABLE = /^\|[^\n]*\|\s*test\s*\|[^\n]*\bt\/s\b/m;
const MODEL = /\bloaded meta data with [^\n]{0,200}? from (?<path>\S+)/;

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
  parse({ text, growing }) {
    const lines = text.split('\n');
    if (growing) lines.pop();
    const file = MODEL.exec(text.slice(0, 200_000))?.groups?.['path']?.replace(/\.gguf$/i, '');
    const table = tableBuilder('line', { backend: 'llama.cpp', model: servedModel(file) }, true);
    let first: number | null = null;
    let readings: Reading[] = [];
    const close = () => {
      if (first !== null && readings.length > 0) table.add(first, readings);
      first = null;
      readings = [];
    };
    for (const [index, content] of lines.entries()) {
      const line = content.replace(/\r$/, '');
      const match = line.includes(' time ') ? TIMING.exec(line)?.groups : undefined;
      if (!match) continue;
      const label = match['label']!;
      // A total ends the lines of a request; without one the next request begins with its prompt.
      if (label === 'load time' || (label === 'prompt eval time' && readings.some(({ metric }) => metric === 'eval_duration'))) close();
      first ??= index + 1;
      appendAll(readings, readingsOf(index + 1, label, match['time'], match['count'], RATE.exec(line)?.groups?.['rate']));
      if (label === 'total time') close();
    }
    close();
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no request was answered');
  },
};

function readingsOf(line: number, label: string, time?: string, count?: string, rate?: string): Reading[] {
  // What took no time was not done: a prompt of one token, which is evaluated with the answer.
  if (Number(time) === 0) return [];
  const [timeMetric, countMetric, rateMetric] = TIMINGS.get(label)!;
  const at = `line=${line};col=${label}`;
  return [
    ...measured(timeMetric, 'ms', at, time),
    ...(countMetric === null ? [] : measured(countMetric, 'count', `${at};index=1`, count)),
    ...(rateMetric === null ? [] : measured(rateMetric, 'tokens/s', `${at};index=3`, rate)),
  ];
}
