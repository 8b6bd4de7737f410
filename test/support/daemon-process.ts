import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** A running `benchscribe watch` and the log it has written. */
export interface DaemonProcess {
  readonly child: ChildProcess;
  /** Parsed log lines so far; lines that are no JSON come as `{ text }`. */
  readonly log: readonly Record<string, unknown>[];
  /** Standard error so far. */
  readonly errors: () => string;
  /** Sends a signal and resolves with the exit code, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/**
 * Starts the built program as `benchscribe watch`.
 *
 * @param settings keys for `--set`, for example `{ 'watch.sweepMs': 500 }`.
 */
export function startDaemonProcess(
  root: string,
  settings: Readonly<Record<string, string | number | boolean>>,
  env: Readonly<Record<string, string>> = {},
): DaemonProcess {
  const flags = Object.entries({ 'log.format': 'json', ...settings }).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const { REDIS_URL: _unset, ...inherited } = process.env;
  const child = spawn(process.execPath, [MAIN, 'watch', root, ...flags], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  let rest = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) log.push(parsed(line));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return {
    child,
    log,
    errors: () => errors,
    async end(signal) {
      if (child.exitCode !== null) return child.exitCode;
      if (child.signalCode !== null) return child.signalCode;
      const exit = once(child, 'exit');
      child.kill(signal);
      const [code, by] = (await exit) as [number | null, NodeJS.Signals | null];
      return code ?? by!;
    },
  };
}

function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { text: line };
  }
}
