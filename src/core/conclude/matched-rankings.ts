import type { Finding } from '../../contracts/claim.ts';
import type { Fact } from '../../contracts/fact.ts';
import type { MatchedRanking } from '../../contracts/measured.ts';
import { isSwept, labelRole } from '../../metrics/labels.ts';
import { claim, metricWord, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';
import { differenceWords, pooledWords, sentenceCase } from './wording.ts';

/** Rivals named in one sentence. */
const RIVAL_COUNT_MAX = 3;
/** A lead below this at some load is real at best, never worth acting on. */
const CLOSE_RATIO = 1.02;

/** Ratios this close print alike. */
const SAME_IN_PRINT = 0.005;

type Rival = MatchedRanking['rivals'][number];

/** What the cells are called: by what differs between them. */
function cellNoun({ over }: MatchedRanking, count: number): string {
  const roles = new Set(over.map(labelRole));
  const [only] = roles.size === 1 ? roles : [];
  const one = only === 'load' ? 'load' : only === 'workload' ? 'size of the work' : only === 'setting' ? 'setting' : 'combination';
  return count === 1 ? one : one.replace(/^(\w+)/, '$1s');
}

/** The load, size and setting that a ratio is of. */
function cellWords({ over }: MatchedRanking, ratio: Fact, naming: Naming): Word[] {
  const labels = Object.entries(ratio.labels).filter(([key]) => isSwept(key) && over.includes(key));
  return labels.length === 0 ? [] : [' (', ...naming.all(labels), ')'];
}

function isEverywhere({ count, ahead }: Rival): boolean {
  return count.value === ahead.value;
}

function rivalWords(ranking: MatchedRanking, rival: Rival, naming: Naming): Word[] {
  const { count, ahead, least, most } = rival;
  const noun = cellNoun(ranking, count.value);
  const where: Word[] =
    count.value === 1
      ? [' at the only ', noun, ' that both have']
      : isEverywhere(rival)
        ? [' at all ', shown(count), ` ${noun}`]
        : [' at ', shown(ahead), ' of ', shown(count), ` ${noun}`];
  const range: Word[] =
    most.value - least.value < SAME_IN_PRINT
      ? [', by ', shown(least, 'times')]
      : [
          ', by ',
          shown(least, 'times'),
          ...cellWords(ranking, least, naming),
          ' to ',
          shown(most, 'times'),
          ...cellWords(ranking, most, naming),
        ];
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
export function matchedFinding(ranking: MatchedRanking, naming: Naming): Finding {
  const { metric, unit, key, leader, shared, statistic, subset, rivals } = ranking;
  const named = rivals.slice(0, RIVAL_COUNT_MAX);
  const words: Word[] = [
    ...naming.place(shared),
    ...naming.all([[key, leader]]),
    ' is ahead in ',
    metricWord(metric, unit),
    ...(statistic === 'mean' ? [] : [` by ${statistic}`]),
    ...(subset === 'warm' ? [' over warm requests'] : []),
    ...pooledWords(ranking.pooledOver),
    ' ',
    ...named.flatMap((rival, index) => [...(index === 0 ? [] : [', ']), ...rivalWords(ranking, rival, naming)]),
    ...evidenceWords(named[0]!),
    ...differenceWords(named[0]!.differsIn),
    '.',
  ];
  const id = `ranking-over-${ranking.over.join('-')}-${metric}-${key}-${[...shared.values()].join('-')}`;
  const [nearest] = named;
  const also = named.flatMap(({ count, ahead, least, most }) => [count, ahead, least, most]);
  return {
    ...claim(id, sentenceCase(words), also, 'leads-over-cells'),
    severity: isClear(nearest!) ? 'notable' : 'info',
    topic: 'ranking',
  };
}
