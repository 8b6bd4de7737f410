import { hash, randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, unlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { lookAtProcess } from '../host/processes.ts';
import { systemErrorCode } from './safe-file.ts';

/** A temporary file of another host, or of a process that may live, counts as left over after this long. */
const AGE_MS_MAX = 3_600_000;
/** Who writes it: host, process id, when that process started. */
const NAME = /^\.benchscribe-([0-9a-f]{8})-(\d+)(?:\.(\d+))?-[0-9a-f]{16}\.tmp$/;
/** Tells hosts and containers apart that share a tree, because a process id means something on its own host only. */
const HOST = hash('sha256', hostname(), 'hex').slice(0, 8);

/** A name that says which process writes the file; random, so that nobody can plant it. */
export function newTempName(): string {
  const startedAt = lookAtProcess(process.pid)?.startedAt;
  return `.benchscribe-${HOST}-${process.pid}${startedAt ? `.${startedAt}` : ''}-${randomBytes(8).toString('hex')}.tmp`;
}

/** Is the file a temporary one that nobody writes any more: its process has died? */
export function isStaleTemp(directory: string, name: string): boolean {
  const [, host, pid, startedAt] = NAME.exec(name) ?? [];
  if (host === undefined) return false;
  const stats = lstatSync(join(directory, name), { throwIfNoEntry: false });
  if (!stats?.isFile()) return false;
  return (host === HOST && !isAlive(Number(pid), startedAt)) || Date.now() - stats.mtimeMs > AGE_MS_MAX;
}

/**
 * Removes what killed processes left in a directory. Temporary files of living processes stay. Call when a process that staged a report has
 * died; what an orphan or a whole daemon left, the sweep finds.
 *
 * @returns the names removed; none for a directory that cannot be read.
 */
export function removeStaleTemps(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return [];
  }
  return names.filter((name) => isStaleTemp(directory, name) && removeTemp(join(directory, name)));
}

/** Returns whether there was one. A temporary file that cannot be removed must not hide why publishing failed; the next sweep tries again. */
export function removeTemp(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return false;
  }
}

/** Process ids are given again: where it is known when the process started, one that started at another time is another. */
function isAlive(pid: number, startedAt: string | undefined): boolean {
  const seen = lookAtProcess(pid);
  if (seen !== null && startedAt !== undefined) return seen.startedAt === startedAt;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return systemErrorCode(error) === 'EPERM';
  }
}
