import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParsedArtifact, parseArtifact } from '../../src/adapters/recognise.ts';
import { redacted } from '../../src/adapters/redaction.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

/** A fixture of `test/fixtures`, read as the registry reads it. */
export function parseFixture(adapter: string, name: string): ParsedArtifact {
  const folder = join(import.meta.dirname, '../fixtures', adapter, name);
  const file = readdirSync(folder).find((entry) => entry !== 'expected.json')!;
  return parseArtifact(contentOf(file, readFileSync(join(folder, file))));
}

/** Cells of all values, in order. */
export function cellsOf(parsed: ParsedArtifact): string[] {
  return readValues(parsed.result).map(({ cell }) => cell);
}

/** Configuration, values and labels as a report may print them, as one text, to search for what must not be in it. */
export function everythingRead(parsed: ParsedArtifact): string {
  return JSON.stringify([...redacted(parsed.result).configuration, ...readValues(parsed.result)]);
}
