import { wideEncodingOf } from '../../adapters/readers/decode.ts';
import { findDelimiter } from '../../adapters/readers/dialect.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BLANKS: ReadonlySet<number> = new Set([0x09, 0x0d, 0x20, 0xfeff]);

/** No CSV record is read that is larger: a quoted field that seems to be is a quotation mark without its partner. */
const RECORD_BYTES_MAX = 4_000_000;
/** Characters from which the separator of a CSV file is found. */
const HEAD_BYTES = 4_000;

/** Text cut into units of one byte, or two where every character takes two. */
interface Units {
  readonly width: 1 | 2;
  at(offset: number): number;
}

/** The beginning of a file that is whole records. */
export interface WholeRecords {
  /** In bytes, up to and with a line end; 0 when not one record is whole. */
  readonly length: number;
  readonly lineCount: number;
  /** There are more lines in the head than were wanted. */
  readonly isLimited: boolean;
}

/**
 * How much of the first bytes of a file is whole records: lines, and in CSV no line end within quotation marks counts.
 *
 * @param head the beginning of the file; its end may lie anywhere, also within a character.
 * @param lineCountMax records that reach beyond this many lines are left out.
 */
export function wholeRecords(head: Uint8Array, kind: ArtifactKind, lineCountMax: number): WholeRecords {
  const units = unitsOf(head);
  const lines = scan(head, units, lineCountMax, null);
  if (kind !== 'csv') return lines;
  const delimiter = findDelimiter(Buffer.from(head.subarray(0, HEAD_BYTES)).toString('latin1'));
  const records = scan(head, units, lineCountMax, delimiter.charCodeAt(0));
  return lines.length - records.length > RECORD_BYTES_MAX ? lines : records;
}

/** Counts line ends in a text that is read piece by piece. */
export interface LineCounter {
  add(chunk: Uint8Array): void;
  lineEnds(): number;
  /** Line ends, and the last line where it has none. */
  lines(): number;
}

/** @param wide whether each character takes two bytes, and in which order: see `wideEncodingOf`. */
export function lineCounter(wide: ReturnType<typeof wideEncodingOf>): LineCounter {
  let count = 0;
  let length = 0;
  let endsWhole = true;
  /** First byte of a character whose second one comes with the next piece; -1 for none. */
  let carried = -1;

  function addWide(chunk: Uint8Array): void {
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index]!;
      if (carried < 0) {
        carried = byte;
        continue;
      }
      endsWhole = (wide === 'utf-16le' ? carried | (byte << 8) : (carried << 8) | byte) === NEWLINE;
      if (endsWhole) count += 1;
      carried = -1;
    }
  }

  return {
    add(chunk) {
      length += chunk.length;
      if (wide !== null) addWide(chunk);
      else if (chunk.length > 0) {
        // A search for the next one takes a fifth of the time of a look at every byte.
        const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
        for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
        endsWhole = chunk.at(-1) === NEWLINE;
      }
    },
    lineEnds: () => count,
    lines: () => (length === 0 || (endsWhole && carried < 0) ? count : count + 1),
  };
}

function unitsOf(head: Uint8Array): Units {
  const wide = wideEncodingOf(head);
  if (wide === null) return { width: 1, at: (offset) => head[offset]! };
  const [low, high] = wide === 'utf-16le' ? [0, 1] : [1, 0];
  return { width: 2, at: (offset) => head[offset + low]! | (head[offset + high]! << 8) };
}

/**
 * Goes through the text once. With a delimiter, quotation marks are those of RFC 4180: one opens a field only at its start, two within stand
 * for one, and a line end between them ends no record.
 */
function scan(head: Uint8Array, { width, at }: Units, lineCountMax: number, delimiter: number | null): WholeRecords {
  let whole = { length: 0, lineCount: 0 };
  let lineCount = 0;
  let isQuoted = false;
  let startsField = delimiter !== null;
  for (let offset = 0; offset + width <= head.length; offset += width) {
    const unit = at(offset);
    if (unit === NEWLINE) {
      lineCount += 1;
      if (lineCount > lineCountMax) break;
      if (isQuoted) continue;
      whole = { length: offset + width, lineCount };
      startsField = delimiter !== null;
    } else if (isQuoted) {
      if (unit !== QUOTE) continue;
      if (offset + 2 * width <= head.length && at(offset + width) === QUOTE) offset += width;
      else isQuoted = false;
    } else if (unit === delimiter) startsField = true;
    else if (unit === QUOTE && startsField) {
      isQuoted = true;
      startsField = false;
    } else if (startsField && !BLANKS.has(unit)) startsField = false;
  }
  return { ...whole, isLimited: lineCount > lineCountMax };
}
