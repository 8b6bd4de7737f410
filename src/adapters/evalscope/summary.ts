import { NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument, requestRate } from '../readers/documents.ts';
import { numberOf } from '../readers/fields.ts';
import { parseJson } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';
import { EVALSCOPE_SOURCE, nameAndUnit } from './names.ts';

/** Name without unit, lower case, in the words of old and new versions -> metric and statistic. */
const SUMMARY: ReadonlyMap<string, readonly [metric: string, statistic?: string]> = new Map(
  (
    [
      ['request_latency', 'mean', 'average latency', 'avg latency'],
      ['time_to_first_token', 'mean', 'average time to first token', 'avg ttft', 'ttft'],
      ['time_per_output_token', 'mean', 'average time per output token', 'avg tpot', 'tpot'],
      ['inter_token_latency', 'mean', 'average inter-token latency', 'average inter token latency', 'avg itl', 'itl'],
      ['prompt_token_count', 'mean', 'average input tokens per request', 'avg input tokens'],
      ['output_token_count', 'mean', 'average output tokens per request', 'avg output tokens'],
      ['output_token_throughput', undefined, 'output token throughput', 'output throughput'],
      ['total_token_throughput', undefined, 'total token throughput', 'total throughput'],
      ['input_token_throughput', undefined, 'input token throughput', 'input throughput'],
      ['request_throughput', undefined, 'request throughput', 'req throughput'],
      ['run_duration', undefined, 'time taken for tests', 'test duration'],
      ['request_count', undefined, 'succeed requests', 'success requests'],
      ['failed_request_count', undefined, 'failed requests'],
    ] as const
  ).flatMap(([metric, statistic, ...names]) =>
    names.map((name) => [name, statistic === undefined ? ([metric] as const) : ([metric, statistic] as const)] as const),
  ),
);

function valueNamed(document: Json, ...names: readonly string[]): Json | undefined {
  if (!isObject(document)) return undefined;
  const key = Object.keys(document).find((candidate) => names.includes(nameAndUnit(candidate).name));
  return key === undefined ? undefined : document[key];
}

/**
 * `benchmark_summary.json` of `evalscope perf`. A run in which every request failed states -1 s, -1000 ms and NaN. A request rate of -1
 * is no limit. The model stands in `benchmark_args.json` beside it.
 */
export const evalscopePerfSummary: Adapter = {
  id: 'evalscope-perf-summary',
  title: 'EvalScope perf summary',
  tool: 'EvalScope',
  fallback: false,
  source: EVALSCOPE_SOURCE,
  claims: ({ topKeys }) => {
    const names = new Set([...topKeys].map((key) => nameAndUnit(key).name));
    return names.has('total requests') && (names.has('succeed requests') || names.has('success requests')) && names.has('failed requests');
  },
  parse({ text, asked }) {
    const document = parseJson(text, asked);
    if ('error' in document) return refusedDocument(document.error);
    const root = document.value;
    if (!isObject(root)) return emptyDocument('the document is no object');
    const succeeded = numberOf(valueNamed(root, 'succeed requests', 'success requests'));
    const isFailed = succeeded === 0;
    const concurrency = numberOf(valueNamed(root, 'number of concurrency', 'concurrency'));
    const labels = {
      benchmark: 'evalscope perf',
      concurrency: concurrency,
      request_rate: requestRate(valueNamed(root, 'request rate')),
    };
    const context: RowContext = isFailed ? { failure: 'every request failed' } : {};
    const readings = Object.entries(root).flatMap(([key, value]): Reading[] => {
      const { name, unit } = nameAndUnit(key);
      const known = SUMMARY.get(name);
      if (!known) return [];
      return measured(known[0], unit, `/${pointerToken(key)}`, value, {
        statistic: known[1],
        failed: isFailed,
        count: known[1] ? succeeded : null,
      });
    });
    const samples = tableBuilder('pointer', labels);
    const reported = tableBuilder('pointer', labels);
    samples.add(
      '',
      readings.filter(({ statistic }) => statistic === undefined),
      context,
    );
    reported.add(
      '',
      readings.filter(({ statistic }) => statistic !== undefined),
      context,
    );
    const tables = [samples.build(), reported.build()].filter((table) => table !== null);
    return tables.length > 0 ? { ...NOTHING_READ, tables } : emptyDocument('no metric has a value');
  },
};
