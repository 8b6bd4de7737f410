import { hash, randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import { isOwnReport } from './own-report.ts';
import { systemErrorCode } from './safe-file.ts';

/** Readable for everybody as far as the umask allows: reports are read by others than the service user. */
const REPORT_MODE = 0o644;
/** A temporary file of another host, or of a process id that lives again, counts as left over after this long. */
const TEMP_AGE_MS_MAX = 3_600_000;
const TEMP_NAME = /^\.benchscribe-([0-9a-f]{8})-(\d+)-[0-9a-f]{16}\.tmp$/;
/** Tells hosts and containers apart that share a tree, because a process id means something on its own host only. */
const HOST = hash('sha256', hostname(), 'hex').slice(0, 8);

/** Temporary files this process is writing. */
const liveTemps = new Set<string>();

interface Staged {
  readonly name: string;
  readonly target: string;
  readonly temp: string;
}

/**
 * Publishes the files of a report, each whole or not at all: written to a temporary file beside it, flushed, renamed. A file that says
 * already what it should is not touched; a report of ours keeps its permissions.
 *
 * @param options.fresh asked right before the renames; false means that the inputs have changed meanwhile.
 * @returns the names written and the names that were up to date, in the order of `files`.
 * @throws AppError `REPORT_FOREIGN` when a target is not a report of ours (nothing is written then), `REPORT_SUPERSEDED` when `fresh`
 *   says no, `REPORT_UNWRITABLE` when the file system refuses. The old report stays and no temporary file is left.
 */
export function publishReport(
  directory: string,
  files: readonly { name: string; content: string }[],
  options: { fresh?: () => boolean } = {},
): { written: string[]; unchanged: string[] } {
  const staged: Staged[] = [];
  const unchanged: string[] = [];
  try {
    for (const { name, content } of files) {
      const target = join(directory, name);
      const mode = modeOfReplaceable(target);
      const bytes = Buffer.from(content);
      if (mode !== null && hasContent(target, bytes)) unchanged.push(name);
      else staged.push({ name, target, temp: writeTemp(directory, bytes, mode) });
    }
    if (staged.length === 0) return { written: [], unchanged };
    if (options.fresh?.() === false) throw new AppError('REPORT_SUPERSEDED', directory);
    // Looked at again: somebody may have put a file of his own there while ours were written.
    for (const { target } of staged) modeOfReplaceable(target);
    for (const { temp, target } of staged) renameSync(temp, target);
    flushDirectory(directory);
    return { written: staged.map(({ name }) => name), unchanged };
  } catch (error) {
    throw asPublishError(error, directory);
  } finally {
    for (const { temp } of staged) discardTemp(temp, true);
  }
}

/**
 * Removes what killed processes left in a report directory. Temporary files of living processes stay. Call at start-up.
 *
 * @returns the names removed; none for a directory that cannot be read.
 */
export function removeStaleTemps(directory: string): string[] {
  const removed: string[] = [];
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return removed;
  }
  for (const name of names) {
    const match = TEMP_NAME.exec(name);
    const path = join(directory, name);
    if (match && !liveTemps.has(path) && isLeftOver(path, match[1]!, Number(match[2])) && removeTemp(path)) removed.push(name);
  }
  return removed;
}

/** Permissions of the report of ours that stands at `target`; null when nothing does. Throws `REPORT_FOREIGN` for anything else. */
function modeOfReplaceable(target: string): number | null {
  const stats = lstatSync(target, { throwIfNoEntry: false });
  if (!stats) return null;
  if (!stats.isFile()) throw new AppError('REPORT_FOREIGN', `${target} is not a regular file`);
  // A zero-length file holds nothing that could be lost; a crash of the machine may leave one.
  if (stats.size > 0 && !isOwnReport(target)) throw new AppError('REPORT_FOREIGN', target);
  return stats.mode & 0o777;
}

function hasContent(target: string, bytes: Buffer): boolean {
  const fd = openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return fstatSync(fd).size === bytes.length && readFileSync(fd).equals(bytes);
  } finally {
    closeSync(fd);
  }
}

/** Writes and flushes a temporary file. The name is random and the file must not exist, so a planted link is never written through. */
function writeTemp(directory: string, bytes: Buffer, mode: number | null): string {
  const temp = join(directory, `.benchscribe-${HOST}-${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
  liveTemps.add(temp);
  let fd: number | null = null;
  try {
    fd = openSync(temp, 'wx', REPORT_MODE);
    if (mode !== null) fchmodSync(fd, mode);
    writeFileSync(fd, bytes);
    fsyncSync(fd);
    return temp;
  } catch (error) {
    discardTemp(temp, fd !== null);
    throw error;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** A file of that name that we did not create (`wx` refused) is not ours to remove. */
function discardTemp(temp: string, isOurs: boolean): void {
  if (isOurs) removeTemp(temp);
  liveTemps.delete(temp);
}

function flushDirectory(directory: string): void {
  const fd = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(fd);
  } catch (error) {
    // Some network file systems cannot flush a directory; the renames are done all the same.
    if (systemErrorCode(error) !== 'EINVAL') throw error;
  } finally {
    closeSync(fd);
  }
}

/** Returns whether there was one. A temporary file that cannot be removed must not hide why publishing failed; the next start tries again. */
function removeTemp(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return false;
  }
}

function isLeftOver(path: string, host: string, pid: number): boolean {
  if (host === HOST && (pid === process.pid || !isAlive(pid))) return true;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && Date.now() - stats.mtimeMs > TEMP_AGE_MS_MAX;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return systemErrorCode(error) === 'EPERM';
  }
}

function asPublishError(error: unknown, directory: string): unknown {
  const code = systemErrorCode(error);
  if (code === null) return error;
  return new AppError('REPORT_UNWRITABLE', `${directory} (${code})`, { cause: error });
}
