import { knownMetric, metricOf, metricRank } from '../../metrics/registry.ts';

/** What is asked of a benchmark, first things first; of each line the first metric that is there answers it. */
const ASKED: readonly (readonly string[])[] = [
  [
    'output_token_throughput',
    'decode_throughput',
    'token_throughput',
    'end_to_end_token_throughput',
    'total_token_throughput',
    'output_token_throughput_per_gpu',
    'total_token_throughput_per_gpu',
  ],
  ['prefill_throughput', 'input_token_throughput'],
  ['time_to_first_token', 'time_to_first_output_token'],
  ['time_per_output_token', 'inter_token_latency', 'inter_chunk_latency', 'normalized_time_per_output_token'],
  ['request_latency', 'latency', 'total_duration'],
  ['request_throughput', 'operation_throughput', 'inverse_real_time_factor'],
  ['operation_time', 'cpu_time'],
];
/** What tells how a run went and not what it measured. */
const OUTCOMES: ReadonlySet<string> = new Set(['request_count', 'failed_request_count', 'incomplete_request_count', 'run_duration']);
const ASKED_COUNT_MAX = 5;
/** Of other metrics so many are stated where there is none of these. */
const OTHER_COUNT_MAX = 4;
const FAMILY_ORDER = ['throughput', 'latency', 'duration', 'quality', 'scaling', 'telemetry', 'memory', 'tokens', 'other'];

/**
 * The metrics by which a measurement is told in one sentence: throughput, time to first token, time per token, latency, quality; only
 * where there is none of these what else is there, and metrics of unknown meaning only where nothing is known.
 *
 * @param metrics those that are there, in any order, repeated or not; none give [].
 */
export function asked(metrics: Iterable<string>): string[] {
  const present = new Set([...metrics].filter((metric) => !OUTCOMES.has(metric)));
  const answers = ASKED.flatMap((line) => line.find((metric) => present.has(metric)) ?? []);
  const place = (metric: string) => FAMILY_ORDER.indexOf(metricOf(metric).family) * 10_000 + metricRank(metric);
  const others = [...present].filter((metric) => !answers.includes(metric)).sort((a, b) => place(a) - place(b));
  const told = [...answers, ...others.filter((metric) => metricOf(metric).family === 'quality')];
  if (told.length > 0) return told.slice(0, ASKED_COUNT_MAX);
  const known = others.filter((metric) => knownMetric(metric) !== null);
  return (known.length > 0 ? known : others).slice(0, OTHER_COUNT_MAX);
}

/** How soon the first of metrics is asked for: 0 for throughput of tokens; what nobody asks for first comes last. */
export function askedRank(metrics: Iterable<string>): number {
  const [first] = asked(metrics);
  const line = ASKED.findIndex((own) => first !== undefined && own.includes(first));
  return line < 0 ? ASKED.length : line;
}
