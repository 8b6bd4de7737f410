import type { ChangeGroup, SeriesChange } from '../../contracts/history.ts';
import { isSwept } from '../../metrics/labels.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import { compareKeys } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import type { RunSeries } from './series-over-runs.ts';
import { sliceOf } from './slices.ts';

/** What a series is of apart from its value in the last run, and whether that changed. */
export interface Beside {
  readonly series: RunSeries;
  readonly isChanged: boolean;
}

/** A ratio, less one: what is smaller is not worth a sentence where nothing is decided. Times vary more from run to run than rates do. */
const NOTABLE_CHANGE: Readonly<Partial<Record<SeriesChange['family'], number>>> = { latency: 0.1, duration: 0.1 };
const NOTABLE_CHANGE_ELSE = 0.05;
/** What moved must have moved by so many times what the others did. */
const CLEARANCE = 3;

function sizeOf({ fact }: SeriesChange): number {
  return Math.abs(Math.log1p(fact.value));
}

function largestFirst(changes: readonly SeriesChange[]): SeriesChange[] {
  return changes.toSorted((a, b) => sizeOf(b) - sizeOf(a));
}

/** Changes of one metric that went the same way since the same run, with where among the series of the metric they are. */
export function changeGroups(changes: readonly SeriesChange[], decided: readonly Beside[]): ChangeGroup[] {
  const own = changes.filter(({ status }) => status !== null);
  const keyOf = ({ metric, verdict, status, since, together, fact }: SeriesChange) =>
    JSON.stringify([metric, verdict, status, since, together, Math.sign(fact.value)]);
  return [...groupBy(own, keyOf).values()].flatMap((group) => {
    const others = decided.filter(({ series, isChanged }) => !isChanged && series.example.metric === group[0]!.metric);
    const slice = sliceOf(
      group.map(({ labels }) => labels),
      others.map(({ series }) => series.labels),
    );
    // What is known of some of them is told apart; where they are together is as it was.
    return [...groupBy(group, ({ state }) => JSON.stringify(state)).values()].map((alike) => ({ changes: largestFirst(alike), slice }));
  });
}

/**
 * Where nothing is decided, what went one way wherever it was measured, or exactly in one part of it: a pattern that chance seldom makes. All
 * other differences are left to the table.
 */
export function leanings(changes: readonly SeriesChange[]): ChangeGroup[] {
  const own = changes.filter(({ verdict }) => verdict === 'inconclusive');
  const who = ({ labels, metric }: SeriesChange) =>
    JSON.stringify([metric, [...labels].filter(([key]) => !isSwept(key)).sort(compareKeys)]);
  const found = [...groupBy(own, who).values()].flatMap((group): ChangeGroup[] => {
    const [largest] = largestFirst(group);
    const isNotable = ({ fact, family }: SeriesChange) =>
      Math.abs(fact.value) >= (NOTABLE_CHANGE[family] ?? NOTABLE_CHANGE_ELSE) && Math.sign(fact.value) === Math.sign(largest!.fact.value);
    const [moved, others] = [group.filter(isNotable), group.filter((change) => !isNotable(change))];
    if (moved.length === 0) return [];
    if (others.length === 0) return [{ changes: largestFirst(moved), slice: null }];
    const clear = minOf(moved.map(sizeOf)) >= CLEARANCE * maxOf(others.map(sizeOf));
    if (!clear || moved.length === 1) return [];
    const slice = sliceOf(
      moved.map(({ labels }) => labels),
      others.map(({ labels }) => labels),
    );
    return slice === null ? [] : [{ changes: largestFirst(moved), slice }];
  });
  const whole = found.filter(({ slice }) => slice === null).flatMap((group) => group.changes);
  const alike = groupBy(whole, ({ metric, fact }) => JSON.stringify([metric, Math.sign(fact.value)]));
  const merged = [...alike.values()].map((group): ChangeGroup => ({ changes: largestFirst(group), slice: null }));
  return [...found.filter(({ slice }) => slice !== null), ...merged].sort((a, b) => sizeOf(b.changes[0]!) - sizeOf(a.changes[0]!));
}
