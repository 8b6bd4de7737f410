import { leftOutProblems } from '../../adapters/left-out.ts';
import { decodeText } from '../../adapters/readers/decode.ts';
import { type ParsedArtifact, parseArtifact } from '../../adapters/recognise.ts';
import { redacted } from '../../adapters/redaction.ts';
import type { ArtifactContent, ArtifactCut, ArtifactKind } from '../../contracts/artifact.ts';
import type { CoveredColumn } from '../../contracts/coverage.ts';
import { redact } from '../../metrics/redact.ts';
import { isContainer, type Unpacked, unpack } from '../containers/unpack.ts';
import type { ArtifactEntry } from '../files/artifact-listing.ts';
import { type ReadOptions, readArtifact, type SizeLimits } from '../files/artifact-reader.ts';
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
 * Reads, hashes, recognises and parses one artifact; of a file that is too large to be held its first whole records are used. What is in the
 * file never makes it throw.
 *
 * @param namedPath the path that adapters see: below the root, whatever directory the report is about, so that all reports read the same.
 * @returns a promise for a container, whose parts are unpacked one after the other; for any other file what was read, at once.
 * @throws AppError as `readArtifact` does, also where it rejects.
 */
export function ingestArtifact(root: string, entry: ArtifactEntry, options: ReadOptions, namedPath: string): Ingesting {
  const content = readArtifact(root, entry, options);
  return isContainer(content.kind) ? ingestContainer(content, namedPath, options) : ingestContent(content, namedPath);
}

/** To wait for a file that is there costs more than to read a small one. */
export type Ingesting = IngestedArtifact | Promise<IngestedArtifact>;

/** The same for an artifact that was read and is no container. */
export function ingestContent(content: ArtifactContent, namedPath: string): IngestedArtifact {
  const startMs = performance.now();
  const named = { ...content, path: namedPath };
  return ingested(content, content.cut ? parseBeginning(named, content.cut) : parseArtifact(named), startMs);
}

/** The same for a container. Rejects as `unpack` does. */
export async function ingestContainer(content: ArtifactContent, namedPath: string, limits: SizeLimits): Promise<IngestedArtifact> {
  const startMs = performance.now();
  return ingested(content, parseUnpacked(await unpack({ ...content, path: namedPath }, limits)), startMs);
}

function ingested(content: ArtifactContent, { reason, result, ...parsed }: ParsedArtifact, startMs: number): IngestedArtifact {
  const { path, kind, sha256, modifiedAtMs, growing, cut } = content;
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
  return inPart(
    parseArtifact(content),
    `the first ${lineCount} of ${lineCountTotal} lines were used (${size} of ${sizeText(bytesTotal)}): ${remedy}`,
  );
}

function parseUnpacked(unpacked: Unpacked): ParsedArtifact {
  if ('refused' in unpacked) return { ...quarantined(unpacked.refused.reason), verdict: unpacked.refused.verdict };
  const parsed = withLeftOut(parseArtifact(unpacked.content), unpacked.leftOut);
  const { rowCount, rowCountTotal } = unpacked.rows;
  if (rowCount === rowCountTotal) return parsed;
  return inPart(parsed, `the first ${rowCount} of ${rowCountTotal} rows were used: raise limits.textLinesMax or split the file`);
}

/** Columns that never reached recognition, named as those are that it leaves out. */
function withLeftOut(parsed: ParsedArtifact, leftOut: readonly CoveredColumn[]): ParsedArtifact {
  if (leftOut.length === 0) return parsed;
  const { coverage, problems } = parsed.result;
  const columns = [...(coverage?.columns ?? []), ...leftOut];
  const left = leftOutProblems({ columns: [...leftOut], unread: 0 });
  const result = { ...parsed.result, problems: [...problems, ...left], coverage: coverage && { ...coverage, columns } };
  return parsed.verdict === 'accepted' ? inPart({ ...parsed, result }, left[0]!.message) : { ...parsed, result };
}

/** Something was read, but not all of it. */
function inPart(parsed: ParsedArtifact, why: string): ParsedArtifact {
  if (parsed.verdict !== 'accepted' && parsed.verdict !== 'partial') return parsed;
  return { ...parsed, verdict: 'partial', reason: parsed.reason === null ? why : `${why}; ${parsed.reason}` };
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** "32 MiB", "1.0 GiB": at most one decimal, and that only below ten where it is not a whole number of units. */
function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const size = bytes / 1024 ** power;
  return `${size < 10 && !Number.isInteger(size) ? size.toFixed(1) : Math.round(size)} ${UNITS[power]}`;
}
