import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, Ranking } from '../../contracts/measured.ts';
import { isObservation, isTellingApart } from '../../metrics/labels.ts';
import { centerOf } from '../center.ts';
import { shown, type Word } from '../prose.ts';
import type { About } from '../telling.ts';
import type { Naming } from './naming.ts';
import { sharedKey, sizeOfRatio } from './tell.ts';
import { centerWords } from './wording.ts';

/** Rivals named in one sentence; the table has them all. */
export const RIVAL_COUNT_MAX = 3;

/** What may go wrong with a choice by speed, and what to do about it. */
export const OF_SPEED_ALONE = {
  risk: 'A faster one may answer worse: quality is another question.',
  mitigation: 'Measure answer quality on your own prompts before switching.',
} as const;

/** The value by which an entry is ranked. */
export function valueWords({ statistic }: Ranking, series: MeasuredSeries): Word[] {
  const fact = series.facts.get(statistic)!;
  return centerOf(series) === fact ? centerWords(series) : [`${statistic} `, shown(fact)];
}

/** An entry by the label in which the ranked ones differ. */
export function contestant({ key }: Ranking, { labels }: MeasuredSeries, naming: Naming): Word[] {
  return naming.all([[key, labels.get(key) ?? '']]);
}

/** Labels beside the ranked one in which the first two differ, such as a precision that follows from the choice. */
export function differingKeys({ key, entries }: Ranking): string[] {
  const [own, rival] = [entries[0]!.series.labels, entries[1]!.series.labels];
  return [...new Set([...own.keys(), ...rival.keys()])].filter(
    (label) => label !== key && !isTellingApart(label) && !isObservation(label) && own.get(label) !== rival.get(label),
  );
}

/** Facts of every contestant that is named and of the ratios between them: from these an order can be checked. */
export function factsOf({ entries, statistic }: Ranking): Fact[] {
  return entries.slice(0, RIVAL_COUNT_MAX + 1).flatMap(({ series, ratio }) => [series.facts.get(statistic) ?? [], ratio ?? []].flat());
}

/** What a ranking is of. @param clear whether its lead is beyond the noise. */
export function aboutOf(ranking: Ranking, clear: boolean): Partial<About> {
  const { entries, key, metric, shared, subset } = ranking;
  const [best, second] = entries;
  const isSingle = [best!, second!].some(({ series }) => series.sampleCount === 1);
  return {
    subjects: entries.map(({ series: { labels } }) => new Map([[key, labels.get(key) ?? '']])),
    ordered: clear,
    metrics: [metric],
    place: sharedKey(shared),
    size: second!.ratio === null ? null : sizeOfRatio(second!.ratio.value),
    certainty: clear ? ('certain' as const) : isSingle ? ('single' as const) : ('undecided' as const),
    scope: subset === 'warm' ? 'warm' : '',
  };
}
