import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import {
  documentLabels,
  emptyDocument,
  flatConfiguration,
  refusedDocument,
  requestRate,
  scalarLabel,
  servedModel,
} from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { distribution, measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { kvCacheFraction, OFFLINE, PER_USER } from './meaning.ts';

/**
 * `trtllm-bench throughput --report_json`. Versions differ: the share of memory for the cache is 90.0 (0.20) or 0.9 (1.2), `engine` grew,
 * `streaming_metrics` is there with `--streaming` only. `'None'` is a missing value and an issue rate of 4.9e14 is no limit.
 */
export const trtllmBenchJson: Adapter = {
  id: 'trtllm-bench-json',
  title: 'trtllm-bench report',
  tool: 'TensorRT-LLM',
  fallback: false,
  source: 'https://github.com/NVIDIA/TensorRT-LLM/blob/main/tensorrt_llm/bench/dataclasses/reporting.py',
  claims: ({ topKeys }) => ['engine', 'world_info', 'performance'].every((key) => topKeys.has(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const requestCount = numberOf(member(root, 'request_info', 'num_requests'));
    const failed = requestCount === 0;
    const table = tableBuilder('pointer', documentLabels(labelsOf(root)));
    const readings = [
      ...measured('request_count', 'count', '/request_info/num_requests', member(root, 'request_info', 'num_requests'), { failed }),
      ...measured(
        'achieved_concurrency',
        'count',
        '/request_info/avg_num_concurrent_requests',
        member(root, 'request_info', 'avg_num_concurrent_requests'),
      ),
      ...performanceReadings(root, requestCount, failed),
      ...streamingReadings(root, requestCount, failed),
    ];
    if (readings.length > 0) table.add('', readings, failed ? { failure: 'no request completed' } : {});
    const built = table.build();
    if (!built) return emptyDocument('the report holds no measured value');
    const configuration = new Map<string, LabelValue>();
    for (const key of ['engine', 'machine', 'world_info', 'dataset']) {
      for (const [pointer, value] of flatConfiguration(member(root, key), `/${key}`)) configuration.set(pointer, value);
    }
    return {
      ...NOTHING_READ,
      tables: [built],
      configuration,
      version: String(scalarLabel(member(root, 'engine', 'version')) ?? '') || null,
    };
  },
};

function labelsOf(root: Json): Record<string, LabelValue | null> {
  const engine = (key: string) => scalarLabel(member(root, 'engine', key));
  const world = (key: string) => scalarLabel(member(root, 'world_info', key));
  return {
    model: servedModel(member(root, 'engine', 'model')),
    backend: engine('backend'),
    engine_version: engine('version'),
    dtype: engine('dtype'),
    quantization: engine('quantization'),
    device: scalarLabel(member(root, 'machine', 'name')),
    request_rate: requestRate(member(root, 'world_info', 'issue_rate')),
    input_length: scalarLabel(member(root, 'request_info', 'avg_input_length') ?? member(root, 'dataset', 'avg_isl')),
    output_length: scalarLabel(member(root, 'request_info', 'avg_output_length') ?? member(root, 'dataset', 'avg_osl')),
    prompt_count: scalarLabel(member(root, 'request_info', 'num_requests')),
    tensor_parallel: world('tp_size'),
    pipeline_parallel: world('pp_size'),
    expert_parallel: world('ep_size'),
    kv_cache_fraction: kvCacheFraction(numberOf(member(root, 'world_info', 'kv_cache_percentage'))),
    max_batch_size: world('max_batch_size'),
    max_num_tokens: world('max_num_tokens'),
  };
}

/** Requests wait in the queue when all come at once and are more than a batch holds. */
function isQueueing(root: Json): boolean {
  const inFlight = numberOf(member(root, 'request_info', 'avg_num_concurrent_requests')) ?? 0;
  const batch = numberOf(member(root, 'world_info', 'max_batch_size')) ?? Number.POSITIVE_INFINITY;
  return requestRate(member(root, 'world_info', 'issue_rate')) === 'inf' && inFlight > batch;
}

function performanceReadings(root: Json, count: number | null, failed: boolean): Reading[] {
  const performance = member(root, 'performance');
  const at = (key: string) => `/performance/${key}`;
  const single = (key: string, metric: string, unit: string) => measured(metric, unit, at(key), member(performance, key), { failed });
  const latency = { definition: isQueueing(root) ? OFFLINE : undefined, count, failed };
  const percentiles = member(performance, 'request_latency_percentiles_ms');
  return [
    ...single('total_latency_ms', 'run_duration', 'ms'),
    ...single('request_throughput_req_s', 'request_throughput', 'requests/s'),
    ...single('system_output_throughput_tok_s', 'output_token_throughput', 'tokens/s'),
    ...single('system_total_throughput_tok_s', 'total_token_throughput', 'tokens/s'),
    ...single('output_throughput_per_gpu_tok_s', 'output_token_throughput_per_gpu', 'tokens/s'),
    ...measured(
      'end_to_end_token_throughput',
      'tokens/s',
      at('output_throughput_per_user_tok_s'),
      member(performance, 'output_throughput_per_user_tok_s'),
      {
        statistic: 'mean',
        definition: PER_USER,
        count,
        failed,
      },
    ),
    ...(isObject(percentiles)
      ? distribution('request_latency', 'ms', at('request_latency_percentiles_ms'), percentiles, latency)
      : measured('request_latency', 'ms', at('avg_request_latency_ms'), member(performance, 'avg_request_latency_ms'), {
          ...latency,
          statistic: 'mean',
        })),
  ];
}

/** Each with its percentiles; where a release has none, the mean alone. */
const STREAMING = [
  ['ttft_percentiles', 'avg_ttft_ms', 'time_to_first_token', 'ms'],
  ['tpot_percentiles', 'avg_tpot_ms', 'time_per_output_token', 'ms'],
  ['gen_tps_percentiles', 'token_output_speed_tok_s', 'decode_throughput', 'tokens/s'],
] as const;

function streamingReadings(root: Json, count: number | null, failed: boolean): Reading[] {
  const streaming = member(root, 'streaming_metrics');
  const accepted = member(root, 'decoding_stats', 'acceptance_length_percentiles');
  return [
    ...STREAMING.flatMap(([percentilesKey, meanKey, metric, unit]) => {
      const percentiles = member(streaming, percentilesKey);
      if (isObject(percentiles)) return distribution(metric, unit, `/streaming_metrics/${percentilesKey}`, percentiles, { count, failed });
      return measured(metric, unit, `/streaming_metrics/${meanKey}`, member(streaming, meanKey), { statistic: 'mean', count, failed });
    }),
    ...distribution('accept_length', 'count', '/decoding_stats/acceptance_length_percentiles', accepted, { count, failed }),
  ];
}
