import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { ParseInput, Sniff } from '../adapter.ts';
import { emptyDocument, furtherScalars, refusedDocument, requestRate, runTimeOf, scalarLabel, servedModel } from './documents.ts';
import { parseJson } from './json.ts';
import { isObject, type Json } from './json-value.ts';
import { measured } from './readings.ts';
import { failureOfRun, isServingKey, requestTables, servingReadings } from './serving-record.ts';
import { type Reading, tableBuilder } from './table.ts';

type JsonRecord = { readonly [key: string]: Json };

/** Keys that say what was run; everything else is a result or was added by a sweep or with `--metadata`. */
const READ_KEYS: ReadonlySet<string> = new Set(
  ['date', 'model_id', 'tokenizer_id', 'backend', 'endpoint_type', 'label', 'num_prompts', 'request_rate', 'burstiness'].concat([
    'max_concurrency',
    'run_number',
    'best_of',
    'good_completed',
    'use_beam_search',
  ]),
);

/**
 * Does the content start with the flat record of a run, or a list of them, whose latencies have this suffix?
 *
 * @param suffix `_ms` for milliseconds, '' for seconds.
 */
export function startsWithServingRun({ topKeys }: Sniff, suffix: '_ms' | ''): boolean {
  const isRun = ['model_id', 'tokenizer_id', 'num_prompts', 'request_rate'].some((key) => topKeys.has(key));
  // A table of one's own may call its requests `num_prompts` and its latencies alike; what the run as a whole did has other names there.
  const isWhole = ['duration', 'completed', 'request_throughput', 'output_throughput', 'date'].some((key) => topKeys.has(key));
  const isRelative = ['infmax_model_prefix', 'total_output_tokens_retokenized', 'sharegpt_output_len'].some((key) => topKeys.has(key));
  const names = ['ttft', 'tpot', 'itl', 'e2el'];
  return (
    isRun &&
    isWhole &&
    !isRelative &&
    names.some((name) => ['mean', 'median', 'p99'].some((stat) => topKeys.has(`${stat}_${name}${suffix}`)))
  );
}

/**
 * Reads one run or a list of runs.
 *
 * @param versionOf generation of the format, from the first record.
 */
export function parseServingRuns({ text, asked }: ParseInput, versionOf: (record: JsonRecord) => string | null): ParseResult {
  const document = parseJson(text, asked);
  if ('error' in document) return refusedDocument(document.error);
  const isList = Array.isArray(document.value);
  const list = Array.isArray(document.value) ? document.value : [document.value];
  const runs = list.flatMap((record, index) => (isObject(record) ? [{ record, place: isList ? `/${index}` : '' }] : []));
  if (runs.length === 0) return emptyDocument('the list holds no run');

  const summary = tableBuilder('pointer');
  const detailed: ObservationTable[] = [];
  const configuration = new Map<string, LabelValue>();
  for (const { record, place } of runs) {
    const { labels, more } = identityOf(record);
    for (const [key, value] of more) configuration.set(`${place}${key}`, value);
    const failure = failureOfRun(record);
    const readings = [...servingReadings(record, { failed: failure !== null }), ...requestsMade(record)];
    const timeMs = runTimeOf(record['date']);
    summary.add(place, readings, { labels, timeMs, ...(failure === null ? {} : { failure, failureAt: '/completed' }) });
    if (failure === null) appendAll(detailed, requestTables(record, place, 0, labels));
  }
  const table = summary.build();
  const first = runs[0]!.record;
  return {
    ...NOTHING_READ,
    tables: table ? [table, ...detailed] : detailed,
    runAt: runTimeOf(first['date']),
    configuration,
    version: versionOf(first),
  };
}

/** How many requests were made, for a release that does not count the failed ones: those that did not complete. */
function requestsMade(record: JsonRecord): Reading[] {
  if (Object.hasOwn(record, 'failed') || !Object.hasOwn(record, 'completed')) return [];
  return measured('request_count', 'count', '/num_prompts', record['num_prompts'], { definition: 'request_count:with-failures' });
}

function identityOf(record: JsonRecord): { labels: Map<string, LabelValue | null>; more: Map<string, LabelValue> } {
  const { labels, configuration } = furtherScalars(
    record,
    (key) => READ_KEYS.has(key) || isServingKey(key) || key.startsWith('spec_decode_'),
  );
  const tokenizer = servedModel(record['tokenizer_id']);
  if (tokenizer !== null) configuration.set('/tokenizer_id', tokenizer);
  const rate = record['request_rate'];
  const own: [string, LabelValue | null][] = [
    ['model', servedModel(record['model_id'])],
    ['backend', scalarLabel(record['backend'] ?? record['endpoint_type'])],
    ['benchmark', scalarLabel(record['label'])],
    // Python writes a rate without limit as "inf" or as bare Infinity, which the reader takes for null.
    ['request_rate', rate === null ? 'inf' : requestRate(rate)],
    ['concurrency', scalarLabel(record['max_concurrency'])],
    ['burstiness', scalarLabel(record['burstiness'])],
    ['prompt_count', scalarLabel(record['num_prompts'])],
    ['repetition', scalarLabel(record['run_number'])],
  ];
  return { labels: new Map([...labels, ...own.filter(([, value]) => value !== null)]), more: configuration };
}
