import { spelledUnit } from '../../metrics/units.ts';
import { numberOf } from '../readers/fields.ts';
import type { Json } from '../readers/json-value.ts';
import { measured, statisticOf, withoutLoneSpread } from '../readers/readings.ts';
import type { Reading } from '../readers/table.ts';

/** Distributions over requests that the server keeps itself, by name without the prefix of the engine. */
const HISTOGRAMS: ReadonlyMap<string, string> = new Map([
  ['time_to_first_token_seconds', 'time_to_first_token'],
  ['e2e_request_latency_seconds', 'request_latency'],
  ['inter_token_latency_seconds', 'inter_token_latency'],
  ['time_per_output_token_seconds', 'time_per_output_token'],
  ['request_time_per_output_token_seconds', 'time_per_output_token'],
  ['request_queue_time_seconds', 'queue_time'],
  ['queue_time_seconds', 'queue_time'],
  ['request_prefill_time_seconds', 'prompt_eval_duration'],
  ['request_decode_time_seconds', 'eval_duration'],
  ['request_prompt_tokens', 'prompt_token_count'],
  ['request_generation_tokens', 'output_token_count'],
]);

/** Readings at intervals. The unit is the one meant where the export leaves it blank. */
const GAUGES: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['kv_cache_usage_perc', ['kv_cache_utilization', 'ratio']],
  ['gpu_cache_usage_perc', ['kv_cache_utilization', 'ratio']],
  ['token_usage', ['kv_cache_utilization', 'ratio']],
  ['num_requests_running', ['running_request_count', 'count']],
  ['num_running_reqs', ['running_request_count', 'count']],
  ['num_requests_waiting', ['waiting_request_count', 'count']],
  ['num_queue_reqs', ['waiting_request_count', 'count']],
  ['cache_hit_rate', ['prefix_cache_hit_rate', 'ratio']],
  ['process_resident_memory_bytes', ['memory_used', 'bytes']],
]);

/** Counters: what was added during the run. */
const COUNTERS: ReadonlyMap<string, string> = new Map([
  ['prompt_tokens', 'run_prompt_token_count'],
  ['generation_tokens', 'run_output_token_count'],
  ['num_preemptions', 'preemption_count'],
]);

const SERVER_SIDE = new Set(
  ['time_to_first_token', 'request_latency', 'inter_token_latency', 'time_per_output_token', 'kv_cache_utilization'].concat([
    'running_request_count',
    'waiting_request_count',
  ]),
);

/** A Prometheus metric as the exports name it: with the engine's prefix, its type, and its unit or ''. */
export interface ServerMetric {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
}

/**
 * Readings of a metric of the serving engine that has a meaning outside of it; none for the others. Percentiles of histograms are
 * estimates. A gauge is averaged over the run, idle zeros included, and its definition says so. A histogram without a request has none.
 *
 * @param statistics what the export states of it, by name (`avg`, `p99_estimate`, `total`, `count`).
 * @param at place of a statistic by its name.
 */
export function serverReadings(
  { name, type, unit: written }: ServerMetric,
  statistics: readonly (readonly [name: string, value: Json])[],
  at: (statistic: string) => string,
): Reading[] {
  const plain = name.replace(/^(?:vllm|sglang|trtllm|dynamo)[:_]/, '');
  const stated = new Map(statistics);
  if (type === 'counter') {
    const counter = COUNTERS.get(plain);
    return counter === undefined ? [] : measured(counter, 'count', at('total'), stated.get('total'), { statistic: 'sum' });
  }
  const gauge = type === 'gauge' ? GAUGES.get(plain) : undefined;
  const metric = type === 'histogram' ? HISTOGRAMS.get(plain) : gauge?.[0];
  if (metric === undefined) return [];
  const unit = spelledUnit(written) ?? gauge?.[1] ?? (plain.endsWith('_seconds') ? 's' : 'count');
  const count = type === 'histogram' ? numberOf(stated.get('count')) : null;
  if (count === 0) return [];
  const definition = SERVER_SIDE.has(metric) ? `${metric}:server-side` : undefined;
  const readings = statistics.flatMap(([key, value]) => {
    const statistic = statisticOf(key.replace(/_estimate$/, ''));
    return statistic === null ? [] : measured(metric, unit, at(key), value, { statistic, definition, count });
  });
  return withoutLoneSpread(readings);
}
