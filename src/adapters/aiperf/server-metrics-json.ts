import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, flatConfiguration, refusedDocument, runTimeOf, scalarLabel, servedModel } from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { serverReadings } from './server-metrics.ts';

/** What one engine of one server stated: one row, though each metric is an object of its own. */
interface ServerState {
  readonly labels: Readonly<Record<string, LabelValue | null>>;
  readonly readings: Reading[];
}

/**
 * `server_metrics_export.json`: the metrics by their Prometheus name, each with its type, its unit and a series per endpoint and label
 * set, whose statistics over the run are read; buckets and slices of time are not.
 */
export const aiperfServerMetricsJson: Adapter = {
  id: 'aiperf-server-metrics-json',
  title: 'AIPerf server metrics export (JSON)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://github.com/ai-dynamo/aiperf/blob/main/docs/server-metrics/server-metrics.md',
  claims: ({ topKeys, keys }) =>
    topKeys.has('metrics') && topKeys.has('summary') && (topKeys.has('aiperf_version') || keys.has('endpoints_configured')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    const servers = serversOf(member(root, 'metrics'));
    const table = tableBuilder('pointer');
    const timeMs = runTimeOf(member(root, 'summary', 'start_time'));
    for (const { labels, readings } of servers) table.add('', readings, { labels, timeMs });
    const built = table.build();
    if (!built) return emptyDocument('the export holds no value of a known metric');
    const configuration = flatConfiguration(member(root, 'input_config'), '/input_config');
    const version = textOf(member(root, 'schema_version'));
    for (const key of ['aiperf_version', 'schema_version']) {
      const value = scalarLabel(member(root, key));
      if (value !== null) configuration.set(`/${key}`, value);
    }
    return { ...NOTHING_READ, tables: [built], runAt: timeMs, configuration, version };
  },
};

function serversOf(metrics: Json | undefined): ServerState[] {
  const servers = new Map<string, ServerState>();
  const endpoints: string[] = [];
  for (const [name, metric] of isObject(metrics) ? Object.entries(metrics) : []) {
    const type = textOf(member(metric, 'type')) ?? '';
    const unit = textOf(member(metric, 'unit')) ?? '';
    for (const [index, series] of elements(member(metric, 'series')).entries()) {
      const endpoint = textOf(member(series, 'endpoint_url')) ?? '';
      if (!endpoints.includes(endpoint)) endpoints.push(endpoint);
      const stats = member(series, 'stats');
      const place = `/metrics/${pointerToken(name)}/series/${index}/stats`;
      const readings = serverReadings({ name, type, unit }, isObject(stats) ? Object.entries(stats) : [], (key) => `${place}/${key}`);
      if (readings.length === 0) continue;
      const number = endpoints.indexOf(endpoint);
      // The engine's number is that of a data-parallel rank; the address of the server stays out.
      const labels = {
        model: servedModel(member(series, 'labels', 'model_name')),
        engine_rank: scalarLabel(member(series, 'labels', 'engine')),
        source: number === 0 ? 'server' : `server ${number + 1}`,
      };
      const key = JSON.stringify(labels);
      const server: ServerState = servers.get(key) ?? { labels, readings: [] };
      appendAll(server.readings, readings);
      servers.set(key, server);
    }
  }
  return [...servers.values()];
}
