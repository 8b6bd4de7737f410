import { closeSync, fchmodSync, fsyncSync, lstatSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEDGER_NAME } from '../../contracts/ledger-name.ts';
import { AppError } from '../../errors.ts';
import { systemErrorCode } from './safe-file.ts';
import { newTempName, removeTemp } from './temp-files.ts';

/** Somebody else may write it at the same time, by hand or by command. */
const TRY_COUNT = 5;

/**
 * Rewrites the ledger of a directory, whole or not at all. What somebody else has written meanwhile is read again, never overwritten.
 *
 * @param edit the new text; gets null where there is none. What it throws leaves the file as it was.
 * @returns the path of the ledger.
 * @throws AppError `LEDGER_UNWRITABLE`.
 */
export function rewriteLedger(directory: string, edit: (text: string | null) => string): string {
  const path = join(directory, LEDGER_NAME);
  const temp = join(directory, newTempName());
  try {
    for (let attempt = 0; attempt < TRY_COUNT; attempt += 1) {
      const before = textOf(path);
      writeTemp(temp, edit(before), path);
      if (textOf(path) === before) {
        renameSync(temp, path);
        return path;
      }
      removeTemp(temp);
    }
    throw new AppError('LEDGER_UNWRITABLE', `${path} (somebody else keeps writing it)`);
  } catch (error) {
    const code = systemErrorCode(error);
    throw code === null ? error : new AppError('LEDGER_UNWRITABLE', `${path} (${code})`, { cause: error });
  } finally {
    removeTemp(temp);
  }
}

/** null where there is none. A link is not written through: it would be replaced. */
function textOf(path: string): string | null {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return null;
  if (!stats.isFile()) throw new AppError('LEDGER_UNWRITABLE', `${path} (no regular file)`);
  return readFileSync(path, 'utf8');
}

/** With the permissions of the file that it takes the place of. */
function writeTemp(temp: string, text: string, path: string): void {
  const mode = lstatSync(path, { throwIfNoEntry: false })?.mode ?? null;
  const fd = openSync(temp, 'wx', 0o644);
  try {
    if (mode !== null) fchmodSync(fd, mode & 0o777);
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
