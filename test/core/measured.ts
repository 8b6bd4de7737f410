import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { artifactKind } from '../../src/adapters/kind.ts';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import type { Verdict } from '../../src/contracts/artifact.ts';
import type { Measurement } from '../../src/contracts/measured.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';

/** An artifact as reading and recognition give it. */
export function readArtifact(path: string, bytes: Uint8Array): ReadArtifact {
  const content = {
    path,
    kind: artifactKind(path) ?? 'text',
    bytes,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    modifiedAtMs: 0,
    growing: false,
  };
  const { adapter, verdict, result } = parseArtifact(content);
  return { path, placedAt: path, sha256: content.sha256, adapter, verdict, parsed: result };
}

function isUsed({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'accepted' || verdict === 'partial';
}

/** Reads, assembles and measures files given by path and text. */
export function measureFiles(files: Readonly<Record<string, string>>): Measurement {
  const artifacts = Object.entries(files).map(([path, text]) => readArtifact(path, new TextEncoder().encode(text)));
  return measure(assemble(artifacts.filter(isUsed)), artifacts);
}

/** Reads, assembles and measures every file of a directory that has a kind we know, with its subdirectories. */
export function measureDirectory(root: string): Measurement {
  const artifacts = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && artifactKind(entry.name) !== null)
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => readArtifact(relative(root, path).split(sep).join('/'), readFileSync(path)));
  return measure(assemble(artifacts.filter(isUsed)), artifacts);
}
