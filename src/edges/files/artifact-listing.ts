import { type BigIntStats, type Dirent, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { artifactKind, isListedKind } from '../../adapters/kind.ts';
import type { ArtifactKind } from '../../contracts/artifact.ts';
import { AppError } from '../../errors.ts';
import { firstIndex } from '../../sequences/first-index.ts';
import { isForeign, isLedgerName, isOwnReport, isReportName } from './own-report.ts';
import { identityOf, systemErrorCode } from './safe-file.ts';

/** A file that is read as an artifact: seen by its directory entry, not opened yet. */
export interface ArtifactEntry {
  /** Relative to the listed directory, with forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
  readonly kind: ArtifactKind;
  readonly bytes: number;
  readonly modifiedAtMs: number;
  /** "device:inode:size:mtime:ctime", times in nanoseconds: unequal for two states of a file, but for changes within one clock tick. */
  readonly identity: string;
}

export interface ArtifactListing {
  /** Sorted by path. */
  readonly entries: ArtifactEntry[];
  /** Files of kinds that hold no results (images, binaries): counted, not read. */
  readonly otherFileCount: number;
  /** The same by the directory that they lie in, '' for the listed one; those without are left out. */
  readonly otherFileCounts: ReadonlyMap<string, number>;
  /** What is in the tree and cannot be read safely, sorted by path. */
  readonly problems: { path: string; message: string }[];
}

export interface ListOptions {
  /** Globs against the path below `base`. Hidden names and `node_modules` are left out in any case. */
  readonly ignore: readonly string[];
  readonly countMax: number;
  readonly depthMax: number;
  /** Path of the listed directory below its root, put before each path that is matched against `ignore`. Default: it is the root. */
  readonly base?: string;
  /** Remembers by identity which files are reports of our own, so that a second listing does not open them again. */
  readonly ownReports?: Map<string, boolean>;
}

/** The memory of which files are ours starts anew beyond this. */
const OWN_REPORTS_MAX = 200_000;

/** A larger file with an extension that nobody lists is no result, and reading it would take long: it is named, not opened. */
const UNLISTED_BYTES_MAX = 16 * 1024 * 1024;

/** Time for which a gentle listing keeps others waiting. */
const SLICE_MS = 20;

/**
 * Lists the artifacts below a directory. Synchronous, because one await per file makes a sweep an order of magnitude slower. Nothing
 * but heads of Markdown, JSON, HTML and YAML files is opened, to tell what is ours, which is left out whatever its name. Links are not
 * followed; links, pipes, sockets and devices become problems.
 *
 * @returns no entries for an empty directory.
 * @throws AppError `ROOT_UNREADABLE` when the directory itself cannot be read, `ARTIFACTS_TOO_MANY` beyond `countMax`.
 */
export function listArtifacts(directory: string, options: ListOptions): ArtifactListing {
  const walk = startWalk(directory, options);
  while (walk.pending.length > 0) walkOne(walk);
  return endWalk(walk);
}

/** The same for a large tree in a process that has other things to do: it lets them go first after each `SLICE_MS` or so. */
export async function listArtifactsGently(directory: string, options: ListOptions, onStep: () => void): Promise<ArtifactListing> {
  const walk = startWalk(directory, options);
  let sliceEndsAtMs = performance.now() + SLICE_MS;
  while (walk.pending.length > 0) {
    walkOne(walk);
    if (performance.now() < sliceEndsAtMs) continue;
    onStep();
    await new Promise((resolve) => setImmediate(resolve));
    sliceEndsAtMs = performance.now() + SLICE_MS;
  }
  return endWalk(walk);
}

/** The part of a listing that lies below one of its subdirectories, as `listArtifacts` would have listed it, had it not been for the depth. */
export function listingBelow(listing: ArtifactListing, directory: string): ArtifactListing {
  if (directory === '.') return listing;
  const prefix = `${directory}/`;
  const otherFileCounts = new Map<string, number>();
  for (const [path, count] of listing.otherFileCounts) {
    if (`${path}/`.startsWith(prefix)) otherFileCounts.set(path.slice(prefix.length), count);
  }
  return {
    entries: pathsBelow(listing.entries, prefix),
    otherFileCount: sum(otherFileCounts),
    otherFileCounts,
    problems: pathsBelow(listing.problems, prefix),
  };
}

/** Hidden names hold our temporary files too; `node_modules` holds other people's JSON and Markdown by the thousand. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/**
 * Whether a file was modified within the last `quietMs`. A time stamp far in the future comes from another clock (a copied file) and says
 * nothing about writing that still goes on.
 */
export function isYoung(modifiedAtMs: number, quietMs: number, nowMs: number): boolean {
  return Math.abs(nowMs - modifiedAtMs) < quietMs;
}

interface Walk {
  readonly directory: string;
  readonly options: ListOptions;
  readonly isIgnored: (path: string) => boolean;
  readonly prefix: string;
  readonly pending: { path: string; depth: number }[];
  readonly entries: ArtifactEntry[];
  readonly otherFileCounts: Map<string, number>;
  readonly problems: { path: string; message: string }[];
}

function startWalk(directory: string, options: ListOptions): Walk {
  return {
    directory,
    options,
    isIgnored: options.ignore.length === 0 ? () => false : picomatch([...options.ignore], { dot: true }),
    prefix: options.base === undefined || options.base === '.' ? '' : `${options.base}/`,
    pending: [{ path: '', depth: 0 }],
    entries: [],
    otherFileCounts: new Map(),
    problems: [],
  };
}

/** Lists one directory of those that are pending. */
function walkOne(walk: Walk): void {
  const { path: parent, depth } = walk.pending.pop()!;
  for (const entry of readEntries(walk, parent)) {
    const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
    if (isHidden(entry.name) || isLedgerName(entry.name) || walk.isIgnored(walk.prefix + path)) continue;
    if (entry.isDirectory()) noteForeign(walk, entry.name, path);
    if (!entry.isDirectory()) addFile(walk, entry, path);
    else if (depth < walk.options.depthMax) walk.pending.push({ path, depth: depth + 1 });
    else walk.problems.push({ path, message: `lies more than ${walk.options.depthMax} levels deep: not read (limits.depthMax)` });
  }
}

function endWalk(walk: Walk): ArtifactListing {
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
  const { otherFileCounts } = walk;
  return {
    entries: walk.entries.sort(byPath),
    otherFileCount: sum(otherFileCounts),
    otherFileCounts,
    problems: walk.problems.sort(byPath),
  };
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

/** Of a list sorted by path those that start with `prefix`, which lie together, without it. */
function pathsBelow<T extends { readonly path: string }>(sorted: readonly T[], prefix: string): T[] {
  const first = firstIndex(sorted, ({ path }) => path < prefix);
  const found: T[] = [];
  for (let entry = sorted[first]; entry?.path.startsWith(prefix); entry = sorted[first + found.length]) {
    found.push({ ...entry, path: entry.path.slice(prefix.length) });
  }
  return found;
}

function readEntries(walk: Walk, path: string): Dirent[] {
  try {
    return readdirSync(join(walk.directory, path), { withFileTypes: true });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    if (path === '') throw new AppError('ROOT_UNREADABLE', `${walk.directory} (${code})`, { cause: error });
    // Gone since its parent was read: that is a change like any other, and no problem of the tree.
    if (code !== 'ENOENT') walk.problems.push({ path, message: `the directory cannot be read (${code}): give this user read access` });
    return [];
  }
}

/** Named in the report, so that whoever looks for the file that is kept away learns why. */
const FOREIGN_MESSAGE =
  'has the name of a report and was not written by benchscribe: left as it is, and no report of that format stands here';

function addFile(walk: Walk, entry: Dirent, path: string): void {
  const absolutePath = join(walk.directory, path);
  if (!noteForeign(walk, entry.name, path)) return;
  const refusal = refusalOf(entry);
  if (refusal !== null) {
    if (isReportName(entry.name)) return;
    walk.problems.push({ path, message: refusal });
    return;
  }
  const kind = artifactKind(entry.name);
  if (kind === null && !/\.html?$/i.test(entry.name)) {
    countOther(walk, path);
    return;
  }
  const stats = statOf(walk, absolutePath, path);
  if (stats === null) return;
  const identity = identityOf(stats);
  if (isOwn(walk, absolutePath, identity)) return;
  if (kind === null) {
    countOther(walk, path);
    return;
  }
  if (walk.entries.length >= walk.options.countMax) {
    throw new AppError('ARTIFACTS_TOO_MANY', `${walk.directory} holds more than ${walk.options.countMax}`);
  }
  if (stats.size > UNLISTED_BYTES_MAX && !isListedKind(entry.name)) {
    walk.problems.push({ path, message: 'has an extension that no result is known by, and more than 16 MiB: not read' });
    return;
  }
  const modifiedAtMs = Number(stats.mtimeNs / 1_000_000n);
  walk.entries.push({ path, absolutePath, kind, bytes: Number(stats.size), modifiedAtMs, identity });
}

/** Names what keeps away a file of a report; false for such a file itself, or an empty one in its place, which are never artifacts. */
function noteForeign(walk: Walk, name: string, path: string): boolean {
  if (!isReportName(name)) return true;
  const foreign = isForeign(join(walk.directory, path));
  if (foreign) walk.problems.push({ path, message: FOREIGN_MESSAGE });
  return foreign;
}

function countOther({ otherFileCounts }: Walk, path: string): void {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  otherFileCounts.set(parent, (otherFileCounts.get(parent) ?? 0) + 1);
}

function refusalOf(entry: Dirent): string | null {
  if (entry.isSymbolicLink()) return 'is a symbolic link: links are not followed; copy what it points to into the tree';
  if (entry.isFIFO()) return 'is a named pipe: not opened';
  if (entry.isSocket()) return 'is a socket: not opened';
  if (entry.isCharacterDevice() || entry.isBlockDevice()) return 'is a device: not opened';
  return null;
}

function statOf(walk: Walk, absolutePath: string, path: string): BigIntStats | null {
  try {
    const stats = lstatSync(absolutePath, { bigint: true });
    if (stats.isFile()) return stats;
    walk.problems.push({ path, message: 'is not a regular file: not opened' });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    // A name that is not UTF-8 comes back with replacement characters and names nothing.
    if (path.includes('\uFFFD')) walk.problems.push({ path, message: 'its name is not valid UTF-8, so it cannot be opened: rename it' });
    else if (code !== 'ENOENT') walk.problems.push({ path, message: `cannot be looked at (${code})` });
  }
  return null;
}

function isOwn(walk: Walk, absolutePath: string, identity: string): boolean {
  const known = walk.options.ownReports?.get(identity);
  if (known !== undefined) return known;
  const own = isOwnReport(absolutePath);
  if ((walk.options.ownReports?.size ?? 0) >= OWN_REPORTS_MAX) walk.options.ownReports?.clear();
  walk.options.ownReports?.set(identity, own);
  return own;
}
