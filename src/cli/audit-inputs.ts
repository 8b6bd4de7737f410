import { isAbsolute, join, posix, resolve } from 'node:path';
import { decodeText } from '../adapters/readers/decode.ts';
import { readLimits as readLimitsOf } from '../compose/refresh-options.ts';
import type { Artifact, ArtifactContent, ArtifactKind } from '../contracts/artifact.ts';
import type { Source } from '../contracts/fact.ts';
import type { LedgerText } from '../contracts/ledger.ts';
import type { Report } from '../contracts/report.ts';
import { missing, type ReadCell } from '../core/verify/cell-reader.ts';
import { readCells } from '../core/verify/read-cell.ts';
import { DEFAULT_CONFIG } from '../default-config.ts';
import { isContainer, unpack } from '../edges/containers/unpack.ts';
import type { ArtifactEntry, ArtifactListing } from '../edges/files/artifact-listing.ts';
import { isSequence, readArtifact, type SizeLimits } from '../edges/files/artifact-reader.ts';
import { fingerprintInputs, type InputOptions, listInputs } from '../edges/files/inputs.ts';
import { readLedgerFiles } from '../edges/files/ledger-files.ts';
import { AppError } from '../errors.ts';
import { type LocatedInputs, rootAbove } from './located-inputs.ts';

/** An artifact as it is now, against what the report says of it. */
export interface ArtifactState {
  readonly path: string;
  readonly state: 'same' | 'changed' | 'missing' | 'unreadable';
  /** What is wrong, with both hashes or the reason; '' when nothing is. */
  readonly message: string;
  /** Its text, or that of its rows; null where it was not asked for, or is none. */
  readonly text: string | null;
  /** As what its text is read; of a container that of its rows, whose lines are no lines of the file. */
  readonly textKind: ArtifactKind;
}

/** The artifacts of a report, read again. */
export interface InputCheck {
  /** In the order of the report. */
  readonly artifacts: readonly ArtifactState[];
  /** Paths of artifacts that the report does not know. */
  readonly added: readonly string[];
  /** Cells of a source as they stand now; one that cannot be read says why. */
  readonly cellsOf: (source: Source) => readonly ReadCell[];
  /** Distinct cells read. */
  readonly cellCount: number;
  /** Fingerprint of the inputs as they are; null when it cannot be told, because the report was made from files still being written. */
  readonly fingerprint: string | null;
  /** Where they lie, to make the report again. */
  readonly located: LocatedInputs;
}

/** Limits with which the report can be made again: those it names, and those of the default configuration raised to what it was made from. */
function inputOptions({ generatedAt, inputs: { artifacts, readLimits, baseline = 'robust' } }: Report): InputOptions {
  const limits = readLimitsOf(DEFAULT_CONFIG);
  const read = artifacts.filter(({ sha256 }) => sha256 !== '');
  const largest = (some: readonly Artifact[]) => some.reduce((most, { bytes }) => Math.max(most, bytes), 0);
  return {
    ...limits,
    ...readLimits,
    bytesMax: Math.max(limits.bytesMax, largest(read)),
    documentBytesMax: Math.max(limits.documentBytesMax, largest(read.filter(({ kind }) => !isSequence(kind)))),
    // Nothing counts as still being written: a report of such a file is compared with the bytes that it was made from.
    quietMs: 0,
    nowMs: 0,
    // An acknowledgement that has ended since then held when the report was made.
    today: generatedAt.slice(0, 10),
    baseline,
  };
}

/**
 * Reads all artifacts that a report was made from, one at a time, compares their bytes, and reads the cells that `cited` names.
 *
 * @param directory the report directory, or a root above it, below which the report's own directory is then looked up.
 * @throws AppError `ROOT_UNREADABLE`, `ARTIFACTS_TOO_MANY`.
 */
export async function checkInputs(report: Report, directory: string, cited: readonly Source[]): Promise<InputCheck> {
  const options = inputOptions(report);
  const { base, listing } = locate(report, directory, options);
  const hashes = new Map<string, string | AppError>();
  const { artifacts, cellsOf, cellCount } = await readStated(report.inputs.artifacts, { base, listing, options }, cited, (path, hash) =>
    hashes.set(path, hash),
  );
  const stated = new Set(report.inputs.artifacts.map(({ path }) => path));
  const growing = report.inputs.artifacts.some((artifact) => artifact.growing);
  const sha256Of = (root: string, entry: ArtifactEntry): string => {
    const known = hashes.get(entry.path) ?? readArtifact(root, entry, options).sha256;
    if (typeof known !== 'string') throw known;
    return known;
  };
  return {
    artifacts: artifacts.map((artifact) => ({ ...artifact, text: null })),
    added: listing.entries.map(({ path }) => path).filter((path) => !stated.has(path)),
    cellsOf,
    cellCount,
    located: { base, listing, options },
    fingerprint: growing ? null : fingerprintInputs(base, report, listing, { sha256Of }, options, ledgersOf(report, base)),
  };
}

/** The ledgers that count for a report; where its directory lies elsewhere now, the one in it. */
function ledgersOf({ directory }: Report, base: string): LedgerText[] {
  const root = rootAbove(base, directory);
  if (root !== null) return readLedgerFiles(root, directory);
  return readLedgerFiles(base, '.').map((ledger) => ({ ...ledger, path: posix.join(directory, ledger.path) }));
}

/** Reads the artifacts that `cited` names, with their text. Throws as `checkInputs` does. */
export async function readCited(
  report: Report,
  directory: string,
  cited: readonly Source[],
): Promise<Pick<InputCheck, 'artifacts' | 'cellsOf'>> {
  const options = inputOptions(report);
  const paths = new Set(cited.map(({ path }) => path));
  return readStated(
    report.inputs.artifacts.filter(({ path }) => paths.has(path)),
    { ...locate(report, directory, options), options },
    cited,
  );
}

/** The directory that holds most of the artifacts: the one given, or the report's own below it. */
function locate(report: Report, directory: string, options: InputOptions): { base: string; listing: ArtifactListing } {
  const list = (base: string) => ({ base, listing: listInputs(base, '.', options) });
  const given = list(resolve(directory));
  const paths = new Set(report.inputs.artifacts.map(({ path }) => path));
  const found = ({ listing }: typeof given) => listing.entries.filter(({ path }) => paths.has(path)).length;
  const own = report.directory;
  if (own === '.' || isAbsolute(own) || own.split('/').includes('..') || found(given) === paths.size) return given;
  try {
    const below = list(join(given.base, own));
    return found(below) > found(given) ? below : given;
  } catch (error) {
    if (error instanceof AppError) return given;
    throw error;
  }
}

async function readStated(
  stated: readonly Artifact[],
  { base, listing, options }: { base: string; listing: ArtifactListing; options: InputOptions },
  cited: readonly Source[],
  remember: (path: string, hash: string | AppError) => void = () => undefined,
): Promise<Pick<InputCheck, 'artifacts' | 'cellsOf' | 'cellCount'> & { artifacts: ArtifactState[] }> {
  const entries = new Map(listing.entries.map((entry) => [entry.path, entry]));
  const wanted = new Map<string, Set<string>>();
  for (const { path, cells } of cited) {
    const known = wanted.get(path) ?? new Set();
    for (const cell of cells) known.add(cell);
    wanted.set(path, known);
  }
  const cellsByPath = new Map<string, Map<string, ReadCell[]>>();
  let cellCount = 0;
  const artifacts: ArtifactState[] = [];
  for (const artifact of stated) {
    const { path, kind } = artifact;
    const entry = entries.get(path);
    const state: ArtifactState = entry
      ? await stateOf(base, entry, artifact, options, wanted.has(path), remember)
      : { path, state: 'missing', message: 'is not there any more', text: null, textKind: kind };
    const own = readAsked(state, [...(wanted.get(path) ?? [])]);
    for (const cells of own.values()) cellCount += cells.length;
    cellsByPath.set(path, own);
    artifacts.push(state);
  }
  const cellsOf = ({ path, cells }: Source) =>
    cells.flatMap((cell) => cellsByPath.get(path)?.get(cell) ?? [missing(cell, '', 'the report lists no such artifact')]);
  return { artifacts, cellsOf, cellCount };
}

function readAsked({ text, textKind, message }: ArtifactState, asked: readonly string[]): Map<string, ReadCell[]> {
  const own = new Map<string, ReadCell[]>(asked.map((cell) => [cell, []]));
  const read = text === null ? asked.map((cell) => missing(cell, '', `the artifact ${message}`)) : readCells(text, textKind, asked);
  for (const cell of read) own.get(cell.cell)!.push(cell);
  return own;
}

async function stateOf(
  base: string,
  entry: ArtifactEntry,
  { path, kind, sha256, bytes }: Artifact,
  options: InputOptions,
  isCited: boolean,
  remember: (path: string, hash: string | AppError) => void,
): Promise<ArtifactState> {
  try {
    const content = readArtifact(base, entry, options);
    remember(path, content.sha256);
    // What no fact cites may be what nobody could read.
    const decoded = isCited || !isContainer(content.kind) ? await textOf(content, options) : { error: '' };
    const text = 'text' in decoded ? decoded.text : null;
    const textKind = 'text' in decoded ? decoded.kind : kind;
    // A file that was refused then (too large, say) has no hash and gave the report nothing: it is the same while its size is.
    if (sha256 !== '' && content.sha256 !== sha256) {
      return { path, state: 'changed', message: `has SHA-256 ${content.sha256}, but the report was made from ${sha256}`, text, textKind };
    }
    const bytesNow = content.cut?.bytesTotal ?? content.bytes.length;
    const sized = bytesNow === bytes ? '' : `has ${bytesNow} bytes, but the report says ${bytes}`;
    return { path, state: sized === '' ? 'same' : 'changed', message: sized || ('error' in decoded ? decoded.error : ''), text, textKind };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    remember(path, error);
    // What could not be read when the report was made has no hash in it.
    return { path, state: sha256 === '' ? 'same' : 'unreadable', message: error.message, text: null, textKind: kind };
  }
}

/** What recognition has read of it: of a container the text of its rows. */
async function textOf(
  content: ArtifactContent,
  limits: SizeLimits,
): Promise<{ readonly text: string; readonly kind: ArtifactKind } | { readonly error: string }> {
  const unpacked = isContainer(content.kind) ? await unpack(content, limits) : { content };
  if ('refused' in unpacked) return { error: unpacked.refused.reason };
  const { kind, bytes } = unpacked.content;
  return { kind, ...decodeText(bytes) };
}
