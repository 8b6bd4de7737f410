import type { ReadArtifact } from '../contracts/series.ts';
import { runFromPath } from '../metrics/paths.ts';

/** Name of the run an artifact belongs to: what its path numbers, then when its document or path says that it was made; null for neither. */
export function runOf({
  parsed,
  placedAt,
}: Pick<ReadArtifact, 'placedAt'> & { readonly parsed: { readonly runAt: number | null } }): string | null {
  const fromPath = runFromPath(placedAt);
  if (fromPath.run !== null) return fromPath.run;
  const at = parsed.runAt ?? fromPath.runAt;
  return at === null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
