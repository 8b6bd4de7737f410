import { compareNumbered } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { type DatedArtifact, type RunPlace, runPlaceOf } from './run-places.ts';

/** So many artifacts are held against each other, those of the last runs: more are a tree of many benchmarks, of which each has a report of its own. */
const ARTIFACT_COUNT_MAX = 2_000;

/** Which artifacts are of runs, by path, with the place of each. */
export type ComparedArtifacts = ReadonlyMap<string, RunPlace>;

function hasRunColumn({ parsed }: DatedArtifact): boolean {
  return parsed.tables.some(({ labelColumns }) => labelColumns.some(({ key, values }) => key === 'run' && new Set(values).size > 1));
}

/** Where an artifact stands among runs, and whether its run is the baseline. */
function placeOf(artifact: DatedArtifact, baseline: string | null): RunPlace | null {
  const place = runPlaceOf(artifact);
  if (place === null || baseline === null || !artifact.path.startsWith(`${baseline}/`)) return place;
  return { ...place, isBaseline: true };
}

function placesOf(artifacts: readonly DatedArtifact[], baseline: string | null): Map<string, RunPlace> {
  return new Map(
    artifacts.flatMap((artifact): [string, RunPlace][] => {
      const place = placeOf(artifact, baseline);
      if (place !== null) return [[artifact.path, place]];
      return hasRunColumn(artifact) ? [[artifact.path, { directory: null, at: null, from: 'number' }]] : [];
    }),
  );
}

/**
 * The artifacts of a directory that are of several runs. Cheap, since most directories hold one: no value is looked at.
 *
 * @param baseline directory whose runs are the baseline, below the report directory; null for none.
 * @returns null where nothing tells two runs apart.
 */
export function comparedArtifacts(artifacts: readonly DatedArtifact[], baseline: string | null = null): ComparedArtifacts | null {
  const places = placesOf(artifacts, baseline);
  const runs = groupBy(places, ([, { directory, at }]) => directory ?? at);
  const columns = artifacts.some(hasRunColumn);
  if (runs.size < 2 && !columns) return null;
  if (places.size <= ARTIFACT_COUNT_MAX) return places;
  const latestFirst = [...runs].sort(
    ([a, [one]], [b, [other]]) => (other![1].at ?? 0) - (one![1].at ?? 0) || compareNumbered(String(b), String(a)),
  );
  const kept: [string, RunPlace][] = [];
  for (const [, own] of latestFirst) {
    if (kept.length + own.length > ARTIFACT_COUNT_MAX) break;
    for (const entry of own) kept.push(entry);
  }
  return kept.length === 0 ? null : new Map(kept);
}
