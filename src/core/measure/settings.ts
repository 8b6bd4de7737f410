import type { MeasuredSeries, MeasuredSubject, SettingRange } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { ratioFact } from './ratio.ts';

/** Metrics in which the best and the worst setting are named. */
const METRICS = new Set([
  'decode_throughput',
  'output_token_throughput',
  'total_token_throughput',
  'request_throughput',
  'time_to_first_token',
  'request_latency',
  'operation_time',
]);

/** How hard and on how much work is no choice: settings are compared where loads and sizes agree. */
function sliceOf({ subject }: MeasuredSubject, { labels }: MeasuredSeries): string {
  return JSON.stringify(subject.slices.map((key) => labels.get(key) ?? null));
}

/**
 * The best and the worst setting of each subject that tried several at one load and size of the work, by the middle of each, and how far they
 * are apart. Settings that are all equal have no best one.
 */
export function settingRanges(book: FactBook, subjects: readonly MeasuredSubject[]): SettingRange[] {
  return subjects.flatMap((measured) => {
    if (measured.subject.parameters.length === measured.subject.slices.length) return [];
    const eligible = measured.configurations.filter((series) => METRICS.has(series.metric) && centerOf(series) !== null);
    const groups = groupBy(eligible, (series) =>
      JSON.stringify([series.metric, series.definition, centerOf(series)?.statistic, sliceOf(measured, series)]),
    );
    return [...groups.values()].flatMap((settings): SettingRange[] => {
      const { direction } = metricOf(settings[0]!.metric);
      const middle = (series: MeasuredSeries) => centerOf(series)?.value ?? Number.NaN;
      const ascending = settings.toSorted((a, b) => middle(a) - middle(b));
      const [low, high] = [ascending[0]!, ascending.at(-1)!];
      if (settings.length < 2 || direction === 'none' || middle(low) === middle(high)) return [];
      const shared = [...high.labels].filter(([key, value]) => settings.every(({ labels }) => labels.get(key) === value));
      const ratio = ratioFact(book, high, low, new Map(shared), centerOf(high)!.statistic);
      if (ratio === null) return [];
      const ordered = direction === 'higher-is-better' ? ascending.toReversed() : ascending;
      return [{ measured, settingCount: settings.length, settings: ordered, best: ordered[0]!, worst: ordered.at(-1)!, ratio }];
    });
  });
}
