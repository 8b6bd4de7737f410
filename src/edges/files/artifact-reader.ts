import { createHash } from 'node:crypto';
import { type BigIntStats, fstatSync, readSync } from 'node:fs';
import { wideEncodingOf } from '../../adapters/readers/decode.ts';
import type { ArtifactContent, ArtifactCut, ArtifactKind } from '../../contracts/artifact.ts';
import { AppError } from '../../errors.ts';
import { type ArtifactEntry, isYoung } from './artifact-listing.ts';
import { type LineCounter, lineCounter, wholeRecords } from './record-boundary.ts';
import { CHUNK_BYTES, identityOf, withRegularFile } from './safe-file.ts';

/** How large an artifact may be. */
export interface SizeLimits {
  /** A larger file is not read at all. */
  readonly bytesMax: number;
  /** The same for kinds that make sense only as a whole. */
  readonly documentBytesMax: number;
  /** Of a file that is a sequence of records only the first ones, up to this size, are held. */
  readonly textBytesMax: number;
  /** The same in lines: every record costs memory, however short it is. */
  readonly textLinesMax: number;
}

export interface ReadOptions extends SizeLimits {
  /** A file modified less than this before `nowMs` is `growing`: its last row may be half written. */
  readonly quietMs: number;
  readonly nowMs: number;
}

const SEQUENCES: ReadonlySet<ArtifactKind> = new Set(['csv', 'jsonl', 'text']);

/** Whether artifacts of this kind are a sequence of records, of which the first ones are worth something by themselves. */
export function isSequence(kind: ArtifactKind): boolean {
  return SEQUENCES.has(kind);
}

/** The size beyond which an artifact of this kind is refused. */
export function bytesMaxOf(kind: ArtifactKind, { bytesMax, documentBytesMax }: SizeLimits): number {
  return isSequence(kind) ? bytesMax : Math.min(bytesMax, documentBytesMax);
}

/** Whether an artifact of this kind and size may be too much to be held; a line has at least one byte. */
export function mayBeCut(kind: ArtifactKind, bytes: number, { textBytesMax, textLinesMax }: SizeLimits): boolean {
  return isSequence(kind) && bytes > Math.min(textBytesMax, textLinesMax);
}

/**
 * Reads one artifact in small pieces and holds at most `textBytesMax` bytes and `textLinesMax` lines of a sequence of records, all bytes of
 * any other kind. The hash is that of the whole file in any case, and of one moment: the file's state is compared before and after.
 *
 * @throws AppError `ARTIFACT_UNSAFE`, `ARTIFACT_TOO_LARGE`, `ARTIFACT_UNREADABLE`, or `ARTIFACT_CHANGED` when it was written to
 *   meanwhile (other than by appending).
 */
export function readArtifact(root: string, entry: ArtifactEntry, options: ReadOptions): ArtifactContent {
  const { path, kind, absolutePath } = entry;
  return withRegularFile(root, absolutePath, bytesMaxOf(kind, options), (fd, before) => {
    const bytesTotal = Number(before.size);
    const mayCut = mayBeCut(kind, bytesTotal, options);
    const held = new Uint8Array(mayCut ? Math.min(bytesTotal, options.textBytesMax) : bytesTotal);
    const { sha256, counter } = readSteadily(fd, before, absolutePath, held);
    const modifiedAtMs = Number(before.mtimeNs / 1_000_000n);
    const growing = isYoung(modifiedAtMs, options.quietMs, options.nowMs);
    const content = { path, kind, bytes: held, sha256, modifiedAtMs, growing };
    const isHeld = held.length === bytesTotal && (!mayCut || counter.lines() <= options.textLinesMax);
    return isHeld ? content : { ...content, ...cutOf(held, kind, bytesTotal, counter.lines(), options.textLinesMax) };
  });
}

function cutOf(
  held: Uint8Array,
  kind: ArtifactKind,
  bytesTotal: number,
  lineCountTotal: number,
  linesMax: number,
): { bytes: Uint8Array; cut: ArtifactCut } {
  const { length, lineCount, isLimited } = wholeRecords(held, kind, linesMax);
  const limitedBy = isLimited ? 'textLinesMax' : 'textBytesMax';
  return { bytes: length === 0 ? held : held.subarray(0, length), cut: { bytesTotal, lineCount, lineCountTotal, limitedBy } };
}

/**
 * Reads the file as it is now. A file to which somebody appends all the time is never the same before and after; its first bytes are,
 * so what was read is kept when a second reading of it agrees and the file has only grown.
 */
function readSteadily(fd: number, before: BigIntStats, path: string, held: Uint8Array): { sha256: string; counter: LineCounter } {
  const size = Number(before.size);
  const read = readOnce(fd, size, path, held);
  const after = fstatSync(fd, { bigint: true });
  if (identityOf(before) === identityOf(after)) return read;
  if (after.size > before.size && readOnce(fd, size, path, new Uint8Array(0)).sha256 === read.sha256) return read;
  throw new AppError('ARTIFACT_CHANGED', path);
}

/** Hashes the first `size` bytes of the file and copies the first of them, as many as there is room for, to `held`. */
function readOnce(fd: number, size: number, path: string, held: Uint8Array): { sha256: string; counter: LineCounter } {
  const digest = createHash('sha256');
  const spare = new Uint8Array(Math.min(CHUNK_BYTES, size));
  let counter = lineCounter(null);
  for (let offset = 0; offset < size; ) {
    const wanted = Math.min(CHUNK_BYTES, size - offset);
    const room = held.length - offset;
    const target = room > 0 ? held.subarray(offset, offset + Math.min(wanted, room)) : spare.subarray(0, wanted);
    const count = readSync(fd, target, 0, target.length, offset);
    if (count === 0) throw new AppError('ARTIFACT_CHANGED', path);
    const chunk = target.subarray(0, count);
    if (offset === 0) counter = lineCounter(wideEncodingOf(chunk));
    digest.update(chunk);
    counter.add(chunk);
    offset += count;
  }
  return { sha256: digest.digest('hex'), counter };
}
