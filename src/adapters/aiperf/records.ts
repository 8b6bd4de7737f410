import { NOTHING_READ } from '../../contracts/observation.ts';
import { pointerToken } from '../../metrics/cells.ts';
import type { Adapter } from '../adapter.ts';
import { emptyDocument, refusedDocument, scalarLabel } from '../readers/documents.ts';
import { member, numberOf, textOf } from '../readers/fields.ts';
import { parseJsonLines } from '../readers/json.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { perfMetric, perfUnit } from '../readers/perf-metrics.ts';
import { measured } from '../readers/readings.ts';
import { type Reading, type RowContext, tableBuilder } from '../readers/table.ts';

const NOT_MEASURED: readonly Reading[] = [{ metric: 'request_latency', unit: 'ms', at: '/metrics/request_latency/value', value: null }];

/**
 * `profile_export.jsonl`: a line per request with `metadata` and `metrics` as `{value, unit}`. A request that failed or was cancelled has an
 * `error` and no measurement. Lists (a gap per chunk) are not read; their mean per request is.
 */
export const aiperfRecordsJsonl: Adapter = {
  id: 'aiperf-records-jsonl',
  title: 'AIPerf records of requests (JSONL)',
  tool: 'AIPerf',
  fallback: false,
  source: 'https://github.com/ai-dynamo/aiperf/blob/main/src/aiperf/common/models/record_models.py',
  claims: ({ topKeys, keys }) =>
    topKeys.has('metadata') &&
    topKeys.has('metrics') &&
    (keys.has('x_request_id') || keys.has('x_correlation_id') || keys.has('record_processor_id')) &&
    keys.has('value') &&
    keys.has('unit'),
  parse({ text, growing, asked }) {
    const { lines, problems } = parseJsonLines(text, growing, asked);
    const table = tableBuilder('line');
    let runAt: number | null = null;
    for (const { line, value } of lines) {
      if (!isObject(value) || !isObject(value['metrics'])) continue;
      const { readings, context } = recordOf(value);
      // A request that failed before anything was measured is a request all the same.
      const kept = readings.length > 0 ? readings : NOT_MEASURED;
      runAt = Math.min(runAt ?? Number.POSITIVE_INFINITY, context.timeMs ?? Number.POSITIVE_INFINITY);
      if (readings.length > 0 || context.failure !== undefined) table.add(line, kept, context);
    }
    const built = table.build();
    if (!built) return problems[0] ? refusedDocument(problems[0]) : emptyDocument('no line holds the record of a request');
    return { ...NOTHING_READ, tables: [built], problems, runAt: Number.isFinite(runAt) ? runAt : null };
  },
};

function recordOf(record: { readonly [key: string]: Json }): { readings: Reading[]; context: RowContext } {
  const metadata = record['metadata'];
  const error = record['error'];
  const failed = error !== null && error !== undefined;
  const metrics = isObject(record['metrics']) ? Object.entries(record['metrics']) : [];
  const readings = metrics.flatMap(([tag, entry]) => {
    const found = perfMetric(tag, false);
    const written = textOf(member(entry, 'unit'));
    // Each record states one request; the count of requests is the number of lines.
    if (!found || written === null || found.metric === 'request_count') return [];
    const unit = perfUnit(written) ?? 'value';
    if (found.metric === 'failed_request_count' && !failed) return [];
    return measured(found.metric, unit, `/metrics/${pointerToken(tag)}/value`, member(entry, 'value'), {
      definition: found.definition,
      failed,
    });
  });
  const nanoseconds = numberOf(member(metadata, 'request_start_ns') ?? member(metadata, 'timestamp_ns'));
  const reason = [textOf(member(error, 'type')), textOf(member(error, 'message')) ?? textOf(error)].filter((part) => part !== null);
  const context: RowContext = {
    labels: {
      request: scalarLabel(member(metadata, 'x_request_id') ?? member(metadata, 'session_num')),
      turn: scalarLabel(member(metadata, 'turn_index')),
      phase: scalarLabel(member(metadata, 'credit_phase') ?? member(metadata, 'benchmark_phase')),
    },
    timeMs: nanoseconds === null || nanoseconds < 1e18 ? null : Math.round(nanoseconds / 1e6),
    ...(failed ? { failure: reason.length > 0 ? reason.join(': ').slice(0, 300) : 'the request failed', failureAt: errorCell(error) } : {}),
  };
  return { readings, context };
}

/** The part of an error that a cell can name. */
function errorCell(error: Json | undefined): string {
  if (!isObject(error)) return '/error';
  return error['code'] === undefined ? '/error/message' : '/error/code';
}
