import { join } from 'node:path';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import type { RefreshReportJob } from '../../contracts/job.ts';
import type { LedgerText } from '../../contracts/ledger.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import { readsSqlite } from '../containers/node-sqlite.ts';
import { isContainer } from '../containers/unpack.ts';
import { type ArtifactEntry, type ArtifactListing, isYoung, type ListOptions, listArtifacts } from './artifact-listing.ts';
import { mayBeCut, type ReadOptions, type SizeLimits } from './artifact-reader.ts';
import { type HashCache, inputFingerprint } from './fingerprint.ts';
import { dayOf, ledgerMarks, readLedgerFiles } from './ledger-files.ts';

export interface InputOptions extends Omit<ListOptions, 'base'>, ReadOptions {
  /** Day in UTC at which acknowledgements are looked at. Default: that of `nowMs`. */
  readonly today?: string | undefined;
  /** What the last run is held against, as configured. Default: robust. */
  readonly baseline?: string | undefined;
}

/** What is known of an artifact once it has been read, whatever else is. */
export interface ReadInput {
  readonly path: string;
  /** Of the whole file. */
  readonly sha256: string;
  readonly growing: boolean;
}

/** An artifact that is there and was not read: too large, no permission, or replaced by something unsafe since it was listed. */
export interface RefusedInput {
  readonly path: string;
  readonly kind: ArtifactKind;
  readonly bytes: number;
  readonly modifiedAtMs: number;
  readonly code: ErrorCode;
  readonly message: string;
}

/** All inputs of a report as they were at one moment, sorted by path. */
export interface Inputs<T extends ReadInput> {
  readonly contents: readonly T[];
  readonly refused: readonly RefusedInput[];
  /** Links, pipes and other things that are no files: see `ArtifactListing`. */
  readonly problems: readonly { path: string; message: string }[];
  readonly otherFileCount: number;
  /** What people decided about the runs: see `readLedgerFiles`. */
  readonly ledgers: readonly LedgerText[];
  /** Day in UTC, like 2026-12-31, at which they were looked at. */
  readonly today: string;
  /** As it was configured. */
  readonly baseline: string;
  readonly fingerprint: string;
}

/**
 * Reads everything the report of a place is made from, one file after the other: nothing is held of a file but what `read` returns. A file
 * that must not or cannot be read is listed in `refused` and costs itself only.
 *
 * @param read reads one artifact; throws AppErrors as `readArtifact` does.
 * @param listing the artifacts of the directory in the order in which they are read. Default: as they are listed now.
 * @throws AppError `ROOT_UNREADABLE`, `ARTIFACTS_TOO_MANY`, or `ARTIFACT_CHANGED` when a file is rewritten while it is read; and whatever
 *   else `read` throws.
 */
export async function readInputs<T extends ReadInput>(
  rootPath: string,
  place: RefreshReportJob,
  options: InputOptions,
  read: (root: string, entry: ArtifactEntry, options: ReadOptions) => T | Promise<T>,
  listing: ArtifactListing = listInputs(rootPath, place.directory, options),
): Promise<Inputs<T>> {
  const contents: T[] = [];
  const hashed: ReadInput[] = [];
  const refused: RefusedInput[] = [];
  for (const entry of listing.entries) {
    try {
      const reading = read(rootPath, entry, options);
      // Without a wait where there is nothing to wait for: it costs more than a small file.
      const content = reading instanceof Promise ? await reading : reading;
      contents.push(content);
      hashed.push(markedInput(entry, content.sha256, content.growing, options));
    } catch (error) {
      const refusal = refusalOf(entry, error);
      if (refusal === null) throw error;
      refused.push(refusal);
    }
  }
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  const { problems, otherFileCount } = listing;
  const ledgers = readLedgerFiles(rootPath, place.directory);
  const today = todayOf(options);
  return {
    contents: contents.sort(byPath),
    refused: refused.sort(byPath),
    problems,
    otherFileCount,
    ledgers,
    today,
    baseline: options.baseline ?? ROBUST,
    fingerprint: fingerprintOf(place, hashed, refused, problems, decisionMarks(ledgers, options)),
  };
}

/**
 * The fingerprint `readInputs` would give, without reading what was hashed before.
 *
 * @param ledgers Default: those that count for the place now.
 * @throws AppError as `readInputs` does.
 */
export function fingerprintInputs(
  rootPath: string,
  place: RefreshReportJob,
  listing: ArtifactListing,
  hashes: Pick<HashCache, 'sha256Of'>,
  options: InputOptions,
  ledgers: readonly LedgerText[] = readLedgerFiles(rootPath, place.directory),
): string {
  const hashed: ReadInput[] = [];
  const refused: RefusedInput[] = [];
  for (const entry of listing.entries) {
    try {
      const sha256 = hashes.sha256Of(rootPath, entry, options);
      hashed.push(markedInput(entry, sha256, isYoung(entry.modifiedAtMs, options.quietMs, options.nowMs), options));
    } catch (error) {
      const refusal = refusalOf(entry, error);
      if (refusal === null) throw error;
      refused.push(refusal);
    }
  }
  return fingerprintOf(place, hashed, refused, listing.problems, decisionMarks(ledgers, options));
}

/** What a report depends on beside its files: decisions on its runs, and which of them are the baseline. */
function decisionMarks(ledgers: readonly LedgerText[], options: InputOptions) {
  const { baseline = ROBUST } = options;
  return [...ledgerMarks(ledgers, todayOf(options)), ...(baseline === ROBUST ? [] : [{ path: 'baseline', sha256: baseline }])];
}

function todayOf({ today, nowMs }: InputOptions): string {
  return today ?? dayOf(nowMs);
}

/** The runs since the last confirmed change. */
const ROBUST = 'robust';

/** Lists the artifacts of a report directory, which is named relative to its root. Throws as `listArtifacts` does. */
export function listInputs(rootPath: string, directory: string, options: Omit<ListOptions, 'base'>): ArtifactListing {
  return listArtifacts(join(rootPath, directory), { ...options, base: directory });
}

/** Of a file that may be cut, how much was used is a part of what was read; of a database, whether this Node reads any. */
function markedInput({ path, kind, bytes }: ArtifactEntry, sha256: string, growing: boolean, limits: SizeLimits): ReadInput {
  const limit = mayBeCut(kind, bytes, limits) ? ` up to ${limits.textBytesMax} bytes, ${limits.textLinesMax} lines` : '';
  const rows = isContainer(kind) ? ` up to ${limits.textLinesMax} rows` : '';
  const unread = kind === 'sqlite' && !readsSqlite() ? ' unread' : '';
  return { path, sha256: `${sha256}${limit}${rows}${unread}`, growing };
}

/** What could not be read is part of the report, so the fingerprint tells when it appears, goes, or becomes readable. */
function fingerprintOf(
  place: RefreshReportJob,
  read: readonly ReadInput[],
  refused: readonly RefusedInput[],
  problems: readonly { path: string; message: string }[],
  marks: readonly { path: string; sha256: string }[],
): string {
  return inputFingerprint(place, [
    ...read,
    ...marks,
    ...refused.map(({ path, code }) => ({ path, sha256: `refused: ${code}` })),
    ...problems.map(({ path, message }) => ({ path, sha256: `problem: ${message}` })),
  ]);
}

/** null for an error that is not about this file alone. */
function refusalOf(entry: ArtifactEntry, error: unknown): RefusedInput | null {
  if (!(error instanceof AppError) || error.code === 'ARTIFACT_CHANGED') return null;
  const { path, kind, bytes, modifiedAtMs } = entry;
  return { path, kind, bytes, modifiedAtMs, code: error.code, message: error.message };
}
