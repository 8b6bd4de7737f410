import { slug } from './labels.ts';
import type { Stem } from './name-stems.ts';
import { toBase } from './units.ts';

/** What stands around a name. */
export interface NameContext {
  /** Stems of the names beside it: see `stemsOf`. */
  readonly siblings?: ReadonlySet<string>;
  /** Names of the objects around it, innermost first. */
  readonly within?: readonly string[];
  /** Unit that a field `unit` beside it states, or that its neighbours share. */
  readonly unitHint?: string | null;
  /** `(min)` is the minimum here: `(max)` or `(avg)` stands beside it. */
  readonly minIsStatistic?: boolean;
  /** Name of the one column that a statistic without a metric (`percentile95(ms)`) can be of. */
  readonly bareStatisticOf?: string;
}

/** A stem whose meaning is found; whose it is, and in which sense, where that is known. */
export interface Found {
  readonly stem: Stem;
  readonly qualifier?: string;
  readonly definition?: string;
}

/** Names whose meaning their neighbours decide; undefined where they have no say. */
export function byNeighbours(stem: string, unit: string | null, context: NameContext): Found | null | undefined {
  const { siblings = new Set<string>(), within = [] } = context;
  const inGpu = within.some((outer) => /^(?:gpus?|device|devices|vram)$/.test(slug(outer))) || siblings.has('power_draw');
  const time = (metric: string, definition?: string): Found => ({ stem: { metric, base: 'ms' }, ...(definition ? { definition } : {}) });
  switch (stem) {
    case 'generation_time':
    case 'gen_time':
      return hasGenerationParts(siblings) || hasRequestLatency(siblings)
        ? time('eval_duration')
        : time('request_latency', 'request_latency:generation-time');
    case 'latency':
    case 'duration':
    case 'elapsed':
    case 'elapsed_time':
    case 'wall':
    case 'wall_time':
    case 'wall_clock':
    case 'total_time':
      if (siblings.has('ttft') || siblings.has('tokens_per_second') || siblings.has('eval_count')) return time('request_latency');
      return stem === 'total_time' ? null : undefined;
    case 'total_tokens':
      return siblings.has('eval_count') || siblings.has('prompt_tokens') || siblings.has('prompt_eval_count')
        ? { stem: { metric: 'total_token_count', base: 'count', unit: 'count' } }
        : null;
    case 'memory_used':
      return inGpu ? { stem: { metric: 'gpu_memory_used', base: 'bytes' } } : undefined;
    case 'memory_total':
      return inGpu ? { stem: { metric: 'gpu_memory_total', base: 'bytes' } } : null;
    case 'memory':
    case 'memory_usage':
    case 'ram':
    case 'ram_usage':
      if (unit === null) return null;
      return toBase(unit).base === 'bytes' ? { stem: { metric: 'memory_used', base: 'bytes' } } : undefined;
    case 'cpu':
    case 'disk':
      return unit === null ? null : undefined;
    case 'temperature':
      return inGpu || unit === '°C' ? { stem: { metric: 'gpu_temperature', base: '°C', unit: '°C' } } : null;
    case 'speedup':
      return siblings.has('efficiency') ? { stem: { metric: 'parallel_speedup', base: 'x', unit: 'x' } } : undefined;
    case 'efficiency':
      return siblings.has('speedup') ? { stem: { metric: 'parallel_efficiency', base: 'ratio', unit: 'ratio' } } : null;
    case 'network_sent':
    case 'network_recv':
    case 'memory_free':
    case 'power_limit':
    case 'cv':
      return null; // counters since boot, fixed limits, and what we compute ourselves
    default:
      return undefined;
  }
}

/** Do the neighbours show that generation is timed apart from prompt processing, as Ollama does? */
function hasGenerationParts(siblings: ReadonlySet<string>): boolean {
  return (
    ['eval', 'eval_count', 'eval_duration', 'eval_time'].some((stem) => siblings.has(stem)) ||
    (siblings.has('ttft') && siblings.has('load'))
  );
}

/** Is the time of the whole request beside it? */
function hasRequestLatency(siblings: ReadonlySet<string>): boolean {
  return ['latency', 'request_latency', 'e2e_latency', 'end_to_end_latency', 'e2el', 'total_latency'].some((stem) => siblings.has(stem));
}

/** What a bare rate in tokens/s is, by the columns beside it. */
export function bareTokenRate(siblings: ReadonlySet<string>): string {
  if (hasGenerationParts(siblings)) return 'decode_throughput';
  if (siblings.has('generation_time') || siblings.has('request_latency') || siblings.has('latency')) return 'end_to_end_token_throughput';
  return siblings.has('ttft') && siblings.has('tokens_s') ? 'decode_throughput' : 'token_throughput';
}
