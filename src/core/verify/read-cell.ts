import { fencedBlocks } from '../../adapters/readers/fences.ts';
import { plainText } from '../../adapters/readers/plain-text.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import { type CellAddress, parseCell } from '../../metrics/cells.ts';
import { type CellReader, missing, type ReadCell } from './cell-reader.ts';
import { csvReader } from './read-csv-cell.ts';
import { jsonReader } from './read-json-cell.ts';
import { lineReader } from './read-line-cell.ts';

/**
 * Reads source cells back from an artifact, without any code that made the facts. The text is first made plain, as recognition does, since
 * cells name what a person reads in a line.
 *
 * @param text decoded, without byte order mark. Rows of CSV are physical lines: the line on which the record starts.
 * @param cells as printed by `cellText` (`src/metrics/cells.ts`), also with several rows: `row=2-36,40;col=x`.
 * @returns in the order of `cells`; a range gives its cells one by one, a JSON array its elements. A cell that cannot be read is returned
 *   with the reason; nothing is thrown.
 */
export function readCells(text: string, kind: ArtifactKind, cells: readonly string[]): ReadCell[] {
  const addresses = cells.map((cell) => ({ cell, address: parseCell(cell) }));
  const known = addresses.flatMap(({ address }) => (address ? [address] : []));
  const read = readerOf(plainText(text), kind, known);
  return addresses.flatMap(({ cell, address }) =>
    address ? read(cell, address) : [missing(cell, '', 'is no cell in a syntax known here')],
  );
}

function readerOf(text: string, kind: ArtifactKind, addresses: readonly CellAddress[]): CellReader {
  const csv = rowReader(text, kind, addresses);
  const json = jsonReader(text, kind, addresses);
  const line = lineReader(text);
  const isJsonLines = kind === 'jsonl' && /^\s*\{/.test(text);
  return (cell, address) => {
    if (address.place === 'row') return csv(cell, address);
    return (address.column === null || isJsonLines ? json : line)(cell, address);
  };
}

/** Reads rows of CSV: of the whole file, or of the fenced block in which the first of them stands. */
function rowReader(text: string, kind: ArtifactKind, addresses: readonly CellAddress[]): CellReader {
  const fences = kind === 'csv' ? [] : fencedBlocks(text);
  const readers = new Map<number, CellReader>();
  return (cell, address) => {
    const first = address.ranges?.[0]?.[0] ?? 0;
    const fence = fences.find(({ firstLine, lineCount }) => first >= firstLine && first < firstLine + lineCount);
    const linesBefore = fence ? fence.firstLine - 1 : 0;
    let reader = readers.get(linesBefore);
    if (!reader) {
      reader = csvReader(fence ? '\n'.repeat(linesBefore) + fence.text : text, addresses);
      readers.set(linesBefore, reader);
    }
    return reader(cell, address);
  };
}
