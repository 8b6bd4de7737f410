import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { spelledUnit } from '../../metrics/units.ts';
import type { Adapter } from '../adapter.ts';
import {
  emptyDocument,
  firstMember,
  flatConfiguration,
  refusedDocument,
  requestRate,
  scalarLabel,
  servedModel,
} from '../readers/documents.ts';
import { elements, member, numberOf, textOf, timeOf } from '../readers/fields.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured, statisticOf } from '../readers/readings.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';
import { parseYaml } from '../readers/yaml.ts';

/** Names in `requests`, `throughput`, `latency` and the observability sections -> metric. */
const METRICS: ReadonlyMap<string, string> = new Map([
  ['input_length', 'prompt_token_count'],
  ['output_length', 'output_token_count'],
  ['input_token_rate', 'input_token_throughput'],
  ['output_token_rate', 'output_token_throughput'],
  ['total_token_rate', 'total_token_throughput'],
  ['request_rate', 'request_throughput'],
  ['request_latency', 'request_latency'],
  ['time_to_first_token', 'time_to_first_token'],
  ['time_per_output_token', 'time_per_output_token'],
  ['normalized_time_per_output_token', 'normalized_time_per_output_token'],
  ['inter_token_latency', 'inter_token_latency'],
  ['kv_cache_usage', 'kv_cache_utilization'],
  ['gpu_utilization', 'gpu_utilization'],
  ['gpu_memory_usage', 'gpu_memory_used'],
  ['gpu_power', 'gpu_power'],
  ['running_requests', 'running_request_count'],
  ['waiting_requests', 'waiting_request_count'],
  ['cpu_utilization', 'cpu_utilization'],
  ['cpu_memory_usage', 'memory_used'],
]);

/** Version 0.1: rates of the whole run, without statistics. */
const RUN_RATES: readonly (readonly [field: string, metric: string, unit: string])[] = [
  ['input_tokens_per_sec', 'input_token_throughput', 'tokens/s'],
  ['output_tokens_per_sec', 'output_token_throughput', 'tokens/s'],
  ['total_tokens_per_sec', 'total_token_throughput', 'tokens/s'],
  ['requests_per_sec', 'request_throughput', 'requests/s'],
];

/**
 * Benchmark report of llm-d in YAML, versions 0.1 and 0.2: statistics with their `units`, which are read as stated. Percentiles are
 * written `p0p1` for p0.1. Time series repeat the aggregates in pieces and are not read.
 */
export const llmdBenchmarkReport: Adapter = {
  id: 'llm-d-benchmark-report',
  title: 'llm-d benchmark report',
  tool: 'llm-d-benchmark',
  fallback: false,
  source: 'https://github.com/llm-d/llm-d-benchmark',
  claims: ({ kind, head }) =>
    (kind === 'yaml' || kind === 'text') &&
    /^version:[ \t]*['"]?0\.\d/m.test(head) &&
    /^scenario:/m.test(head) &&
    (/^metrics:/m.test(head) || /^results:/m.test(head) || /^run:/m.test(head)),
  parse({ text, asked }) {
    const document = parseYaml(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    return readReport(document.value);
  },
};

function readReport(root: Json): ParseResult {
  const isFirst = member(root, 'metrics') !== undefined;
  const place = isFirst ? '/metrics' : '/results/request_performance/aggregate';
  const aggregate = isFirst ? member(root, 'metrics') : member(root, 'results', 'request_performance', 'aggregate');
  const labels = isFirst ? labelsOfFirst(root) : labelsOfSecond(root);
  const total = numberOf(member(aggregate, 'requests', 'total'));
  const failed = numberOf(member(aggregate, 'requests', 'failures')) ?? 0;
  const context: RowContext = total !== null && total > 0 && failed >= total ? { failure: `all ${total} requests failed` } : {};
  const count = total === null ? null : total - failed;
  const reported = tableBuilder('pointer', labels);
  const samples = tableBuilder('pointer', labels);
  reported.add(
    place,
    ['requests', 'throughput', 'latency'].flatMap((part) =>
      sectionReadings(member(aggregate, part), `/${part}`, part === 'throughput' ? null : count),
    ),
    context,
  );
  samples.add(place, runReadings(aggregate, isFirst), context);
  addComponents(root, isFirst, reported);
  const tables = [samples.build(), reported.build()].filter((table) => table !== null);
  if (tables.length === 0) return emptyDocument('the report holds no measurement');
  const start = member(root, 'metrics', 'time', 'start');
  return {
    ...NOTHING_READ,
    tables,
    runAt: typeof start === 'number' ? Math.round(start * 1000) : timeOf(member(root, 'run', 'time', 'start')),
    configuration: flatConfiguration(member(root, 'scenario'), '/scenario'),
    version: versionOf(root),
  };
}

function versionOf(root: Json): string | null {
  const version = scalarLabel(member(root, 'version'));
  return version === null ? null : String(version);
}

/** The statistics of every metric of a section that we know. */
function sectionReadings(section: Json | undefined, at: string, count: number | null): Reading[] {
  if (!isObject(section)) return [];
  return Object.entries(section).flatMap(([name, entry]) => {
    const metric = METRICS.get(name);
    const unit = unitOf(textOf(member(entry, 'units')));
    if (metric === undefined || unit === null || !isObject(entry)) return [];
    return Object.entries(entry).flatMap(([field, value]) => {
      const statistic = statisticOf(field.replace(/^p(\d+)p(\d+)$/, 'p$1.$2'));
      return statistic === null ? [] : measured(metric, unit, `${at}/${name}/${field}`, value, { statistic, count });
    });
  });
}

/** `ms/token`, `queries/s`, `Watts`, `percent`; null for one that we do not know. */
function unitOf(text: string | null): string | null {
  return text === null ? null : spelledUnit(text.replace(/\/token$/, ''));
}

function runReadings(aggregate: Json | undefined, isFirst: boolean): Reading[] {
  const requests = member(aggregate, 'requests');
  return [
    ...measured('failed_request_count', 'count', '/requests/failures', member(requests, 'failures')),
    ...measured('incomplete_request_count', 'count', '/requests/incomplete', member(requests, 'incomplete')),
    ...(isFirst ? measured('run_duration', 's', '/time/duration', member(aggregate, 'time', 'duration')) : []),
    ...RUN_RATES.flatMap(([field, metric, unit]) => measured(metric, unit, `/throughput/${field}`, member(aggregate, 'throughput', field))),
  ];
}

/** Telemetry of each accelerator (0.1) or component (0.2). */
function addComponents(root: Json, isFirst: boolean, reported: ReturnType<typeof tableBuilder>): void {
  if (!isFirst) {
    elements(member(root, 'results', 'observability', 'components')).forEach((component, index) => {
      const labels = { variant: scalarLabel(member(component, 'component_label')) };
      const readings = sectionReadings(member(component, 'aggregate'), '', null);
      reported.add(`/results/observability/components/${index}/aggregate`, readings, { labels });
    });
    return;
  }
  elements(member(root, 'metrics', 'resources', 'accelerator')).forEach((accelerator, index) => {
    const read = (metric: string, ...path: string[]) => {
      const entry = member(accelerator, ...path);
      const unit = unitOf(textOf(member(entry, 'units')));
      if (unit === null || !isObject(entry)) return [];
      return Object.entries(entry).flatMap(([field, value]) => {
        const statistic = statisticOf(field);
        return statistic === null ? [] : measured(metric, unit, `/${[...path, field].join('/')}`, value, { statistic });
      });
    };
    const readings = [
      ...read('gpu_memory_used', 'memory', 'consumption'),
      ...read('gpu_utilization', 'compute', 'utilization'),
      ...read('gpu_power', 'power'),
    ];
    const role = scalarLabel(member(root, 'scenario', 'host', 'type', index));
    reported.add(`/metrics/resources/accelerator/${index}`, readings, { labels: { variant: `${role ?? 'accelerator'} ${index}` } });
  });
}

type Labels = Record<string, LabelValue | null>;

/** A value that all entries share, else null. */
function common(values: readonly (LabelValue | null)[]): LabelValue | null {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}

function labelsOfFirst(root: Json): Labels {
  const scenario = member(root, 'scenario');
  const accelerators = elements(member(scenario, 'host', 'accelerator'));
  const engines = elements(member(scenario, 'platform', 'engine'));
  return {
    benchmark: scalarLabel(member(scenario, 'load', 'name')) ?? 'llm-d-benchmark',
    model: servedModel(member(scenario, 'model', 'name')),
    quantization: scalarLabel(member(scenario, 'model', 'quantization')),
    backend: common(engines.map((engine) => scalarLabel(member(engine, 'name')))),
    engine_version: common(engines.map((engine) => scalarLabel(member(engine, 'version')))),
    device: common(accelerators.map((accelerator) => scalarLabel(member(accelerator, 'model')))),
    tensor_parallel: common(accelerators.map((accelerator) => scalarLabel(member(accelerator, 'parallelism', 'tp')))),
    request_rate: requestRate(firstMember(scenario, ['load', 'args', 'qps_values'], ['load', 'args', 'qps'])),
  };
}

function labelsOfSecond(root: Json): Labels {
  const stack = elements(member(root, 'scenario', 'stack')).map((component) => member(component, 'standardized'));
  const engines = stack.filter((component) => member(component, 'kind') === 'inference_engine');
  const load = member(root, 'scenario', 'load', 'standardized');
  const concurrency = member(load, 'concurrency');
  return {
    benchmark: scalarLabel(member(load, 'tool')) ?? 'llm-d-benchmark',
    model: common(engines.map((engine) => servedModel(member(engine, 'model', 'name')))),
    backend: common(engines.map((engine) => scalarLabel(member(engine, 'tool')))),
    engine_version: common(engines.map((engine) => scalarLabel(member(engine, 'tool_version')))),
    device: common(engines.map((engine) => scalarLabel(member(engine, 'accelerator', 'model')))),
    tensor_parallel: common(engines.map((engine) => scalarLabel(member(engine, 'accelerator', 'parallelism', 'tp')))),
    phase: scalarLabel(member(load, 'stage')),
    request_rate: requestRate(member(load, 'rate_qps')),
    concurrency: concurrency === Number.POSITIVE_INFINITY ? 'inf' : scalarLabel(concurrency),
    input_length: scalarLabel(member(load, 'input_seq_len', 'value')),
    output_length: scalarLabel(member(load, 'output_seq_len', 'value')),
  };
}
