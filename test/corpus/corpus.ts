import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { artifactKind } from '../../src/adapters/kind.ts';
import { type ParsedArtifact, parseArtifact } from '../../src/adapters/recognise.ts';
import type { ArtifactContent } from '../../src/contracts/artifact.ts';
import { type ReadValue, readValues } from '../readable.ts';

/** Real result files of third parties: tested against where they are present, never copied into the project. */
export const CORPUS = join(import.meta.dirname, '../../../shared/corpus');

/** Is the folder of real files there? Where it is not, a corpus test says so and passes. */
export function corpusIsPresent(): boolean {
  const present = existsSync(CORPUS);
  if (!present) console.warn(`no corpus of real result files at ${CORPUS}: the tests against real files are not run`);
  return present;
}

/** The content of a file as recognition gets it; the hash is not needed here. */
export function contentOf(path: string, bytes: Uint8Array): ArtifactContent {
  return { path, kind: artifactKind(path) ?? 'text', bytes, sha256: '', modifiedAtMs: 0, growing: false };
}

/** Files below a folder of the corpus, relative to the corpus, sorted, with forward slashes; `folder` is '' for all of it. */
export function corpusPaths(folder: string): string[] {
  return readdirSync(join(CORPUS, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(CORPUS, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Recognises and reads one file of the corpus, for example `formats/vllm-bench-serve/x.json`. */
export function parseCorpus(path: string): ParsedArtifact {
  return parseArtifact(contentOf(path, readFileSync(join(CORPUS, path))));
}

/**
 * Values of one metric, in file order.
 *
 * @param statistic null for samples.
 */
export function valuesOf(parsed: ParsedArtifact, metric: string, statistic: string | null = null): ReadValue[] {
  return readValues(parsed.result).filter((read) => read.metric === metric && read.statistic === statistic);
}

/** The one value at a cell, as a report prints the cell; throws when there is none or more than one. */
export function valueAt(parsed: ParsedArtifact, cell: string): ReadValue {
  const found = readValues(parsed.result).filter((read) => read.cell === cell);
  if (found.length !== 1) throw new Error(`${found.length} values at ${cell}`);
  return found[0]!;
}
