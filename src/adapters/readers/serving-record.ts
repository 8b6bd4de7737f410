import type { LabelValue, ObservationTable } from '../../contracts/observation.ts';
import { elements, member, numberOf } from './fields.ts';
import type { Json } from './json-value.ts';
import { measured, statisticOf, withoutLoneSpread } from './readings.ts';
import { type Reading, tableBuilder } from './table.ts';

type JsonRecord = { readonly [key: string]: Json };

/**
 * The flat record of vLLM's benchmark_serving and of the tools that grew out of it (SGLang, InferenceX): one number per key.
 * Source: https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/serve.py
 */
const RUN_METRICS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['duration', ['run_duration', 's']],
  ['completed', ['request_count', 'count']],
  ['successful_requests', ['request_count', 'count']],
  ['failed', ['failed_request_count', 'count']],
  ['total_input_tokens', ['run_prompt_token_count', 'count']],
  ['total_output_tokens', ['run_output_token_count', 'count']],
  ['request_throughput', ['request_throughput', 'requests/s']],
  ['request_goodput', ['request_goodput', 'requests/s']],
  // A typing error of some releases, colon included; the value is right.
  ['request_goodput:', ['request_goodput', 'requests/s']],
  ['input_throughput', ['input_token_throughput', 'tokens/s']],
  ['output_throughput', ['output_token_throughput', 'tokens/s']],
  ['output_token_throughput', ['output_token_throughput', 'tokens/s']],
  ['total_token_throughput', ['total_token_throughput', 'tokens/s']],
  ['total_throughput', ['total_token_throughput', 'tokens/s']],
  ['max_output_tokens_per_s', ['peak_output_token_throughput', 'tokens/s']],
  ['max_concurrent_requests', ['peak_concurrency', 'count']],
  ['concurrency', ['achieved_concurrency', 'count']],
  ['accept_length', ['accept_length', 'count']],
  ['spec_decode_acceptance_length', ['accept_length', 'count']],
  ['spec_decode_acceptance_rate', ['draft_acceptance_rate', '%']],
  ['rtfx', ['inverse_real_time_factor', 'x']],
  ['diffusion_committed_throughput', ['output_token_throughput', 'tokens/s']],
]);

const LATENCIES: ReadonlyMap<string, string> = new Map([
  ['ttft', 'time_to_first_token'],
  ['tpot', 'time_per_output_token'],
  ['itl', 'inter_token_latency'],
  ['e2el', 'request_latency'],
  ['e2e_latency', 'request_latency'],
  ['client_queue_time', 'queue_time'],
  ['e2el_including_client_queue', 'request_latency'],
]);

/** What the client's own queue (`--max-concurrency` below the request rate) makes of a latency. */
const OF_THE_CLIENT: ReadonlyMap<string, string> = new Map([
  ['client_queue_time', 'queue_time:client'],
  ['e2el_including_client_queue', 'request_latency:with-client-queue'],
]);

/** Per-request arrays of `--save-detailed` (vLLM) and `--output-details` (SGLang), times in seconds. */
const REQUEST_ARRAYS: readonly (readonly [key: string, metric: string, unit: string, definition?: string])[] = [
  ['ttfts', 'time_to_first_token', 's'],
  ['latencies', 'request_latency', 's'],
  ['queue_times', 'queue_time', 's', 'queue_time:client'],
  ['input_lens', 'prompt_token_count', 'count'],
  ['output_lens', 'output_token_count', 'count'],
];

/** Of the gaps between single tokens this many are read; a longer list is left to the statistics that the tool made of it. */
const TOKEN_GAPS_MAX = 200_000;

const LATENCY_KEY =
  /^(mean|median|std|min|max|p\d+(?:\.\d+)?)_(ttft|tpot|itl|e2el|e2e_latency|client_queue_time|e2el_including_client_queue)(_ms)?$/;

export interface ServingRecordOptions {
  /** JSON pointer of the record below its row, '' for the row itself. */
  readonly at?: string;
  /** The run failed: zeros are kept, so that they are counted as failed. */
  readonly failed?: boolean;
}

/**
 * The readings of one run. A latency's unit is in its key: `_ms` is milliseconds, no suffix is seconds (InferenceX).
 *
 * Time to first token and request latency get the completed requests as n; of the others (requests with more than one token, single
 * tokens) the record does not say how many there are.
 */
export function servingReadings(record: JsonRecord, { at = '', failed = false }: ServingRecordOptions = {}): Reading[] {
  const completed = numberOf(record['completed'] ?? record['successful_requests']);
  const readings = Object.entries(record).flatMap(([key, value]) => {
    const run = RUN_METRICS.get(key);
    if (run) return measured(run[0], run[1], `${at}/${key}`, value, { failed });
    const latency = LATENCY_KEY.exec(key);
    if (!latency) return [];
    const [, statistic = '', name = '', suffix] = latency;
    const metric = LATENCIES.get(name)!;
    const count = name === 'ttft' || name.startsWith('e2e') ? completed : null;
    const detail = { statistic: statisticOf(statistic)!, count, failed, definition: OF_THE_CLIENT.get(name) };
    return measured(metric, suffix === undefined ? 's' : 'ms', `${at}/${key}`, value, detail);
  });
  return withoutLoneSpread(readings);
}

/** Is this a key that `servingReadings` or `requestTables` reads? */
export function isServingKey(key: string): boolean {
  return RUN_METRICS.has(key) || LATENCY_KEY.test(key) || key === 'itls' || REQUEST_ARRAYS.some(([name]) => name === key);
}

/** Why a run as a whole failed, or null: no request of it completed, so that its means of 0.0 are no measurements. */
export function failureOfRun(record: JsonRecord): string | null {
  const completed = numberOf(record['completed'] ?? record['successful_requests']);
  if (completed !== 0) return null;
  const asked = numberOf(record['num_prompts']);
  return asked === null ? 'no request completed' : `none of ${asked} requests completed`;
}

/**
 * The per-request samples that a record holds as arrays: a table for each kind. A request with an error, or without a first token, failed.
 *
 * @param place JSON pointer of the record, '' for the document; null where the record is a line of JSON lines (see `line`).
 * @param line number of the line, for JSON lines: one row then holds all values, because a row is a line.
 */
export function requestTables(
  record: JsonRecord,
  place: string | null,
  line: number,
  labels: ReadonlyMap<string, LabelValue | null>,
): ObservationTable[] {
  const errors = elements(record['errors']);
  const failureOf = (index: number) => (typeof errors[index] === 'string' && errors[index] !== '' ? 'the request failed' : null);
  const tables = REQUEST_ARRAYS.map(([key, metric, unit, definition]) => {
    const samples = elements(record[key]).map((value, index) => ({ pointer: `/${key}/${index}`, value, failure: failureOf(index) }));
    // A failed request is counted once, where its first token is missing.
    const counted = key === 'ttfts' ? samples : samples.filter(({ failure }) => failure === null);
    return samplesTable(counted, { metric, unit, definition }, place, line, labels);
  });
  const gaps = elements(record['itls']).flatMap((request, index) =>
    failureOf(index) === null ? elements(request).map((value, step) => ({ pointer: `/itls/${index}/${step}`, value, failure: null })) : [],
  );
  if (gaps.length <= TOKEN_GAPS_MAX) tables.push(samplesTable(gaps, { metric: 'inter_token_latency', unit: 's' }, place, line, labels));
  return tables.filter((table) => table !== null);
}

interface ArraySample {
  readonly pointer: string;
  readonly value: Json;
  readonly failure: string | null;
}

function samplesTable(
  samples: readonly ArraySample[],
  { metric, unit, definition }: { readonly metric: string; readonly unit: string; readonly definition?: string | undefined },
  place: string | null,
  line: number,
  labels: ReadonlyMap<string, LabelValue | null>,
): ObservationTable | null {
  const table = tableBuilder(place === null ? 'line' : 'pointer');
  if (place === null) {
    const readings = samples.flatMap(({ pointer, value, failure }) =>
      failure === null ? measured(metric, unit, pointer, value, { definition }) : [],
    );
    if (readings.length > 0) table.add(line, readings, { labels });
    return table.build();
  }
  for (const { pointer, value, failure } of samples) {
    const readings = measured(metric, unit, '', value, { definition, failed: failure !== null });
    if (readings.length > 0) table.add(`${place}${pointer}`, readings, { labels, ...(failure === null ? {} : { failure }) });
  }
  return table.build();
}

/** The member of a record that holds another record, or an empty one. */
export function recordAt(record: Json | undefined, key: string): JsonRecord {
  const found = member(record, key);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}
