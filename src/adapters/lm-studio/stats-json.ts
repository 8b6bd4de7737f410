import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, epochOf, firstMember, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type TableBuilder, tableBuilder } from '../readers/table.ts';

/** Fields of `stats`, as the REST API and the SDK spell them. */
const STATS: readonly (readonly [field: string, metric: string, unit: string])[] = [
  ['tokens_per_second', 'decode_throughput', 'tokens/s'],
  ['tokensPerSecond', 'decode_throughput', 'tokens/s'],
  ['time_to_first_token', 'time_to_first_token', 's'],
  ['time_to_first_token_seconds', 'time_to_first_token', 's'],
  ['timeToFirstTokenSec', 'time_to_first_token', 's'],
  ['generation_time', 'eval_duration', 's'],
  ['totalTimeSec', 'total_duration', 's'],
  ['model_load_time_seconds', 'load_duration', 's'],
  ['input_tokens', 'prompt_token_count', 'count'],
  ['promptTokensCount', 'prompt_token_count', 'count'],
  ['total_output_tokens', 'output_token_count', 'count'],
  ['predictedTokensCount', 'output_token_count', 'count'],
];
const USAGE: readonly (readonly [field: string, metric: string])[] = [
  ['prompt_tokens', 'prompt_token_count'],
  ['completion_tokens', 'output_token_count'],
];
const DEPTH_MAX = 5;

/** A reply of LM Studio's REST API or SDK with its `stats`, or a document that keeps such replies: each is a request. */
export const lmStudioStatsJson: Adapter = {
  id: 'lm-studio-stats-json',
  title: 'LM Studio replies with stats',
  tool: 'LM Studio',
  fallback: false,
  source: 'https://lmstudio.ai/docs/developer/rest/endpoints',
  claims: ({ keys }) =>
    (keys.has('stats') && keys.has('tokens_per_second') && (keys.has('time_to_first_token') || keys.has('time_to_first_token_seconds'))) ||
    (keys.has('tokensPerSecond') && keys.has('timeToFirstTokenSec')),
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const table = tableBuilder('pointer', { backend: 'lm-studio' }, true);
  collect(document.value, '', table, 0);
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no reply holds a measured time');
}

function collect(value: Json, pointer: string, table: TableBuilder, depth: number): void {
  if (depth > DEPTH_MAX || typeof value !== 'object' || value === null) return;
  if (isObject(value)) {
    const bare = value['tokensPerSecond'] !== undefined;
    const stats = bare ? value : value['stats'];
    if (isObject(stats) && (bare || 'tokens_per_second' in stats || 'tokensPerSecond' in stats)) {
      addReply(value, stats, bare ? '' : '/stats', pointer, table);
      return;
    }
  }
  const entries = Array.isArray(value) ? value.map((inner, index) => [index, inner] as const) : Object.entries(value);
  for (const [key, inner] of entries) collect(inner, `${pointer}/${pointerToken(key)}`, table, depth + 1);
}

type JsonRecord = { readonly [key: string]: Json };

function addReply(reply: JsonRecord, stats: JsonRecord, at: string, pointer: string, table: TableBuilder): void {
  const usage = isObject(reply['usage']) ? reply['usage'] : {};
  const readings = [
    ...STATS.flatMap(([field, metric, unit]) => measured(metric, unit, `${at}/${field}`, stats[field])),
    ...USAGE.flatMap(([field, metric]) => measured(metric, 'count', `/usage/${field}`, usage[field])),
  ];
  const labels: Record<string, LabelValue | null> = {
    model: servedModel(firstMember(reply, ['model'], ['model_instance_id'], ['modelInfo', 'path'])),
    quantization: scalarLabel(firstMember(reply, ['model_info', 'quant'])),
    num_ctx: scalarLabel(firstMember(reply, ['model_info', 'context_length'])),
    num_gpu: scalarLabel(stats['numGpuLayers']),
    engine_version: scalarLabel(firstMember(reply, ['runtime', 'version'])),
  };
  if (readings.length > 0) table.add(pointer, readings, { labels, timeMs: epochOf(reply['created']) });
}
