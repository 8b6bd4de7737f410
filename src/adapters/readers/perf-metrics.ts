import { slug } from '../../metrics/labels.ts';
import { isKnownUnit, spelledUnit } from '../../metrics/units.ts';

/** How a metric of GenAI-Perf or of AIPerf, its successor, is read. */
export interface PerfMetric {
  readonly metric: string;
  readonly definition?: string;
  /** `request`: statistics over requests; `run`: one value of the run; `chunk`: statistics over something else, so that n is unknown. */
  readonly kind: 'request' | 'run' | 'chunk';
}

const request = (metric: string, definition?: string): PerfMetric => ({ metric, kind: 'request', ...(definition ? { definition } : {}) });
const run = (metric: string): PerfMetric => ({ metric, kind: 'run' });

const ITL = request('inter_token_latency', 'inter_token_latency:aiperf-request-mean');
const PREFILL = request('prefill_throughput', 'prefill_throughput:isl-by-ttft');

/**
 * Metrics whose meaning we know, by tag (JSON) and by the slug of the name (CSV).
 * Source: https://github.com/ai-dynamo/aiperf/tree/main/src/aiperf/metrics/types
 */
const PERF_METRICS: ReadonlyMap<string, PerfMetric> = new Map([
  ['request_latency', request('request_latency')],
  ['time_to_first_token', request('time_to_first_token')],
  ['ttft', request('time_to_first_token')],
  ['time_to_first_output_token', request('time_to_first_output_token')],
  ['ttfo', request('time_to_first_output_token')],
  ['inter_token_latency', ITL],
  ['inter_chunk_latency', { metric: 'inter_chunk_latency', kind: 'chunk' }],
  ['output_token_throughput_per_user', request('decode_throughput')],
  ['output_token_throughput_per_request', request('end_to_end_token_throughput')],
  ['e2e_output_token_throughput', request('end_to_end_token_throughput')],
  ['prefill_throughput', PREFILL],
  ['prefill_throughput_per_user', PREFILL],
  ['input_sequence_length', request('prompt_token_count')],
  ['output_sequence_length', request('output_token_count')],
  ['output_token_throughput', run('output_token_throughput')],
  ['input_token_throughput', run('input_token_throughput')],
  ['total_token_throughput', run('total_token_throughput')],
  ['request_throughput', run('request_throughput')],
  ['request_goodput', run('request_goodput')],
  ['goodput', run('request_goodput')],
  ['request_count', run('request_count')],
  ['error_request_count', run('failed_request_count')],
  ['benchmark_duration', run('run_duration')],
  ['total_isl', run('run_prompt_token_count')],
  ['total_input_sequence_length', run('run_prompt_token_count')],
  ['total_osl', run('run_output_token_count')],
  ['total_output_sequence_length', run('run_output_token_count')],
  ['effective_concurrency', { metric: 'achieved_concurrency', kind: 'run' }],
]);

/** Time stamps are no metrics: 1.76e18 ns has more digits than a number holds. */
const TIME_STAMP = /(?:^|_)(?:timestamp|start_ns|end_ns)(?:_|$)/;

/**
 * How a metric of this tag or name is read. One whose meaning we do not know (trace details of HTTP, sliding-window views of rates, new ones)
 * keeps its own name, and nothing is claimed of it.
 *
 * @param hasDistribution whether the source states statistics of it over requests, rather than one value.
 * @returns null for a time stamp, and for another view of a metric that is there already.
 */
export function perfMetric(name: string, hasDistribution: boolean): PerfMetric | null {
  // In lower case, because a capital after a digit ("E2E") would start a word of its own.
  const tag = slug(name.toLowerCase());
  if (tag === '' || TIME_STAMP.test(tag) || /\(error-adjusted\)/i.test(name)) return null;
  return PERF_METRICS.get(tag) ?? (hasDistribution ? { metric: tag, kind: 'chunk' } : run(tag));
}

/** Is this a metric whose meaning we know? */
export function isKnownPerfMetric(name: string): boolean {
  return PERF_METRICS.has(slug(name.toLowerCase()));
}

/** Unit as these tools spell it (`tokens/sec/user`, `sec`, `per sec`, `requests`), as a key of the unit table; null for what is none. */
export function perfUnit(text: string): string | null {
  const written = text.trim();
  if (isKnownUnit(written)) return written;
  // Per user and per request are told apart by the metric, and "per sec" follows a name that says of what.
  const plain = written.replace(/\/(?:user|request|gpu)$/i, '');
  if (/^per sec$/i.test(plain)) return 'requests/s';
  return spelledUnit(plain);
}

/** A name with its unit in parentheses at the end: "HTTP Waiting (TTFB) (ms)" is the name "HTTP Waiting (TTFB)" in ms. */
export function nameAndUnit(cell: string): { name: string; unit: string | null } {
  const match = cell.length > 200 ? null : /^(.*\S)\s*\(([^()]+)\)$/.exec(cell.trim());
  const unit = match ? perfUnit(match[2]!) : null;
  return match && unit !== null ? { name: match[1]!, unit } : { name: cell.trim(), unit: null };
}
