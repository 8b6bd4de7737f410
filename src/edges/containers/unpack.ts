import type { ArtifactContent, ArtifactKind } from '../../contracts/artifact.ts';
import type { CoveredColumn } from '../../contracts/coverage.ts';
import type { SizeLimits } from '../files/artifact-reader.ts';
import { type ContainerRows, rowText, UnreadableContainer } from './row-text.ts';

/** A container as the JSON document that holds its rows, or why there is none. */
export type Unpacked =
  | {
      /** Its `bytes` are the text and its `kind` is that of the text; all else is said of the file. */
      readonly content: ArtifactContent;
      readonly rows: ContainerRows;
      /** Columns of bytes, which are not in the text. */
      readonly leftOut: readonly CoveredColumn[];
    }
  | { readonly refused: { readonly verdict: 'quarantined' | 'unknown'; readonly reason: string } };

/** With what a file of these kinds begins; of another begin it is no container, whatever its name says. */
const MAGICS: ReadonlyMap<ArtifactKind, readonly string[]> = new Map([
  ['parquet', ['PAR1', 'PARE']],
  ['sqlite', ['SQLite format 3\0']],
]);

/** Whether a file of this kind holds tables in a binary form, which `unpack` makes a text of. */
export function isContainer(kind: ArtifactKind): boolean {
  return MAGICS.has(kind);
}

/**
 * Makes of a container the JSON document of its rows: a list of objects of a Parquet file, an object with such a list for each table of an
 * SQLite database. Whoever reads the content afterwards, recognition or audit, reads that text. One that only has the name of a container is
 * handed on as text. Never throws because of what is in the file.
 *
 * @throws AppError `ARTIFACT_UNREADABLE` when there is no room for a temporary copy.
 */
export async function unpack(content: ArtifactContent, { textLinesMax, documentBytesMax }: SizeLimits): Promise<Unpacked> {
  const { bytes, kind } = content;
  const begin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', 0, 16);
  const magic = MAGICS.get(kind)?.find((candidate) => begin.startsWith(candidate));
  if (magic === undefined) return { content: { ...content, kind: 'text' }, rows: { rowCount: 0, rowCountTotal: 0 }, leftOut: [] };
  const limits = { rowsMax: textLinesMax, bytesMax: documentBytesMax };
  const text = rowText(documentBytesMax);
  try {
    if (magic === 'PARE') throw new UnreadableContainer('quarantined', 'the Parquet file is encrypted');
    const rows = await readerOf(kind).then((read) => read(bytes, text, limits));
    return { content: { ...content, kind: 'json', bytes: text.bytes() }, rows, leftOut: text.leftOut() };
  } catch (error) {
    if (!(error instanceof UnreadableContainer)) throw error;
    return { refused: { verdict: error.verdict, reason: error.message } };
  }
}

/** Loaded when the first file of the kind is read: most runs have none. */
async function readerOf(kind: ArtifactKind) {
  return kind === 'parquet' ? (await import('./parquet.ts')).readParquet : (await import('./sqlite.ts')).readSqlite;
}
