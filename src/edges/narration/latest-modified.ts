import { AppError } from '../../errors.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { type ListOptions, listArtifactsGently } from '../files/artifact-listing.ts';

/**
 * Latest modification of an artifact below the roots, epoch milliseconds; null for none. Our own reports are no artifacts. A root that
 * cannot be read now, or holds too many files to be gone through, tells nothing.
 */
export async function latestModified(roots: readonly { readonly path: string }[], options: ListOptions): Promise<number | null> {
  const latest: number[] = [];
  for (const { path } of roots) {
    try {
      const { entries } = await listArtifactsGently(path, options, () => undefined);
      latest.push(maxOf(entries.map(({ modifiedAtMs }) => modifiedAtMs)));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  const at = maxOf(latest);
  return Number.isFinite(at) ? at : null;
}
