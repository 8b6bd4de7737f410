import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { printedArguments } from '../readers/arguments.ts';
import { emptyDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { logLines, logRecords } from '../readers/log-records.ts';

const DECODE = /\bDecode batch[.,]? .*#running-req: \d+/;
const PREFILL = /\bPrefill batch[.,]? .*#new-token: \d+/;

type Number = readonly [after: string, pattern: RegExp, metric: string, unit: string, definition?: string];

const DECODE_NUMBERS: readonly Number[] = [
  [
    'gen throughput (token/s):',
    /gen throughput \(token\/s\): ([\d.]+)/,
    'output_token_throughput',
    'tokens/s',
    'output_token_throughput:server-interval',
  ],
  ['#running-req:', /#running-req: (\d+)/, 'running_request_count', 'count'],
  ['#queue-req:', /#queue-req: (\d+)/, 'waiting_request_count', 'count'],
  ['token usage:', /\btoken usage: ([\d.]+)/, 'kv_cache_utilization', 'ratio'],
  ['accept len:', /\baccept len: ([\d.]+)/, 'accept_length', 'count'],
];
const PREFILL_NUMBERS: readonly Number[] = [
  [
    'input throughput (token/s):',
    /input throughput \(token\/s\): ([\d.]+)/,
    'input_token_throughput',
    'tokens/s',
    'input_token_throughput:server-interval',
  ],
];

const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['tp_size', 'tensor_parallel'],
  ['dp_size', 'data_parallel'],
  ['pp_size', 'pipeline_parallel'],
  ['ep_size', 'expert_parallel'],
  ['context_length', 'num_ctx'],
  ['quantization', 'quantization'],
  ['dtype', 'dtype'],
]);

/** The log of an SGLang server: a line for every batch of prefill and for every few dozen steps of decode, with rates of the whole engine. */
export const sglangServerLog: Adapter = {
  id: 'sglang-server-log',
  title: 'SGLang server log',
  tool: 'SGLang',
  fallback: false,
  passages: true,
  source: 'https://github.com/sgl-project/sglang/tree/main/python/sglang/srt/managers',
  claims: ({ kind, head }) =>
    (kind === 'text' || kind === 'markdown') && head.split('\n').some((line) => DECODE.test(line) && line.includes('gen throughput')),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const labels = new Map<string, LabelValue | null>([['backend', 'sglang']]);
  for (const line of lines) {
    if (!line.includes('ServerArgs(')) continue;
    const options = printedArguments(line);
    labels.set('model', servedModel(options.get('model_path')));
    for (const [name, key] of SETTINGS) labels.set(key, scalarLabel(options.get(name)));
  }
  const records = logRecords(Object.fromEntries(labels));
  for (const [index, line] of lines.entries()) {
    const numbers = DECODE.test(line) ? DECODE_NUMBERS : PREFILL.test(line) ? PREFILL_NUMBERS : [];
    for (const [after, pattern, metric, unit, definition] of numbers) {
      records.note(index + 1, { metric, unit, raw: pattern.exec(line)?.[1], after, definition });
    }
    records.close();
  }
  const table = records.build();
  return table ? { ...NOTHING_READ, tables: [table] } : emptyDocument('no batch was logged');
}
