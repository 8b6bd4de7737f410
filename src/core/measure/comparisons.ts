import type { Fact } from '../../contracts/fact.ts';
import type { MatchedRanking, MeasuredSeries, MeasuredSubject, Ranking, Unranked } from '../../contracts/measured.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { FactBook } from '../fact-book.ts';
import { type Cell, CHOICES, type Family, familiesOf } from './contestants.ts';
import { rankOverCells } from './matched-rankings.ts';
import { matchedSettings } from './matched-settings.ts';
import { isAboveOne, ratioFact } from './ratio.ts';

/** Everything that subjects were compared for. */
export interface Comparisons {
  readonly rankings: readonly Ranking[];
  readonly matchedRankings: readonly MatchedRanking[];
  readonly unranked: readonly Unranked[];
}

/** Fact: one series divided by the other; what both share are its labels. */
function ratioOf(book: FactBook, candidate: MeasuredSeries, baseline: MeasuredSeries, statistic: string): Fact | null {
  const shared = [...candidate.labels].filter(([key, own]) => baseline.labels.get(key) === own);
  return ratioFact(book, candidate, baseline, new Map(shared), statistic);
}

/** One group of comparable subjects, best first; null where the first two are equal, so that nobody leads. */
function rank(book: FactBook, { key, statistic }: Family, cell: Cell): Ranking | null {
  const { series: first } = cell[0]!;
  const up = metricOf(first.metric).direction === 'higher-is-better';
  const statisticIn = ({ series }: Cell[number]) => series.facts.get(statistic)!.value;
  const ordered = cell.toSorted((a, b) => (up ? statisticIn(b) - statisticIn(a) : statisticIn(a) - statisticIn(b)));
  const best = ordered[0]!;
  const [ahead, behind] = [statisticIn(best), statisticIn(ordered[1]!)];
  if (!isAboveOne(up ? ahead / behind : behind / ahead)) return null;
  const shared = [...best.series.labels].filter(([label, value]) => cell.every(({ series }) => series.labels.get(label) === value));
  return {
    metric: first.metric,
    shared: new Map(shared),
    key,
    subset: cell.some(({ series }) => series.subset === 'warm') ? 'warm' : 'all',
    statistic,
    pooledOver: first.pooledOver,
    entries: ordered.map((own, index) => ({
      series: own.series,
      ratio:
        index === 0 ? null : up ? ratioOf(book, best.series, own.series, statistic) : ratioOf(book, own.series, best.series, statistic),
      matched: index === 0 ? null : matchedSettings(book, best, own),
    })),
  };
}

/**
 * Ranks subjects that differ in one choice only (model, then quantization, backend, device, ...) in every metric with a direction and one
 * definition, on the same work, at the same load and on equal footing. Those that met at several loads, sizes or settings are compared in
 * each of them. Warm samples are compared wherever a subject of the group has cold ones.
 *
 * @returns by metric in the order of the registry.
 */
export function rankSubjects(book: FactBook, subjects: readonly MeasuredSubject[]): Comparisons {
  const rankings: Ranking[] = [];
  const matchedRankings: MatchedRanking[] = [];
  const unranked: Unranked[] = [];
  for (const key of CHOICES) {
    const found = familiesOf(subjects, key);
    appendAll(unranked, found.unranked);
    for (const family of found.families) {
      const [cell, ...others] = family.cells as [Cell, ...Cell[]];
      const [alone, over] = others.length === 0 ? [rank(book, family, cell), null] : [null, rankOverCells(book, family)];
      if (alone) rankings.push(alone);
      if (over) matchedRankings.push(over);
    }
  }
  const inOrder = (a: { readonly metric: string }, b: { readonly metric: string }) => metricRank(a.metric) - metricRank(b.metric);
  return { rankings: rankings.sort(inOrder), matchedRankings: matchedRankings.sort(inOrder), unranked: unranked.sort(inOrder) };
}
