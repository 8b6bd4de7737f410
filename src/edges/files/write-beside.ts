import { closeSync, constants, fchmodSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemErrorCode } from './safe-file.ts';
import { newTempName, removeTemp } from './temp-files.ts';

/**
 * Writes and flushes a temporary file. The name is random and the file must not exist, so a planted link is never written through.
 *
 * @param mode permissions that it gets; null for those of `newMode` as far as the umask allows.
 * @returns its name.
 */
export function writeTemp(directory: string, bytes: Uint8Array, mode: number | null, newMode: number): string {
  const name = newTempName();
  const path = join(directory, name);
  const fd = openSync(path, 'wx', newMode);
  try {
    if (mode !== null) fchmodSync(fd, mode);
    writeFileSync(fd, bytes);
    fsyncSync(fd);
    return name;
  } catch (error) {
    removeTemp(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Makes renames in a directory last. */
export function flushDirectory(directory: string): void {
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
