import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { labelKey, slug } from '../../metrics/labels.ts';
import { minOf } from '../../sequences/extremes.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, firstMember, flatConfiguration, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { elements, member, numberOf, timeOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';

const TTFT = 'time_to_first_token:includes-load';
const DEPTH_MAX = 6;

/** Fields of one request of an agent. */
const RUN_FIELDS: readonly (readonly [field: string, metric: string, unit: string, definition?: string])[] = [
  ['throughput_tokens_per_sec', 'decode_throughput', 'tokens/s'],
  ['ttft_ms', 'time_to_first_token', 'ms', TTFT],
  ['total_duration_ms', 'total_duration', 'ms'],
  ['load_duration_ms', 'load_duration', 'ms'],
  ['prompt_eval_duration_ms', 'prompt_eval_duration', 'ms'],
  ['eval_duration_ms', 'eval_duration', 'ms'],
  ['tokens_generated', 'output_token_count', 'count'],
];

/** Statistics of an agent over its requests. */
const AGGREGATE_FIELDS: readonly (readonly [field: string, metric: string, statistic: string, unit: string, definition?: string])[] = [
  ['average_tokens_per_second', 'decode_throughput', 'mean', 'tokens/s'],
  ['stddev_throughput', 'decode_throughput', 'stdev', 'tokens/s'],
  ['p95_tokens_per_second', 'decode_throughput', 'p95', 'tokens/s'],
  ['average_ttft_ms', 'time_to_first_token', 'mean', 'ms', TTFT],
  ['stddev_ttft', 'time_to_first_token', 'stdev', 'ms', TTFT],
  ['p95_ttft_ms', 'time_to_first_token', 'p95', 'ms', TTFT],
  ['average_gpu_utilization', 'gpu_utilization', 'mean', '%'],
  ['peak_gpu_memory_gb', 'gpu_memory_used', 'max', 'GB'],
  ['peak_gpu_temperature_c', 'gpu_temperature', 'max', '°C'],
];

/** What the run states of both agents together. */
const SUMMARY_FIELDS: readonly (readonly [field: string, metric: string, unit: string])[] = [
  ['concurrency_speedup', 'parallel_speedup', 'x'],
  ['efficiency_percent', 'parallel_efficiency', '%'],
  ['throughput_delta', 'throughput_difference', 'tokens/s'],
  ['ttft_delta_ms', 'time_to_first_token_difference', 'ms'],
  ['concurrent_wall_time_s', 'run_duration', 's'],
  ['sequential_estimated_s', 'sequential_time', 's'],
];

/**
 * `metrics.json` of the Chimera agents (Rust and Python): one or two agents, each with `aggregate_metrics` and, from the Rust agents, the
 * requests themselves. Parameters are 32-bit floats (0.800000011920929 is 0.8). An agent that generated no token is a failed run.
 */
export const chimeraAgentMetrics: Adapter = {
  id: 'chimera-agent-metrics',
  title: 'Chimera agent metrics',
  tool: 'Chimera agents',
  fallback: false,
  source: 'https://github.com/Sahil170595/Chimeraforge',
  claims: ({ keys, topKeys }) =>
    keys.has('aggregate_metrics') &&
    keys.has('average_tokens_per_second') &&
    keys.has('average_ttft_ms') &&
    !topKeys.has('generatedAt') &&
    (keys.has('individual_runs') || keys.has('agent_type')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const benchmark = firstMember(root, ['scenario'], ['benchmark_type'], ['summary', 'scenario']);
    const constants = { benchmark: scalarLabel(benchmark) ?? 'chimera agents' };
    const requests = tableBuilder('pointer', constants);
    const aggregates = tableBuilder('pointer', constants);
    const configuration = new Map<string, LabelValue>();
    const times: number[] = [];
    for (const agent of agentsIn(root, '', [], 0)) {
      addAgent(agent, root, requests, aggregates);
      const at = timeOf(member(agent.value, 'timestamp'));
      if (at !== null) times.push(at);
      for (const part of ['system_info', 'configuration']) {
        for (const [key, value] of flatConfiguration(member(agent.value, part), `${agent.pointer}/${part}`)) configuration.set(key, value);
      }
    }
    const summary = tableBuilder('pointer', constants);
    const summaryReadings = SUMMARY_FIELDS.flatMap(([field, metric, unit]) =>
      signed(metric, unit, `/${field}`, member(root, 'summary', field)),
    );
    if (summaryReadings.length > 0)
      summary.add('/summary', summaryReadings, { labels: { repetition: scalarLabel(member(root, 'run_number')) } });
    const tables = [requests.build(), aggregates.build(), summary.build()].filter((table) => table !== null);
    if (tables.length === 0) return emptyDocument('no agent states a measurement');
    return { ...NOTHING_READ, tables, configuration, runAt: times.length > 0 ? minOf(times) : null };
  },
};

interface PlacedAgent {
  readonly value: { [key: string]: Json };
  readonly pointer: string;
  readonly name: string;
  /** The object that holds the agent, where it has settings of its own. */
  readonly parent: Json;
}

/** Every object with `aggregate_metrics`; its name is the outermost key that leads to it: `collector`, `baseline_results`. */
function* agentsIn(value: Json, pointer: string, keys: readonly string[], depth: number, parent: Json = null): Generator<PlacedAgent> {
  if (depth > DEPTH_MAX || value === null || typeof value !== 'object') return;
  if (isObject(value) && isObject(member(value, 'aggregate_metrics'))) {
    const name = keys.find((key) => !/^\d+$/.test(key)) ?? 'agent';
    yield { value, pointer, name: name.replace(/_results$/, ''), parent };
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    yield* agentsIn(inner, `${pointer}/${pointerToken(key)}`, [...keys, key], depth + 1, value);
  }
}

function addAgent(
  { value, pointer, name, parent }: PlacedAgent,
  root: Json,
  requests: ReturnType<typeof tableBuilder>,
  aggregates: ReturnType<typeof tableBuilder>,
): void {
  const runs = elements(member(value, 'individual_runs'));
  const options = firstMember(parent, ['config', 'options']) ?? member(value, 'configuration');
  const labels = new Map<string, LabelValue | null>([
    ['agent', name],
    ['model', servedModel(firstMember(value, ['model']) ?? member(parent, 'config', 'model'))],
    ['repetition', scalarLabel(firstMember(root, ['run_number']) ?? null)],
  ]);
  if (isObject(options)) for (const [key, raw] of Object.entries(options)) labels.set(labelKey(key) ?? slug(key), scalarLabel(raw));
  const context: RowContext = { labels, timeMs: timeOf(member(value, 'timestamp')) };
  const failed = (count: number | null) => (count === 0 ? { failure: 'the agent generated no token' } : {});

  runs.forEach((run, index) => {
    const failure = failed(numberOf(member(run, 'tokens_generated')));
    const readings = RUN_FIELDS.flatMap(([field, metric, unit, definition]) =>
      measured(metric, unit, `/${field}`, member(run, field), { definition, failed: failure.failure !== undefined }),
    );
    requests.add(`${pointer}/individual_runs/${index}`, readings, { ...context, ...failure });
  });
  const count = numberOf(member(value, 'runs')) ?? numberOf(member(value, 'aggregate_metrics', 'total_requests'));
  const readings = AGGREGATE_FIELDS.flatMap(([field, metric, statistic, unit, definition]) =>
    // A deviation of one request is 0 by construction.
    statistic === 'stdev' && (count ?? 0) < 2
      ? []
      : measured(metric, unit, `/${field}`, member(value, 'aggregate_metrics', field), { statistic, definition, count }),
  );
  const failure = failed(numberOf(member(value, 'aggregate_metrics', 'total_tokens_generated')));
  aggregates.add(`${pointer}/aggregate_metrics`, readings, { ...context, ...failure });
}

/** A reading that may be negative: a difference between the agents. */
function signed(metric: string, unit: string, at: string, raw: Json | undefined): Reading[] {
  const value = numberOf(raw);
  return value === null ? [] : [{ metric, unit, at, value }];
}
