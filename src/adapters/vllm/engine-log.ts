import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { printedArguments } from '../readers/arguments.ts';
import { emptyDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { type LineNumber, logLines, logRecords } from '../readers/log-records.ts';

const INTERVAL = /Avg prompt throughput: (?<prompt>[\d.]+) tokens\/s, Avg generation throughput: (?<generation>[\d.]+) tokens\/s/;

/** The other numbers of the line; which of them there are depends on the version. */
const STATES: readonly (readonly [after: string, pattern: RegExp, metric: string, unit: string])[] = [
  ['Running:', /\bRunning: (\d+) reqs/, 'running_request_count', 'count'],
  ['Waiting:', /\bWaiting: (\d+) reqs/, 'waiting_request_count', 'count'],
  ['Pending:', /\bPending: (\d+) reqs/, 'waiting_request_count', 'count'],
  ['GPU KV cache usage:', /\bGPU KV cache usage: ([\d.]+)%/, 'kv_cache_utilization', '%'],
  ['Prefix cache hit rate:', /(?<!External )Prefix cache hit rate:(?: GPU:)? ([\d.]+)%/, 'prefix_cache_hit_rate', '%'],
];
const DRAFTS: readonly (readonly [after: string, pattern: RegExp, metric: string, unit: string])[] = [
  ['Mean acceptance length:', /\bMean acceptance length: ([\d.]+)/, 'accept_length', 'count'],
  ['Draft acceptance rate:', /\b(?:Avg )?Draft acceptance rate: ([\d.]+)%/, 'draft_acceptance_rate', '%'],
];

const ENGINE = /\bInitializing an? (?:V\d )?LLM engine \(v(?<version>[\w.+]+)\) with config: (?<config>.*)$/;
const VERSION = /\bvLLM API server version (?<version>[\w.+]+)/;

/** Arguments and settings of the engine that are labels. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['tensor_parallel_size', 'tensor_parallel'],
  ['pipeline_parallel_size', 'pipeline_parallel'],
  ['data_parallel_size', 'data_parallel'],
  ['max_seq_len', 'num_ctx'],
  ['quantization', 'quantization'],
  ['dtype', 'dtype'],
]);

/**
 * The log of a vLLM server: every ten seconds the rates of the whole engine over that interval, requests that run and wait, use of the
 * cache. Intervals in which nothing ran are left out, since nobody asked for anything.
 */
export const vllmEngineLog: Adapter = {
  id: 'vllm-engine-log',
  title: 'vLLM server log',
  tool: 'vLLM',
  fallback: false,
  passages: true,
  source: 'https://github.com/vllm-project/vllm/blob/main/vllm/v1/metrics/loggers.py',
  claims: ({ kind, head }) => (kind === 'text' || kind === 'markdown') && INTERVAL.test(head),
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const lines = logLines(text, growing);
  const records = logRecords({ backend: 'vllm', ...startLabels(lines) });
  let idle = 0;
  for (const [index, line] of lines.entries()) {
    const note = (number: LineNumber) => records.note(index + 1, number);
    const interval = INTERVAL.exec(line)?.groups;
    const isIdle = interval !== undefined && Number(interval['prompt']) === 0 && Number(interval['generation']) === 0;
    if (isIdle) idle += 1;
    if (interval && !isIdle) {
      note({
        metric: 'input_token_throughput',
        unit: 'tokens/s',
        raw: interval['prompt'],
        after: 'Avg prompt throughput:',
        definition: 'input_token_throughput:server-interval',
      });
      note({
        metric: 'output_token_throughput',
        unit: 'tokens/s',
        raw: interval['generation'],
        after: 'Avg generation throughput:',
        definition: 'output_token_throughput:server-interval',
      });
      for (const [after, pattern, metric, unit] of STATES) note({ metric, unit, raw: pattern.exec(line)?.[1], after });
    } else if (line.includes('SpecDecoding metrics:')) {
      for (const [after, pattern, metric, unit] of DRAFTS) note({ metric, unit, raw: pattern.exec(line)?.[1], after });
    }
    records.close();
  }
  const table = records.build();
  if (!table) return emptyDocument(idle > 0 ? 'the server answered no request in any interval' : 'no interval was logged');
  return { ...NOTHING_READ, tables: [table], configuration: idle > 0 ? new Map([['idle_intervals', idle]]) : new Map() };
}

function startLabels(lines: readonly string[]): Record<string, LabelValue | null> {
  const labels = new Map<string, LabelValue | null>();
  for (const line of lines) {
    const engine = ENGINE.exec(line)?.groups;
    const version = engine?.['version'] ?? VERSION.exec(line)?.groups?.['version'];
    if (version !== undefined) labels.set('engine_version', version);
    if (!engine && !/\bargs: Namespace\(|non-default args: \{/.test(line)) continue;
    const options = printedArguments(engine ? `(${engine['config']})` : line);
    const model = options.get('model') ?? options.get('model_tag');
    if (model !== undefined) labels.set('model', servedModel(model));
    if (engine)
      for (const [name, key] of SETTINGS) if (options.has(name)) labels.set(key, scalarLabel(options.get(name)?.replace(/^torch\./, '')));
  }
  return Object.fromEntries(labels);
}
