import { NOTHING_READ } from '../../contracts/observation.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { elements, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { tableBuilder } from '../readers/table.ts';
import { REQUEST_METRICS } from './request-metrics.ts';

/**
 * LLMPerf's `*_individual_responses.json`: a list of requests. One that failed has an `error_code` (-1 for a lost connection, -100 for an
 * answer that is too short) and zeros, or times of an answer that was refused.
 */
export const llmperfIndividualResponses: Adapter = {
  id: 'llmperf-individual-responses',
  title: 'LLMPerf individual responses',
  tool: 'LLMPerf',
  fallback: false,
  source: 'https://github.com/ray-project/llmperf/blob/main/token_benchmark_ray.py',
  claims: ({ head, topKeys }) =>
    /^\s*\[/.test(head) && ['error_code', 'ttft_s', 'end_to_end_latency_s', 'number_output_tokens'].every((key) => topKeys.has(key)),
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const table = tableBuilder('pointer');
    for (const [index, response] of elements(document.value).entries()) {
      if (!isObject(response)) continue;
      const reason = failureOf(response);
      const readings = [...REQUEST_METRICS].flatMap(([key, [metric, unit, definition]]) =>
        measured(metric, unit, `/${key}`, response[key], { definition, failed: reason !== null }),
      );
      const context = reason === null ? {} : { failure: reason, failureAt: '/error_code' };
      if (readings.length > 0) table.add(`/${index}`, readings, context);
    }
    const built = table.build();
    return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('the list holds no request');
  },
};

/** Why a request failed, or null. */
function failureOf(response: { readonly [key: string]: Json }): string | null {
  const code = scalarLabel(response['error_code']);
  if (code === null) return null;
  const message = textOf(response['error_msg']);
  return message === null ? `error code ${code}` : `error code ${code}: ${message.slice(0, 200)}`;
}
