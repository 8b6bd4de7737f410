import type { LabelValue } from '../../contracts/observation.ts';
import { requestRate, scalarLabel } from '../readers/documents.ts';
import type { Json } from '../readers/json-value.ts';

/** How a GuideLLM distribution is read. */
export interface GuidellmMetric {
  readonly metric: string;
  readonly definition?: string;
  /**
   * `request`: a distribution over requests (or tokens of requests), reported statistics. `run`: a rate over time, weighted by time; only
   * its mean is the rate of the run (its median may be 0 while the mean is not), and it is the one value that the run states of itself.
   */
  readonly kind: 'request' | 'run';
}

const TPOT: GuidellmMetric = { metric: 'time_per_output_token', definition: 'time_per_output_token:guidellm-with-ttft', kind: 'request' };
const ITL: GuidellmMetric = { metric: 'inter_token_latency', definition: 'inter_token_latency:guidellm-request-mean', kind: 'request' };

/** By key in `benchmarks[].metrics` (JSON), with the unit of its values. */
export const JSON_METRICS: ReadonlyMap<string, readonly [GuidellmMetric, unit: string]> = new Map([
  ['request_latency', [{ metric: 'request_latency', kind: 'request' }, 's']],
  ['time_to_first_token_ms', [{ metric: 'time_to_first_token', kind: 'request' }, 'ms']],
  ['time_to_first_output_token_ms', [{ metric: 'time_to_first_output_token', kind: 'request' }, 'ms']],
  ['time_per_output_token_ms', [TPOT, 'ms']],
  ['inter_token_latency_ms', [ITL, 'ms']],
  ['prompt_token_count', [{ metric: 'prompt_token_count', kind: 'request' }, 'count']],
  ['output_token_count', [{ metric: 'output_token_count', kind: 'request' }, 'count']],
  ['total_token_count', [{ metric: 'total_token_count', kind: 'request' }, 'count']],
  ['requests_per_second', [{ metric: 'request_throughput', kind: 'run' }, 'requests/s']],
  ['request_concurrency', [{ metric: 'achieved_concurrency', kind: 'run' }, 'count']],
  ['prompt_tokens_per_second', [{ metric: 'input_token_throughput', kind: 'run' }, 'tokens/s']],
  ['output_tokens_per_second', [{ metric: 'output_token_throughput', kind: 'run' }, 'tokens/s']],
  ['tokens_per_second', [{ metric: 'total_token_throughput', kind: 'run' }, 'tokens/s']],
] as const);

/** By first and second header row of the CSV, "Successful" left out. */
export const CSV_METRICS: ReadonlyMap<string, readonly [GuidellmMetric, unit: string]> = new Map([
  ['Request Latency|Sec', [{ metric: 'request_latency', kind: 'request' }, 's']],
  ['Time to First Token|ms', [{ metric: 'time_to_first_token', kind: 'request' }, 'ms']],
  ['Time to First Output Token|ms', [{ metric: 'time_to_first_output_token', kind: 'request' }, 'ms']],
  ['Time per Output Token|ms', [TPOT, 'ms']],
  ['Inter Token Latency|ms', [ITL, 'ms']],
  ['Token Metrics|Input Tokens', [{ metric: 'prompt_token_count', kind: 'request' }, 'count']],
  ['Token Metrics|Output Tokens', [{ metric: 'output_token_count', kind: 'request' }, 'count']],
  ['Token Metrics|Total Tokens', [{ metric: 'total_token_count', kind: 'request' }, 'count']],
  ['Server Throughput|Requests/Sec', [{ metric: 'request_throughput', kind: 'run' }, 'requests/s']],
  ['Server Throughput|Concurrency', [{ metric: 'achieved_concurrency', kind: 'run' }, 'count']],
  ['Token Throughput|Input Tokens/Sec', [{ metric: 'input_token_throughput', kind: 'run' }, 'tokens/s']],
  ['Token Throughput|Prompt Tokens/Sec', [{ metric: 'input_token_throughput', kind: 'run' }, 'tokens/s']],
  ['Token Throughput|Output Tokens/Sec', [{ metric: 'output_token_throughput', kind: 'run' }, 'tokens/s']],
  ['Token Throughput|Total Tokens/Sec', [{ metric: 'total_token_throughput', kind: 'run' }, 'tokens/s']],
] as const);

/** Percentiles that GuideLLM states, in its order: of the JSON names (p001 is 0.1 %) and of the unlabelled lists in CSV cells. */
export const PERCENTILES: readonly (readonly [name: string, statistic: string])[] = [
  ['p001', 'p0.1'],
  ['p01', 'p1'],
  ['p05', 'p5'],
  ['p10', 'p10'],
  ['p25', 'p25'],
  ['p50', 'median'],
  ['p75', 'p75'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
];

/**
 * Labels of a load strategy. The rate is one that was asked for; a number of streams is a concurrency only where the strategy is one
 * (for a constant rate `max_concurrency` is nothing but a cap of many thousands).
 */
export function strategyLabels(name: string, rate: Json | undefined, streams: Json | undefined): Record<string, LabelValue | null> {
  const isRate = /^(?:constant|poisson|async)/.test(name);
  return {
    strategy: scalarLabel(name),
    request_rate: isRate ? requestRate(rate) : null,
    concurrency: isRate ? null : name === 'synchronous' ? 1 : scalarLabel(streams),
  };
}

/** Nominal lengths of synthetic data, from its specification in whatever form (`prompt_tokens=256,output_tokens=128`, JSON, a list). */
export function lengthLabels(specification: Json | undefined): Record<string, LabelValue | null> {
  const text = typeof specification === 'string' ? specification : JSON.stringify(specification ?? '');
  const length = (name: string) => {
    const match = new RegExp(`(?:^|[^a-z_])${name}[\\\\"']*\\s*[=:]\\s*[\\\\"']*(\\d{1,9})\\b`).exec(text);
    return match ? Number(match[1]) : null;
  };
  return { input_length: length('prompt_tokens'), output_length: length('output_tokens') };
}
