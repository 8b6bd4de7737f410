import { dirname, posix } from 'node:path';
import { isMap } from 'node:util/types';
import type { ParsedArtifact } from '../../adapters/recognise.ts';
import type { ArtifactEntry } from '../files/artifact-listing.ts';
import type { SizeLimits } from '../files/artifact-reader.ts';
import type { PackStore } from './pack-store.ts';
import { type PackedResult, packResult, unpackResult } from './packed-result.ts';

/** What was read of a file, and the file that it was. */
export interface CachedArtifact {
  readonly sha256: string;
  readonly growing: boolean;
  readonly bytes: number;
  readonly modifiedAtMs: number;
  readonly parsed: ParsedArtifact;
}

/** What was parsed of the files below a root before. */
export interface ParseCache {
  /** What is known of a file that has not been written to since; null where it must be read. */
  ofFile(entry: ArtifactEntry, namedPath: string, growing: boolean): CachedArtifact | null;
  /** What is known of these bytes under that name. */
  ofContent(entry: ArtifactEntry, namedPath: string, sha256: string, growing: boolean): CachedArtifact | null;
  put(entry: ArtifactEntry, namedPath: string, artifact: CachedArtifact, readAtMs: number): void;
  /** Writes what is new. Call it when a directory has been read, and once more with `true` at the end. */
  save(isEnd: boolean): void;
}

interface Entry extends Omit<CachedArtifact, 'parsed'> {
  /** See `ArtifactEntry.identity`; '' where the file was so young when it was read that it may have changed without a new one. */
  readonly identity: string;
  readonly parsed: Omit<ParsedArtifact, 'result'> & { readonly result: PackedResult };
}

/** The files of one directory, by name. */
interface Pack {
  readonly key: string;
  readonly before: ReadonlyMap<string, Entry>;
  /** What is still true, for the next time. */
  readonly now: Map<string, Entry>;
  isChanged: boolean;
}

/** A larger file has a pack of its own, which is not written again when its neighbours change. */
const OWN_PACK_BYTES_MIN = 256 * 1024;
/** Files changed more recently than this may change again without a new time stamp: the clock of a file system ticks coarsely. */
const RACY_MS = 2_000;

/**
 * @param rules fingerprint of the rules by which files are parsed.
 * @param limits those that decide how much of a file is read.
 */
export function parseCache(store: PackStore, rules: string, limits: SizeLimits): ParseCache {
  const { bytesMax, documentBytesMax, textBytesMax, textLinesMax } = limits;
  const common = JSON.stringify([rules, bytesMax, documentBytesMax, textBytesMax, textLinesMax]);
  const packs = new Map<string, Pack>();
  let hasWritten = false;

  /** Adapters see the path below the root, so a file is another one under another root. */
  function packOf(entry: ArtifactEntry, namedPath: string): Pack {
    const isLarge = entry.bytes >= OWN_PACK_BYTES_MIN;
    const place = isLarge ? [entry.absolutePath, namedPath] : [dirname(entry.absolutePath), posix.dirname(namedPath)];
    const key = `${common} ${JSON.stringify(place)}`;
    const known = packs.get(key);
    if (known) return known;
    const before = store.read(key);
    const pack = {
      key,
      before: isMap(before) ? (before as ReadonlyMap<string, Entry>) : new Map<string, Entry>(),
      now: new Map(),
      isChanged: false,
    };
    packs.set(key, pack);
    return pack;
  }

  function known(entry: ArtifactEntry, namedPath: string, isSame: (held: Entry) => boolean): CachedArtifact | null {
    const name = posix.basename(namedPath);
    const pack = packOf(entry, namedPath);
    const held = pack.now.get(name) ?? pack.before.get(name);
    if (held === undefined || !isSame(held)) return null;
    pack.now.set(name, held);
    const { identity: _identity, ...rest } = held;
    return { ...rest, parsed: { ...held.parsed, result: unpackResult(held.parsed.result) } };
  }

  return {
    ofFile: (entry, namedPath, growing) => known(entry, namedPath, (held) => held.identity === entry.identity && held.growing === growing),
    ofContent: (entry, namedPath, sha256, growing) => known(entry, namedPath, (held) => held.sha256 === sha256 && held.growing === growing),
    put(entry, namedPath, artifact, readAtMs) {
      const pack = packOf(entry, namedPath);
      const identity = isRacy(entry, readAtMs) ? '' : entry.identity;
      const { parsed } = artifact;
      pack.now.set(posix.basename(namedPath), { ...artifact, identity, parsed: { ...parsed, result: packResult(parsed.result) } });
      pack.isChanged = true;
    },
    save(isEnd) {
      for (const [key, pack] of packs) {
        if (pack.isChanged || pack.now.size < pack.before.size) {
          store.write(pack.key, pack.now);
          hasWritten = true;
        }
        packs.delete(key);
      }
      if (isEnd && hasWritten) store.trim();
    },
  };
}

/** The times of modification and change are the last parts of an identity, in nanoseconds. */
function isRacy({ identity }: ArtifactEntry, readAtMs: number): boolean {
  const times = identity.split(':').slice(-2);
  return times.some((ns) => Math.abs(readAtMs - Number(ns) / 1e6) < RACY_MS);
}
