import { gzipSync } from 'node:zlib';
import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';

/** A Parquet file of these columns, each with its type and its cells, in groups of `rowGroupSize` rows. */
export function parquetFile(
  columns: Readonly<Record<string, readonly [type: BasicType, cells: readonly unknown[]]>>,
  options: { readonly codec?: 'UNCOMPRESSED' | 'SNAPPY' | 'GZIP'; readonly rowGroupSize?: number } = {},
): Uint8Array {
  const columnData = Object.entries(columns).map(([name, [type, cells]]): ColumnSource => ({ name, type, data: [...cells] }));
  return new Uint8Array(parquetWriteBuffer({ columnData, compressors: { GZIP: (bytes) => gzipSync(bytes) }, ...options }));
}
