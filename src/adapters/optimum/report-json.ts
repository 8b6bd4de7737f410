import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, firstMember, flatConfiguration, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { perfUnit } from '../readers/perf-metrics.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

/** Targets of a report, and what their latency and throughput are. */
const TARGETS: ReadonlyMap<string, readonly [latency: string, throughput: string]> = new Map([
  ['load_model', ['load_duration', 'operation_throughput']],
  ['load', ['load_duration', 'operation_throughput']],
  ['prefill', ['prompt_eval_duration', 'input_token_throughput']],
  ['decode', ['eval_duration', 'output_token_throughput']],
  ['generate', ['request_latency', 'output_token_throughput']],
  ['per_token', ['inter_token_latency', 'output_token_throughput']],
  ['forward', ['operation_time', 'operation_throughput']],
  ['call', ['operation_time', 'operation_throughput']],
]);
const MEMORY: readonly (readonly [field: string, metric: string])[] = [
  ['max_ram', 'memory_used'],
  ['max_global_vram', 'gpu_memory_used'],
  ['max_allocated', 'peak_memory_used'],
];

/** optimum-benchmark's report: for each target (load, prefill, decode, ...) the latencies of its runs, throughput, memory and energy. */
export const optimumReportJson: Adapter = {
  id: 'optimum-report-json',
  title: 'optimum-benchmark report',
  tool: 'optimum-benchmark',
  fallback: false,
  source: 'https://github.com/huggingface/optimum-benchmark',
  claims: ({ topKeys, keys }) =>
    keys.has('latency') &&
    keys.has('values') &&
    keys.has('stdev_') &&
    (topKeys.has('report') || [...TARGETS.keys()].some((key) => topKeys.has(key))),
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const root = document.value;
  const [at, report] = isObject(member(root, 'report')) ? ['/report', member(root, 'report')] : ['', root];
  const labels = labelsOf(root);
  const tables: (ObservationTable | null)[] = [];
  for (const [target, [latency, throughput]] of TARGETS) {
    const content = member(report, target);
    if (!isObject(content)) continue;
    const place = `${at}/${target}`;
    const unit = perfUnit(textOf(member(content, 'latency', 'unit')) ?? '') ?? 's';
    const samples = tableBuilder('pointer', { ...labels, phase: target }, true);
    for (const [index, value] of elements(member(content, 'latency', 'values')).entries()) {
      samples.add(`${place}/latency/values/${index}`, measured(latency, unit, '', value), {});
    }
    const rest = tableBuilder('pointer', { ...labels, phase: target });
    const readings = [...throughputOf(content, throughput), ...memoryOf(content)];
    if (readings.length > 0) rest.add(place, readings);
    tables.push(samples.build(), rest.build());
  }
  const built = tables.filter((table): table is ObservationTable => table !== null);
  if (built.length === 0) return emptyDocument('the report holds no measured target');
  return { ...NOTHING_READ, tables: built, configuration: flatConfiguration(member(root, 'config'), '/config') };
}

function throughputOf(content: Json, metric: string): Reading[] {
  const unit = perfUnit(textOf(member(content, 'throughput', 'unit')) ?? '');
  return unit === null ? [] : measured(metric, unit, '/throughput/value', member(content, 'throughput', 'value'));
}

function memoryOf(content: Json): Reading[] {
  const unit = perfUnit(textOf(member(content, 'memory', 'unit')) ?? '') ?? 'MB';
  return MEMORY.flatMap(([field, metric]) =>
    measured(metric, unit, `/memory/${field}`, member(content, 'memory', field), { statistic: 'max' }),
  );
}

function labelsOf(root: Json): Record<string, LabelValue | null> {
  const config = member(root, 'config');
  return {
    benchmark: scalarLabel(member(config, 'name')),
    model: servedModel(firstMember(config, ['backend', 'model'])),
    backend: scalarLabel(firstMember(config, ['backend', 'name'])),
    dtype: scalarLabel(firstMember(config, ['backend', 'torch_dtype'], ['backend', 'dtype'])),
    batch_size: scalarLabel(firstMember(config, ['scenario', 'input_shapes', 'batch_size'])),
    input_length: scalarLabel(firstMember(config, ['scenario', 'input_shapes', 'sequence_length'])),
    output_length: scalarLabel(firstMember(config, ['scenario', 'generate_kwargs', 'max_new_tokens'])),
  };
}
