import type { Finding } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, Measurement } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { claim, metricWord, shown, term, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';

interface Reported {
  readonly series: MeasuredSeries;
  readonly fact: Fact;
}

function rangeWords(group: readonly Reported[], naming: Naming): Word[] {
  const [low, ...others] = group.toSorted((a, b) => a.fact.value - b.fact.value);
  const high = others.at(-1);
  const { metric, unit, labels } = low!.series;
  const what = [term(low!.fact.statistic), ' ', metricWord(metric, unit)];
  if (!high) return ['Of ', ...naming.subject(labels), ' the only ', ...what, ' is ', shown(low!.fact)];
  return [
    'Reported ',
    ...what,
    ' goes from ',
    shown(low!.fact),
    ' (',
    ...naming.subject(labels),
    ') to ',
    shown(high.fact),
    ' (',
    ...naming.subject(high.series.labels),
    ')',
  ];
}

/**
 * Metrics of which a tool reports percentiles only: there is no middle to rank by, but how far apart they lie can be said. One finding per
 * metric and definition, of its first percentile.
 */
export function percentileFindings({ subjects }: Measurement, naming: Naming): Finding[] {
  const reported = subjects
    .flatMap(({ series }) => series)
    .filter((series) => centerOf(series) === null && metricOf(series.metric).direction !== 'none')
    .flatMap((series): Reported[] => {
      const [fact] = series.facts.values();
      return fact ? [{ series, fact }] : [];
    });
  const groups = groupBy(reported, ({ series, fact }) => JSON.stringify([series.metric, series.definition, fact.statistic]));
  return [...groups.values()].map((group): Finding => {
    const { metric, definition } = group[0]!.series;
    const words: Word[] = [...rangeWords(group, naming), '; no mean and no median is reported, so nothing is ranked by it.'];
    return { ...claim(`percentiles-${metric}-${definition ?? 'registry'}`, words), severity: 'notable', topic: 'quality' };
  });
}
