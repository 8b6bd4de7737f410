import { type CsvRecord, csvRecords } from '../../adapters/readers/csv.ts';
import { parseJson } from '../../adapters/readers/json.ts';
import { holdsFor } from '../../metrics/cell-conditions.ts';
import type { CellAddress } from '../../metrics/cells.ts';
import { numbersOfCell } from '../../metrics/numbers-in.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { type CellReader, expandRanges, missing, type ReadCell } from './cell-reader.ts';
import { follow } from './read-json-cell.ts';

/** Where a name stands as the text of a cell: index of its record, and of the first cell in it that says so. */
type Places = ReadonlyMap<string, readonly (readonly [record: number, column: number])[]>;

/** How many records at the top may together form a header of stacked rows. */
const STACKED_ROWS_MAX = 3;

/**
 * Reads CSV cells by row and column name. The header of a cell is the nearest row above that has the name; else the first rows, joined by
 * blanks from top to bottom, may name the column (`Time to First Token Successful ms`); else, in a file without header, a column number.
 */
export function csvReader(text: string, addresses: readonly CellAddress[]): CellReader {
  const { records } = csvRecords(text);
  const byLine = new Map(records.map((record, index) => [record.line, index]));
  const names = addresses.flatMap(({ column, where }) => [
    ...(column === null ? [] : [column]),
    ...where.map((condition) => condition.name),
  ]);
  const places = namePlaces(records, new Set(names));

  /** Does the record on this line belong to the selection? Without conditions each does, also one that is not there. */
  function isSelected({ where }: CellAddress, line: number): boolean {
    const index = byLine.get(line);
    return where.every((condition) => {
      const column = index === undefined ? null : columnOf(records, places, index, condition.name);
      return column !== null && holdsFor(condition, records[index!]!.cells[column] ?? '');
    });
  }

  return (cell, address) => {
    const name = address.column;
    if (address.ranges === null || name === null) return [missing(cell, '', 'is no cell of a CSV file')];
    const lines = [...expandRanges(address.ranges, (line) => byLine.has(line))].filter((line) => isSelected(address, line));
    return lines.flatMap((line) => {
      const index = byLine.get(line);
      if (index === undefined) return [missing(cell, name, `no record starts on line ${line}`)];
      const column = columnOf(records, places, index, name);
      if (column === null) return [missing(cell, name, `no row above line ${line} has a column "${name}"`, line)];
      const raw = records[index]!.cells[column];
      if (raw === undefined) return [missing(cell, name, `row ${line} ends before column "${name}"`, line)];
      return valuesOf(raw, address, cell, name, line);
    });
  };
}

function namePlaces(records: readonly CsvRecord[], names: ReadonlySet<string>): Places {
  const places = new Map<string, (readonly [number, number])[]>();
  records.forEach(({ cells }, record) => {
    cells.forEach((text, column) => {
      if (!names.has(text)) return;
      const found = places.get(text);
      if (!found) places.set(text, [[record, column]]);
      else if (found.at(-1)![0] !== record) found.push([record, column]);
    });
  });
  return places;
}

/** Index of column `name` as seen from a record, or null. */
function columnOf(records: readonly CsvRecord[], places: Places, index: number, name: string): number | null {
  const found = places.get(name) ?? [];
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (found[middle]![0] < index) low = middle + 1;
    else high = middle;
  }
  return found[low - 1]?.[1] ?? stackedColumn(records, index, name) ?? numberedColumn(records[index]!, name);
}

function stackedColumn(records: readonly CsvRecord[], index: number, name: string): number | null {
  const heads = records.slice(0, Math.min(index, STACKED_ROWS_MAX));
  const width = Math.max(0, maxOf(heads.map(({ cells }) => cells.length)));
  const wanted = plainWords(name);
  for (let column = 0; column < width; column += 1) {
    for (let depth = 2; depth <= heads.length; depth += 1) {
      if (
        plainWords(
          heads
            .slice(0, depth)
            .map(({ cells }) => cells[column] ?? '')
            .join(' '),
        ) === wanted
      )
        return column;
    }
  }
  return null;
}

function numberedColumn({ cells }: CsvRecord, name: string): number | null {
  return /^[1-9]\d*$/.test(name) && Number(name) <= cells.length ? Number(name) - 1 : null;
}

function plainWords(text: string): string {
  return text
    .replaceAll(/[^\p{L}\p{N}_]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function valuesOf(raw: string, address: CellAddress, cell: string, name: string, line: number): ReadCell[] {
  const pointer = address.pointer ?? (address.index !== null && raw.startsWith('[') ? [String(address.index)] : null);
  if (pointer) {
    const document = parseJson(raw);
    if ('error' in document) return [missing(cell, name, 'the cell holds no JSON to point into', line)];
    return follow(document.value, pointer, cell, line).map((read) => ({ ...read, name }));
  }
  const number = numbersOfCell(raw, address.decimal)[address.index ?? 0];
  return [{ cell, line, name, raw, value: number?.value ?? null, reason: number ? null : raw === '' ? 'is empty' : 'holds no number' }];
}
