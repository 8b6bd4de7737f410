import { type Compressors, type ParquetParsers, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors, decompressZstd } from 'hyparquet-compressors';
import { checkPages } from './parquet-pages.ts';
import { type ContainerLimits, type ContainerRows, type RowText, UnreadableContainer } from './row-text.ts';

/** The four bytes with which a Parquet file ends. https://parquet.apache.org/docs/file-format/ */
const MAGIC = 'PAR1';

/**
 * Writes the rows of a Parquet file as one list.
 *
 * @throws UnreadableContainer for a file that is truncated, damaged, encrypted, or packed in a way that is not known here.
 */
export async function readParquet(bytes: Uint8Array, text: RowText, limits: ContainerLimits): Promise<ContainerRows> {
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', bytes.length - MAGIC.length);
  if (end !== MAGIC) throw damaged('breaks off: its last bytes are not PAR1, so it is truncated or still being written');
  try {
    return await readRows(bytes, text, limits);
  } catch (error) {
    if (error instanceof UnreadableContainer) throw error;
    const message = error instanceof Error ? error.message.replace(/^parquet /, '') : String(error);
    throw damaged(`cannot be read, it is damaged or of a kind that is not known here: ${message}`, { cause: error });
  }
}

function damaged(what: string, options?: ErrorOptions): UnreadableContainer {
  return new UnreadableContainer('quarantined', `the Parquet file ${what}`, options);
}

async function readRows(bytes: Uint8Array, text: RowText, { rowsMax, bytesMax }: ContainerLimits): Promise<ContainerRows> {
  const file = {
    byteLength: bytes.length,
    slice(start: number, end = bytes.length): ArrayBuffer {
      if (!(start >= 0 && start <= end && end <= bytes.length))
        throw damaged(`breaks off: it names bytes up to ${end} and has ${bytes.length}`);
      return bytes.slice(start, end).buffer as ArrayBuffer;
    },
  };
  // What geometry is as text nobody needs here.
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const schema = parquetSchema(metadata);
  const singles = schema.children
    .filter(({ element, children }) => children.length === 0 && element.type === 'FLOAT')
    .map(({ element }) => element.name);
  let rowCountTotal = 0;
  let rowCount = 0;
  text.write('[');
  for (const group of metadata.row_groups) {
    const rowStart = rowCountTotal;
    rowCountTotal += Number(group.num_rows);
    const rowEnd = Math.min(rowCountTotal, rowsMax);
    if (rowEnd <= rowStart) continue;
    // One group of rows after the other: what is unpacked at a time is bounded.
    checkPages(bytes, group, schema, boundedCompressors(bytesMax));
    const unpackers = boundedCompressors(bytesMax);
    const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors: unpackers, parsers: PARSERS, utf8: false });
    for (const row of rows) {
      for (const name of singles) if (typeof row[name] === 'number') row[name] = shortestSingle(row[name]);
      text.addRow('', row);
    }
    rowCount = rowEnd;
  }
  text.write('\n]\n');
  return { rowCount, rowCountTotal };
}

/** A small file can be packed so well that no memory holds what is in it. @param bytesMax what one group of rows may unpack to. */
function boundedCompressors(bytesMax: number): Compressors {
  let unpacked = 0;
  const known: Compressors = {
    ...compressors,
    // Without the room it takes as much as the packed bytes ask for.
    ZSTD: (input, length) => decompressZstd(input, new Uint8Array(length)),
  };
  const bounded = Object.entries(known).map(([codec, unpack]) => {
    return [
      codec,
      (input: Uint8Array, length: number) => {
        unpacked += length;
        if (!(unpacked <= bytesMax)) {
          throw damaged(
            `unpacks to more than ${bytesMax} bytes in one group of rows: raise limits.documentBytesMax or write smaller groups`,
          );
        }
        return unpack(input, length);
      },
    ];
  });
  return Object.fromEntries(bounded) as Compressors;
}

const PARSERS: Partial<ParquetParsers> = {
  timestampFromMilliseconds: (ms) => isoText(ms, 3),
  timestampFromMicroseconds: (us) => isoText(us, 6),
  timestampFromNanoseconds: (ns) => isoText(ns, 9),
  dateFromDays: (days) => isoText(BigInt(days) * 86_400_000n, 3).slice(0, 10),
  jsonFromBytes: (bytes) => jsonOrText(new TextDecoder().decode(bytes)),
  geometryFromBytes: (bytes) => bytes,
  geographyFromBytes: (bytes) => bytes,
};

/** @param count of units since 1970, of which 10^`digits` make a second. @returns the count as text where no calendar has such a year. */
function isoText(count: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const fraction = ((count % unit) + unit) % unit;
  const date = new Date(Number((count - fraction) / unit) * 1_000);
  if (Number.isNaN(date.getTime())) return String(count);
  return `${date.toISOString().slice(0, -5)}.${String(fraction).padStart(digits, '0')}Z`;
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** The shortest number that is the same in single precision: 12.3, where widening it gives 12.300000190734863. */
function shortestSingle(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return shorter;
  }
  return value;
}
