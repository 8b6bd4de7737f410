import type { Finding } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, Measurement } from '../../contracts/measured.ts';
import { metricOf } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { claim, shown, type Word } from '../prose.ts';
import { subjectWords } from './wording.ts';

interface Reported {
  readonly series: MeasuredSeries;
  readonly fact: Fact;
}

/** "the p99", written so that the digits come from the name of the statistic. */
function statisticName({ statistic }: Fact): Word {
  return { name: statistic };
}

function rangeWords(group: readonly Reported[]): Word[] {
  const [low, ...others] = group.toSorted((a, b) => a.fact.value - b.fact.value);
  const high = others.at(-1);
  const { metric, unit } = low!.series;
  const metricName = metricOf(metric, unit).name;
  if (!high) return [...subjectWords(low!.series.labels), ' reports ', statisticName(low!.fact), ` ${metricName} `, shown(low!.fact)];
  return [
    'Reported ',
    statisticName(low!.fact),
    ` ${metricName} goes from `,
    shown(low!.fact),
    ' (',
    ...subjectWords(low!.series.labels),
    ') to ',
    shown(high.fact),
    ' (',
    ...subjectWords(high.series.labels),
    ')',
  ];
}

/**
 * Metrics of which a tool reports percentiles only: there is no middle to rank by, but how far apart they lie can be said. One finding per
 * metric and definition, of its first percentile.
 */
export function percentileFindings({ subjects }: Measurement): Finding[] {
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
    const words: Word[] = [...rangeWords(group), '; no mean and no median is reported, so nothing is ranked by it.'];
    return { ...claim(`percentiles-${metric}-${definition ?? 'registry'}`, words), severity: 'notable', topic: 'quality' };
  });
}
