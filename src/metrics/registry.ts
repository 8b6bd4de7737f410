import type { Direction, Metric, MetricFamily } from '../contracts/metric.ts';
import { SERVING_METRICS } from './serving-metrics.ts';
import { TOOL_METRICS } from './tool-metrics.ts';

function metric(
  id: string,
  name: string,
  unit: string,
  direction: Direction,
  family: MetricFamily,
  definition: string,
  zeroMeansFailed = false,
): Metric {
  return { id, name, unit, direction, family, definition, zeroMeansFailed };
}

const UP = 'higher-is-better';
const DOWN = 'lower-is-better';

/** Every metric whose meaning we know. Order is the order of the report: what a reader asks first comes first. */
export const METRICS: readonly Metric[] = [
  metric(
    'decode_throughput',
    'generation throughput',
    'tokens/s',
    UP,
    'throughput',
    'Output tokens of one request divided by its generation time; prompt processing and model load are not in it.',
    true,
  ),
  metric(
    'output_token_throughput',
    'output token throughput',
    'tokens/s',
    UP,
    'throughput',
    'Output tokens of all requests of the run divided by its wall time: the whole system.',
    true,
  ),
  metric(
    'total_token_throughput',
    'total token throughput',
    'tokens/s',
    UP,
    'throughput',
    'Prompt plus output tokens of all requests divided by wall time.',
    true,
  ),
  metric(
    'prefill_throughput',
    'prompt processing throughput',
    'tokens/s',
    UP,
    'throughput',
    'Prompt tokens divided by the time to process them.',
    true,
  ),
  metric(
    'input_token_throughput',
    'input token throughput',
    'tokens/s',
    UP,
    'throughput',
    'Prompt tokens of all requests of the run divided by its wall time.',
    true,
  ),
  metric(
    'end_to_end_token_throughput',
    'end-to-end token throughput',
    'tokens/s',
    UP,
    'throughput',
    'Output tokens of one request divided by its whole duration, prompt processing and load included.',
    true,
  ),
  metric(
    'token_throughput',
    'token throughput',
    'tokens/s',
    UP,
    'throughput',
    'Tokens per second as the source names it; it does not say which tokens and whether prompt processing and load are in the time.',
    true,
  ),
  metric(
    'output_token_throughput_per_gpu',
    'output token throughput per GPU',
    'tokens/s',
    UP,
    'throughput',
    'Output tokens of the run divided by wall time and by the number of GPUs.',
    true,
  ),
  metric(
    'total_token_throughput_per_gpu',
    'total token throughput per GPU',
    'tokens/s',
    UP,
    'throughput',
    'Prompt plus output tokens of the run divided by wall time and by the number of GPUs.',
    true,
  ),
  metric('request_throughput', 'request throughput', 'requests/s', UP, 'throughput', 'Completed requests divided by wall time.', true),
  metric(
    'request_goodput',
    'request goodput',
    'requests/s',
    UP,
    'throughput',
    'Completed requests that met their latency objectives, divided by wall time.',
  ),
  metric(
    'operation_throughput',
    'operation throughput',
    'operations/s',
    UP,
    'throughput',
    'Completed operations or iterations divided by time.',
    true,
  ),
  metric('time_to_first_token', 'time to first token', 'ms', DOWN, 'latency', 'From sending the request to the first output token.', true),
  metric(
    'inter_token_latency',
    'inter-token latency',
    'ms',
    DOWN,
    'latency',
    'Time between consecutive output tokens, the first token not counted.',
    true,
  ),
  metric(
    'time_per_output_token',
    'time per output token',
    'ms',
    DOWN,
    'latency',
    'Generation time after the first token divided by the number of tokens after the first.',
    true,
  ),
  metric('latency', 'latency', 'ms', DOWN, 'latency', 'Latency as the source names it; it does not say of what.', true),
  metric('request_latency', 'request latency', 'ms', DOWN, 'latency', 'From sending the request to its last token or byte.', true),
  metric(
    'total_duration',
    'total duration',
    'ms',
    DOWN,
    'duration',
    'Whole duration of one request as the server states it, model load included.',
    true,
  ),
  metric(
    'load_duration',
    'model load time',
    'ms',
    DOWN,
    'duration',
    'Time to have the model ready in memory before the prompt is processed; small but not zero when it is loaded already.',
  ),
  metric('prompt_eval_duration', 'prompt evaluation time', 'ms', DOWN, 'duration', 'Time to process the prompt.'),
  metric('eval_duration', 'generation time', 'ms', DOWN, 'duration', 'Time to generate the output tokens.', true),
  metric(
    'operation_time',
    'operation time',
    'ms',
    DOWN,
    'duration',
    'Wall time of one execution of the benchmarked operation (kernel, operator, module or command).',
    true,
  ),
  metric('cpu_time', 'CPU time', 'ms', DOWN, 'duration', 'Processor time of one execution of the benchmarked operation.'),
  metric('compile_time', 'compile time', 'ms', DOWN, 'duration', 'Time to compile or convert the model before its first use.'),
  metric('run_duration', 'duration of the run', 'ms', 'none', 'other', 'Wall time of the whole benchmark run.'),
  metric('output_token_count', 'output tokens', 'count', 'none', 'tokens', 'Tokens generated.'),
  metric('prompt_token_count', 'prompt tokens', 'count', 'none', 'tokens', 'Tokens of the prompt.'),
  metric('total_token_count', 'total tokens', 'count', 'none', 'tokens', 'Prompt plus output tokens.'),
  metric('response_char_count', 'response characters', 'count', 'none', 'tokens', 'Characters of the answer.'),
  metric('request_count', 'completed requests', 'count', 'none', 'other', 'Requests that completed.'),
  metric('failed_request_count', 'failed requests', 'count', DOWN, 'other', 'Requests that failed.'),
  metric('failed_request_share', 'share of failed requests', 'ratio', DOWN, 'other', 'Requests that failed, of all that were made.'),
  metric('achieved_concurrency', 'achieved concurrency', 'count', 'none', 'other', 'Mean number of requests in flight.'),
  metric(
    'achieved_request_rate',
    'achieved request rate',
    'requests/s',
    'none',
    'other',
    'Requests actually sent per second, as opposed to the rate asked for.',
  ),
  metric('accept_length', 'accepted draft length', 'count', UP, 'other', 'Tokens accepted per step of speculative decoding.'),
  metric(
    'speedup',
    'speed-up over the baseline',
    'x',
    UP,
    'scaling',
    'Time of a baseline that the source chose, divided by the time measured.',
  ),
  metric('parallel_speedup', 'speed-up', 'x', UP, 'scaling', 'Sequential time divided by concurrent wall time.'),
  metric('parallel_efficiency', 'parallel efficiency', 'ratio', UP, 'scaling', 'Speed-up divided by the number of agents or devices.'),
  metric(
    'throughput_difference',
    'throughput difference',
    'tokens/s',
    'none',
    'scaling',
    'Throughput of one agent minus that of the other in the same run.',
  ),
  metric(
    'time_to_first_token_difference',
    'difference of time to first token',
    'ms',
    'none',
    'scaling',
    'Time to first token of one agent minus that of the other in the same run.',
  ),
  metric('success_rate', 'success rate', 'ratio', UP, 'quality', 'Share of attempts that succeeded, as the source counts them.'),
  metric('accuracy', 'accuracy', 'ratio', UP, 'quality', 'Share of right answers.'),
  metric('exact_match', 'exact match', 'ratio', UP, 'quality', 'Share of answers that match the reference exactly.'),
  metric('f1', 'F1 score', 'ratio', UP, 'quality', 'Harmonic mean of precision and recall.'),
  metric('perplexity', 'perplexity', 'score', DOWN, 'quality', 'Exponential of the mean negative log-likelihood per token or word.'),
  metric('loss', 'loss', 'score', DOWN, 'quality', 'Mean loss over the evaluation set.'),
  metric('model_size', 'model size', 'bytes', DOWN, 'memory', 'Size of the model file or weights.'),
  metric('gpu_memory_used', 'GPU memory used', 'bytes', 'none', 'telemetry', 'Device memory in use.'),
  metric('gpu_memory_total', 'GPU memory total', 'bytes', 'none', 'telemetry', 'Device memory installed.'),
  metric(
    'gpu_memory_utilization',
    'GPU memory controller utilization',
    'ratio',
    'none',
    'telemetry',
    'Share of time in which device memory was read or written.',
  ),
  metric('gpu_utilization', 'GPU utilization', 'ratio', 'none', 'telemetry', 'Share of time in which a kernel ran.'),
  metric('gpu_power', 'GPU power', 'W', 'none', 'telemetry', 'Power drawn by the device.'),
  metric('gpu_energy', 'GPU energy', 'J', DOWN, 'telemetry', 'Energy consumed by the device.'),
  metric('gpu_temperature', 'GPU temperature', '°C', 'none', 'telemetry', 'Core temperature of the device.'),
  metric('gpu_clock', 'GPU clock', 'MHz', 'none', 'telemetry', 'Clock of the streaming multiprocessors.'),
  metric('gpu_memory_clock', 'GPU memory clock', 'MHz', 'none', 'telemetry', 'Clock of the device memory.'),
  metric('cpu_utilization', 'CPU utilization', 'ratio', 'none', 'telemetry', 'Share of processor time in use.'),
  metric('memory_utilization', 'memory utilization', 'ratio', 'none', 'telemetry', 'Share of main memory in use.'),
  metric('memory_used', 'memory used', 'bytes', DOWN, 'telemetry', 'Main memory in use.'),
  metric('disk_utilization', 'disk space used', 'ratio', 'none', 'telemetry', 'Share of the disk in use.'),
  metric('kv_cache_utilization', 'KV cache utilization', 'ratio', 'none', 'telemetry', 'Share of the key-value cache in use.'),
  ...SERVING_METRICS,
  ...TOOL_METRICS,
];

const BY_ID = new Map(METRICS.map((entry, rank) => [entry.id, { entry, rank }]));

/** The registry's entry of a metric, or null where a source uses a name whose meaning we do not know. */
export function knownMetric(id: string): Metric | null {
  return BY_ID.get(id)?.entry ?? null;
}

/**
 * The registry's entry of a metric, or one that claims nothing: no direction, its own id as name.
 *
 * @param unit base unit to state for a metric that is not in the registry.
 */
export function metricOf(id: string, unit = 'count'): Metric {
  return (
    knownMetric(id) ?? {
      id,
      name: id.replaceAll('_', ' '),
      unit,
      direction: 'none',
      family: 'other',
      zeroMeansFailed: false,
      definition: 'As named by the source; not in the metric registry, so no direction is assumed.',
    }
  );
}

/** Position in the order of the report; metrics that are not registered come last, by name. */
export function metricRank(id: string): number {
  return BY_ID.get(id)?.rank ?? METRICS.length;
}
