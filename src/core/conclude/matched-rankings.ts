import type { Fact } from '../../contracts/fact.ts';
import type { MatchedRanking } from '../../contracts/measured.ts';
import { printFact } from '../../metrics/format.ts';
import { isSwept, labelRole } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { metricWord, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { OF_SPEED_ALONE } from './ranking-words.ts';
import { sharedKey, sizeOfRatio, tell } from './tell.ts';
import { differenceWords, pooledWords } from './wording.ts';

/** Rivals named in one sentence. */
const RIVAL_COUNT_MAX = 3;
/** A lead below this at some load is real at best, never worth acting on. */
const CLOSE_RATIO = 1.02;

type Rival = MatchedRanking['rivals'][number];

/** What the cells are called: by what differs between them. */
function cellNoun({ over }: MatchedRanking, count: number): string {
  const roles = new Set(over.map(labelRole));
  const [only] = roles.size === 1 ? roles : [];
  const one = only === 'load' ? 'load' : only === 'workload' ? 'size of the work' : only === 'setting' ? 'setting' : 'combination';
  return count === 1 ? one : one.replace(/^(\w+)/, '$1s');
}

/** The load, size and setting that a ratio is of. */
function placeWords({ over }: MatchedRanking, ratio: Fact, naming: Naming): Word[] {
  const labels = Object.entries(ratio.labels).filter(([key]) => isSwept(key) && over.includes(key));
  return labels.length === 0 ? [] : [' (', ...naming.all(labels), ')'];
}

function isEverywhere({ count, ahead }: Rival): boolean {
  return count.value === ahead.value;
}

/** @param isPlaced whether it is said where the least and the most were. */
function rivalWords(ranking: MatchedRanking, rival: Rival, naming: Naming, isPlaced = true): Word[] {
  const cellWords = (ratio: Fact) => (isPlaced ? placeWords(ranking, ratio, naming) : []);
  const { count, ahead, least, most } = rival;
  const noun = cellNoun(ranking, count.value);
  const where: Word[] =
    count.value === 1
      ? [' at the only ', noun, ' that both have']
      : isEverywhere(rival)
        ? [' at all ', shown(count), ` ${noun}`]
        : [' at ', shown(ahead), ' of ', shown(count), ` ${noun}`];
  const range: Word[] =
    printFact(least, 'times').number === printFact(most, 'times').number
      ? [', by ', shown(least, 'times')]
      : [', by ', shown(least, 'times'), ...cellWords(least), ' to ', shown(most, 'times'), ...cellWords(most)];
  return ['of ', ...naming.all([[ranking.key, rival.value]]), ...where, ...range];
}

/** Whether chance was excluded, and where. */
function evidenceWords({ clear, count }: Rival): Word[] {
  if (clear === null) return ['; no spread is known at any of them'];
  return clear.value === count.value ? [] : ['; beyond the spread of both at ', shown(clear), ' of them'];
}

function isClear(rival: Rival): boolean {
  return isEverywhere(rival) && (rival.clear === null ? rival.least.value >= CLOSE_RATIO : rival.clear.value === rival.count.value);
}

/** One finding over all loads, sizes and settings at which contestants were measured alike. */
export function matchedTelling(ranking: MatchedRanking, naming: Naming): Telling {
  const { metric, unit, key, leader, shared, statistic, subset, rivals } = ranking;
  const named = rivals.slice(0, RIVAL_COUNT_MAX);
  const [nearest] = named as [Rival];
  const clear = isClear(nearest);
  const told = named.flatMap((rival, index) => [...(index === 0 ? [] : [', ']), ...rivalWords(ranking, rival, naming)]);
  const by = statistic === 'mean' ? '' : ` by ${statistic}`;
  const scope: Word[] = [by, subset === 'warm' ? ' over warm requests' : '', ...pooledWords(ranking.pooledOver)];
  const words: Word[] = [
    ...naming.place(shared),
    ...naming.all([[key, leader]]),
    ' is ahead in ',
    metricWord(metric, unit),
    ...scope,
    ' ',
    ...told,
    ...evidenceWords(nearest),
    ...differenceWords(nearest.differsIn),
    '.',
  ];
  return tell({
    kind: 'ranking-over-cells',
    id: `ranking-over-${ranking.over.join('-')}-${metric}-${key}-${[...shared.values()].join('-')}`,
    words,
    also: named.flatMap(({ count, ahead, least, most }) => [count, ahead, least, most]),
    predicate: 'leads-over-cells',
    severity: clear ? 'notable' : 'info',
    topic: 'ranking',
    about: {
      subjects: [leader, ...named.map(({ value }) => value)].map((value) => new Map([[key, value]])),
      ordered: clear,
      metrics: [metric],
      keys: ranking.over,
      place: sharedKey(shared),
      size: sizeOfRatio(nearest.least.value),
      certainty: clear ? 'certain' : nearest.clear === null ? 'single' : 'undecided',
      scope: clear ? 'everywhere' : 'not everywhere',
    },
    slots: {
      leader: naming.all([[key, leader]]),
      metric: [metricWord(metric, unit)],
      scope,
      rivals: told,
      evidence: evidenceWords(nearest),
      place: naming.place(shared),
      nearest: rivalWords(ranking, nearest, naming, false),
      differs: differenceWords(nearest.differsIn),
    },
  });
}

/** Who leads over the loads, sizes and settings at which several met. */
export const MATCHED_FRAMES: KindFrames = {
  id: 'ranking-over-cells',
  frames: [
    { role: 'title', text: '{leader} is ahead in {metric}{scope} {nearest}', predicate: 'leads-over-cells' },
    { role: 'state', text: '{say}.', predicate: 'leads-over-cells' },
    { role: 'state', text: '{place}{leader} is ahead in {metric}{scope} {nearest}{evidence}{differs}.', predicate: 'leads-over-cells' },
    { role: 'state', text: '{leader} is ahead in {metric}{scope} {nearest}{evidence}{differs}.', predicate: 'leads-over-cells' },
    { role: 'support', after: 'same-leader', text: '{leader} is ahead in {metric}{scope} {rivals}.', predicate: 'leads-over-cells' },
    {
      role: 'advise',
      advice: 'choose-fastest',
      fallback: true,
      when: ({ about: { ordered, metrics } }) => ordered && metricOf(metrics[0]!).family === 'throughput',
      text: 'Where speed alone decides, take {leader} for {metric}: it is ahead {nearest}.',
      predicate: 'leads-over-cells',
      ...OF_SPEED_ALONE,
    },
  ],
  link: (from, to) => {
    const [own, other] = [from.about, to.about];
    const isSameLeader = to.kind === from.kind && JSON.stringify([...own.subjects[0]!]) === JSON.stringify([...other.subjects[0]!]);
    return isSameLeader && own.place === other.place && own.metrics[0] !== other.metrics[0] ? 'same-leader' : null;
  },
  pairs: {
    'ranking-over-cells': [
      { link: 'same-leader', text: '; in {metric}{scope} it is ahead {rivals}{evidence}', predicate: 'leads-over-cells' },
    ],
  },
  causes: ['weights-read', 'compute-bound', 'offload'],
};
