import type { Fact } from '../../contracts/fact.ts';
import type { ColdStart, MeasuredSeries, MeasuredSubject } from '../../contracts/measured.ts';
import type { FactBook } from '../fact-book.ts';

/** What a first request waits for, in the order of what a user feels. */
const WAITS = ['time_to_first_token', 'request_latency', 'total_duration', 'load_duration'];

/** Of the loads and sizes at which a subject ran cold the series of the one with the most cold samples. */
function mostCold(series: readonly MeasuredSeries[], metric: string): MeasuredSeries | undefined {
  return series
    .filter((own) => own.metric === metric && own.subset === 'cold')
    .reduce<MeasuredSeries | undefined>((most, own) => (most && most.sampleCount >= own.sampleCount ? most : own), undefined);
}

/** Fact: what cold requests take beyond warm ones, by their medians; null where it is nothing. */
function costFact(book: FactBook, cold: MeasuredSeries, warm: MeasuredSeries): Fact | null {
  const [coldMedian, warmMedian] = [cold, warm].map(({ facts }) => facts.get('median'));
  if (!coldMedian || !warmMedian || coldMedian.value <= warmMedian.value) return null;
  return book.add({
    kind: 'comparison',
    metric: cold.metric,
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
}

/**
 * What a cold start costs each subject that has cold and warm samples of the same load and work: the difference of the medians of the first
 * of these metrics it has; and how much of it a model that stays loaded would save, which is the load and nothing else.
 */
export function coldStarts(book: FactBook, subjects: readonly MeasuredSubject[]): ColdStart[] {
  return subjects.flatMap(({ subject, series }): ColdStart[] => {
    for (const metric of WAITS) {
      const cold = mostCold(series, metric);
      const beside = (name: string, subset: 'cold' | 'warm') =>
        series.find(
          (own) => own.metric === name && own.subset === subset && [...own.labels].every(([key, value]) => cold?.labels.get(key) === value),
        ) ?? null;
      const warm = beside(metric, 'warm');
      const cost = cold && warm && costFact(book, cold, warm);
      if (!cost) continue;
      const [load, warmLoad] = [beside('load_duration', 'cold'), beside('load_duration', 'warm')];
      const saving = load && warmLoad && costFact(book, load, warmLoad);
      const promptEval = beside('prompt_eval_duration', 'cold');
      return [{ subject: { ...subject, labels: cold.labels }, cold, warm, load, promptEval, cost, saving }];
    }
    return [];
  });
}
