import { hash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { systemErrorCode } from '../files/safe-file.ts';

/** Values by key on disk, each whole or absent. What is lost or broken costs the time to make it again. */
export interface PackStore {
  /** null for what is not there, was made by another version of the format, or is damaged. */
  read(key: string): unknown;
  /** Does nothing where the directory cannot be written. @param value of plain values, lists, maps, sets and typed arrays. */
  write(key: string, value: unknown): void;
  /** Removes what was used longest ago beyond the limit, and temporary files that were left over. */
  trim(): void;
}

/** The engine's version too: what a newer one has written an older one may not read. */
const FORMAT = `benchscribe pack 1, V8 ${process.versions.v8}\n`;
const DIGEST_BYTES = 32;
/** A pack that is used is marked as such once in this time: each mark is a write. */
const USED_MS = 3_600_000;
const TEMP_AGE_MS_MAX = 3_600_000;

/**
 * @param directory is made when something is first written. Processes may share it: a pack is written beside its place and renamed.
 * @param bytesMax of all packs, after `trim`.
 */
export function packStore(directory: string, bytesMax: number): PackStore {
  const pathOf = (key: string) => join(directory, `${hash('sha256', key).slice(0, 40)}.pack`);

  function read(key: string): unknown {
    const path = pathOf(key);
    const bytes = orNull(() => readFileSync(path));
    if (bytes === null) return null;
    const payload = bytes.subarray(FORMAT.length + DIGEST_BYTES);
    const isWhole =
      bytes.toString('latin1', 0, FORMAT.length) === FORMAT &&
      digestOf(payload).equals(bytes.subarray(FORMAT.length, FORMAT.length + DIGEST_BYTES));
    if (!isWhole) return null;
    orNull(() => Date.now() - statSync(path).mtimeMs > USED_MS && utimesSync(path, new Date(), new Date()));
    return deserialize(payload);
  }

  function write(key: string, value: unknown): void {
    const payload = serialize(value);
    const temp = join(directory, `${process.pid}-${randomBytes(8).toString('hex')}.tmp`);
    const isWritten = orNull(() => {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      writeFileSync(temp, Buffer.concat([Buffer.from(FORMAT, 'latin1'), digestOf(payload), payload]), { flag: 'wx', mode: 0o600 });
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

  return { read, write, trim };
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
