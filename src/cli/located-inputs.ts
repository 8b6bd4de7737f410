import type { ArtifactListing } from '../edges/files/artifact-listing.ts';
import type { InputOptions } from '../edges/files/inputs.ts';

/** Where the artifacts of a report lie now. */
export interface LocatedInputs {
  readonly base: string;
  readonly listing: ArtifactListing;
  readonly options: InputOptions;
}

/** The root above a report directory; null where the directory lies elsewhere now. */
export function rootAbove(base: string, directory: string): string | null {
  if (directory === '.') return base;
  return base.endsWith(`/${directory}`) ? base.slice(0, -directory.length - 1) : null;
}
