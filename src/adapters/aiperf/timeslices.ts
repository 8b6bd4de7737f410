import { numberOf } from '../readers/fields.ts';
import type { Json } from '../readers/json-value.ts';
import { isKnownPerfMetric, perfMetric, perfUnit } from '../readers/perf-metrics.ts';
import { measured } from '../readers/readings.ts';
import type { Reading } from '../readers/table.ts';

/**
 * The mean of a metric over one slice of time. The distribution within a slice is left to the export of the whole run; a zero is a slice
 * in which nothing happened.
 *
 * @param name tag or name of the metric; one whose meaning we do not know is left to the export of the whole run.
 */
export function sliceReading(name: string, unit: string, at: string, mean: Json | undefined): Reading[] {
  const found = isKnownPerfMetric(name) ? perfMetric(name, true) : null;
  const spelled = perfUnit(unit);
  if (found === null || spelled === null) return [];
  const { metric, definition, kind } = found;
  const sliced = definition ?? `${metric}:time-slice`;
  return measured(metric, spelled, at, mean, { definition: sliced, ...(kind === 'run' ? {} : { statistic: 'mean' }) });
}

/** Epoch milliseconds of a count of nanoseconds; null where it is none. */
export function sliceTime(nanoseconds: Json | undefined): number | null {
  const value = numberOf(nanoseconds);
  return value === null || value < 1e18 ? null : Math.round(value / 1e6);
}
