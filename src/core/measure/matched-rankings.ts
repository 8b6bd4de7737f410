import type { Fact } from '../../contracts/fact.ts';
import type { MatchedRanking, MeasuredSeries } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSwept, isTellingApart, labelRank } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import type { Cell, Contestant, Family } from './contestants.ts';
import { cellsOf } from './matched-settings.ts';
import { isAboveOne, ratioFact, type SeriesRatio, seriesRatio } from './ratio.ts';

/** Two series of one cell, and how much better the first is: above one where it is. */
interface Pair {
  readonly own: MeasuredSeries;
  readonly rival: MeasuredSeries;
  readonly ratio: SeriesRatio;
}

function isUp({ metric }: MeasuredSeries): boolean {
  return metricOf(metric).direction === 'higher-is-better';
}

function pairOf(own: MeasuredSeries, rival: MeasuredSeries, statistic: string): Pair[] {
  const ratio = isUp(own) ? seriesRatio(own, rival, statistic) : seriesRatio(rival, own, statistic);
  return ratio === null ? [] : [{ own, rival, ratio }];
}

function memberOf(cell: Cell, value: LabelValue): MeasuredSeries | undefined {
  return cell.find((member) => member.value === value)?.series;
}

/** Pairs of two contestants in every cell that both have. */
function pairsOf({ cells, statistic }: Family, leader: LabelValue, rival: LabelValue): Pair[] {
  return cells.flatMap((cell) => {
    const [own, other] = [memberOf(cell, leader), memberOf(cell, rival)];
    return own && other ? pairOf(own, other, statistic) : [];
  });
}

/** The contestant that is ahead of most others in most cells; of several the one that is better by the larger factors. */
function leaderOf({ cells, statistic }: Family, values: readonly LabelValue[]): LabelValue {
  const score = new Map(values.map((value) => [value, { ahead: 0, by: 0 }]));
  for (const cell of cells) {
    const known = cell.flatMap(({ value, series }) => ({ value, at: series.facts.get(statistic)?.value ?? Number.NaN }));
    const sign = isUp(cell[0]!.series) ? 1 : -1;
    const best = known.reduce((top, own) => (sign * (own.at - top.at) > 0 ? own : top));
    const isShared = known.some((own) => own !== best && own.at === best.at);
    const middle = known.reduce((sum, { at }) => sum + Math.log(at), 0) / known.length;
    if (!isShared) score.get(best.value)!.ahead += 1;
    for (const { value, at } of known) score.get(value)!.by += sign * (Math.log(at) - middle);
  }
  return values.toSorted((a, b) => score.get(b)!.ahead - score.get(a)!.ahead || score.get(b)!.by - score.get(a)!.by)[0]!;
}

function shared(all: readonly MeasuredSeries[]): Map<string, LabelValue> {
  return new Map([...all[0]!.labels].filter(([key, value]) => all.every(({ labels }) => labels.get(key) === value)));
}

interface Duel {
  readonly family: Family;
  readonly leader: LabelValue;
  readonly value: LabelValue;
  readonly pairs: readonly Pair[];
}

function countFact(
  book: FactBook,
  { family, leader, value, pairs }: Duel,
  name: string,
  chosen: readonly Pair[],
  formula: string,
): Fact | null {
  if (chosen.length === 0) return null;
  const own = pairs.map((pair) => pair.own);
  const { metric, definition, subset, reported } = own[0]!;
  return addCount(book, {
    metric,
    statistic: `${reported ? 'reported ' : ''}cells ${name} by ${family.statistic}`,
    value: chosen.length,
    labels: shared([...own, ...pairs.map(({ rival }) => rival)]),
    subset,
    formula,
    ...(definition === null ? {} : { definition }),
    contrast: { leader, [family.key]: value },
    sources: cellsOf(
      chosen.map((pair) => pair.own),
      family.statistic,
    ),
  });
}

function factOf(book: FactBook, { own, rival }: Pair, statistic: string): Fact {
  const labels = shared([own, rival]);
  return (isUp(own) ? ratioFact(book, own, rival, labels, statistic) : ratioFact(book, rival, own, labels, statistic))!;
}

/** Labels beside the choice in which two contestants differ, such as a precision that follows from it. */
function differingKeys({ own, rival }: Pair, choice: string): string[] {
  const keys = new Set([...own.labels.keys(), ...rival.labels.keys()]);
  return [...keys].filter((key) => key !== choice && !isTellingApart(key) && own.labels.get(key) !== rival.labels.get(key));
}

/** What a duel comes to; null where no cell can be compared. The leader is ahead in one at least. */
function rivalOf(book: FactBook, duel: Duel): MatchedRanking['rivals'][number] | null {
  const { family, value, pairs } = duel;
  const ascending = pairs.toSorted((a, b) => a.ratio.value - b.ratio.value);
  const [least, most] = [ascending[0], ascending.at(-1)];
  if (!least || !most) return null;
  const ahead = pairs.filter(({ ratio }) => isAboveOne(ratio.value));
  const spread = pairs.filter(({ ratio }) => ratio.interval !== null);
  const clear = spread.filter(({ ratio }) => ratio.interval!.low > 1);
  const count = countFact(book, duel, 'compared', pairs, 'number of loads, sizes and settings at which both were measured');
  const won = countFact(book, duel, 'ahead', ahead, 'number of these in which the leader is better');
  if (!count || !won) return null;
  return {
    value,
    count,
    ahead: won,
    clear:
      spread.length === 0
        ? null
        : countFact(book, duel, 'clearly ahead', clear, 'number of these in which the interval of the ratio is above one'),
    least: factOf(book, least, family.statistic),
    most: factOf(book, most, family.statistic),
    differsIn: differingKeys(least, family.key),
  };
}

function varyingKeys(all: readonly Contestant[]): string[] {
  const keys = new Set(all.flatMap(({ series }) => [...series.labels.keys()]));
  return [...keys]
    .filter((key) => isSwept(key) && all.some(({ series }) => series.labels.get(key) !== all[0]!.series.labels.get(key)))
    .sort((a, b) => labelRank(a) - labelRank(b));
}

/**
 * Ranks a family that was measured in several cells: the leader against each rival over all cells that both have. Nothing is averaged over
 * cells.
 *
 * @returns null where nobody is ahead of anybody.
 */
export function rankOverCells(book: FactBook, family: Family): MatchedRanking | null {
  const all = family.cells.flat();
  const values = [...new Set(all.map(({ value }) => value))];
  const leader = leaderOf(family, values);
  const rivals = values
    .filter((value) => value !== leader)
    .flatMap((value) => rivalOf(book, { family, leader, value, pairs: pairsOf(family, leader, value) }) ?? [])
    .sort((a, b) => a.least.value * a.most.value - b.least.value * b.most.value);
  if (rivals.length === 0) return null;
  const { metric, unit } = all[0]!.series;
  return {
    metric,
    unit,
    key: family.key,
    shared: shared(all.map(({ series }) => series)),
    subset: all.some(({ series }) => series.subset === 'warm') ? 'warm' : 'all',
    statistic: family.statistic,
    pooledOver: [...new Set(all.flatMap(({ series }) => series.pooledOver))],
    over: varyingKeys(all),
    leader,
    rivals,
  };
}
