import type { Compressors, RowGroup, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel, getTreePath } from 'hyparquet/src/schema.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

type Header = ReturnType<typeof parquetHeader>;
type ColumnMetaData = NonNullable<RowGroup['columns'][number]['meta_data']>;

/**
 * Looks through the pages of a group of rows before they are decoded: the decoder repeats a value as often as a page says, and goes on for ever
 * from a place that is no number. One wrong byte makes a thousand million of a count, or takes a size away. How runs are written:
 * https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 *
 * @throws Error for a page with more values than its column, or a run with more than its page; RangeError for one that breaks off.
 */
export function checkPages(bytes: Uint8Array, group: RowGroup, schema: SchemaTree, compressors: Compressors): void {
  for (const { meta_data: column } of group.columns) {
    if (!column) throw new Error('a column without a description, as encrypted ones are');
    const path = getTreePath(schema, column.path_in_schema);
    const depths = [getMaxRepetitionLevel(path), getMaxDefinitionLevel(path)];
    const start = Number(column.dictionary_page_offset || column.data_page_offset);
    const reader = { view: new DataView(bytes.buffer, bytes.byteOffset + start, Number(column.total_compressed_size)), offset: 0 };
    while (reader.offset < reader.view.byteLength - 1) {
      const header = parquetHeader(reader);
      const packed = new Uint8Array(bytes.buffer, bytes.byteOffset + start + reader.offset, header.compressed_page_size);
      reader.offset += header.compressed_page_size;
      checkPage(packed, header, column, depths, compressors);
    }
  }
}

function checkPage(packed: Uint8Array, header: Header, column: ColumnMetaData, depths: readonly number[], compressors: Compressors): void {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const count = (first ?? second ?? dictionary)?.num_values ?? 0;
  const sizes = [count, header.uncompressed_page_size, header.compressed_page_size];
  if (second)
    for (const size of [second.num_nulls, second.repetition_levels_byte_length, second.definition_levels_byte_length]) sizes.push(size);
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) throw new Error('a page without its sizes');
  if (count > column.num_values) throw new Error(`a page of ${count} values in a column of ${column.num_values}`);
  const inRuns = isInRuns((first ?? second)?.encoding);
  if (first && (inRuns || depths.some((depth) => depth > 0))) {
    const page = decompressPage(packed, header.uncompressed_page_size, column.codec, compressors);
    const reader = readerOf(page);
    for (const depth of depths) if (depth > 0) checkSizedRuns(reader, widthOf(depth), count);
    if (inRuns) checkValues(reader, column, count);
  } else if (second) {
    const { repetition_levels_byte_length: repeats, definition_levels_byte_length: defines } = second;
    if (repeats > 0) checkRuns(readerOf(packed.subarray(0, repeats)), widthOf(depths[0]!), count);
    if (defines > 0) checkRuns(readerOf(packed.subarray(repeats, repeats + defines)), widthOf(depths[1]!), count);
    const size = header.uncompressed_page_size - repeats - defines;
    if (!inRuns || size === 0) return;
    const values = packed.subarray(repeats + defines);
    const page = second.is_compressed === false ? values : decompressPage(values, size, column.codec, compressors);
    checkValues(readerOf(page), column, count - second.num_nulls);
  }
}

type Reader = Parameters<typeof readVarInt>[0];

function isInRuns(encoding: string | undefined): boolean {
  return encoding === 'RLE' || encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY';
}

function readerOf(page: Uint8Array): Reader {
  return { view: new DataView(page.buffer, page.byteOffset, page.byteLength), offset: 0 };
}

function widthOf(depth: number): number {
  return 32 - Math.clz32(depth);
}

/** Truth values have one bit and their size before them, numbers of a dictionary their width. */
function checkValues(reader: Reader, { type }: ColumnMetaData, count: number): void {
  if (type === 'BOOLEAN') checkSizedRuns(reader, 1, count);
  else if (count > 0) checkRuns(reader, reader.view.getUint8(reader.offset++), count);
}

function checkSizedRuns(reader: Reader, width: number, count: number): void {
  const end = reader.offset + 4 + reader.view.getUint32(reader.offset, true);
  reader.offset += 4;
  checkRuns(reader, width, count);
  reader.offset = end;
}

/** Of runs of different values each takes bytes of the page, so only runs of one value can be too long. */
function checkRuns(reader: Reader, width: number, count: number): void {
  for (let seen = 0; seen < count && width > 0; ) {
    const head = readVarInt(reader);
    const isPacked = (head & 1) === 1;
    const length = isPacked ? (head >>> 1) * 8 : head >>> 1;
    if (!isPacked && length > count) throw new Error(`a run of ${length} values in a page of ${count}`);
    reader.offset += isPacked ? (head >>> 1) * width : (width + 7) >> 3;
    seen += length;
  }
}
