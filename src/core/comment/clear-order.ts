import type { Fact } from '../../contracts/fact.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { groupBy } from '../group-by.ts';
import type { NamedLabel } from './known-names.ts';

/** An order that a sentence states: who is held against whom in what. */
export interface StatedOrder {
  readonly metric: string;
  /** The label that tells the sides apart. */
  readonly key: string;
  readonly first: string;
  /** null: everybody else. */
  readonly second: string | null;
  readonly subset: 'cold' | 'warm' | null;
  /** The first one has the larger value. */
  readonly isMore: boolean;
}

/** Do the intervals of two means leave no doubt, by themselves or as the comparison of the two that the report has? */
function isClear(a: Fact, b: Fact, comparisons: readonly Fact[]): boolean {
  const compared = comparisons.find(
    ({ baseline, candidate }) => (baseline === a.id && candidate === b.id) || (baseline === b.id && candidate === a.id),
  );
  if (compared?.interval) return compared.interval.low > 1 || compared.interval.high < 1;
  if (!a.interval || !b.interval) return false;
  return a.interval.low > b.interval.high || b.interval.low > a.interval.high;
}

/** Means of a metric by all their labels but one, the groups with the fewest labels: what a text that says no more is about. */
function coarsestGroups(means: readonly Fact[], key: string): Fact[][] {
  const groups = groupBy(means, ({ labels }) =>
    JSON.stringify(
      Object.entries(labels)
        .filter(([own]) => own !== key)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
  const several = [...groups.values()].filter((own) => own.length > 1);
  const fewest = several.reduce((least, [first]) => Math.min(least, Object.keys(first!.labels).length), Number.POSITIVE_INFINITY);
  return several.filter(([first]) => Object.keys(first!.labels).length === fewest);
}

/**
 * The second look at an order that a claim was supported in: it must hold wherever both sides were measured alike, each time beyond what their
 * intervals leave open.
 *
 * @param named labels that the sentence names: only what has them counts.
 * @returns the facts of both sides, the first ones first; null where the order is not clear, or nothing is there to tell by.
 */
export function clearOrder(order: StatedOrder, facts: readonly Fact[], named: readonly NamedLabel[]): Fact[] | null {
  const { metric, key, first, second, isMore } = order;
  const own = facts.filter((fact) => fact.metric === metric);
  const comparisons = own.filter(({ kind }) => kind === 'comparison');
  const isOfNamed = ({ labels }: Fact) => {
    const others = [...groupBy(named, (label) => label.key)].filter(([label]) => label !== key);
    return others.every(([label, values]) => labels[label] === undefined || values.some(({ value }) => value === String(labels[label])));
  };
  const means = own.filter(
    (fact) => fact.kind === 'statistic' && fact.statistic === 'mean' && fact.labels[key] !== undefined && isOfNamed(fact),
  );
  const hasWarm = means.some(({ subset }) => subset === 'warm');
  const subset = order.subset ?? (hasWarm ? 'warm' : 'all');
  const cited: Fact[] = [];
  for (const group of coarsestGroups(
    means.filter((fact) => fact.subset === subset),
    key,
  )) {
    const of = (value: string) => group.find(({ labels }) => String(labels[key]) === value);
    const [left, right] = [of(first), second === null ? null : of(second)];
    if (!left || right === undefined) continue;
    const rivals = right === null ? group.filter((fact) => fact !== left) : [right];
    if (!rivals.every((rival) => left.value > rival.value === isMore && isClear(left, rival, comparisons))) return null;
    appendAll(cited, [left, ...rivals]);
  }
  return cited.length === 0 ? null : [...new Set(cited)];
}
