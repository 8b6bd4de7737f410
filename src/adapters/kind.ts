import type { ArtifactKind } from '../contracts/artifact.ts';

const KINDS: ReadonlyMap<string, ArtifactKind> = new Map([
  ['csv', 'csv'],
  ['tsv', 'csv'],
  ['json', 'json'],
  ['jsonl', 'jsonl'],
  ['ndjson', 'jsonl'],
  ['md', 'markdown'],
  ['markdown', 'markdown'],
  ['txt', 'text'],
  ['log', 'text'],
  ['out', 'text'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['sql', 'sql'],
]);

/**
 * Kind of an artifact by its extension, in any case; null for a name without one or with one that no result file has.
 *
 * @param path with forward slashes; a name that begins with a dot and has no other has no extension.
 */
export function artifactKind(path: string): ArtifactKind | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? (KINDS.get(name.slice(dot + 1).toLowerCase()) ?? null) : null;
}
