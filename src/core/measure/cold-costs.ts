import type { ColdStart, MeasuredSeries, MeasuredSubject } from '../../contracts/measured.ts';
import type { FactBook } from './fact-book.ts';

/** What a first request waits for, in the order of what a user feels. */
const WAITS = ['time_to_first_token', 'request_latency', 'total_duration', 'load_duration'];

/** Of the loads and sizes at which a subject ran cold the series of the one with the most cold samples. */
function mostCold(series: readonly MeasuredSeries[], metric: string): MeasuredSeries | undefined {
  return series
    .filter((own) => own.metric === metric && own.subset === 'cold')
    .reduce<MeasuredSeries | undefined>((most, own) => (most && most.sampleCount >= own.sampleCount ? most : own), undefined);
}

/**
 * What a cold start costs each subject that has cold and warm samples of the same load and work: the difference of the medians of the first
 * of these metrics it has.
 */
export function coldStarts(book: FactBook, subjects: readonly MeasuredSubject[]): ColdStart[] {
  return subjects.flatMap(({ subject, series }) => {
    for (const metric of WAITS) {
      const cold = mostCold(series, metric);
      const beside = (own: MeasuredSeries) => [...own.labels].every(([key, value]) => cold?.labels.get(key) === value);
      const warm = series.find((own) => own.metric === metric && own.subset === 'warm' && beside(own));
      const [coldMedian, warmMedian] = [cold?.facts.get('median'), warm?.facts.get('median')];
      if (!cold || !warm || !coldMedian || !warmMedian || coldMedian.value <= warmMedian.value) continue;
      const load = series.find((own) => own.metric === 'load_duration' && own.subset === 'cold' && beside(own)) ?? null;
      const cost = book.add({
        kind: 'comparison',
        metric,
        statistic: 'difference of medians',
        value: coldMedian.value - warmMedian.value,
        unit: cold.unit,
        direction: 'lower-is-better',
        labels: cold.labels,
        subset: 'cold',
        sampleCount: cold.sampleCount + warm.sampleCount,
        excluded: { failed: 0, implausible: 0 },
        formula: `${coldMedian.id} less ${warmMedian.id}`,
        baseline: warmMedian.id,
        candidate: coldMedian.id,
        sources: [],
      });
      return [{ subject: { ...subject, labels: cold.labels }, cold, warm, load, cost }];
    }
    return [];
  });
}
