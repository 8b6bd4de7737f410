/** Base units of quantities that cannot be negative. `ratio`, `score`, `value` and `°C` are not here: what they bound, the metric says. */
const NEVER_NEGATIVE: ReadonlySet<string> = new Set([
  'ms',
  'tokens/s',
  'requests/s',
  'operations/s',
  'bytes',
  'bytes/s',
  'W',
  'J',
  'MHz',
  'x',
  'count',
]);

/** Metrics that compare two measurements have a sign of their own. */
const SIGNED = /(?:^|_)(?:difference|delta|change)(?:_|$)/;

/**
 * Shares of a whole. Not here, though ratios: CPU time counts every core, a fan may turn faster than its nominal largest (nvidia-smi's
 * manual), parallel work may gain more than it has agents, and a metric that we do not know may be anything.
 */
const SHARES: ReadonlySet<string> = new Set([
  'accuracy',
  'accuracy_normalized',
  'check_pass_rate',
  'disk_utilization',
  'draft_acceptance_rate',
  'exact_match',
  'f1',
  'failed_request_rate',
  'gpu_dram_activity',
  'gpu_memory_utilization',
  'gpu_sm_activity',
  'gpu_sm_occupancy',
  'gpu_tensor_activity',
  'gpu_utilization',
  'kv_cache_utilization',
  'mc1',
  'mc2',
  'memory_utilization',
  'pass_at_1',
  'prefix_cache_hit_rate',
  'quasi_exact_match',
  'success_rate',
]);

/** Exponentials of a mean that is never negative. */
const AT_LEAST_ONE: ReadonlySet<string> = new Set(['perplexity', 'word_perplexity', 'byte_perplexity']);

const ABSOLUTE_ZERO_CELSIUS = -273.15;

/** A share summed in binary floating point may pass one by its last digits. */
const SHARE_MAX = 1 + 1e-9;

/** What one measurement of a row cannot exceed, because another of the same row bounds it. */
interface RowBound {
  readonly metrics: ReadonlySet<string>;
  readonly bound: string;
  /** Largest allowed ratio of the value to its bound: both are rounded where they are written. */
  readonly ratioMax: number;
  readonly reason: string;
}

const ROW_BOUNDS: readonly RowBound[] = [
  {
    metrics: new Set(['time_to_first_token', 'inter_token_latency', 'time_per_output_token', 'request_latency']),
    bound: 'run_duration',
    ratioMax: 1.01,
    reason: 'is longer than the whole run',
  },
  {
    metrics: new Set(['gpu_memory_used', 'gpu_memory_free']),
    bound: 'gpu_memory_total',
    ratioMax: 1.001,
    reason: 'is more than the memory of the device',
  },
];

/** Statistics of how far values lie apart: never negative, whatever the sign and the bounds of the values themselves. */
const SPREADS: ReadonlySet<string> = new Set(['stdev', 'variance', 'stderr', 'cv']);

/** A measured value or a statistic of such values. */
export interface Reading {
  readonly metric: string;
  /** null for a sample. */
  readonly statistic: string | null;
  /** In the base unit. */
  readonly value: number;
  /** Base unit. */
  readonly unit: string;
}

/**
 * Why no measurement can have this value, as the end of a sentence ("is negative"); null where it can. The one place that decides this.
 *
 * @param beside value of another metric in the same row, in its base unit; NaN where the row has none, which bounds nothing.
 */
export function impossibility(
  { metric, statistic, value, unit }: Reading,
  beside: (metric: string) => number = () => Number.NaN,
): string | null {
  if (!Number.isFinite(value)) return 'is not a finite number';
  if (statistic !== null && SPREADS.has(statistic)) return value < 0 ? 'is negative' : null;
  if (value < 0 && !SIGNED.test(metric) && (NEVER_NEGATIVE.has(unit) || SHARES.has(metric))) return 'is negative';
  if (unit === 'ratio' && SHARES.has(metric) && value > SHARE_MAX) return 'is more than the whole';
  if (AT_LEAST_ONE.has(metric) && value < 1) return 'is less than one';
  if (unit === '°C' && value < ABSOLUTE_ZERO_CELSIUS) return 'is below absolute zero';
  const exceeded = ROW_BOUNDS.find(({ metrics, bound, ratioMax }) => metrics.has(metric) && value > beside(bound) * ratioMax);
  return exceeded?.reason ?? null;
}
