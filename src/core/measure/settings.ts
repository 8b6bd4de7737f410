import type { MeasuredSubject, SettingRange } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import type { FactBook } from './fact-book.ts';

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

/** The best and the worst setting of each subject that tried several, by the mean, and how far they are apart. */
export function settingRanges(book: FactBook, subjects: readonly MeasuredSubject[]): SettingRange[] {
  return subjects.flatMap((measured) => {
    const eligible = measured.configurations.filter(({ metric, facts }) => METRICS.has(metric) && facts.has('mean'));
    return [...groupBy(eligible, ({ metric, definition }) => `${metric} ${definition}`).values()].flatMap((settings) => {
      const { direction } = metricOf(settings[0]!.metric);
      const ascending = settings.toSorted((a, b) => a.facts.get('mean')!.value - b.facts.get('mean')!.value);
      const [low, high] = [ascending[0]!, ascending.at(-1)!];
      if (settings.length < 2 || direction === 'none' || low.facts.get('mean')!.value <= 0) return [];
      const [best, worst] = direction === 'higher-is-better' ? [high, low] : [low, high];
      const [top, bottom] = [high.facts.get('mean')!, low.facts.get('mean')!];
      const ratio = book.add({
        kind: 'comparison',
        metric: best.metric,
        statistic: 'ratio of means',
        value: top.value / bottom.value,
        unit: 'x',
        direction: 'none',
        labels: measured.subject.labels,
        subset: best.subset,
        sampleCount: high.sampleCount + low.sampleCount,
        excluded: { failed: 0, implausible: 0 },
        formula: `${top.id} divided by ${bottom.id}`,
        baseline: bottom.id,
        candidate: top.id,
        sources: [],
      });
      return [
        {
          measured,
          settingCount: settings.length,
          settings: direction === 'higher-is-better' ? ascending.toReversed() : ascending,
          best,
          worst,
          ratio,
        },
      ];
    });
  });
}
