import { hash } from 'node:crypto';
import { artifactKind } from '../../src/adapters/kind.ts';
import { type Unpacked, unpack } from '../../src/edges/containers/unpack.ts';
import type { SizeLimits } from '../../src/edges/files/artifact-reader.ts';
import { type IngestedArtifact, ingestContainer } from '../../src/edges/refresh/ingest-artifact.ts';
import { sizeLimits } from '../files/temp-tree.ts';

function contentOf(path: string, bytes: Uint8Array) {
  return { path, kind: artifactKind(path)!, bytes, sha256: hash('sha256', bytes), modifiedAtMs: 0, growing: false };
}

/** What `unpack` makes of a file; of its text, the document in it. */
export async function unpackFile(
  path: string,
  bytes: Uint8Array,
  changes: Partial<SizeLimits> = {},
): Promise<{ readonly unpacked: Unpacked; readonly document: unknown }> {
  const unpacked = await unpack(contentOf(path, bytes), { ...sizeLimits(10_000_000), ...changes });
  return { unpacked, document: 'content' in unpacked ? JSON.parse(Buffer.from(unpacked.content.bytes).toString()) : null };
}

/** What is read of a file. */
export function ingestFile(path: string, bytes: Uint8Array, changes: Partial<SizeLimits> = {}): Promise<IngestedArtifact> {
  return ingestContainer(contentOf(path, bytes), path, { ...sizeLimits(10_000_000), ...changes });
}
