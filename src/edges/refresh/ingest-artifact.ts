import { decodeText } from '../../adapters/readers/decode.ts';
import { type ParsedArtifact, parseArtifact } from '../../adapters/recognise.ts';
import { redacted } from '../../adapters/redaction.ts';
import type { ArtifactContent, ArtifactCut, ArtifactKind } from '../../contracts/artifact.ts';
import { redact } from '../../metrics/redact.ts';
import type { ArtifactEntry } from '../files/artifact-listing.ts';
import { type ReadOptions, readArtifact } from '../files/artifact-reader.ts';
import { quarantined } from './quarantined.ts';

/** What is kept of an artifact that was read: its content is gone. */
export interface IngestedArtifact {
  readonly path: string;
  readonly kind: ArtifactKind;
  /** Size of the file. */
  readonly bytes: number;
  /** Of the whole file. */
  readonly sha256: string;
  readonly modifiedAtMs: number;
  readonly growing: boolean;
  /** Secrets taken out of all that a report may print. */
  readonly parsed: ParsedArtifact;
  /** Time it took to recognise and parse it. */
  readonly parseMs: number;
}

/**
 * Reads, hashes, recognises and parses one artifact. Synchronous; of a file that is too large to be held its first whole records are used.
 * What is in the file never makes it throw.
 *
 * @param namedPath the path that adapters see: below the root, whatever directory the report is about, so that all reports read the same.
 * @throws AppError as `readArtifact` does.
 */
export function ingestArtifact(root: string, entry: ArtifactEntry, options: ReadOptions, namedPath: string): IngestedArtifact {
  return ingestContent(readArtifact(root, entry, options), namedPath);
}

/** The same for an artifact that was read. */
export function ingestContent(content: ArtifactContent, namedPath: string): IngestedArtifact {
  const { path, kind, sha256, modifiedAtMs, growing, cut } = content;
  const startMs = performance.now();
  const named = { ...content, path: namedPath };
  const { reason, result, ...parsed } = cut ? parseBeginning(named, cut) : parseArtifact(named);
  return {
    path,
    kind,
    bytes: cut?.bytesTotal ?? content.bytes.length,
    sha256,
    modifiedAtMs,
    growing,
    parsed: { ...parsed, reason: reason && redact(reason), result: redacted(result) },
    parseMs: performance.now() - startMs,
  };
}

function parseBeginning(content: ArtifactContent, { bytesTotal, lineCount, lineCountTotal, limitedBy }: ArtifactCut): ParsedArtifact {
  const remedy = `raise limits.${limitedBy} or split the file`;
  const size = sizeText(content.bytes.length);
  if (lineCount === 0) {
    const decoded = decodeText(content.bytes);
    return quarantined('error' in decoded ? decoded.error : `its first record does not end within ${size}: ${remedy}`);
  }
  const parsed = parseArtifact(content);
  if (parsed.verdict !== 'accepted' && parsed.verdict !== 'partial') return parsed;
  const used = `the first ${lineCount} of ${lineCountTotal} lines were used (${size} of ${sizeText(bytesTotal)}): ${remedy}`;
  return { ...parsed, verdict: 'partial', reason: parsed.reason === null ? used : `${used}; ${parsed.reason}` };
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** "32 MiB", "1.0 GiB": at most one decimal, and that only below ten where it is not a whole number of units. */
function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const size = bytes / 1024 ** power;
  return `${size < 10 && !Number.isInteger(size) ? size.toFixed(1) : Math.round(size)} ${UNITS[power]}`;
}
