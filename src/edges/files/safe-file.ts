import { type BigIntStats, closeSync, constants, fstatSync, openSync, readlinkSync, readSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { AppError, type ErrorCode } from '../../errors.ts';

/** Bytes asked for at a time: small reads stay in the processor's cache and are faster than large ones. */
export const CHUNK_BYTES = 64 * 1024;

/** Error code of a failed system call ("ENOENT"); null for any other value. */
export function systemErrorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('errno' in error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What tells one state of a file from another without reading it: "device:inode:size:mtime:ctime", times in nanoseconds. */
export function identityOf(stats: BigIntStats): string {
  return `${stats.dev}:${stats.ino}:${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`;
}

/**
 * Opens a regular file below `root` for reading and hands it to `use`. No link is followed, no pipe or device is waited for, and a
 * path that leads out of the root (through a directory that was replaced by a link) is refused.
 *
 * @returns what `use` returns.
 * @throws AppError `ARTIFACT_UNSAFE` (not a regular file below the root), `ARTIFACT_TOO_LARGE` (over `bytesMax`), `ARTIFACT_CHANGED`
 *   (gone since it was listed), `ARTIFACT_UNREADABLE` (no permission, or the device fails).
 */
export function withRegularFile<T>(root: string, path: string, bytesMax: number, use: (fd: number, stats: BigIntStats) => T): T {
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = fstatSync(fd, { bigint: true });
    if (!stats.isFile()) throw new AppError('ARTIFACT_UNSAFE', `${path} is not a regular file`);
    refuseOutside(root, path, fd);
    if (stats.size > bytesMax) throw new AppError('ARTIFACT_TOO_LARGE', `${path} has ${stats.size} bytes, the limit is ${bytesMax}`);
    return use(fd, stats);
  } catch (error) {
    throw asReadError(error, path);
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** Fills `target` with the bytes of the file from `position` on, or fewer where it ends before. Returns how many. */
export function readInto(fd: number, target: Uint8Array, position = 0): number {
  let offset = 0;
  while (offset < target.length) {
    const count = readSync(fd, target, offset, Math.min(CHUNK_BYTES, target.length - offset), position + offset);
    if (count === 0) break;
    offset += count;
  }
  return offset;
}

function refuseOutside(root: string, path: string, fd: number): void {
  const realRoot = realpathSync(root);
  const realPath = realPathOf(fd, path);
  const prefix = realRoot.endsWith(sep) ? realRoot : realRoot + sep;
  if (!realPath.startsWith(prefix)) throw new AppError('ARTIFACT_UNSAFE', `${path} leads out of ${root}`);
}

/** Where the open file really lies. Without /proc (macOS) the path is resolved again, which a quick exchange of links could deceive. */
function realPathOf(fd: number, path: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`);
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
    return realpathSync(path);
  }
}

/** Also a link (ELOOP), a socket (ENXIO) and a directory part that is a file (ENOTDIR) show only when the path is opened. */
const CODES: ReadonlyMap<string, ErrorCode> = new Map([
  ['ELOOP', 'ARTIFACT_UNSAFE'],
  ['ENXIO', 'ARTIFACT_UNSAFE'],
  ['ENODEV', 'ARTIFACT_UNSAFE'],
  ['EISDIR', 'ARTIFACT_UNSAFE'],
  ['ENOENT', 'ARTIFACT_CHANGED'],
  ['ENOTDIR', 'ARTIFACT_CHANGED'],
  ['ESTALE', 'ARTIFACT_CHANGED'],
]);

function asReadError(error: unknown, path: string): unknown {
  const code = systemErrorCode(error);
  if (code === null) return error;
  return new AppError(CODES.get(code) ?? 'ARTIFACT_UNREADABLE', `${path} (${code})`, { cause: error });
}
