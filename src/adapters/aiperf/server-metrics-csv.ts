import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import { isSecretKey } from '../../metrics/labels.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Adapter } from '../adapter.ts';
import { csvRecords } from '../readers/csv.ts';
import { emptyDocument, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { serverReadings } from './server-metrics.ts';

const HEADER = /^"?Endpoint"?,"?(?:Type"?,"?)?Metric"?,/;

/**
 * `server_metrics_export.csv`: comment lines, then a table for each type of Prometheus metric (gauge, counter, histogram, info), with a
 * blank line between. Percentiles of histograms are estimates. A gauge is averaged over the run, idle zeros included, and its definition
 * says so. Read are the metrics of the serving engine that have a meaning outside of it; info becomes configuration.
 */
export const aiperfServerMetricsCsv: Adapter = {
  id: 'aiperf-server-metrics-csv',
  title: 'AIPerf server metrics export (CSV)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://github.com/ai-dynamo/aiperf/blob/main/docs/server-metrics/server-metrics.md',
  claims: ({ lines }) => {
    const first = lines.find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
    return /^#\s*AIPerf Server Metrics/i.test(lines[0] ?? '') || /^"?Endpoint"?,"?Type"?,"?Metric"?,"?Unit"?,/.test(first);
  },
  parse({ text, growing }) {
    const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text, { delimiter: ',' });
    const servers = new Map<string, ServerRows>();
    const endpoints: string[] = [];
    const configuration = new Map<string, LabelValue>();
    let header: readonly string[] = [];
    for (const { line, cells } of records) {
      const comment = /^#\s*(aiperf_version|schema_version):\s*(\S+)/.exec(cells[0] ?? '');
      if (comment) configuration.set(`/${comment[1]}`, comment[2]!);
      if (cells[0]?.startsWith('#')) continue;
      if (HEADER.test(cells.slice(0, 4).join(','))) {
        header = cells;
      } else if (cells.length < header.length) {
        problems.push({ line, message: `the row has ${cells.length} cells, its header ${header.length}: it is cut off and left out` });
      } else {
        const row = new Map(header.map((name, j) => [name, cells[j] ?? '']));
        const endpoint = row.get('Endpoint') ?? '';
        if (!endpoints.includes(endpoint)) endpoints.push(endpoint);
        if (header.includes('Key')) addConfiguration(row, configuration);
        else addReadings(row, line, endpoints.indexOf(endpoint), servers);
      }
    }
    const table = tableBuilder('row');
    for (const { line, labels, readings } of servers.values()) table.add(line, readings, { labels });
    const built = table.build();
    const version = configuration.get('/schema_version');
    if (built)
      return { ...NOTHING_READ, tables: [built], problems, configuration, version: version === undefined ? null : String(version) };
    const [first] = problems;
    return { ...(first ? refusedDocument(first) : emptyDocument('the export holds no value of a known metric')), configuration, problems };
  },
};

/** What one engine of one server stated: one row, though each metric stands on a line of its own. */
interface ServerRows {
  readonly line: number;
  readonly labels: Readonly<Record<string, LabelValue | null>>;
  readonly readings: Reading[];
}

function addConfiguration(row: ReadonlyMap<string, string>, configuration: Map<string, LabelValue>): void {
  const key = row.get('Key') ?? '';
  const value = scalarLabel(row.get('Value'));
  if (value !== null && !isSecretKey(key)) configuration.set(`${row.get('Metric')}/${key}`, value);
}

function addReadings(row: ReadonlyMap<string, string>, line: number, endpoint: number, servers: Map<string, ServerRows>): void {
  const readings = readingsOf(row, line);
  if (readings.length === 0) return;
  // The engine's number is that of a data-parallel rank; the name of the host stays out.
  const labels = {
    model: servedModel(row.get('model_name')),
    engine_rank: scalarLabel(row.get('engine')),
    source: endpoint === 0 ? 'server' : `server ${endpoint + 1}`,
  };
  const key = JSON.stringify(labels);
  const server: ServerRows = servers.get(key) ?? { line, labels, readings: [] };
  appendAll(server.readings, readings);
  servers.set(key, server);
}

function readingsOf(row: ReadonlyMap<string, string>, line: number): Reading[] {
  const metric = { name: row.get('Metric') ?? '', type: row.get('Type') ?? '', unit: row.get('Unit') ?? '' };
  return serverReadings(metric, [...row], (column) => `row=${line};col=${column}`);
}
