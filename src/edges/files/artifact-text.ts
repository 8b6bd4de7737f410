import { decodeText } from '../../adapters/readers/decode.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import { AppError } from '../../errors.ts';
import { isContainer } from '../containers/unpack.ts';
import type { ArtifactEntry, ArtifactListing } from './artifact-listing.ts';
import { isSequence } from './artifact-reader.ts';
import { identityOf, readInto, withRegularFile } from './safe-file.ts';

/** Of a sequence of records the beginning is read; of any other kind a larger file is not. */
const BYTES_MAX = 512 * 1024;

/** An artifact that can be read as lines. */
interface Text {
  readonly text: string;
  readonly kind: ArtifactKind;
}

/**
 * The texts of listed artifacts, to quote lines of them: of a long sequence of records its beginning.
 *
 * @returns by path null for a file that has no lines, is too large a document, or is no longer there as it was listed.
 */
export function artifactTexts(root: string, { entries }: Pick<ArtifactListing, 'entries'>): (path: string) => Text | null {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  return (path) => {
    const entry = byPath.get(path);
    if (entry === undefined || isContainer(entry.kind) || (entry.bytes > BYTES_MAX && !isSequence(entry.kind))) return null;
    try {
      return textOf(root, entry);
    } catch (error) {
      // A quotation is a help to the reader: what has gone since it was parsed is left out, and makes the report stale in any case.
      if (error instanceof AppError) return null;
      throw error;
    }
  };
}

function textOf(root: string, { absolutePath, kind, bytes, identity }: ArtifactEntry): Text | null {
  return withRegularFile(root, absolutePath, Number.POSITIVE_INFINITY, (fd, stats) => {
    if (identityOf(stats) !== identity) return null;
    const held = new Uint8Array(Math.min(bytes, BYTES_MAX));
    const decoded = decodeText(held.subarray(0, readInto(fd, held)));
    if ('error' in decoded) return null;
    const { text } = decoded;
    return { kind, text: bytes <= BYTES_MAX ? text : text.slice(0, text.lastIndexOf('\n') + 1) };
  });
}
