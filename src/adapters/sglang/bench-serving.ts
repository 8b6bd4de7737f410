import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Adapter } from '../adapter.ts';
import {
  emptyDocument,
  firstMember,
  flatConfiguration,
  furtherScalars,
  refusedDocument,
  requestRate,
  scalarLabel,
  servedModel,
} from '../readers/documents.ts';
import { parseJson, parseJsonLines } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { failureOfRun, isServingKey, requestTables, servingReadings } from '../readers/serving-record.ts';
import { tableBuilder } from '../readers/table.ts';

type JsonRecord = { readonly [key: string]: Json };

const READ_KEYS: ReadonlySet<string> = new Set(
  [
    'tag',
    'backend',
    'dataset_name',
    'request_rate',
    'max_concurrency',
    'random_input_len',
    'random_output_len',
    'random_range_ratio',
  ].concat(
    ['sharegpt_output_len', 'server_info', 'total_output_tokens_retokenized', 'output_throughput_retokenized', 'wall_duration'],
    ['total_throughput_retokenized', 'total_input_text_tokens', 'total_input_vision_tokens'],
  ),
);

/**
 * `python -m sglang.bench_serving --output-file`: one JSON object a line, appended run by run, so that a file holds many runs. An unlimited
 * request rate is bare `Infinity`. The server's configuration (up to 762 leaves, a random seed among them) is kept as configuration only.
 */
export const sglangBenchServing: Adapter = {
  id: 'sglang-bench-serving',
  title: 'SGLang bench_serving result',
  tool: 'SGLang',
  fallback: false,
  source: 'https://github.com/sgl-project/sglang/blob/main/python/sglang/bench_serving.py',
  claims: ({ topKeys }) =>
    topKeys.has('total_output_tokens_retokenized') ||
    (topKeys.has('sharegpt_output_len') && topKeys.has('random_input_len') && topKeys.has('request_rate')),
  parse({ text, growing, asked }) {
    const document = parseJson(text, asked);
    if (!('error' in document) && isObject(document.value) && text.trimEnd().includes('\n')) {
      return readRuns('pointer', [{ place: '', record: document.value }], []);
    }
    const { lines, problems } = parseJsonLines(text, growing, asked);
    const runs = lines.flatMap(({ line, value }) => (isObject(value) ? [{ place: line, record: value }] : []));
    if (runs.length > 0) return readRuns('line', runs, problems);
    return problems[0] ? refusedDocument(problems[0]) : emptyDocument('no line holds a run');
  },
};

function readRuns(
  placement: 'line' | 'pointer',
  runs: readonly { readonly place: number | string; readonly record: JsonRecord }[],
  problems: readonly Problem[],
): ParseResult {
  const summary = tableBuilder(placement, {}, true);
  const detailed: ObservationTable[] = [];
  const configuration = new Map<string, LabelValue>();
  for (const { place, record } of runs) {
    const { labels, more } = identityOf(record);
    const prefix = runs.length > 1 ? `/${place}` : '';
    for (const [key, value] of more) configuration.set(`${prefix}${key}`, value);
    for (const [key, value] of flatConfiguration(record['server_info'], `${prefix}/server_info`)) configuration.set(key, value);
    const failure = failureOfRun(record);
    const readings = servingReadings(record, { failed: failure !== null });
    summary.add(place, readings, { labels, ...(failure === null ? {} : { failure, failureAt: '/completed' }) });
    if (failure === null) appendAll(detailed, requestTables(record, typeof place === 'string' ? place : null, Number(place), labels));
  }
  const table = summary.build();
  return { ...NOTHING_READ, tables: table ? [table, ...detailed] : detailed, configuration, problems };
}

function identityOf(record: JsonRecord): { labels: Map<string, LabelValue | null>; more: Map<string, LabelValue> } {
  const { labels, configuration } = furtherScalars(record, (key) => READ_KEYS.has(key) || isServingKey(key));
  const rate = record['request_rate'];
  const isRandom = String(record['dataset_name'] ?? 'random').startsWith('random');
  const ofServer = (key: string) =>
    firstMember(record['server_info'], [key], ['internal_states', 0, key], ['decode', 0, key], ['prefill', 0, key]);
  const own: [string, LabelValue | null][] = [
    ['model', servedModel(ofServer('model_path') ?? ofServer('served_model_name'))],
    ['benchmark', scalarLabel(record['tag'])],
    ['backend', scalarLabel(record['backend'])],
    ['dataset', scalarLabel(record['dataset_name'])],
    ['request_rate', rate === null ? 'inf' : requestRate(rate)],
    ['concurrency', scalarLabel(record['max_concurrency'])],
    // Nominal: with a range ratio of 0 the lengths are drawn from 1 up to this, so the mean is far below it.
    ['input_length', isRandom ? scalarLabel(record['random_input_len']) : null],
    ['output_length', isRandom ? scalarLabel(record['random_output_len']) : null],
    ['random_range_ratio', isRandom ? scalarLabel(record['random_range_ratio']) : null],
    ['tensor_parallel', scalarLabel(ofServer('tp_size'))],
    ['data_parallel', scalarLabel(ofServer('dp_size'))],
    ['pipeline_parallel', scalarLabel(ofServer('pp_size'))],
    ['expert_parallel', scalarLabel(ofServer('ep_size'))],
    ['quantization', scalarLabel(ofServer('quantization'))],
    ['dtype', scalarLabel(ofServer('dtype'))],
    ['engine_version', scalarLabel(ofServer('version'))],
  ];
  return { labels: new Map([...labels, ...own.filter(([, value]) => value !== null)]), more: configuration };
}
