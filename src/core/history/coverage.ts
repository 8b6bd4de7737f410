import type { NearMiss } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { RunSeries } from './series-over-runs.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** What a run no longer has was there in so many runs before it, or in all of them. */
const STEADY_RUN_COUNT = 3;

export interface Coverage {
  readonly gone: readonly RunSeries[];
  readonly added: readonly RunSeries[];
  readonly nearMisses: readonly NearMiss[];
}

/** Another one of these is another series, not the same with another setting. */
const SUBJECTS: ReadonlySet<string> = new Set(['model', 'benchmark', 'test', 'operation', 'column']);

function isThere(series: RunSeries, run: number): boolean {
  return series.values[run] !== null;
}

/** The one label, or other property of the work, in which two series differ; null where they differ in none, or in more. */
function onlyDifference(before: RunSeries, after: RunSeries): NearMiss['moved'] | null {
  const [older, newer] = [before, after].map(({ labels, fingerprint }): Labels => new Map([...fingerprint, ...labels])) as [Labels, Labels];
  const keys = [...new Set([...older.keys(), ...newer.keys()])].filter((key) => older.get(key) !== newer.get(key));
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0 || SUBJECTS.has(key)) return null;
  const [from, to] = [older.get(key), newer.get(key)];
  return from === undefined || to === undefined ? null : { key, from, to };
}

/**
 * What the last run does not measure any more, and what no run before it measured. A series that differs from one that is gone in one label
 * only is a near miss: it might have been compared.
 */
export function coverageOf(all: readonly RunSeries[], runCount: number): Coverage {
  const last = runCount - 1;
  const steady = Array.from({ length: Math.min(STEADY_RUN_COUNT, last) }, (_, back) => last - 1 - back);
  const gone = all.filter((series) => !isThere(series, last) && steady.every((run) => isThere(series, run)));
  const added = all.filter((series) => isThere(series, last) && series.values.slice(0, last).every((value) => value === null));
  const nearMisses = added.flatMap((series): NearMiss[] => {
    const { metric } = series.example;
    for (const other of gone) {
      const moved = other.example.metric === metric ? onlyDifference(other, series) : null;
      if (moved !== null) return [{ metric, labels: series.labels, moved }];
    }
    return [];
  });
  return { gone, added, nearMisses };
}
