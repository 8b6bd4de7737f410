import type { Gap } from '../../contracts/claim.ts';
import type { Measurement } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { findingOf, type KindFrames, type Telling } from '../telling.ts';
import { tell } from './tell.ts';

interface Expectation {
  readonly id: string;
  /** In the words of a card. */
  readonly topic: string;
  readonly recordedBy: (seen: Seen) => boolean;
  /** Of which benchmarks it is to be expected; absent for all that measure speed. */
  readonly expectedOf?: (seen: Seen) => boolean;
  /** In a few words: what was not recorded, and what that keeps from being said. */
  readonly what: string;
  readonly prevents: string;
  readonly text: string;
}

interface Seen {
  readonly metrics: ReadonlySet<string>;
  readonly families: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  readonly timed: boolean;
  /** Single requests to a model were measured, not runs of a program or of a kernel. */
  readonly ofRequests: boolean;
}

/** What a benchmark of LLM inference should record, and what its absence keeps a reader from concluding. */
const EXPECTATIONS: readonly Expectation[] = [
  {
    id: 'gpu-memory',
    topic: 'memory',
    recordedBy: ({ metrics }) => metrics.has('gpu_memory_used'),
    what: 'GPU memory',
    prevents: 'what a setting or a resident model costs',
    text: 'GPU memory was not recorded: what a setting or a resident model costs in memory, and whether a larger one would fit, cannot be said.',
  },
  {
    id: 'gpu-power',
    topic: 'power',
    recordedBy: ({ metrics }) => metrics.has('gpu_power') || metrics.has('gpu_energy'),
    what: 'GPU power',
    prevents: 'efficiency',
    text: 'GPU power was not recorded: no statement on efficiency (tokens per joule) is possible.',
  },
  {
    id: 'gpu-utilization',
    topic: 'utilization',
    recordedBy: ({ metrics }) => metrics.has('gpu_utilization'),
    what: 'GPU utilization',
    prevents: 'whether the device was the bottleneck',
    text: 'GPU utilization was not recorded: whether the device was the bottleneck cannot be said.',
  },
  {
    id: 'gpu-temperature',
    topic: 'temperature and clocks',
    recordedBy: ({ metrics }) => metrics.has('gpu_temperature') || metrics.has('gpu_clock'),
    what: 'GPU temperature and clocks',
    prevents: 'throttling',
    text: 'GPU temperature and clocks were not recorded: throttling, and a drift over the run that comes from it, cannot be excluded.',
  },
  {
    id: 'token-latency',
    topic: 'latency between tokens',
    expectedOf: ({ ofRequests }) => ofRequests,
    recordedBy: ({ metrics }) => metrics.has('inter_token_latency') || metrics.has('time_per_output_token'),
    what: 'latency between tokens',
    prevents: 'how evenly tokens arrive',
    text: 'Token-level latency was not recorded: how evenly the tokens arrive (inter-token latency) cannot be said.',
  },
  {
    id: 'request-times',
    topic: 'times of requests',
    expectedOf: ({ ofRequests }) => ofRequests,
    recordedBy: ({ timed }) => timed,
    what: 'times of single requests',
    prevents: 'when a drift began',
    text: 'Requests carry no time stamps: their order is known from the row order only, and a drift over the run cannot be dated.',
  },
  {
    id: 'quality',
    topic: 'answer quality',
    expectedOf: ({ labels }) => labels.has('model'),
    recordedBy: ({ families }) => families.has('quality'),
    what: 'answer quality',
    prevents: 'how good the answers are',
    text: 'Answer quality was not recorded: how good the answers are cannot be said.',
  },
  {
    id: 'engine-version',
    topic: 'engine version',
    recordedBy: ({ labels }) => labels.has('engine_version'),
    what: 'engine version',
    prevents: 'a later run from an upgrade',
    text: 'The engine version was not recorded: a later run cannot be told apart from an upgrade.',
  },
];

/** Families for which the expectations hold: an accuracy table alone is not expected to carry GPU power. */
const SPEED = new Set(['throughput', 'latency', 'duration']);

function seenIn({ subjects, reported }: Measurement, configurationKeys: ReadonlySet<string>): Seen {
  const metrics = new Set([
    ...subjects.flatMap(({ series }) => series.map(({ metric }) => metric)),
    ...reported.flatMap(({ fact, stated }) => (stated ? [] : [fact.metric])),
  ]);
  const isOfRequests = ['time_to_first_token', 'request_latency', 'total_duration'].some((metric) => metrics.has(metric));
  const blocks = subjects.flatMap(({ subject }) => subject.blocks);
  return {
    metrics,
    families: new Set([...metrics].map((metric) => metricOf(metric).family)),
    labels: new Set([
      ...subjects.flatMap(({ subject }) => [...subject.labels.keys()]),
      ...[...new Set(reported.map(({ fact }) => fact.labels))].flatMap((labels) => Object.keys(labels)),
      ...configurationKeys,
    ]),
    timed: blocks.some(({ table, rows }) => rows.some((row) => typeof table.table.times?.[row] === 'number')),
    ofRequests: isOfRequests,
  };
}

/**
 * What was not recorded, and what that prevents.
 *
 * @param configurationKeys names of what documents state about the engine, such as `engine_version`.
 * @returns [] where nothing about speed was measured at all.
 */
export function findGaps(measurement: Measurement, configurationKeys: ReadonlySet<string>): Telling[] {
  const seen = seenIn(measurement, configurationKeys);
  if (![...seen.families].some((family) => SPEED.has(family))) return [];
  return EXPECTATIONS.filter(({ expectedOf, recordedBy }) => (expectedOf?.(seen) ?? true) && !recordedBy(seen)).map(({ id, topic, text }) =>
    tell({
      kind: 'gap',
      id: `gap-${id}`,
      words: [text],
      predicate: 'missing',
      severity: 'info',
      topic: 'telemetry',
      about: { scope: topic },
    }),
  );
}

const MISSING: ReadonlyMap<string, Gap['missing']> = new Map(
  EXPECTATIONS.map(({ id, what, prevents }) => [`gap-${id}`, { what, prevents }]),
);

/** A gap as the report lists it. */
export function gapOf(telling: Telling): Gap {
  const { severity: _severity, topic: _topic, ...gap } = findingOf(telling);
  const missing = MISSING.get(gap.id);
  return missing === undefined ? gap : { ...gap, missing };
}

/** What was not recorded. */
export const GAP_FRAMES: KindFrames = { id: 'gap', frames: [{ role: 'caution', text: '{say}.', predicate: 'missing' }] };
