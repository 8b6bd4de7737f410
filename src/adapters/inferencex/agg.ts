import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, furtherScalars, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { distribution, measured, statisticOf, withoutLoneSpread } from '../readers/readings.ts';
import { isServingKey, servingReadings } from '../readers/serving-record.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

type JsonRecord = { readonly [key: string]: Json };

/** Values of the run, by pointer; the last ones are those of agentic scenarios, flat and, since 2026-07, by kind. */
const RUN_VALUES: readonly (readonly [at: string, metric: string, unit: string])[] = [
  ['/tput_per_gpu', 'total_token_throughput_per_gpu', 'tokens/s'],
  ['/output_tput_per_gpu', 'output_token_throughput_per_gpu', 'tokens/s'],
  ['/input_tput_per_gpu', 'input_token_throughput_per_gpu', 'tokens/s'],
  ['/num_requests_successful', 'request_count', 'count'],
  ['/total_tput_tps', 'total_token_throughput', 'tokens/s'],
  ['/output_tput_tps', 'output_token_throughput', 'tokens/s'],
  ['/input_tput_tps', 'input_token_throughput', 'tokens/s'],
  ['/duration_seconds', 'run_duration', 's'],
  ['/request_metrics/throughput/per_gpu/total_tput_tps', 'total_token_throughput_per_gpu', 'tokens/s'],
  ['/request_metrics/throughput/per_gpu/output_tput_tps', 'output_token_throughput_per_gpu', 'tokens/s'],
  ['/request_metrics/throughput/per_gpu/input_tput_tps', 'input_token_throughput_per_gpu', 'tokens/s'],
  ['/request_metrics/throughput/total/tokens_per_second', 'total_token_throughput', 'tokens/s'],
  ['/request_metrics/throughput/output/tokens_per_second', 'output_token_throughput', 'tokens/s'],
  ['/request_metrics/throughput/input/tokens_per_second', 'input_token_throughput', 'tokens/s'],
  ['/request_metrics/throughput/duration_seconds', 'run_duration', 's'],
];

/** Distributions over requests in the records by kind. */
const DISTRIBUTIONS: readonly (readonly [at: string, metric: string, unit: string])[] = [
  ['/request_metrics/latency/ttft', 'time_to_first_token', 's'],
  ['/request_metrics/latency/e2el', 'request_latency', 's'],
  ['/request_metrics/latency/itl', 'inter_token_latency', 's'],
  ['/request_metrics/latency/tpot', 'time_per_output_token', 's'],
  ['/request_metrics/tokens/input', 'prompt_token_count', 'count'],
  ['/request_metrics/tokens/output_actual', 'output_token_count', 'count'],
];

/** Token counts of requests in the flat records of agentic scenarios: `p90_input_tokens`. */
const TOKEN_KEY = /^(?<statistic>mean|median|std|p\d+(?:\.\d+)?)_(?<kind>input_tokens|output_tokens_actual)$/;

/** One divided by the same statistic of the time per output token: only for the median is that the statistic of the speed itself. */
const SPEED = { statistic: 'median', definition: 'decode_throughput:inverse-tpot' };

/**
 * The record of one configuration that InferenceX publishes (`agg_*.json`, or a list of them): latencies in seconds under vLLM's names
 * without `_ms`, throughput per GPU. Rows made by hand use 0.0 for what is missing. Records of agentic scenarios hold the same below
 * `request_metrics`.
 */
export const inferencexAgg: Adapter = {
  id: 'inferencex-agg',
  title: 'InferenceX aggregated result',
  tool: 'InferenceX',
  fallback: false,
  source: 'https://github.com/SemiAnalysisAI/InferenceX/blob/main/utils/process_result.py',
  claims: ({ topKeys }) => topKeys.has('infmax_model_prefix') && (topKeys.has('tput_per_gpu') || topKeys.has('request_metrics')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const isList = Array.isArray(document.value);
    const records = Array.isArray(document.value) ? document.value : [document.value];
    const table = tableBuilder('pointer');
    const configuration = new Map<string, LabelValue>();
    for (const [index, record] of records.entries()) {
      if (!isObject(record)) continue;
      const place = isList ? `/${index}` : '';
      const { labels, more } = identityOf(record);
      for (const [key, value] of more) configuration.set(`${place}${key}`, value);
      const readings = withoutLoneSpread([...readingsAt(record), ...tokenReadings(record), ...servingReadings(record)]);
      if (readings.length > 0) table.add(place, readings, { labels });
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built], configuration } : emptyDocument('the document holds no measured value');
  },
};

function readingsAt(record: JsonRecord): Reading[] {
  const count = numberOf(record['num_requests_successful']);
  const at = (pointer: string) => member(record, ...pointer.slice(1).split('/'));
  return [
    ...RUN_VALUES.flatMap(([pointer, metric, unit]) => measured(metric, unit, pointer, at(pointer))),
    ...DISTRIBUTIONS.flatMap(([pointer, metric, unit]) => distribution(metric, unit, pointer, at(pointer), { count })),
    ...['/median_intvty', '/request_metrics/latency/intvty/p50'].flatMap((pointer) =>
      measured('decode_throughput', 'tokens/s', pointer, at(pointer), SPEED),
    ),
  ];
}

function tokenReadings(record: JsonRecord): Reading[] {
  const count = numberOf(record['num_requests_successful']);
  return Object.entries(record).flatMap(([key, value]) => {
    const found = TOKEN_KEY.exec(key)?.groups;
    if (!found) return [];
    const metric = found['kind'] === 'input_tokens' ? 'prompt_token_count' : 'output_token_count';
    return measured(metric, 'count', `/${key}`, value, { statistic: statisticOf(found['statistic']!)!, count });
  });
}

function identityOf(record: JsonRecord): { labels: Map<string, LabelValue | null>; more: Map<string, LabelValue> } {
  const own = ['model', 'hw', 'framework', 'precision', 'image', 'dp_attention', 'infmax_model_prefix'];
  const runKeys = new Set(RUN_VALUES.map(([pointer]) => pointer.slice(1)));
  const isRead = (key: string) =>
    own.includes(key) || runKeys.has(key) || isServingKey(key) || TOKEN_KEY.test(key) || key.endsWith('_intvty');
  const { labels, configuration } = furtherScalars(record, isRead);
  const attention = record['dp_attention'];
  const entries: [string, LabelValue | null][] = [
    ['model', servedModel(record['model'])],
    ['device', scalarLabel(record['hw'])],
    ['backend', scalarLabel(record['framework'])],
    ['dtype', scalarLabel(record['precision'])],
    ['engine_version', scalarLabel(record['image'])],
    ['dp_attention', attention === 'true' ? true : attention === 'false' ? false : scalarLabel(attention)],
  ];
  return { labels: new Map([...labels, ...entries.filter(([, value]) => value !== null)]), more: configuration };
}
