import { execFile } from 'node:child_process';

type Environment = Readonly<Record<string, string | undefined>>;

/** Tells systemd how a service of `Type=notify` is doing. Without systemd every call does nothing. */
export interface ServiceNotifier {
  /** systemd expects `alive` at least this often; null when it does not watch. */
  readonly watchdogMs: number | null;
  ready(): Promise<void>;
  alive(): Promise<void>;
  stopping(): Promise<void>;
}

/** systemd-notify waits until its message was taken, which takes milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Speaks through the program `systemd-notify`, because Node cannot send to a Unix datagram socket and the packages that can must be
 * compiled. The message comes from a child, so the unit needs `NotifyAccess=all`.
 *
 * @param onError told once when systemd cannot be reached; the service runs on, and systemd ends it when its watchdog hears nothing.
 */
export function systemdNotifier(env: Environment, onError: (error: Error) => void): ServiceNotifier {
  const isThere = Boolean(env['NOTIFY_SOCKET']);
  let hasFailed = false;

  function send(state: string): Promise<void> {
    if (!isThere) return Promise.resolve();
    return new Promise((resolve) => {
      execFile('systemd-notify', [state], { env: { ...env }, timeout: TIMEOUT_MS }, (error) => {
        if (error && !hasFailed) {
          hasFailed = true;
          onError(error);
        }
        resolve();
      });
    });
  }

  return {
    watchdogMs: isThere ? watchdogMsOf(env) : null,
    ready: () => send('READY=1'),
    alive: () => send('WATCHDOG=1'),
    stopping: () => send('STOPPING=1'),
  };
}

/** sd_watchdog_enabled(3): microseconds, meant for the process WATCHDOG_PID if that is set. */
function watchdogMsOf(env: Environment): number | null {
  const microseconds = Number(env['WATCHDOG_USEC']);
  const isForUs = !env['WATCHDOG_PID'] || Number(env['WATCHDOG_PID']) === process.pid;
  return isForUs && microseconds > 0 ? microseconds / 1_000 : null;
}
