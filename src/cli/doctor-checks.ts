import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { isHidden } from '../edges/files/artifact-listing.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { redactUrl } from '../edges/queue/redis-errors.ts';
import { AppError } from '../errors.ts';
import { appendAll } from '../sequences/append-all.ts';
import { ENVIRONMENT_KEYS } from '../unconfigured.ts';

/** One line of `doctor`. `unreachable` marks a failure of something outside that may come back. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly unreachable?: true;
}

/** `fs.accessSync`, which throws when `mode` is not granted. */
export type Access = (path: string, mode: number) => void;

/** The oldest versions that work: `engines` in package.json, and what BullMQ asks of Redis. */
const NODE_MIN = [20, 19] as const;
const REDIS_MIN = [6, 2] as const;
const WATCHES_FILE = '/proc/sys/fs/inotify/max_user_watches';
/** More directories than this are not counted one by one. */
const DIRECTORIES_MAX = 1_000_000;
/** Share of the inotify limit from which on it is worth raising: other programs of this user watch too. */
const WATCHES_SHARE_MAX = 0.8;

/** Is the running Node new enough? @param version for example "20.19.0". */
export function checkNode(version: string): Check {
  const enough = isAtLeast(version, NODE_MIN);
  return {
    name: 'node',
    status: enough ? 'ok' : 'failed',
    message: enough ? version : `${version} is older than ${NODE_MIN.join('.')}: upgrade Node`,
  };
}

/** Variables that look like ours and set nothing: likely a typing error. Not fatal, since Kubernetes sets some of its own for a service. */
export function checkEnvironment(env: Readonly<Record<string, string | undefined>>): Check {
  const known = new Set([...ENVIRONMENT_KEYS.keys(), 'BENCHSCRIBE_CONFIG']);
  const unknown = Object.keys(env).filter((name) => name.startsWith('BENCHSCRIBE_') && !known.has(name));
  if (unknown.length === 0) return { name: 'environment', status: 'ok', message: 'no unknown BENCHSCRIBE_ variable' };
  return {
    name: 'environment',
    status: 'warning',
    message: `${unknown.sort().join(', ')} set nothing; known: ${[...known].sort().join(', ')}`,
  };
}

/**
 * Can the roots be read, and where this process writes reports, written? One check per root.
 *
 * @param deep looks at the first-level subdirectories too, each of which gets a report of its own.
 */
export function checkRoots({ roots, role }: Pick<Config, 'roots' | 'role'>, deep: boolean, access: Access = accessSync): Check[] {
  if (roots.length === 0) {
    return [
      { name: 'roots', status: 'warning', message: 'none: name directories on the command line or under roots in the configuration' },
    ];
  }
  return roots.map(({ id, path }) => checkRoot(`root ${id}`, path, { writes: role !== 'watcher', deep, access }));
}

function checkRoot(name: string, path: string, { writes, deep, access }: { writes: boolean; deep: boolean; access: Access }): Check {
  try {
    if (!statSync(path).isDirectory()) return { name, status: 'failed', message: `${path} is not a directory`, unreachable: true };
    access(path, constants.R_OK | constants.X_OK);
  } catch (error) {
    return {
      name,
      status: 'failed',
      message: `${path} cannot be read (${codeOf(error)}): check that it exists and is mounted`,
      unreachable: true,
    };
  }
  const directories = [path, ...(deep ? subdirectories(path) : [])];
  const refused = writes ? directories.filter((directory) => !isAllowed(directory, constants.W_OK | constants.X_OK, access)) : [];
  if (refused.length > 0) {
    const named = refused.slice(0, 3).join(', ') + (refused.length > 3 ? ` and ${refused.length - 3} more` : '');
    return { name, status: 'failed', message: `reports cannot be written into ${named}: give this user write access`, unreachable: true };
  }
  return { name, status: 'ok', message: `${path} is readable${writes ? ' and writable' : ''}` };
}

function subdirectories(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && !isHidden(entry.name)).map((entry) => join(path, entry.name));
}

function isAllowed(path: string, mode: number, access: Access = accessSync): boolean {
  try {
    access(path, mode);
    return true;
  } catch (error) {
    return codeOf(error) === '';
  }
}

/** Error code of a system call, never empty; anything else than a failed system call is thrown on. */
function codeOf(error: unknown): string {
  const code = systemErrorCode(error);
  if (code === null) throw error;
  return code;
}

/** Does Redis answer, is it new enough, and does it keep what it is given? Waits no longer than `queue.deadlineMs` per question. */
export async function checkRedis({ redis, queue }: Pick<Config, 'redis' | 'queue'>): Promise<Check> {
  const name = 'redis';
  if (!redis.url || queue.driver === 'embedded') return { name, status: 'ok', message: 'not used: the embedded queue serves' };
  const { redisLink } = await import('../edges/queue/redis-link.ts');
  const link = redisLink(redis.url, queue.deadlineMs);
  try {
    const server = parseInfo(await link.call('INFO', () => link.connection.info()));
    return judgeRedis(redactUrl(redis.url), server);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { name, status: 'failed', message: error.message, unreachable: true };
  } finally {
    link.close();
  }
}

/** Fields of the answer to INFO: lines of "name:value", sections set apart by "# Title". */
export function parseInfo(text: string): Map<string, string> {
  const pairs = text.split(/\r?\n/).map((line) => /^([^#:][^:]*):(.*)$/.exec(line));
  return new Map(pairs.flatMap((match) => (match ? [[match[1]!, match[2]!] as const] : [])));
}

/** Judges a server by its INFO. Valkey states the Redis version that it is compatible with, so one rule serves both. */
export function judgeRedis(where: string, server: ReadonlyMap<string, string>): Check {
  const name = 'redis';
  const version = server.get('redis_version') ?? 'unknown';
  if (!isAtLeast(version, REDIS_MIN)) {
    return { name, status: 'failed', message: `${where}: version ${version} is older than ${REDIS_MIN.join('.')}: upgrade Redis` };
  }
  const policy = server.get('maxmemory_policy') ?? 'unknown';
  if (policy !== 'noeviction') {
    return {
      name,
      status: 'warning',
      message: `${where}: version ${version}, maxmemory-policy ${policy} may drop queued work, which the sweep then finds again: set noeviction`,
    };
  }
  return { name, status: 'ok', message: `${where}: version ${version}, noeviction` };
}

/** Compares the inotify limit of this machine with the directories to watch; not knowing it (no Linux, hidden /proc) is no failure. */
export function checkWatches({ roots, watch }: Pick<Config, 'roots' | 'watch'>, limitFile = WATCHES_FILE): Check {
  const name = 'inotify';
  if (!watch.events) return { name, status: 'ok', message: 'not used: watch.events is false, the sweep alone finds changes' };
  let limit: number;
  try {
    limit = Number(readFileSync(limitFile, 'utf8'));
  } catch (error) {
    return {
      name,
      status: 'ok',
      message: `the limit cannot be read here (${codeOf(error)}); should it be too low, the sweep still finds changes`,
    };
  }
  const count = roots.reduce((sum, { path }) => sum + countDirectories(path), 0);
  const message = `${count} directories to watch, fs.inotify.max_user_watches is ${limit}`;
  if (count < limit * WATCHES_SHARE_MAX) return { name, status: 'ok', message };
  const remedy = `run \`sysctl fs.inotify.max_user_watches=${Math.max(524_288, 2 * count)}\`, or set watch.events to false`;
  return { name, status: 'warning', message: `${message}, which is too few: ${remedy}` };
}

/** Directories below and including `root` that a watcher has to watch; 0 when it cannot be read, which `checkRoots` reports. */
function countDirectories(root: string): number {
  let count = 0;
  const pending = [root];
  for (let path = pending.pop(); path !== undefined && count < DIRECTORIES_MAX; path = pending.pop()) {
    if (!isAllowed(path, constants.R_OK | constants.X_OK)) continue;
    count += 1;
    appendAll(pending, subdirectories(path));
  }
  return count;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = Number.NaN, ownMinor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
