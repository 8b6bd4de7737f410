import { hostname } from 'node:os';
import { type Heartbeat, heartbeatFile, judgeHeartbeat } from './heartbeat.ts';
import { lookAtProcess } from './processes.ts';
import type { ServiceNotifier } from './systemd-notify.ts';

/** What the parts of a daemon say of themselves at this moment. */
export type Pulse = Pick<Heartbeat, 'roots' | 'narrator' | 'sweepAtMs' | 'sweepMsMax' | 'jobAtMs' | 'jobMsMax'>;

export interface HeartOptions {
  /** Where the heartbeat may go, best first; none: nobody is told but systemd. */
  readonly directories: readonly string[];
  readonly notifier: ServiceNotifier;
  readonly role: string;
  readonly pulse: () => Pulse;
  /** No directory takes the heartbeat, or it could not be written; told once until it can be again. */
  readonly onRefused: (error?: unknown) => void;
}

/** How often the main process writes. */
const HEARTBEAT_MS = 2_000;

/** Writes down regularly that everything moves, for `doctor`, and feeds systemd's watchdog as long as it does. */
export function startHeart({ directories, notifier, role, pulse, onRefused }: HeartOptions): { stop(): void } {
  const file = heartbeatFile(directories);
  const startedAt = lookAtProcess(process.pid)?.startedAt ?? '';
  let isRefused = file === null;
  if (isRefused) onRefused();

  function beat(): Heartbeat {
    return { version: 1, host: hostname(), pid: process.pid, startedAt, role, mainAtMs: Date.now(), ...pulse() };
  }

  function write(): void {
    try {
      file?.write(beat());
      isRefused = false;
    } catch (error) {
      if (!isRefused) onRefused(error);
      isRefused = true;
    }
  }

  write();
  const writing = setInterval(write, HEARTBEAT_MS);
  const feeding = notifier.watchdogMs === null ? undefined : setInterval(feed, notifier.watchdogMs / 2);

  function feed(): void {
    if (judgeHeartbeat(beat(), Date.now()) === null) void notifier.alive();
  }

  return {
    stop() {
      clearInterval(writing);
      clearInterval(feeding);
      file?.remove();
    },
  };
}
