import { member, numberOf, textOf } from './fields.ts';
import { isObject, type Json } from './json-value.ts';
import { perfMetric, perfUnit } from './perf-metrics.ts';
import { distribution, measured, withoutLoneSpread } from './readings.ts';
import type { Reading } from './table.ts';

/** The readings of an export of AIPerf or GenAI-Perf, and why the run failed, or null. */
export interface PerfReadings {
  readonly readings: Reading[];
  readonly failure: string | null;
}

/**
 * Metrics as `{unit, avg, p1...p99, min, max, std, count}` by tag; a null metric is unavailable. A metric
 * of the run stands under `avg`.
 *
 * @param at JSON pointer of the object that holds the metrics.
 */
export function perfReadings(document: Json | undefined, at = ''): PerfReadings {
  const requestCount = numberOf(member(document, 'request_count', 'avg'));
  const errorCount = numberOf(member(document, 'error_request_count', 'avg'));
  const failed = requestCount === 0 || (requestCount === null && (errorCount ?? 0) > 0);
  if (!isObject(document)) return { readings: [], failure: null };
  const readings = Object.entries(document).flatMap(([tag, value]) => {
    const written = isObject(value) ? textOf(value['unit']) : null;
    if (!isObject(value) || written === null || value['avg'] === undefined) return [];
    const found = perfMetric(
      tag,
      ['min', 'max', 'p50', 'p99'].some((name) => value[name] !== undefined && value[name] !== null),
    );
    if (!found) return [];
    const unit = perfUnit(written) ?? 'value';
    const { metric, definition, kind } = found;
    if (kind === 'run') return measured(metric, unit, `${at}/${tag}/avg`, value['avg'], { definition, failed });
    const count = numberOf(value['count']) ?? (kind === 'request' ? requestCount : null);
    return distribution(metric, unit, `${at}/${tag}`, value, { definition, count, failed });
  });
  return { readings: withoutLoneSpread(readings), failure: failed ? 'no request completed' : null };
}
