import { NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { elements, numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

const FIELDS: readonly (readonly [field: string, metric: string, unit: string, statistic?: string])[] = [
  ['num_requests', 'request_count', 'count'],
  ['num_failures', 'failed_request_count', 'count'],
  ['min_response_time', 'request_latency', 'ms', 'min'],
  ['max_response_time', 'request_latency', 'ms', 'max'],
];
const WITH_FAILURES: ReadonlySet<string> = new Set(['request_count', 'request_latency']);

/**
 * `locust --json`: an entry for each endpoint, failed requests among the others. A mean is not written (a sum and a count are), nor are
 * percentiles (a histogram of rounded times is); neither is made up.
 */
export const locustStatsJson: Adapter = {
  id: 'locust-stats-json',
  title: 'locust statistics JSON',
  tool: 'locust',
  fallback: false,
  source: 'https://docs.locust.io/en/stable/retrieving-stats.html',
  claims: ({ topKeys }) => ['name', 'method', 'num_requests', 'num_failures', 'response_times'].every((key) => topKeys.has(key)),
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const table = tableBuilder('pointer', { benchmark: 'locust' }, true);
  for (const [index, entry] of elements(document.value).entries()) {
    if (!isObject(entry)) continue;
    const count = numberOf(entry['num_requests']);
    const all = count !== null && count > 0 && count === numberOf(entry['num_failures']);
    const readings = FIELDS.flatMap(([field, metric, unit, statistic]) =>
      measured(metric, unit, `/${field}`, entry[field], {
        statistic,
        definition: WITH_FAILURES.has(metric) ? `${metric}:with-failures` : undefined,
        count: statistic === undefined ? null : count,
        failed: all,
      }),
    );
    table.add(`/${index}`, readings, {
      labels: { operation: scalarLabel(entry['name']), method: scalarLabel(entry['method']) },
      ...(all ? { failure: `all of ${count} requests failed`, failureAt: '/num_failures' } : {}),
    });
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no endpoint was asked');
}
