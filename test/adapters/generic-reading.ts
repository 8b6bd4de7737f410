import { parseArtifact } from '../../src/adapters/recognise.ts';
import type { ParseResult } from '../../src/contracts/observation.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

/** What is read of a text under a name: the result, and each value with its metric and cell. */
export function readGenerally(
  name: string,
  text: string,
): { readonly result: ParseResult; readonly values: readonly (readonly [metric: string, value: number, cell: string])[] } {
  const { result } = parseArtifact(contentOf(name, new TextEncoder().encode(text)));
  return { result, values: readValues(result).map(({ metric, value, cell }) => [metric, value, cell] as const) };
}
