import type { MeasuredValue, MovedKey } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { remembered } from '../../metrics/remembered.ts';
import { passingLabels } from './comparable.ts';
import { isKept } from './kept-values.ts';

/** Where in each run a series stands; null where a run does not have it. */
interface PlacedSeries {
  readonly values: readonly ({ readonly parts: readonly Pick<MeasuredValue, 'labels' | 'table'>[] } | null)[];
}

/** Times and names of a run are new in every run. */
const OF_THE_RUN =
  /(?:^|[_/.])(?:time|date|timestamp|started|ended|duration|seed|port|pid|uuid|id|path|dir|file|filename|url|host|hostname)s?$/i;
/** So many suspects are named at most. */
const MOVED_COUNT_MAX = 5;

/** What is stated of a run beside the series itself: passing labels, and the configuration of its artifact. */
const statedOf = remembered((series: PlacedSeries) =>
  series.values.map((value) => {
    const [part] = value?.parts ?? [];
    if (!part) return null;
    const labels = passingLabels(part.labels);
    const values = new Set([...labels.values()].map(String));
    // What a label says already is said once.
    const configuration = isKept(part) ? [] : [...part.table.artifact.parsed.configuration].filter(([, own]) => !values.has(String(own)));
    return new Map<string, LabelValue>([...configuration, ...labels].filter(([key]) => !OF_THE_RUN.test(key)));
  }),
);

/**
 * What moved between the run in which a change was seen first and the last one before it that has the series. What moved between other runs
 * too, without a change there, is less suspect: the keys that moved most seldom come first. A key that moves in every run tells nothing.
 */
export function movedKeys(series: PlacedSeries, run: number): MovedKey[] {
  const stated = statedOf(series);
  const present = [...stated.keys()].filter((index) => stated[index] !== null);
  const before = present.findLast((index) => index < run);
  if (before === undefined) return [];
  const [older, newer] = [stated[before]!, stated[run]!];
  const moveCount = (key: string) =>
    present.filter((index, place) => place > 0 && stated[index]!.get(key) !== stated[present[place - 1]!]!.get(key)).length;
  return [...newer]
    .flatMap(([key, to]) => {
      const from = older.get(key);
      return from === undefined || from === to ? [] : [{ key, from, to, count: moveCount(key) }];
    })
    .filter(({ count }) => count === 1 || count < present.length - 1)
    .sort((a, b) => a.count - b.count)
    .slice(0, MOVED_COUNT_MAX)
    .map(({ key, from, to }) => ({ key, from, to }));
}
