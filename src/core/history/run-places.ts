import type { RunTimeSource } from '../../contracts/history.ts';
import type { ReadArtifact } from '../../contracts/series.ts';
import { runFromPath } from '../../metrics/paths.ts';

/** An artifact with the time of its file. */
export interface DatedArtifact extends Pick<ReadArtifact, 'path' | 'placedAt'> {
  readonly modifiedAtMs: number;
  readonly parsed: Pick<ReadArtifact['parsed'], 'runAt' | 'configuration' | 'tables'>;
}

/** Which run an artifact belongs to, as far as it and its path say. */
export interface RunPlace {
  /** The directory of the run, where a directory has a time stamp, a number or a generated id; null where times alone tell runs apart. */
  readonly directory: string | null;
  /** Epoch milliseconds. */
  readonly at: number | null;
  readonly from: RunTimeSource;
  /** Its run is the baseline, and comes before all others. */
  readonly isBaseline?: true;
}

/** A directory that a tool named by itself: it says nothing but that it is another run. */
const GENERATED_NAME = /^(?=.*\d)(?=.*[a-f])[0-9a-f]{8,40}$|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The innermost directory that stands for a run, and whether it is known by a generated name alone. */
function directoryOfRun(path: string): { readonly directory: string; readonly isGenerated: boolean } | null {
  const parts = path.split('/').slice(0, -1);
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const part = parts[depth - 1]!;
    const { run, runAt } = runFromPath(part);
    const isGenerated = GENERATED_NAME.test(part);
    if (run !== null || runAt !== null || isGenerated)
      return { directory: parts.slice(0, depth).join('/'), isGenerated: run === null && runAt === null };
  }
  return null;
}

/**
 * Where an artifact stands among runs: its directory, and when it was made by its document, its path, or, below a directory with a
 * generated name, by its file. null for an artifact that says nothing of a run.
 */
export function runPlaceOf({
  placedAt,
  modifiedAtMs,
  parsed: { runAt },
}: Pick<DatedArtifact, 'placedAt' | 'modifiedAtMs'> & { readonly parsed: Pick<DatedArtifact['parsed'], 'runAt'> }): RunPlace | null {
  const found = directoryOfRun(placedAt);
  const directory = found?.directory ?? null;
  if (runAt !== null) return { directory, at: runAt, from: 'document' };
  const stamp = runFromPath(placedAt).runAt;
  if (stamp !== null) return { directory, at: stamp, from: 'path' };
  if (found?.isGenerated === true) return { directory, at: modifiedAtMs, from: 'modified' };
  return directory === null ? null : { directory, at: null, from: 'number' };
}
