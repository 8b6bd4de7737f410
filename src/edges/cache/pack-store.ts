import { hash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writevSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { systemErrorCode } from '../files/safe-file.ts';

/** Values by key on disk, each whole or absent. What is lost or broken costs the time to make it again. */
export interface PackStore {
  /** null for what is not there, was made by another version of the format, or is damaged. */
  read(key: string): unknown;
  /** Does nothing where the directory cannot be written. @param value of plain values, lists, maps, sets and typed arrays. */
  write(key: string, value: unknown): void;
  /** The same for bytes, which are not copied. */
  readBytes(key: string): Buffer | null;
  writeBytes(key: string, bytes: Uint8Array): void;
  /** Removes what was used longest ago beyond the limit, and temporary files that were left over. */
  trim(): void;
}

/** The engine's version too: what a newer one has written an older one may not read. */
const FORMAT = `benchscribe pack 1, V8 ${process.versions.v8}\n`;
const DIGEST_BYTES = 32;
/** A pack that is used is marked as such once in this time: each mark is a write. */
const USED_MS = 3_600_000;
const TEMP_AGE_MS_MAX = 3_600_000;
/** All that was used lately; an artifact takes about as much as its file. */
const BYTES_MAX = 512 * 1024 * 1024;

/**
 * @param directory is made when something is first written. Processes may share it: a pack is written beside its place and renamed.
 * @param bytesMax of all packs, after `trim`.
 */
export function packStore(directory: string, bytesMax = BYTES_MAX): PackStore {
  const pathOf = (key: string) => join(directory, `${hash('sha256', key).slice(0, 40)}.pack`);

  function readBytes(key: string): Buffer | null {
    const path = pathOf(key);
    const bytes = orNull(() => readFileSync(path));
    if (bytes === null) return null;
    const payload = bytes.subarray(FORMAT.length + DIGEST_BYTES);
    const isWhole =
      bytes.toString('latin1', 0, FORMAT.length) === FORMAT &&
      digestOf(payload).equals(bytes.subarray(FORMAT.length, FORMAT.length + DIGEST_BYTES));
    if (!isWhole) return null;
    orNull(() => Date.now() - statSync(path).mtimeMs > USED_MS && utimesSync(path, new Date(), new Date()));
    return payload;
  }

  function writeBytes(key: string, payload: Uint8Array): void {
    const temp = join(directory, `${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
    const parts = [Buffer.from(FORMAT, 'latin1'), digestOf(payload), payload];
    const isWritten = orNull(() => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      // A disk that has just become full takes a part.
      if (writeNew(temp, parts) < FORMAT.length + DIGEST_BYTES + payload.length) return false;
      renameSync(temp, pathOf(key));
      return true;
    });
    if (!isWritten) orNull(() => rmSync(temp, { force: true }));
  }

  function trim(): void {
    const names = orNull(() => readdirSync(directory)) ?? [];
    const files = names.flatMap((name) => {
      const path = join(directory, name);
      const stats = orNull(() => statSync(path));
      return stats?.isFile() ? [{ path, bytes: stats.size, usedAtMs: stats.mtimeMs }] : [];
    });
    let bytes = 0;
    for (const file of files.sort((a, b) => b.usedAtMs - a.usedAtMs)) {
      const isLeftOver = file.path.endsWith('.tmp') && Date.now() - file.usedAtMs > TEMP_AGE_MS_MAX;
      if (file.path.endsWith('.pack')) bytes += file.bytes;
      if (isLeftOver || (file.path.endsWith('.pack') && bytes > bytesMax)) orNull(() => rmSync(file.path, { force: true }));
    }
  }

  function read(key: string): unknown {
    const payload = readBytes(key);
    return payload && deserialize(payload);
  }

  return { read, write: (key, value) => writeBytes(key, serialize(value)), readBytes, writeBytes, trim };
}

/** @returns how many bytes were written. */
function writeNew(path: string, parts: readonly Uint8Array[]): number {
  const fd = openSync(path, 'wx', 0o600);
  try {
    return writevSync(fd, parts);
  } finally {
    closeSync(fd);
  }
}

function digestOf(payload: Uint8Array): Buffer {
  return hash('sha256', payload, 'buffer');
}

/** What the file system refuses, a store that only saves time can do without. */
function orNull<T>(use: () => T): T | null {
  try {
    return use();
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return null;
  }
}
