import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { systemErrorCode } from '../files/safe-file.ts';
import { lookAtProcess } from './processes.ts';

/** What a running daemon says of itself. Each time is written by the part that it tells of, so that a part which hangs falls silent. Epoch milliseconds. */
export const Heartbeat = z.strictObject({
  version: z.literal(1),
  host: z.string(),
  pid: z.int(),
  startedAt: z.string().describe('Of the process, as the kernel counts; "" where it does not say'),
  role: z.string(),
  roots: z.array(
    z.strictObject({
      id: z.string(),
      path: z.string(),
      trouble: z.string().nullable().describe('Why it is not served'),
      stranded: z.array(z.string()).describe('Reports of ours where none belongs that were altered, or cannot be removed'),
    }),
  ),
  narrator: z
    .strictObject({
      closed: z.string().nullable().describe('Why no model may be asked now; null: one may, or nothing is to be asked'),
      holdFile: z.string(),
    })
    .nullable()
    .default(null)
    .describe('null for a process that asks no models'),
  mainAtMs: z.number().describe('The event loop of the main process turned'),
  sweepAtMs: z.number().nullable().describe('A sweep ended, or the first one began; null for a process that does not sweep'),
  sweepMsMax: z.number().describe('A sweep that ended longer ago is overdue'),
  jobAtMs: z.number().nullable().describe('The oldest of the jobs that run began; null while none runs'),
  jobMsMax: z.number().describe('A job that began longer ago hangs'),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** Missed for this long, the main process hangs: a machine under load may keep it from writing for a while. */
const MAIN_MS_MAX = 15_000;

const NAME = /^heartbeat-\d+\.json$/;

/** What of a daemon no longer works; null when all of it does. */
export function judgeHeartbeat(
  beat: Omit<Heartbeat, 'version' | 'host' | 'pid' | 'startedAt' | 'role' | 'roots' | 'narrator'>,
  nowMs: number,
): string | null {
  const { mainAtMs, sweepAtMs, sweepMsMax, jobAtMs, jobMsMax } = beat;
  if (nowMs - mainAtMs > MAIN_MS_MAX) return `its main process has not moved for ${seconds(nowMs - mainAtMs)}`;
  if (sweepAtMs !== null && nowMs - sweepAtMs > sweepMsMax) return `no sweep has ended for ${seconds(nowMs - sweepAtMs)}`;
  if (jobAtMs !== null && nowMs - jobAtMs > jobMsMax) return `a job has run for ${seconds(nowMs - jobAtMs)}`;
  return null;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}

/**
 * Writes heartbeats of this process into the first of `directories` that takes them, and removes those that dead processes have left there.
 *
 * @returns null when none of them can be written to.
 */
export function heartbeatFile(directories: readonly string[]): { write(beat: Heartbeat): void; remove(): void } | null {
  const directory = directories.find(isWritable);
  if (directory === undefined) return null;
  for (const { path, beat } of readHeartbeats([directory])) if (!isRunning(beat)) rmSync(path, { force: true });
  const path = join(directory, `heartbeat-${process.pid}.json`);
  return {
    write(beat) {
      writeFileSync(`${path}.tmp`, JSON.stringify(beat));
      renameSync(`${path}.tmp`, path);
    },
    remove: () => rmSync(path, { force: true }),
  };
}

/** The heartbeats of the daemons of this host, also those that dead ones have left. Files that are none are passed over. */
export function readHeartbeats(directories: readonly string[]): { readonly path: string; readonly beat: Heartbeat }[] {
  return directories.flatMap((directory) =>
    namesIn(directory).flatMap((name) => {
      const path = join(directory, name);
      const beat = Heartbeat.safeParse(parsed(path));
      return beat.success && beat.data.host === hostname() ? [{ path, beat: beat.data }] : [];
    }),
  );
}

/** Whether the process that wrote a heartbeat is still there. */
export function isRunning({ pid, startedAt }: Heartbeat): boolean {
  const sight = lookAtProcess(pid);
  if (startedAt !== '') return sight !== null && sight.startedAt === startedAt && sight.state !== 'Z';
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return systemErrorCode(error) === 'EPERM';
  }
}

function isWritable(directory: string): boolean {
  const probe = join(directory, `heartbeat-${process.pid}.json.tmp`);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    writeFileSync(probe, '');
    unlinkSync(probe);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return false;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => NAME.test(name));
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return [];
  }
}

/** undefined for a file that is gone or holds no JSON: another version may have written it, or somebody else. */
function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (systemErrorCode(error) === null && !(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
