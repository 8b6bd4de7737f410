import { type LabelValue, NOTHING_READ, type ObservationTable, type Problem } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import {
  documentLabels,
  emptyDocument,
  firstMember,
  flatConfiguration,
  refusedDocument,
  requestRate,
  runTimeOf,
  scalarLabel,
  servedModel,
} from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { perfReadings } from '../readers/perf-json.ts';
import { perfUnit } from '../readers/perf-metrics.ts';
import { distribution, withoutLoneSpread } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

/** GPU telemetry that is read. Memory temperature is 0 where the device has no sensor; violations are counters of long ago. */
const TELEMETRY: ReadonlyMap<string, string> = new Map([
  ['gpu_power_usage', 'gpu_power'],
  ['energy_consumption', 'gpu_energy'],
  ['gpu_utilization', 'gpu_utilization'],
  ['memory_copy_utilization', 'gpu_memory_utilization'],
  ['gpu_memory_used', 'gpu_memory_used'],
  ['gpu_memory_total', 'gpu_memory_total'],
  ['gpu_temperature', 'gpu_temperature'],
  ['sm_clock_frequency', 'gpu_clock'],
  ['memory_clock_frequency', 'gpu_memory_clock'],
]);

/**
 * `profile_export_aiperf.json`: a metric per key, its unit in the field, null where unavailable; `input_config` says what was run. The first
 * releases put the metrics below `records`; newer exports state `schema_version` and a `count` per metric. GPU telemetry is nested by
 * endpoint and device.
 */
export const aiperfJson: Adapter = {
  id: 'aiperf-json',
  title: 'AIPerf profile export (JSON)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://github.com/ai-dynamo/aiperf/blob/main/src/aiperf/exporters/metrics_json_exporter.py',
  claims: ({ topKeys, keys }) =>
    keys.has('avg') &&
    // Exports of the server's metrics and of slices of time state the same version and configuration.
    !topKeys.has('metrics') &&
    !topKeys.has('timeslices') &&
    ((topKeys.has('aiperf_version') && topKeys.has('schema_version')) ||
      (topKeys.has('input_config') && (topKeys.has('error_summary') || topKeys.has('was_cancelled') || keys.has('loadgen')))),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const records = member(root, 'records');
    const { readings, failure } = isObject(records) ? perfReadings(records, '/records') : perfReadings(root);
    const summary = tableBuilder('pointer', documentLabels(labelsOf(root)));
    const timeMs = runTimeOf(member(root, 'start_time'));
    if (readings.length > 0) summary.add('', readings, { timeMs, ...(failure === null ? {} : { failure }) });
    const tables = [summary.build(), telemetryOf(root)].filter((table) => table !== null);
    if (tables.length === 0) return emptyDocument('the export holds no value of a known metric');

    const configuration = flatConfiguration(member(root, 'input_config'), '/input_config');
    for (const key of ['aiperf_version', 'schema_version']) {
      const value = scalarLabel(member(root, key));
      if (value !== null) configuration.set(`/${key}`, value);
    }
    return {
      ...NOTHING_READ,
      tables,
      runAt: timeMs,
      configuration,
      version: textOf(member(root, 'schema_version')) ?? 'unversioned',
      problems: problemsOf(root),
    };
  },
};

function problemsOf(root: Json): Problem[] {
  if (member(root, 'was_cancelled') !== true) return [];
  return [{ message: 'the run was cancelled before its end: its values are of the requests completed until then' }];
}

function labelsOf(root: Json): Record<string, LabelValue | null> {
  const config = member(root, 'input_config');
  const loadgen = member(config, 'loadgen');
  const prompt = member(config, 'input', 'prompt');
  const models = elements(firstMember(config, ['endpoint', 'model_names'], ['models']))
    .map(servedModel)
    .filter((name) => name !== null);
  return {
    model: models.length > 0 ? models.join(', ') : null,
    concurrency: scalarLabel(member(loadgen, 'concurrency')),
    request_rate: requestRate(member(loadgen, 'request_rate')),
    prompt_count: scalarLabel(member(loadgen, 'request_count')),
    input_length: scalarLabel(firstMember(prompt, ['input_tokens', 'mean'], ['mean'])),
    output_length: scalarLabel(firstMember(prompt, ['output_tokens', 'mean'])),
    dataset: scalarLabel(member(config, 'input', 'public_dataset')),
  };
}

/** A row per GPU. Host names are not labels; endpoints that watch the same devices are told apart by their number. */
function telemetryOf(root: Json): ObservationTable | null {
  const endpoints = member(root, 'telemetry_data', 'endpoints');
  if (!isObject(endpoints)) return null;
  const table = tableBuilder('pointer', documentLabels(labelsOf(root)));
  for (const [number, [endpoint, content]] of Object.entries(endpoints).entries()) {
    const gpus = member(content, 'gpus');
    for (const [name, gpu] of isObject(gpus) ? Object.entries(gpus) : []) {
      const readings = [...TELEMETRY].flatMap(([key, metric]) => {
        const value = member(gpu, 'metrics', key);
        const unit = perfUnit(textOf(member(value, 'unit')) ?? '');
        if (unit === null) return [];
        // A spread over the run shows a counter; a single value is the energy of the run.
        const isCounter = metric === 'gpu_energy' && member(value, 'max') !== undefined;
        return distribution(metric, unit, `/metrics/${key}`, value, { definition: isCounter ? 'gpu_energy:counter' : undefined });
      });
      const labels = {
        device: scalarLabel(member(gpu, 'gpu_name')),
        gpu_index: scalarLabel(member(gpu, 'gpu_index')),
        source: Object.keys(endpoints).length > 1 ? `telemetry endpoint ${number + 1}` : null,
      };
      const place = `/telemetry_data/endpoints/${pointerToken(endpoint)}/gpus/${pointerToken(name)}`;
      if (readings.length > 0) table.add(place, withoutLoneSpread(readings), { labels });
    }
  }
  return table.build();
}
