import { posix } from 'node:path';
import { runPlaceOf } from '../core/history/run-places.ts';
import type { Inputs } from '../edges/files/inputs.ts';
import type { IngestedArtifact } from '../edges/refresh/ingest-artifact.ts';

/** The inputs of a report as they were at a time: without those whose run was made later. What says nothing of its time stays. */
export function asOf(inputs: Inputs<IngestedArtifact>, directory: string, asOfMs: number | undefined): Inputs<IngestedArtifact> {
  if (asOfMs === undefined) return inputs;
  const contents = inputs.contents.filter(({ path, modifiedAtMs, parsed: { result } }) => {
    const at = runPlaceOf({ placedAt: posix.join(directory, path), modifiedAtMs, parsed: result })?.at ?? null;
    return at === null || at <= asOfMs;
  });
  return { ...inputs, contents };
}
