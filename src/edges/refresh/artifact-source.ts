import { posix } from 'node:path';
import type { CachedArtifact, ParseCache } from '../cache/parse-cache.ts';
import { isContainer } from '../containers/unpack.ts';
import { type ArtifactEntry, type ArtifactListing, isYoung } from '../files/artifact-listing.ts';
import type { ReadOptions } from '../files/artifact-reader.ts';
import { readArtifact } from '../files/artifact-reader.ts';
import { hashFile } from '../files/fingerprint.ts';
import { type IngestedArtifact, type Ingesting, ingestContainer, ingestContent } from './ingest-artifact.ts';
import { quarantined } from './quarantined.ts';
import type { ChildPort, RefreshTask } from './task.ts';

/** The artifacts of a task: each is read and parsed once, if at all, for however many of its reports. */
export interface ArtifactSource {
  /** @param entry its path is relative to `directory`, which is relative to the root. Throws, or rejects, as `readArtifact` does. */
  ingest(entry: ArtifactEntry, directory: string, options: ReadOptions): Ingesting;
  /** How much of a listing is not known and must be read. */
  bytesToRead(listing: ArtifactListing, directory: string, options: ReadOptions): number;
}

/** @param cache what was parsed for earlier tasks; null for nothing. */
export function artifactSource(task: RefreshTask, port: ChildPort, cache: ParseCache | null): ArtifactSource {
  const held = new Map<string, { readonly identity: string; readonly ingested: IngestedArtifact }>();

  function known(entry: ArtifactEntry, directory: string, options: ReadOptions): IngestedArtifact | null {
    const earlier = held.get(entry.absolutePath);
    if (earlier?.identity === entry.identity) return { ...earlier.ingested, path: entry.path };
    const cached = cache?.ofFile(entry, posix.join(directory, entry.path), isGrowing(entry, options));
    return cached ? hold(entry, ingestedOf(entry, cached)) : null;
  }

  function hold(entry: ArtifactEntry, ingested: IngestedArtifact): IngestedArtifact {
    held.set(entry.absolutePath, { identity: entry.identity, ingested });
    return ingested;
  }

  function read(entry: ArtifactEntry, directory: string, options: ReadOptions): Ingesting {
    const { path, identity, bytes } = entry;
    const namedPath = posix.join(directory, path);
    port.announce({ doing: 'parse', identity, bytes });
    const readAtMs = Date.now();
    const content = readArtifact(task.rootPath, entry, options);
    const { sha256, growing } = content;
    const cached = cache?.ofContent(entry, namedPath, sha256, growing) ?? null;
    const keep = (ingested: IngestedArtifact) => {
      const { parseMs: _parseMs, path: _path, kind: _kind, ...kept } = ingested;
      cache?.put(entry, namedPath, kept, readAtMs);
      return hold(entry, ingested);
    };
    if (cached) return keep(ingestedOf(entry, { ...cached, modifiedAtMs: content.modifiedAtMs }));
    return isContainer(content.kind) ? ingestContainer(content, namedPath, options).then(keep) : keep(ingestContent(content, namedPath));
  }

  return {
    ingest(entry, directory, options) {
      const reason = task.quarantined[entry.identity];
      if (reason !== undefined) return withoutContent(task, entry, options, reason, port);
      return known(entry, directory, options) ?? read(entry, directory, options);
    },
    bytesToRead({ entries }, directory, options) {
      return entries.reduce((sum, entry) => (known(entry, directory, options) ? sum : sum + entry.bytes), 0);
    },
  };
}

function isGrowing({ modifiedAtMs }: ArtifactEntry, { quietMs, nowMs }: ReadOptions): boolean {
  return isYoung(modifiedAtMs, quietMs, nowMs);
}

function ingestedOf({ path, kind }: ArtifactEntry, cached: CachedArtifact): IngestedArtifact {
  return { path, kind, ...cached, parseMs: 0 };
}

/** What is left of a file that a process died of: its hash, which the fingerprint of the report needs. */
function withoutContent(task: RefreshTask, entry: ArtifactEntry, options: ReadOptions, reason: string, port: ChildPort): IngestedArtifact {
  port.announce({ doing: 'read' });
  const { sha256 } = hashFile(task.rootPath, entry, options);
  const { path, kind, bytes, modifiedAtMs } = entry;
  const growing = isGrowing(entry, options);
  return { path, kind, bytes, sha256, modifiedAtMs, growing, parsed: quarantined(reason), parseMs: 0 };
}
