import type { ArtifactKind } from '../../contracts/artifact.ts';
import { type CellAddress, parseCell } from '../../metrics/cells.ts';
import { type CellReader, missing, type ReadCell } from './cell-reader.ts';
import { csvReader } from './read-csv-cell.ts';
import { jsonReader } from './read-json-cell.ts';
import { lineReader } from './read-line-cell.ts';

/**
 * Reads source cells back from an artifact, without any code that made the facts.
 *
 * @param text decoded, without byte order mark. Rows of CSV are physical lines: the line on which the record starts.
 * @param cells as printed by `cellText` (`src/metrics/cells.ts`), also with several rows: `row=2-36,40;col=x`.
 * @returns in the order of `cells`; a range gives its cells one by one, a JSON array its elements. A cell that cannot be read is returned
 *   with the reason; nothing is thrown.
 */
export function readCells(text: string, kind: ArtifactKind, cells: readonly string[]): ReadCell[] {
  const addresses = cells.map((cell) => ({ cell, address: parseCell(cell) }));
  const known = addresses.flatMap(({ address }) => (address ? [address] : []));
  const read = readerOf(text, kind, known);
  return addresses.flatMap(({ cell, address }) =>
    address ? read(cell, address) : [missing(cell, '', 'is no cell in a syntax known here')],
  );
}

function readerOf(text: string, kind: ArtifactKind, addresses: readonly CellAddress[]): CellReader {
  if (kind === 'csv') return csvReader(text, addresses);
  const json = jsonReader(text, kind, addresses);
  const line = lineReader(text);
  return (cell, address) => {
    const inJson = address.column === null || kind === 'jsonl';
    return (inJson ? json : line)(cell, address);
  };
}
