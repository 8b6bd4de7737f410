import type { Config } from '../config.ts';
import { type Heartbeat, isRunning, judgeHeartbeat, readHeartbeats } from '../edges/host/heartbeat.ts';
import { childrenOf, lookAtProcess } from '../edges/host/processes.ts';
import type { Check } from './doctor-checks.ts';

/** Where the unit of this package has its heartbeat: who calls a command from a shell has not the variables of the service. */
export const SERVICE_DIRECTORY = '/run/benchscribe';

/**
 * Do the daemons of this host that serve these roots work? They say so themselves, in heartbeats; one that hangs falls silent. No daemon is no
 * failure: `doctor` also checks what is about to be started.
 *
 * @param directories where heartbeats may lie.
 */
export function checkDaemons({ roots }: Pick<Config, 'roots'>, directories: readonly string[], nowMs: number): Check[] {
  const paths = new Set(roots.map(({ path }) => path));
  const beats = readHeartbeats(directories)
    .map(({ beat }) => beat)
    .filter((beat) => isRunning(beat) && beat.roots.some(({ path }) => paths.has(path)));
  if (beats.length === 0) return [{ name: 'daemon', status: 'ok', message: 'none of this host serves these roots now' }];
  return beats.flatMap((beat) => [checkDaemon(beat, nowMs), ...rootWarnings(beat)]);
}

function checkDaemon(beat: Heartbeat, nowMs: number): Check {
  const trouble = stoppedProcess(beat.pid) ?? judgeHeartbeat(beat, nowMs);
  const name = 'daemon';
  const who = `process ${beat.pid} (${beat.role})`;
  if (trouble === null) {
    const waiting = beat.narrator?.closed ?? null;
    return { name, status: 'ok', message: `${who} works${waiting === null ? '' : `; no model is asked now: ${waiting}`}` };
  }
  return { name, status: 'failed', message: `${who}: ${trouble}; restart it, and keep its log` };
}

/** The main process or a job's process that was stopped by a signal or a debugger: a job of its would never end. */
function stoppedProcess(pid: number): string | null {
  const stopped = [pid, ...childrenOf(pid)].find((id) => 'Tt'.includes(lookAtProcess(id)?.state || '-'));
  if (stopped === undefined) return null;
  return stopped === pid ? 'its main process is stopped' : `its process ${stopped} is stopped`;
}

/** More paths than these are only counted. */
const NAMED_MAX = 3;

function rootWarnings({ roots }: Heartbeat): Check[] {
  return roots.flatMap(({ id, trouble, stranded }) => {
    const named = stranded.slice(0, NAMED_MAX).join(', ') + (stranded.length > NAMED_MAX ? ` and ${stranded.length - NAMED_MAX} more` : '');
    const warnings = [
      ...(trouble === null ? [] : [trouble]),
      ...(stranded.length === 0 ? [] : [`reports stand where none belongs and were altered, or cannot be removed: ${named}`]),
    ];
    return warnings.map((message) => ({ name: `root ${id}`, status: 'warning', message }) as const);
  });
}
