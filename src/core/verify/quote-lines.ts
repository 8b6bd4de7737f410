import { parseJson } from '../../adapters/readers/json.ts';
import { plainText } from '../../adapters/readers/plain-text.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import type { Source } from '../../contracts/fact.ts';
import type { QuotedArtifact } from '../../contracts/quoted.ts';
import { type CellAddress, type CellRange, parseCell, pointerText, printCell } from '../../metrics/cells.ts';
import { UNPRINTABLE } from '../../metrics/quotation.ts';
import { redact } from '../../metrics/redact.ts';
import { groupBy } from '../group-by.ts';
import { pointerOffsets } from './pointer-lines.ts';
import { readCells } from './read-cell.ts';
import { shortLine } from './short-line.ts';

/** What one report quotes of its artifacts, in characters of JSON: what is cited first comes first. */
const CHARACTERS_MAX = 44_000;
/** A text that is not longer is quoted whole. */
const WHOLE_CHARACTERS_MAX = 4_000;
/** Of the lines that one list of cells cites the first ones and the last are quoted. */
const FIRST_COUNT = 3;
/** Lines on either side of a cited one. */
const NEIGHBOURS = 1;
/** Lines that are named of cells that do not name them themselves. */
const NAMED_COUNT_MAX = 40;

/** The text of an artifact, or of its beginning. */
export interface ArtifactText {
  readonly text: string;
  readonly kind: ArtifactKind;
}

/** The first numbers of some ranges, and the last one. */
function ends(ranges: readonly CellRange[], count: number): number[] {
  const numbers: number[] = [];
  for (const [first, last] of ranges) for (let number = first; number <= last && numbers.length < count; number += 1) numbers.push(number);
  const last = ranges.at(-1)?.[1];
  return last === undefined || numbers.at(-1) === last ? numbers : [...numbers, last];
}

function namesLines({ place, where }: CellAddress): boolean {
  return (place === 'row' || place === 'line') && where.length === 0;
}

/** An address of items as one of their first: nobody reads thousands. */
function fewer(address: CellAddress): CellAddress {
  if (address.place !== 'item' || address.ranges === null || address.where.length > 0) return address;
  return { ...address, ranges: ends(address.ranges, FIRST_COUNT).map((number) => [number, number] as const) };
}

/** Cells by what they say, in their order. */
type Addresses = ReadonlyMap<string, CellAddress>;

/** Lines on which cells stand, by cell. */
function placesOf(addresses: Addresses, { text, kind }: ArtifactText): Map<string, readonly number[]> {
  const asked = new Map([...addresses].flatMap(([cell, address]) => (namesLines(address) ? [] : [[cell, printCell(fewer(address))]])));
  const read = groupBy(asked.size === 0 ? [] : readCells(text, kind, [...asked.values()]), ({ cell }) => cell);
  return new Map(
    [...addresses].map(([cell, address]) => {
      if (namesLines(address)) return [cell, ends(address.ranges ?? [], FIRST_COUNT)];
      const lines = new Set((read.get(asked.get(cell)!) ?? []).flatMap(({ line }) => line ?? []));
      return [cell, [...lines].slice(0, NAMED_COUNT_MAX)];
    }),
  );
}

/** Line of the head of the columns: the first that names one of them, above the row. */
function headOf(addresses: Addresses, lines: readonly string[]): number {
  for (const { place, column, ranges } of addresses.values()) {
    if (place !== 'row' || column === null) continue;
    const at = lines.findIndex((line) => line.includes(column)) + 1;
    if (at > 0 && at < (ranges?.[0]?.[0] ?? 0)) return at;
  }
  return 0;
}

/** Where values begin in a text; nowhere in one that is no document as a whole. */
function offsetsIn(text: string, pointers: ReadonlySet<string>): ReadonlyMap<string, number> {
  return 'error' in parseJson(text) ? new Map() : pointerOffsets(text, pointers);
}

/** Where values begin within their lines, by line: a line that is too long is quoted around these. */
function offsetsOf(
  addresses: Addresses,
  places: ReadonlyMap<string, readonly number[]>,
  text: string,
  lines: readonly string[],
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  const add = (line: number, offset: number) => found.set(line, [...(found.get(line) ?? []), offset]);
  const long = (line: number) => (lines[line - 1]?.length ?? 0) > 300;
  const documents = new Set<string>();
  for (const [cell, address] of addresses) {
    const own = places.get(cell)!.filter(long);
    if (own.length === 0 || address.pointer === null) continue;
    const pointer = pointerText(address.pointer);
    if (address.place === 'line') {
      for (const line of own) for (const [, offset] of offsetsIn(lines[line - 1]!, new Set([pointer]))) add(line, offset);
    } else if (address.place === null) documents.add(pointer);
    else if (address.place === 'item') {
      for (const [item] of fewer(address).ranges ?? []) documents.add(`${pointerText(address.of ?? [])}/${item}${pointer}`);
    }
  }
  if (documents.size === 0) return found;
  let line = 1;
  let start = 0;
  for (const [, offset] of [...offsetsIn(text, documents)].sort((a, b) => a[1] - b[1])) {
    while (line < lines.length && offset > start + lines[line - 1]!.length) {
      start += lines[line - 1]!.length + 1;
      line += 1;
    }
    add(line, offset - start);
  }
  return found;
}

/** What is quoted of one artifact, as long as `take` says that there is room for another line. */
function quoteOne(path: string, cells: readonly string[], artifact: ArtifactText, take: (length: number) => boolean): QuotedArtifact {
  const text = plainText(artifact.text);
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const addresses = new Map(
    cells.flatMap((cell) => {
      const address = parseCell(cell);
      return address === null ? [] : [[cell, address] as const];
    }),
  );
  const places = placesOf(addresses, { ...artifact, text });
  const offsets = offsetsOf(addresses, places, text, lines);
  const head = headOf(addresses, lines);
  const quoted = new Map<number, string>();
  const quote = (line: number) => {
    const whole = lines[line - 1];
    if (whole === undefined || quoted.has(line) || (line === lines.length && whole === '')) return;
    const shown = redact(shortLine(whole, offsets.get(line) ?? [])).replaceAll(UNPRINTABLE, '\ufffd');
    if (take(JSON.stringify(shown).length)) quoted.set(line, shown);
  };
  if (head > 0) quote(head);
  if (text.length <= WHOLE_CHARACTERS_MAX) for (let line = 1; line <= lines.length; line += 1) quote(line);
  for (const cited of places.values()) {
    const shown = cited.length > FIRST_COUNT + 1 ? [...cited.slice(0, FIRST_COUNT), cited.at(-1)!] : cited;
    for (const line of shown) for (let near = line - NEIGHBOURS; near <= line + NEIGHBOURS; near += 1) quote(near);
  }
  return {
    path,
    head: quoted.has(head) ? head : 0,
    lines: new Map([...quoted].sort(([a], [b]) => a - b)),
    linesOf: new Map([...places].filter(([cell]) => !namesLines(addresses.get(cell)!))),
  };
}

/**
 * The lines on which cited cells stand, with their neighbours, as they stand in the files: long ones shortened, secrets taken out, and no
 * more than a page can hold.
 *
 * @param sources what is cited, the most important first.
 * @param textOf null where an artifact has no lines, is too large, or is no longer what the report was made from; it is then not quoted.
 */
export function quoteLines(sources: readonly Source[], textOf: (path: string) => ArtifactText | null): QuotedArtifact[] {
  let left = CHARACTERS_MAX;
  const take = (length: number) => {
    if (length > left) return false;
    left -= length;
    return true;
  };
  return [...groupBy(sources, ({ path }) => path)].flatMap(([path, own]) => {
    const artifact = left > 0 ? textOf(path) : null;
    return artifact === null ? [] : [quoteOne(path, [...new Set(own.flatMap(({ cells }) => cells))], artifact, take)];
  });
}
