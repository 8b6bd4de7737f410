import { createHash, hash } from 'node:crypto';
import { fstatSync, readSync } from 'node:fs';
import type { RefreshReportJob } from '../../contracts/job.ts';
import { AppError } from '../../errors.ts';
import type { ArtifactEntry } from './artifact-listing.ts';
import { bytesMaxOf, type SizeLimits } from './artifact-reader.ts';
import { CHUNK_BYTES, identityOf, withRegularFile } from './safe-file.ts';

/** Files changed more recently than this may change again without a new time stamp: the clock of a file system ticks coarsely. */
const RACY_MS = 2_000;
/** About 30 MB of memory when full; the oldest entries go first. */
const CACHE_ENTRIES_MAX = 200_000;

/** Below this, hashing takes no longer than the event loop may stand still. */
const BLOCKING_BYTES_MAX = 4 * 1024 * 1024;
/** Files and bytes that are hashed elsewhere at a time. */
const BATCH_COUNT_MAX = 256;
const BATCH_BYTES_MAX = 64 * 1024 * 1024;

/** Hashes of files by identity, so that a sweep reads only what changed. */
export interface HashCache {
  /**
   * Hex SHA-256 of the file as it is now.
   *
   * @throws AppError as `readArtifact` does; `ARTIFACT_CHANGED` when it was written to meanwhile.
   */
  sha256Of(root: string, entry: ArtifactEntry, limits: SizeLimits): string;
  /** Hashes elsewhere what is not known of these files, if that is much: what is returned then need not. */
  ahead(root: string, entries: readonly ArtifactEntry[], limits: SizeLimits): Promise<Pick<HashCache, 'sha256Of'>>;
  /** Whether so much of these files is not known that hashing it here would keep others waiting. */
  isSlow(entries: readonly ArtifactEntry[], limits: SizeLimits): boolean;
}

/** A hash, and what the file was when it was made. */
export interface HashedFile {
  readonly sha256: string;
  readonly identity: string;
  /** Modification of content and of metadata, epoch milliseconds. */
  readonly changedAtMs: readonly number[];
}

/** Hashes files in another process; answers in their order. Rejects only when that process cannot be had. */
export type HashElsewhere = (
  root: string,
  entries: readonly ArtifactEntry[],
  limits: SizeLimits,
) => Promise<readonly (HashedFile | AppError)[]>;

/**
 * Fingerprint of the inputs of a report: equal when its place and the paths, bytes and completeness of its files are. The place counts,
 * because a report names it and reads models and settings from the names of directories. The order of `files` does not matter; no files
 * give the fingerprint of the empty directory. A file read while it was `growing` counts as different from the same bytes read when it was quiet,
 * so that the report is made again, on all its rows, when it falls quiet.
 */
export function inputFingerprint(
  { root, directory }: RefreshReportJob,
  files: readonly { path: string; sha256: string; growing?: boolean }[],
): string {
  const lines = files.map(({ path, sha256, growing }) => JSON.stringify([path, sha256, growing === true])).sort();
  return `sha256:${hash('sha256', [JSON.stringify([root, directory]), ...lines].join('\n'), 'hex')}`;
}

/**
 * A cache in memory. An entry counts only when the file's time stamps were at least two seconds old when it was hashed (the rule by which
 * git treats "racily clean" index entries, Documentation/technical/racy-git.txt); younger files are hashed again.
 *
 * @param elsewhere what hashes large files; without it everything is hashed at once where it is asked for.
 */
export function hashCache(elsewhere?: HashElsewhere): HashCache {
  const known = new Map<string, string>();

  function unknownBytes(entries: readonly ArtifactEntry[], limits: SizeLimits): number {
    const unknown = entries.filter(({ identity, kind, bytes }) => !known.has(identity) && bytes <= bytesMaxOf(kind, limits));
    return unknown.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  function sha256Of(root: string, entry: ArtifactEntry, limits: SizeLimits): string {
    const cached = known.get(entry.identity);
    if (cached !== undefined) return cached;
    const hashedAtMs = Date.now();
    const hashed = hashFile(root, entry, limits);
    remember(known, hashed, hashedAtMs);
    return hashed.sha256;
  }

  const isSlow = (entries: readonly ArtifactEntry[], limits: SizeLimits) =>
    elsewhere !== undefined && unknownBytes(entries, limits) > BLOCKING_BYTES_MAX;

  return {
    sha256Of,
    isSlow,
    async ahead(root, entries, limits) {
      if (!elsewhere || !isSlow(entries, limits)) return { sha256Of };
      const answers = new Map<string, HashedFile | AppError>();
      for (const batch of batches(entries.filter(({ identity }) => !known.has(identity)))) {
        const hashedAtMs = Date.now();
        for (const [index, answer] of (await elsewhere(root, batch, limits)).entries()) {
          if (!(answer instanceof AppError)) remember(known, answer, hashedAtMs);
          answers.set(batch[index]!.path, answer);
        }
      }
      return {
        sha256Of(_root, entry) {
          const answer = answers.get(entry.path);
          if (answer instanceof AppError) throw answer;
          return answer?.sha256 ?? sha256Of(root, entry, limits);
        },
      };
    },
  };
}

function* batches(entries: readonly ArtifactEntry[]): Generator<ArtifactEntry[]> {
  let batch: ArtifactEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length === BATCH_COUNT_MAX || (batch.length > 0 && bytes + entry.bytes > BATCH_BYTES_MAX)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.bytes;
  }
  if (batch.length > 0) yield batch;
}

function remember(known: Map<string, string>, { identity, sha256, changedAtMs }: HashedFile, hashedAtMs: number): void {
  if (changedAtMs.some((atMs) => Math.abs(hashedAtMs - atMs) < RACY_MS)) return;
  known.set(identity, sha256);
  if (known.size <= CACHE_ENTRIES_MAX) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    break;
  }
}

/** Hashes a file in small pieces. Throws as `HashCache.sha256Of` does. */
export function hashFile(root: string, entry: ArtifactEntry, limits: SizeLimits): HashedFile {
  return withRegularFile(root, entry.absolutePath, bytesMaxOf(entry.kind, limits), (fd, before) => {
    const digest = createHash('sha256');
    const chunk = new Uint8Array(CHUNK_BYTES);
    const size = Number(before.size);
    for (let offset = 0; offset < size; ) {
      const count = readSync(fd, chunk, 0, Math.min(CHUNK_BYTES, size - offset), offset);
      if (count === 0) throw new AppError('ARTIFACT_CHANGED', entry.absolutePath);
      digest.update(chunk.subarray(0, count));
      offset += count;
    }
    const identity = identityOf(before);
    if (identity !== identityOf(fstatSync(fd, { bigint: true }))) throw new AppError('ARTIFACT_CHANGED', entry.absolutePath);
    const changedAtMs = [Number(before.mtimeNs / 1_000_000n), Number(before.ctimeNs / 1_000_000n)];
    return { identity, sha256: digest.digest('hex'), changedAtMs };
  });
}
