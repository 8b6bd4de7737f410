import { type LabelValue, NOTHING_READ, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { emptyDocument, refusedDocument, servedModel } from '../readers/documents.ts';
import { elements, member, textOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, tableBuilder } from '../readers/table.ts';

const REASON_CHARS_MAX = 200;

/**
 * inference-perf's `per_request_lifecycle_metrics.json`: a list of requests with the times of a clock of its own, from which no cell states a
 * latency; read are the tokens, and which requests failed.
 */
export const inferencePerfRequests: Adapter = {
  id: 'inference-perf-requests',
  title: 'inference-perf records of requests',
  tool: 'inference-perf',
  fallback: false,
  source: 'https://github.com/kubernetes-sigs/inference-perf/blob/main/docs/reports.md',
  claims: ({ topKeys, keys }) =>
    ['start_time', 'end_time', 'request', 'response', 'info', 'error'].every((key) => topKeys.has(key)) && keys.has('input_tokens'),
  parse,
};

function parse({ text, asked }: ParseInput): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const table = tableBuilder('pointer', {}, true);
  for (const [index, request] of elements(document.value).entries()) {
    if (!isObject(request)) continue;
    const failure = failureOf(request['error']);
    const labels: Record<string, LabelValue | null> = { model: modelOf(request['request']), request: index };
    table.add(`/${index}`, tokensOf(request, failure !== null), {
      labels,
      ...(failure === null ? {} : { failure, failureAt: '/error/error_type' }),
    });
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built] } : emptyDocument('the list holds no request');
}

function tokensOf(request: { readonly [key: string]: Json }, failed: boolean): Reading[] {
  const output = member(request, 'info', 'response_metrics', 'output_tokens') ?? member(request, 'info', 'output_tokens');
  const at = member(request, 'info', 'response_metrics') === undefined ? '/info/output_tokens' : '/info/response_metrics/output_tokens';
  return [
    ...measured('prompt_token_count', 'count', '/info/input_tokens', member(request, 'info', 'input_tokens'), { failed }),
    ...measured('output_token_count', 'count', at, output, { failed }),
  ];
}

function failureOf(error: Json | undefined): string | null {
  if (error === null || error === undefined) return null;
  const words = [textOf(member(error, 'error_type')), textOf(member(error, 'error_msg')) ?? textOf(error)].filter((word) => word !== null);
  return (words.join(': ') || 'the request failed').slice(0, REASON_CHARS_MAX);
}

/** The request is kept as the text of the body that was sent. */
function modelOf(request: Json | undefined): LabelValue | null {
  const body = parseJson(textOf(request) ?? '');
  return 'error' in body ? null : servedModel(member(body.value, 'model'));
}
