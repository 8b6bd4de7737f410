import type { MatchedRanking, Measurement, Ranking } from '../../contracts/measured.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { enumerate, metricWord, shown, type Word } from '../prose.ts';
import type { Frame, KindFrames, Slots, Telling } from '../telling.ts';
import { matchedTelling } from './matched-rankings.ts';
import type { Naming } from './naming.ts';
import { aboutOf, contestant, differingKeys, factsOf, OF_SPEED_ALONE, RIVAL_COUNT_MAX, valueWords } from './ranking-words.ts';
import { tell } from './tell.ts';
import { tieTelling } from './tie.ts';
import { differenceWords, pooledWords, superlative } from './wording.ts';

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

/** Is the lead over the runner-up beyond what the spread of both can explain? One sample a side cannot tell. */
function isClear(ranking: Ranking): boolean {
  const ratio = ranking.entries[1]?.ratio;
  return ratio?.interval !== undefined && ratio.interval.low > 1;
}

/** Is the leader ahead in every setting that it and each of the others completed? */
function isAheadEverywhere({ entries: [, ...others] }: Ranking): boolean {
  return others.every(({ matched }) => matched !== null && matched.count.value === matched.ahead.value);
}

function everywhereWords(ranking: Ranking): Word[] {
  if (!isAheadEverywhere(ranking)) return [];
  const counts = ranking.entries.slice(1, RIVAL_COUNT_MAX + 1).map(({ matched }) => [shown(matched!.count, 'count')]);
  return ['; it is ahead in every setting that both completed (', ...enumerate(counts), ')'];
}

function leaderWords(ranking: Ranking, naming: Naming): Word[] {
  const [best, ...others] = ranking.entries;
  const warm = ranking.subset === 'warm' ? ' over warm requests' : '';
  const { metric, series } = { metric: ranking.metric, series: best!.series };
  const rivals = others.slice(0, RIVAL_COUNT_MAX).map((entry) => rivalWords(ranking, entry, naming));
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
    ...everywhereWords(ranking),
    ...differenceWords(differingKeys(ranking)),
    '.',
  ];
}

function sampleCount({ entries }: Ranking): number {
  return entries.reduce((sum, { series }) => sum + series.sampleCount, 0);
}

/** "1.56 times `b` (interval 1.52 to 1.61 times)": a rival by its ratio alone, for a page whose table has the values. */
function shortRivalWords(ranking: Ranking, entry: Ranking['entries'][number], naming: Naming): Word[] {
  const { ratio, series } = entry;
  const rival = contestant(ranking, series, naming);
  if (ratio === null) return [...rival, ' (', ...valueWords(ranking, series), ')'];
  const apart = ratio.interval ? [' (interval ', shown(ratio, 'bounds'), ')'] : [];
  const up = metricOf(ranking.metric).direction === 'higher-is-better';
  return up ? [shown(ratio, 'times'), ' ', ...rival, ...apart] : [...rival, ' has ', shown(ratio, 'times'), ' as much', ...apart];
}

/** By how much the leader is ahead of the next one, behind what it has. */
function nextSlots({ metric, entries, key }: Ranking, naming: Naming): Slots {
  const { ratio, series } = entries[1]!;
  if (ratio === null) return {};
  const second = naming.all([[key, series.labels.get(key) ?? '']]);
  const isRate = metricOf(metric).direction === 'higher-is-better';
  return {
    next: isRate ? [', ', shown(ratio, 'times'), ' that of ', ...second] : ['; ', ...second, ' has ', shown(ratio, 'times'), ' as much'],
  };
}

function leaderTelling(ranking: Ranking, id: string, naming: Naming): Telling {
  const [best, second, ...others] = ranking.entries;
  const { metric, subset, shared } = ranking;
  const rivals = [second!, ...others].slice(0, RIVAL_COUNT_MAX);
  const unit = best!.series.unit;
  return tell({
    kind: 'ranking',
    id,
    words: leaderWords(ranking, naming),
    also: factsOf(ranking),
    predicate: 'leads',
    severity: 'notable',
    topic: 'ranking',
    about: aboutOf(ranking, true),
    slots: {
      place: naming.place(shared),
      leader: contestant(ranking, best!.series, naming),
      best: superlative(metric, unit),
      scope: [subset === 'warm' ? ' over warm requests' : '', ...(isAheadEverywhere(ranking) ? [] : pooledWords(ranking.pooledOver))],
      warm: [subset === 'warm' ? ' over warm requests' : ''],
      value: valueWords(ranking, best!.series),
      rivals: enumerate(rivals.map((entry) => shortRivalWords(ranking, entry, naming))),
      everywhere: everywhereWords(ranking),
      differs: differenceWords(differingKeys(ranking)),
      metric: [metricWord(metric, unit)],
      ratios: enumerate(rivals.map(({ ratio }) => [shown(ratio!, 'times')])),
      ...(second!.ratio === null ? {} : { times: [shown(second!.ratio, 'times')] }),
      second: contestant(ranking, second!.series, naming),
      ...nextSlots(ranking, naming),
    },
  });
}

function singleTelling(ranking: Ranking, naming: Naming): Telling {
  const id = `ranking-${ranking.metric}-${ranking.key}-${[...ranking.shared.values()].join('-')}`;
  return isClear(ranking) ? leaderTelling(ranking, id, naming) : tieTelling(ranking, id, naming);
}

/** A ranking of either kind, with how much it rests on. */
interface Ranked {
  readonly ranking: Ranking | MatchedRanking;
  readonly weight: number;
  /** By how much the leader is ahead of each rival, as it would be printed; empty where that is not told by ratios alone. */
  readonly lead: string;
}

/** By the metric that decides most, then by how much they rest on. */
function weighed({ rankings, matchedRankings }: Pick<Measurement, 'rankings' | 'matchedRankings'>): Ranked[] {
  const ranked: Ranked[] = [
    ...matchedRankings.map((ranking) => ({
      ranking,
      weight: ranking.rivals.reduce((sum, { count }) => sum + count.value, 0),
      lead: ranking.rivals.map(({ least, most }) => `${least.value.toPrecision(4)} ${most.value.toPrecision(4)}`).join(),
    })),
    ...rankings.map((ranking) => ({ ranking, weight: sampleCount(ranking), lead: '' })),
  ];
  return ranked.sort((a, b) => metricRank(a.ranking.metric) - metricRank(b.ranking.metric) || b.weight - a.weight);
}

/** The ranking that is told first; null where nobody is ranked. */
export function leadingContest(measurement: Pick<Measurement, 'rankings' | 'matchedRankings'>): Ranking | MatchedRanking | null {
  return weighed(measurement)[0]?.ranking ?? null;
}

/**
 * One finding per ranking of a metric that decides: who leads, by how much, and whether the lead is beyond the noise; one over all loads,
 * sizes and settings at which the same contestants met.
 *
 * @returns per group of subjects the first throughput or quality metric and the first latency metric only; throughput before latency, and
 *   the groups with the most samples first.
 */
export function rankingFindings(measurement: Measurement, naming: Naming): Telling[] {
  const groups = groupBy(weighed(measurement), ({ ranking: { key, shared } }) => JSON.stringify([key, [...shared]]));
  const found = [...groups.values()].flatMap((group) => {
    const families = new Set<string>();
    const leads = new Set<string>();
    return group.flatMap(({ ranking, lead }): Telling[] => {
      // How long it took is the reciprocal of a rate: it says the same once more.
      if (lead !== '' && leads.has(lead) && metricOf(ranking.metric).family === 'duration') return [];
      leads.add(lead);
      const family = ['latency', 'duration'].includes(metricOf(ranking.metric).family) ? 'time' : metricOf(ranking.metric).family;
      if (families.has(family)) return [];
      families.add(family);
      return ['entries' in ranking ? singleTelling(ranking, naming) : matchedTelling(ranking, naming)];
    });
  });
  return found.map((own) => (isDisputed(own, found) ? own : { ...own, slots: { ...own.slots, undisputed: [] } }));
}

/** Does another order in the same metric have another leader, or none, so that a leader must be said with its place? */
function isDisputed(telling: Telling, all: readonly Telling[]): boolean {
  const leader = ({ about }: Telling) => JSON.stringify([...(about.subjects[0] ?? [])]);
  const rivals = all.filter(({ about }) => about.metrics[0] === telling.about.metrics[0]);
  return rivals.some((other) => !other.about.ordered || leader(other) !== leader(telling));
}

/** Do two tellings order the same contestants alike? */
function orderLink(from: Telling, to: Telling): string | null {
  if (from.about.place !== to.about.place || from.about.metrics[0] === to.about.metrics[0]) return null;
  const names = ({ about }: Telling) => about.subjects.map((subject) => JSON.stringify([...subject]));
  const [own, other] = [names(from), names(to)];
  const alike = own.length === other.length && own.every((subject) => other.includes(subject));
  if (!alike) return null;
  if (to.kind === 'tie') return 'not-in';
  // Whoever holds one order against the other sees those that are named.
  const named = new Set(own.slice(0, RIVAL_COUNT_MAX + 1));
  const isOfNamed = other.slice(0, RIVAL_COUNT_MAX + 1).every((subject) => named.has(subject));
  if (own[0] !== other[0]) return isOfNamed ? 'other-leader' : null;
  return own.every((subject, index) => subject === other[index]) ? 'same-order' : null;
}

function failureLink(from: Telling, to: Telling): string | null {
  const [leader] = from.about.subjects;
  const [failed] = to.about.subjects;
  if (!leader || !failed || to.about.subjects.length !== 1) return null;
  return [...leader].every(([key, value]) => failed.get(key) === value) ? 'of-the-leader' : null;
}

function isOfThroughput({ about: { metrics } }: Telling): boolean {
  return metricOf(metrics[0]!).family === 'throughput';
}

/** A model is chosen before anything else. */
function isOfModels({ about: { subjects } }: Telling): boolean {
  return subjects[0]!.has('model');
}

const CHOOSE: Frame = {
  role: 'advise',
  advice: 'choose-fastest',
  text: 'Where speed alone decides, take {leader} for {metric}: {times} {second}, the next one.',
  predicate: 'advice',
  ...OF_SPEED_ALONE,
};

/** Who leads, how it is said. */
export const RANKING_FRAMES: KindFrames = {
  id: 'ranking',
  frames: [
    { role: 'title', text: '{undisputed}{leader} has the {best}{warm}{next}', predicate: 'leads' },
    { role: 'title', text: '{place}{leader} has the {best}{warm}{next}', predicate: 'leads' },
    { role: 'state', text: '{place}{leader} has the {best}{scope}: {value}; {rivals}{everywhere}{differs}.', predicate: 'leads' },
    { role: 'state', text: '{place}{leader} has the {best}{scope}: {rivals}{everywhere}{differs}.', predicate: 'leads' },
    { role: 'state', text: '{place}{leader} has the {best}{scope}: {rivals}{differs}.', predicate: 'leads' },
    { role: 'state', text: '{place}{leader} has the {best}{warm}{next}.', predicate: 'leads' },
    { role: 'support', after: 'same-order', text: '{place}{metric}{warm} has the same order ({ratios}).', predicate: 'same-order' },
    {
      role: 'contrast',
      after: 'other-leader',
      text: '{place}in {metric}{warm}, {leader} is ahead ({ratios}).',
      predicate: 'other-leader',
    },
    { ...CHOOSE, when: (telling) => isOfThroughput(telling) && isOfModels(telling) },
    { ...CHOOSE, when: isOfThroughput, fallback: true },
  ],
  link: (from, to) => (['ranking', 'tie'].includes(to.kind) ? orderLink(from, to) : to.kind === 'failed' ? failureLink(from, to) : null),
  pairs: {
    ranking: [
      { link: 'same-order', text: '; {metric}{warm} has the same order ({ratios})', predicate: 'same-order' },
      { link: 'other-leader', text: '; in {metric}{warm}, {leader} is ahead ({ratios})', predicate: 'other-leader' },
    ],
    tie: [{ link: 'not-in', text: '; in {metric}, {first} and {second} cannot be told apart', predicate: 'tied' }],
    failed: [{ link: 'of-the-leader', text: '; {count}{fate}{reason}', predicate: 'failed', binding: true }],
  },
  causes: ['weights-read', 'compute-bound', 'offload'],
};
