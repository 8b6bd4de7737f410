import type { Finding } from '../../contracts/claim.ts';
import type { MeasuredSeries, Measurement, Ranking } from '../../contracts/measured.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { centerOf } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { claim, enumerate, metricWord, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';
import { centerWords, sentenceCase, superlative } from './wording.ts';

/** Rivals named in one sentence; the table has them all. */
const RIVAL_COUNT_MAX = 3;

function rivalWords(ranking: Ranking, entry: Ranking['entries'][number], naming: Naming): Word[] {
  const { ratio, series } = entry;
  const rival = contestant(ranking, series, naming);
  if (ratio === null) return [...rival, ' (', ...centerWords(series), ')'];
  const apart = ratio.interval ? [', interval ', shown(ratio, 'bounds')] : [];
  const up = metricOf(ranking.metric).direction === 'higher-is-better';
  return up
    ? [shown(ratio, 'times'), ' ', ...rival, ' (', ...centerWords(series), ...apart, ')']
    : [...rival, ' has ', shown(ratio, 'times'), ' as much (', ...centerWords(series), ...apart, ')'];
}

/** An entry by the label in which the ranked ones differ. */
function contestant({ key }: Ranking, { labels }: MeasuredSeries, naming: Naming): Word[] {
  return naming.all([[key, labels.get(key) ?? '']]);
}

/** Is the lead over the runner-up beyond what the spread of both can explain? One sample a side cannot tell. */
function isClear(ranking: Ranking): boolean {
  const ratio = ranking.entries[1]?.ratio;
  return ratio?.interval !== undefined && ratio.interval.low > 1;
}

function leaderWords(ranking: Ranking, naming: Naming): Word[] {
  const [best, ...others] = ranking.entries;
  const warm = ranking.subset === 'warm' ? ' over warm requests' : '';
  const { metric, series } = { metric: ranking.metric, series: best!.series };
  const rivals = others.slice(0, RIVAL_COUNT_MAX).map((entry) => rivalWords(ranking, entry, naming));
  const matched = others.map((entry) => entry.matched).filter((entry) => entry !== null);
  const always = matched.length === others.length && matched.every(({ count, ahead }) => count.value === ahead.value);
  const lead = always
    ? [
        '; it is ahead in every setting that both completed (',
        ...enumerate(matched.slice(0, RIVAL_COUNT_MAX).map(({ count }) => [shown(count, 'count')])),
        ')',
      ]
    : [];
  return [
    ...naming.place(ranking.shared),
    ...contestant(ranking, series, naming),
    ' has the ',
    ...superlative(metric, series.unit),
    `${warm}: `,
    ...centerWords(series),
    '; ',
    ...enumerate(rivals),
    ...lead,
    '.',
  ];
}

function tieWords(ranking: Ranking, naming: Naming): Word[] {
  const [best, second] = ranking.entries;
  const single = best!.series.sampleCount < 2 || second!.series.sampleCount < 2;
  const spread = second!.ratio?.interval !== undefined;
  return [
    ...naming.place(ranking.shared),
    'the lead of ',
    ...contestant(ranking, best!.series, naming),
    ' in ',
    metricWord(ranking.metric, best!.series.unit),
    ' (',
    ...centerWords(best!.series),
    ') over ',
    ...contestant(ranking, second!.series, naming),
    ' (',
    ...centerWords(second!.series),
    spread
      ? ') is within the noise: no verdict.'
      : single
        ? ') rests on a single sample: no verdict.'
        : ') comes without a spread: no verdict.',
  ];
}

function sampleCount({ entries }: Ranking): number {
  return entries.reduce((sum, { series }) => sum + series.sampleCount, 0);
}

/**
 * One finding per ranking of a metric that decides: who leads, by how much, and whether the lead is beyond the noise.
 *
 * @returns per group of subjects the first throughput or quality metric and the first latency metric only; throughput before latency, and
 *   the groups with the most samples first.
 */
export function rankingFindings({ rankings }: Measurement, naming: Naming): Finding[] {
  const centred = rankings.filter(({ entries }) => entries.every(({ series }) => centerOf(series) !== null));
  const weighed = centred.toSorted((a, b) => metricRank(a.metric) - metricRank(b.metric) || sampleCount(b) - sampleCount(a));
  const groups = groupBy(weighed, ({ key, shared }) => JSON.stringify([key, [...shared]]));
  return [...groups.values()].flatMap((group) => {
    const families = new Set<string>();
    return group.flatMap((ranking): Finding[] => {
      const family = ['latency', 'duration'].includes(metricOf(ranking.metric).family) ? 'time' : metricOf(ranking.metric).family;
      if (families.has(family)) return [];
      families.add(family);
      const clear = isClear(ranking);
      const words = sentenceCase(clear ? leaderWords(ranking, naming) : tieWords(ranking, naming));
      const id = `ranking-${ranking.metric}-${ranking.key}-${[...ranking.shared.values()].join('-')}`;
      return [
        {
          ...claim(
            id,
            words,
            ranking.entries.slice(0, 2).flatMap(({ series, ratio }) => [centerOf(series) ?? [], ratio ?? []].flat()),
            clear ? 'leads' : 'tied',
          ),
          severity: clear ? 'notable' : 'info',
          topic: 'ranking',
        },
      ];
    });
  });
}
