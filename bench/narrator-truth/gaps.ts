import type { Shape } from './context.ts';
import type { FactRecord } from './evidence.ts';

/** What is not recorded, by the sentence that says so: none of these metrics is among the facts. */
const MISSING: readonly (readonly [pattern: RegExp, isThere: (fact: FactRecord) => boolean])[] = [
  [
    /^GPU memory was not recorded: what a setting or a resident model costs in memory, and whether a larger one would fit, cannot be said$/,
    ({ metric }) => metric === 'gpu_memory_used',
  ],
  [
    /^GPU power was not recorded: no statement on efficiency \(tokens per joule\) is possible$/,
    ({ metric }) => metric === 'gpu_power' || metric === 'gpu_energy',
  ],
  [
    /^GPU utilization was not recorded: whether the device was the bottleneck cannot be said$/,
    ({ metric }) => metric === 'gpu_utilization',
  ],
  [
    /^GPU temperature and clocks were not recorded: throttling, and a drift over the run that comes from it, cannot be excluded$/,
    ({ metric }) => metric === 'gpu_temperature' || metric === 'gpu_clock',
  ],
  [
    /^Token-level latency was not recorded: how evenly the tokens arrive \(inter-token latency\) cannot be said$/,
    ({ metric, kind, statistic }) =>
      (metric === 'inter_token_latency' || metric === 'time_per_output_token') && kind !== 'comparison' && statistic !== 'stated',
  ],
  [/^Requests carry no time stamps: their order is known from the row order only, and a drift over the run cannot be dated$/, () => false],
  [
    /^Answer quality was not recorded: how good the answers are cannot be said$/,
    ({ metric, statistic }) => /^(?:accuracy|exact_match|f1|pass_at)/.test(metric) && statistic !== 'stated',
  ],
  [
    /^The engine version was not recorded: a later run cannot be told apart from an upgrade$/,
    ({ labels }) => labels['engine_version'] !== undefined,
  ],
];

export const GAP_SHAPES: readonly Shape[] = MISSING.map(
  ([pattern, isThere]): Shape => ({
    name: 'not recorded',
    pattern,
    judge: (_, { facts }) =>
      facts.some((own) => (own.kind === 'statistic' || own.kind === 'reported-statistic') && isThere(own)) ? 'it was recorded' : null,
  }),
);
