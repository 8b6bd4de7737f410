import { NOTHING_READ } from '../../contracts/observation.ts';
import { labelValue } from '../../metrics/labels.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument } from '../readers/documents.ts';
import { elements, member, numberOf, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';

/** Columns that hold a number, in seconds or tokens. What was waited before a chunk is a list in a text, which no cell can name. */
const COLUMNS: ReadonlyMap<string, readonly [metric: string, unit: string]> = new Map([
  ['latency', ['request_latency', 's']],
  ['first_chunk_latency', ['time_to_first_token', 's']],
  ['time_per_output_token', ['time_per_output_token', 's']],
  ['prompt_tokens', ['prompt_token_count', 'count']],
  ['completion_tokens', ['output_token_count', 'count']],
]);

/** Of an answer that came as a whole EvalScope states the time of it all, or zero. */
const STREAMED: ReadonlySet<string> = new Set(['first_chunk_latency', 'time_per_output_token']);

/**
 * `benchmark_data.db` of `evalscope perf`: a table `result` with a row for each request. Answers are pickled: they are not looked into. The
 * times of start and end are those of a clock that counts from anywhere.
 */
export const evalscopePerfRequests: Adapter = {
  id: 'evalscope-perf-requests',
  title: 'EvalScope perf requests (SQLite)',
  tool: 'EvalScope',
  fallback: false,
  source: 'https://github.com/modelscope/evalscope/blob/main/evalscope/perf/utils/db_util.py',
  claims: ({ head, topKeys, keys }) =>
    /^\s*\{/.test(head) &&
    topKeys.has('result') &&
    ['success', 'completed_time', 'first_chunk_latency', 'completion_tokens', 'response_messages'].every((key) => keys.has(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const table = tableBuilder('pointer', { benchmark: 'evalscope perf' });
    for (const [index, request] of elements(member(document.value, 'result')).entries()) {
      if (!isObject(request)) continue;
      const hasFailed = numberOf(request['success']) === 0;
      const isWhole = numberOf(request['is_stream']) === 0;
      const readings = [...COLUMNS].flatMap(([column, [metric, unit]]) =>
        isWhole && STREAMED.has(column) ? [] : measured(metric, unit, `/${column}`, request[column], { failed: hasFailed }),
      );
      const labels = { model: modelOf(request['request']) };
      // A request that failed has no numbers, and counts all the same.
      if (hasFailed && readings.length === 0) readings.push({ metric: 'request_latency', unit: 's', at: '/latency', value: null });
      table.add(`/result/${index}`, readings, hasFailed ? { labels, failure: 'success is 0', failureAt: '/success' } : { labels });
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('no request in it has a measurement');
  },
};

/** The model that a request asked for, where it is kept as JSON. */
function modelOf(request: Json | undefined) {
  const document = parseJson(textOf(request) ?? '');
  const model = 'error' in document ? null : textOf(member(document.value, 'model'));
  return model === null ? null : labelValue('model', model);
}
