import { type LabelValue, NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, epochOf, furtherScalars, refusedDocument, scalarLabel, servedModel } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured, statisticOf, withoutLoneSpread } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';
import { REQUEST_METRICS } from './request-metrics.ts';

type JsonRecord = { readonly [key: string]: Json };

const RUN_METRICS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['results_mean_output_throughput_token_per_s', ['output_token_throughput', 'tokens/s']],
  ['results_num_completed_requests', ['request_count', 'count']],
  ['results_num_completed_requests_per_min', ['request_throughput', 'requests/min']],
  ['results_number_errors', ['failed_request_count', 'count']],
]);

/** Keys that the labels are made of; `name` repeats model and lengths, `version` is that of the format. */
const READ_KEYS = ['version', 'name', 'model', 'timestamp', 'mean_input_tokens', 'mean_output_tokens', 'num_concurrent_requests'];

const STATISTIC_KEY = /^results_(.+?)_(quantiles_p\d+|mean|min|max|stddev)$/;

/** LLMPerf's `*_summary.json`: flat keys, all times in seconds; smallest and largest token counts are strings. */
export const llmperfSummary: Adapter = {
  id: 'llmperf-summary',
  title: 'LLMPerf summary',
  tool: 'LLMPerf',
  fallback: false,
  source: 'https://github.com/ray-project/llmperf/blob/main/token_benchmark_ray.py',
  claims: ({ topKeys }) =>
    (topKeys.has('results_num_requests_started') || topKeys.has('results_num_completed_requests')) &&
    topKeys.has('num_concurrent_requests'),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const record = document.value;
    if (!isObject(record)) return emptyDocument('the document is no object');
    const completed = numberOf(record['results_num_completed_requests']);
    const failed = completed === 0;
    const readings = Object.entries(record).flatMap(([key, value]): Reading[] => {
      const run = RUN_METRICS.get(key);
      if (run) return measured(run[0], run[1], `/${key}`, value, { failed });
      const match = STATISTIC_KEY.exec(key);
      const found = REQUEST_METRICS.get(match?.[1] ?? '');
      const statistic = statisticOf((match?.[2] ?? '').replace('quantiles_', ''));
      if (!found || statistic === null) return [];
      const [metric, unit, definition] = found;
      return measured(metric, unit, `/${key}`, value, { statistic, definition, count: completed, failed });
    });
    const { labels, more } = identityOf(record);
    const timeMs = epochOf(record['timestamp']);
    const table = tableBuilder('pointer');
    const failure = failed ? { failure: 'no request completed', failureAt: '/results_num_completed_requests' } : {};
    if (readings.length > 0) table.add('', withoutLoneSpread(readings), { labels, timeMs, ...failure });
    const built = table.build();
    if (!built) return emptyDocument('the summary holds no measured value');
    return {
      ...NOTHING_READ,
      tables: [built],
      runAt: timeMs,
      configuration: more,
      version: String(scalarLabel(record['version']) ?? '') || null,
    };
  },
};

function identityOf(record: JsonRecord): { labels: Map<string, LabelValue | null>; more: Map<string, LabelValue> } {
  const { labels, configuration } = furtherScalars(record, (key) => READ_KEYS.includes(key) || /^results_|^stddev_/.test(key));
  for (const key of ['stddev_input_tokens', 'stddev_output_tokens', 'results_error_code_frequency', 'results_error_rate']) {
    const value = scalarLabel(record[key]);
    if (value !== null) configuration.set(`/${key}`, value);
  }
  const own: [string, LabelValue | null][] = [
    ['model', servedModel(record['model'])],
    ['concurrency', scalarLabel(record['num_concurrent_requests'])],
    ['input_length', scalarLabel(record['mean_input_tokens'])],
    ['output_length', scalarLabel(record['mean_output_tokens'])],
  ];
  return { labels: new Map([...labels, ...own.filter(([, value]) => value !== null)]), more: configuration };
}
