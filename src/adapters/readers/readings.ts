import { metricOf } from '../../metrics/registry.ts';
import { numberOf } from './fields.ts';
import { isObject, type Json } from './json-value.ts';
import type { Reading } from './table.ts';

/** `numberOf`, in text also with digit groups ("1,146.31", as GenAI-Perf writes). */
export function groupedNumberOf(raw: Json | undefined): number | null {
  if (typeof raw === 'string' && /^[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/.test(raw.trim())) return numberOf(raw.replaceAll(',', ''));
  return numberOf(raw);
}

const STATISTICS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mean: ['mean', 'avg', 'average'],
    median: ['median', 'p50', 'med'],
    stdev: ['stdev', 'std', 'stddev', 'std_dev', 'std dev'],
    min: ['min', 'minimum'],
    max: ['max', 'maximum'],
  }).flatMap(([name, spellings]) => spellings.map((spelling) => [spelling, name] as const)),
);

/** Base name of a statistic (`avg` is mean, `p50` median, `std` stdev, `p99.9` itself), or null for what is none (`sum`, `unit`, `count`). */
export function statisticOf(name: string): string | null {
  const lower = name.trim().toLowerCase();
  const known = STATISTICS.get(lower);
  if (known !== undefined) return known;
  return /^p\d{1,2}(?:\.\d+)?$/.test(lower) ? lower : null;
}

/** What belongs to a reading besides metric, unit, place and value. */
export interface ReadingDetail {
  readonly statistic?: string | undefined;
  readonly definition?: string | undefined;
  readonly count?: number | null | undefined;
  /** The row failed: its zeros are kept, so that they are counted as failed. */
  readonly failed?: boolean | undefined;
}

/**
 * A measured number as a list of one reading, or an empty list where the source has none: no number, a negative (`-1` stands for
 * unavailable; nothing that these tools measure is negative), or a zero where a zero can only stand for a missing measurement.
 */
export function measured(metric: string, unit: string, at: string, raw: Json | undefined, detail: ReadingDetail = {}): Reading[] {
  const value = groupedNumberOf(raw);
  if (value === null || value < 0) return [];
  const { statistic, definition, count, failed = false } = detail;
  if (value === 0 && !failed && statistic !== 'stdev' && metricOf(metric).zeroMeansFailed) return [];
  return [
    {
      metric,
      unit,
      at,
      value,
      ...(statistic === undefined ? {} : { statistic }),
      ...(definition === undefined ? {} : { definition }),
      ...(typeof count === 'number' && count > 0 ? { count } : {}),
    },
  ];
}

/**
 * The statistics of a distribution that a JSON object holds by name (`{mean, p99, min, ...}`, in any of the spellings of `statisticOf`).
 *
 * @param at JSON pointer of the object below the record.
 * @param skip names of members to leave out, for example a median that is also there as p50.
 * @returns no reading for what is no object; each statistic once, the first spelling wins.
 */
export function distribution(metric: string, unit: string, at: string, raw: Json | undefined, detail: ReadingDetail = {}): Reading[] {
  if (!isObject(raw)) return [];
  const seen = new Set<string>();
  return Object.entries(raw).flatMap(([name, value]) => {
    const statistic = statisticOf(name);
    if (statistic === null || seen.has(statistic)) return [];
    const readings = measured(metric, unit, `${at}/${name}`, value, { ...detail, statistic });
    if (readings.length > 0) seen.add(statistic);
    return readings;
  });
}

/** Leaves out a standard deviation that stands alone: that of a distribution whose other statistics are zeros for "not measured". */
export function withoutLoneSpread(readings: readonly Reading[]): Reading[] {
  const measuredMetrics = new Set(readings.filter(({ statistic }) => statistic !== 'stdev').map(({ metric }) => metric));
  return readings.filter(({ metric, statistic }) => statistic !== 'stdev' || measuredMetrics.has(metric));
}
