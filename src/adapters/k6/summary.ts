import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import { slug } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { member, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured, statisticOf } from '../readers/readings.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';

const TIMES: ReadonlyMap<string, string> = new Map([
  ['http_req_duration', 'request_latency'],
  ['http_req_waiting', 'time_to_first_byte'],
  ['iteration_duration', 'iteration_duration'],
  ['grpc_req_duration', 'request_latency'],
]);

/**
 * The end-of-test summary of k6, in two layouts: `--summary-export` (values beside each other) and `handleSummary` (`type`, `contains`
 * and the values in `values`). Times are milliseconds whatever `summaryTimeUnit` says. In `http_req_failed`, `passes` counts the
 * requests that failed. Latencies are over all requests, the failed ones included.
 */
export const k6Summary: Adapter = {
  id: 'k6-summary',
  title: 'k6 summary',
  tool: 'k6',
  fallback: false,
  source: 'https://grafana.com/docs/k6/latest/results-output/end-of-test/',
  claims: ({ topKeys, keys }) =>
    topKeys.has('metrics') &&
    !topKeys.has('iterations') &&
    (topKeys.has('root_group') || topKeys.has('state')) &&
    (keys.has('iterations') || keys.has('http_reqs') || keys.has('vus') || keys.has('iteration_duration')),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const metrics = member(document.value, 'metrics');
    if (!isObject(metrics)) return emptyDocument('metrics is no object');
    return readMetrics(document.value, metrics);
  },
};

function readMetrics(root: Json, metrics: { [key: string]: Json }): ParseResult {
  const samples = tableBuilder('pointer', { benchmark: 'k6' });
  const reported = tableBuilder('pointer', { benchmark: 'k6' });
  const configuration = new Map<string, LabelValue>();
  const isNested = Object.values(metrics).some((entry) => isObject(member(entry, 'values')));
  const total = requestCounts(metrics);
  const allFailed: RowContext = total.count > 0 && total.failed === total.count ? { failure: `all ${total.count} requests failed` } : {};
  for (const [key, entry] of Object.entries(metrics)) {
    const values = isNested ? member(entry, 'values') : entry;
    const { name, labels } = nameOf(key);
    if (!isObject(values)) continue;
    const pointer = `/metrics/${pointerToken(key)}${isNested ? '/values' : ''}`;
    const isMain = labels.size === 0;
    const trend = trendReadings(name, values, member(entry, 'contains'), isMain ? total.count : null);
    if (trend.length > 0) reported.add(pointer, trend, { labels, ...(name.startsWith('http_req') ? allFailed : {}) });
    else samples.add(pointer, plainReadings(name, values), { labels, ...(name === 'http_reqs' ? allFailed : {}) });
    if (name === 'vus_max') configuration.set('vus_max', numberOf(member(values, 'max')) ?? numberOf(member(values, 'value')) ?? 'unknown');
  }
  const durationMs = tableBuilder('pointer', { benchmark: 'k6' });
  durationMs.add('/state', measured('run_duration', 'ms', '/testRunDurationMs', member(root, 'state', 'testRunDurationMs')));
  noteThresholds(metrics, isNested, configuration);
  const tables = [samples.build(), reported.build(), durationMs.build()].filter((table) => table !== null);
  if (tables.length === 0) return emptyDocument('no metric has a value');
  return {
    ...NOTHING_READ,
    tables,
    configuration,
    version: isNested ? 'handleSummary' : 'summary-export',
  };
}

function requestCounts(metrics: { [key: string]: Json }): { count: number; failed: number } {
  const count = numberOf(member(metrics, 'http_reqs', 'values', 'count') ?? member(metrics, 'http_reqs', 'count')) ?? 0;
  const failed = numberOf(member(metrics, 'http_req_failed', 'values', 'passes') ?? member(metrics, 'http_req_failed', 'passes')) ?? 0;
  return { count, failed };
}

/** `http_req_duration{gateway:fast}` -> the metric and its tags. */
function nameOf(key: string): { name: string; labels: Map<string, LabelValue> } {
  const brace = key.indexOf('{');
  if (brace === -1 || !key.endsWith('}')) return { name: key, labels: new Map() };
  const tags = key.slice(brace + 1, -1).split(',');
  const pairs = tags.map((tag) => [tag.slice(0, Math.max(tag.indexOf(':'), 0)), tag.slice(tag.indexOf(':') + 1)] as const);
  return { name: key.slice(0, brace), labels: new Map(pairs.map(([tag, value]) => [slug(tag) || 'tag', value])) };
}

/** Statistics of a trend; [] for a metric of another kind. */
function trendReadings(name: string, values: { [key: string]: Json }, contains: Json | undefined, count: number | null): Reading[] {
  if (!Object.hasOwn(values, 'avg') && !Object.hasOwn(values, 'med')) return [];
  const isTime = contains === 'time' || /^(?:http_req_|grpc_req_|ws_|iteration_duration$)/.test(name);
  const unit = isTime ? 'ms' : contains === 'data' ? 'bytes' : 'value';
  const metric = TIMES.get(name) ?? (slug(name) || 'trend');
  const definition = metric === 'request_latency' ? 'request_latency:with-failures' : undefined;
  return Object.keys(values).flatMap((key) => {
    const statistic = statisticOf(key.replace(/^p\((\d+(?:\.\d+)?)\)$/, 'p$1'));
    if (statistic === null) return [];
    return measured(metric, unit, `/${pointerToken(key)}`, values[key], {
      statistic,
      definition,
      count: name.startsWith('http_req') ? count : null,
    });
  });
}

/** Counters, rates and gauges that we know; others (custom counters) are kept under their own name. */
function plainReadings(name: string, values: { [key: string]: Json }): Reading[] {
  const read = (metric: string, unit: string, key: string) => measured(metric, unit, `/${key}`, values[key]);
  const share = Object.hasOwn(values, 'rate') ? 'rate' : 'value';
  switch (name) {
    case 'http_reqs':
      return [
        ...measured('request_count', 'count', '/count', values['count'], { definition: 'request_count:with-failures' }),
        ...measured('request_throughput', 'requests/s', '/rate', values['rate'], { definition: 'request_throughput:with-failures' }),
      ];
    case 'http_req_failed':
      return [...read('failed_request_count', 'count', 'passes'), ...read('failed_request_rate', 'ratio', share)];
    case 'checks':
      return read('check_pass_rate', 'ratio', share);
    case 'iterations':
      return [...read('iteration_count', 'count', 'count'), ...read('operation_throughput', 'operations/s', 'rate')];
    case 'dropped_iterations':
      return read('dropped_iteration_count', 'count', 'count');
    case 'data_received':
    case 'data_sent':
      return [...read(name, 'bytes', 'count'), ...read(`${name}_rate`, 'bytes/s', 'rate')];
    case 'vus':
    case 'vus_max':
      return name === 'vus'
        ? measured('virtual_users', 'count', '/max', values['max'], { statistic: 'max' })
        : read('peak_concurrency', 'count', 'max');
    default:
      if (Object.hasOwn(values, 'count')) return read(`${slug(name) || 'counter'}_count`, 'count', 'count');
      return read(slug(name) || 'rate', Object.hasOwn(values, 'passes') ? 'ratio' : 'value', share);
  }
}

/** Thresholds of the script, which are its author's demands and no fault of the file: `true` in the flat layout says not met. */
function noteThresholds(metrics: { [key: string]: Json }, isNested: boolean, configuration: Map<string, LabelValue>): void {
  for (const [key, entry] of Object.entries(metrics)) {
    const thresholds = member(entry, 'thresholds');
    if (!isObject(thresholds)) continue;
    for (const [threshold, state] of Object.entries(thresholds)) {
      const isMissed = isNested ? member(state, 'ok') === false : state === true;
      configuration.set(`threshold ${threshold} on ${key}`, isMissed ? 'not met' : 'met');
    }
  }
}
