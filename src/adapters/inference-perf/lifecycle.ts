import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { documentLabels, emptyDocument, refusedDocument, requestRate, scalarLabel } from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { distribution, measured, withoutLoneSpread } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

const LATENCIES: readonly (readonly [key: string, metric: string])[] = [
  ['request_latency', 'request_latency'],
  ['time_to_first_token', 'time_to_first_token'],
  ['time_per_output_token', 'time_per_output_token'],
  ['inter_token_latency', 'inter_token_latency'],
  // Request latency by output tokens, the time to the first token included.
  ['normalized_time_per_output_token', 'normalized_time_per_output_token'],
];

const THROUGHPUTS: readonly (readonly [key: string, metric: string, unit: string])[] = [
  ['requests_per_sec', 'request_throughput', 'requests/s'],
  ['input_tokens_per_sec', 'input_token_throughput', 'tokens/s'],
  ['output_tokens_per_sec', 'output_token_throughput', 'tokens/s'],
  ['total_tokens_per_sec', 'total_token_throughput', 'tokens/s'],
];

/**
 * inference-perf's `*_lifecycle_metrics.json`: load, successes and failures of a stage. All times are seconds, which only the documentation
 * says. Latency and throughput are those of successful requests; failed ones have a latency of a few milliseconds, which is not read.
 */
export const inferencePerf: Adapter = {
  id: 'inference-perf',
  title: 'inference-perf lifecycle metrics',
  tool: 'inference-perf',
  fallback: false,
  source: 'https://github.com/kubernetes-sigs/inference-perf/blob/main/docs/reports.md',
  claims: ({ topKeys }) => topKeys.has('load_summary') && topKeys.has('successes'),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const successCount = numberOf(member(root, 'successes', 'count'));
    const failureCount = numberOf(member(root, 'failures', 'count'));
    const failed = successCount === 0 && (failureCount ?? 0) > 0;
    const readings = [...loadReadings(root), ...successReadings(root, successCount, failed)];
    const load = member(root, 'load_summary');
    const concurrency = scalarLabel(member(load, 'concurrency'));
    const labels = documentLabels({
      // A closed loop has a number of requests in flight; what stands under the rate then is how many were asked for in all.
      request_rate: concurrency === null ? requestRate(member(load, 'requested_rate')) : null,
      concurrency,
    });
    const table = tableBuilder('pointer', labels);
    const failure = failed ? { failure: `all of ${failureCount} requests failed`, failureAt: '/successes/count' } : {};
    if (readings.length > 0) table.add('', withoutLoneSpread(readings), failure);
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('the stage holds no measured value');
  },
};

function loadReadings(root: Json): Reading[] {
  const load = member(root, 'load_summary');
  return [
    ...measured('request_count', 'count', '/successes/count', member(root, 'successes', 'count')),
    ...measured('failed_request_count', 'count', '/failures/count', member(root, 'failures', 'count')),
    ...measured('achieved_request_rate', 'requests/s', '/load_summary/achieved_rate', member(load, 'achieved_rate')),
    ...measured('run_duration', 's', '/load_summary/send_duration', member(load, 'send_duration'), { definition: 'run_duration:sending' }),
  ];
}

function successReadings(root: Json, count: number | null, failed: boolean): Reading[] {
  const successes = member(root, 'successes');
  const tokenGaps = new Set(['inter_token_latency']);
  return [
    ...LATENCIES.flatMap(([key, metric]) => {
      const detail = { count: tokenGaps.has(metric) ? null : count, failed };
      const nested = member(successes, 'latency', key);
      const at = isObject(nested) ? `/successes/latency/${key}` : `/successes/${key}`;
      return distribution(metric, 's', at, isObject(nested) ? nested : member(successes, key), detail);
    }),
    ...THROUGHPUTS.flatMap(([key, metric, unit]) =>
      measured(metric, unit, `/successes/throughput/${key}`, member(successes, 'throughput', key), { failed }),
    ),
    ...distribution('prompt_token_count', 'count', '/successes/prompt_len', member(successes, 'prompt_len'), { count, failed }),
    ...distribution('output_token_count', 'count', '/successes/output_len', member(successes, 'output_len'), { count, failed }),
  ];
}
