import type { Finding } from '../../contracts/claim.ts';
import type { MeasuredSeries, Measurement, Ranking } from '../../contracts/measured.ts';
import { isObservation, isTellingApart } from '../../metrics/labels.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { centerOf, isScattered } from '../center.ts';
import { groupBy } from '../group-by.ts';
import { claim, enumerate, metricWord, shown, type Word } from '../prose.ts';
import { matchedFinding } from './matched-rankings.ts';
import type { Naming } from './naming.ts';
import { centerWords, differenceWords, pooledWords, sentenceCase, superlative } from './wording.ts';

/** Rivals named in one sentence; the table has them all. */
const RIVAL_COUNT_MAX = 3;

/** The value by which an entry is ranked. */
function valueWords({ statistic }: Ranking, series: MeasuredSeries): Word[] {
  const fact = series.facts.get(statistic)!;
  return centerOf(series) === fact ? centerWords(series) : [`${statistic} `, shown(fact)];
}

function rivalWords(ranking: Ranking, entry: Ranking['entries'][number], naming: Naming): Word[] {
  const { ratio, series } = entry;
  const rival = contestant(ranking, series, naming);
  if (ratio === null) return [...rival, ' (', ...valueWords(ranking, series), ')'];
  const apart = ratio.interval ? [', interval ', shown(ratio, 'bounds')] : [];
  const up = metricOf(ranking.metric).direction === 'higher-is-better';
  return up
    ? [shown(ratio, 'times'), ' ', ...rival, ' (', ...valueWords(ranking, series), ...apart, ')']
    : [...rival, ' has ', shown(ratio, 'times'), ' as much (', ...valueWords(ranking, series), ...apart, ')'];
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
    warm,
    ...pooledWords(ranking.pooledOver),
    ': ',
    ...valueWords(ranking, series),
    '; ',
    ...enumerate(rivals),
    ...lead,
    ...differenceWords(differingKeys(ranking)),
    '.',
  ];
}

/** Labels beside the ranked one in which the first two differ, such as a precision that follows from the choice. */
function differingKeys({ key, entries }: Ranking): string[] {
  const [own, rival] = [entries[0]!.series.labels, entries[1]!.series.labels];
  return [...new Set([...own.keys(), ...rival.keys()])].filter(
    (label) => label !== key && !isTellingApart(label) && !isObservation(label) && own.get(label) !== rival.get(label),
  );
}

/** Why no means are compared: the deviation of one is above it. */
function scatterWords({ statistic, key, entries }: Ranking, naming: Naming): Word[] {
  const scattered = statistic === 'mean' ? undefined : entries.find(({ series }) => isScattered(series));
  const [mean, deviation] = [scattered?.series.facts.get('mean'), scattered?.series.facts.get('stdev')];
  if (!scattered || !mean || !deviation) return ['.'];
  const who = naming.all([[key, scattered.series.labels.get(key) ?? '']]);
  return ['; means are not compared, since that of ', ...who, ' (', shown(mean), ') has a standard deviation of ', shown(deviation), '.'];
}

function tieWords(ranking: Ranking, naming: Naming): Word[] {
  const [best, second] = ranking.entries;
  const single = [best!, second!].some(({ series }) => (series.sampleCount < 2 && !series.reported) || series.sampleCount === 1);
  const spread = second!.ratio?.interval !== undefined;
  return [
    ...naming.place(ranking.shared),
    'the lead of ',
    ...contestant(ranking, best!.series, naming),
    ' in ',
    metricWord(ranking.metric, best!.series.unit),
    ...pooledWords(ranking.pooledOver),
    ' (',
    ...valueWords(ranking, best!.series),
    ') over ',
    ...contestant(ranking, second!.series, naming),
    ' (',
    ...valueWords(ranking, second!.series),
    spread
      ? ') is within the noise: no verdict'
      : single
        ? ') rests on a single sample: no verdict'
        : ') comes without a spread: no verdict',
    ...scatterWords(ranking, naming),
  ];
}

function sampleCount({ entries }: Ranking): number {
  return entries.reduce((sum, { series }) => sum + series.sampleCount, 0);
}

function singleFinding(ranking: Ranking, naming: Naming): Finding {
  const clear = isClear(ranking);
  const words = sentenceCase(clear ? leaderWords(ranking, naming) : tieWords(ranking, naming));
  const id = `ranking-${ranking.metric}-${ranking.key}-${[...ranking.shared.values()].join('-')}`;
  const facts = ranking.entries.slice(0, 2).flatMap(({ series, ratio }) => [series.facts.get(ranking.statistic) ?? [], ratio ?? []].flat());
  return { ...claim(id, words, facts, clear ? 'leads' : 'tied'), severity: clear ? 'notable' : 'info', topic: 'ranking' };
}

/** A ranking of either kind, with how much it rests on. */
interface Ranked {
  readonly ranking: Pick<Ranking, 'metric' | 'key' | 'shared'>;
  readonly weight: number;
  readonly find: () => Finding;
}

/**
 * One finding per ranking of a metric that decides: who leads, by how much, and whether the lead is beyond the noise; one over all loads,
 * sizes and settings at which the same contestants met.
 *
 * @returns per group of subjects the first throughput or quality metric and the first latency metric only; throughput before latency, and
 *   the groups with the most samples first.
 */
export function rankingFindings({ rankings, matchedRankings }: Measurement, naming: Naming): Finding[] {
  const ranked: Ranked[] = [
    ...matchedRankings.map((ranking) => ({
      ranking,
      weight: ranking.rivals.reduce((sum, { count }) => sum + count.value, 0),
      find: () => matchedFinding(ranking, naming),
    })),
    ...rankings.map((ranking) => ({ ranking, weight: sampleCount(ranking), find: () => singleFinding(ranking, naming) })),
  ];
  const weighed = ranked.toSorted((a, b) => metricRank(a.ranking.metric) - metricRank(b.ranking.metric) || b.weight - a.weight);
  const groups = groupBy(weighed, ({ ranking: { key, shared } }) => JSON.stringify([key, [...shared]]));
  return [...groups.values()].flatMap((group) => {
    const families = new Set<string>();
    return group.flatMap(({ ranking, find }): Finding[] => {
      const family = ['latency', 'duration'].includes(metricOf(ranking.metric).family) ? 'time' : metricOf(ranking.metric).family;
      if (families.has(family)) return [];
      families.add(family);
      return [find()];
    });
  });
}
