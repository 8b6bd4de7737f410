import type { ColdStart, MeasuredSubject } from '../../contracts/measured.ts';
import type { FactBook } from './fact-book.ts';

/** What a first request waits for, in the order of what a user feels. */
const WAITS = ['time_to_first_token', 'request_latency', 'total_duration', 'load_duration'];

/** What a cold start costs each subject that has cold and warm samples: the difference of the medians of the first of these metrics it has. */
export function coldStarts(book: FactBook, subjects: readonly MeasuredSubject[]): ColdStart[] {
  return subjects.flatMap(({ subject, series }) => {
    for (const metric of WAITS) {
      const [cold, warm] = (['cold', 'warm'] as const).map((subset) =>
        series.find((own) => own.metric === metric && own.subset === subset),
      );
      const [coldMedian, warmMedian] = [cold?.facts.get('median'), warm?.facts.get('median')];
      if (!cold || !warm || !coldMedian || !warmMedian || coldMedian.value <= warmMedian.value) continue;
      const load = series.find((own) => own.metric === 'load_duration' && own.subset === 'cold') ?? null;
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
      return [{ subject, cold, warm, load, cost }];
    }
    return [];
  });
}
