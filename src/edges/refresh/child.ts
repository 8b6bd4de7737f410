import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { Announcement, ChildMessage, ChildTask } from './task.ts';

export interface ChildOptions {
  /** JavaScript file that does tasks: see `src/compose/refresh-child.ts`. */
  readonly modulePath: string;
  /** What a child may use for its objects before the engine kills it. */
  readonly heapBytesMax: number;
  /** Further arguments of Node. */
  readonly execArgv: readonly string[];
}

export interface TaskWatch {
  readonly onMessage: (message: ChildMessage) => void;
  /** How long the child may take for what it announced, in ms; infinite where the disk decides. */
  readonly patienceMs: (announced: Announcement | null) => number;
  readonly signal: AbortSignal;
}

/** A process that does one task at a time. */
export interface Child {
  /**
   * Sends a task and hands on what the child says until it is done.
   *
   * @returns memory the child takes afterwards, bytes. Rejects once the child has ended without being done: with `ChildFailure`, or with the
   *   signal's reason.
   */
  run(task: ChildTask, watch: TaskWatch): Promise<number>;
  /** Whether this process may not end before the child has. */
  keep(isNeeded: boolean): void;
  /** It ends by itself when nobody can ask it any more. */
  release(): void;
  kill(): void;
  /** Settles when it has ended, or could not be started. */
  readonly ended: Promise<void>;
}

/** A child did not finish: it took too long, was killed (by the engine for want of memory, or by the system), or failed or could not be started. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
  readonly reason: 'timeout' | 'killed' | 'failed' | 'closed';
  /** What it was doing. */
  readonly during: Announcement | null;
  /** The end of what it wrote to standard error: a stack, or the engine's last words. */
  readonly lastWords: string;

  constructor(reason: ChildFailure['reason'], message: string, during: Announcement | null = null, lastWords = '') {
    super(message);
    this.reason = reason;
    this.during = during;
    this.lastWords = lastWords;
  }
}

/** A deadline is looked at this often at least: the child may begin something shorter at any time. */
const LOOK_MS = 500;

/** Of what a child writes to standard error the end is kept. */
const LAST_WORDS_MAX = 4_000;

/**
 * A report is made of values that are soon forgotten. With more room for young ones from the start the collector copies less, a heap that
 * is still small is not gone through once a second, and alone in its thread it needs a tenth less CPU time, and no more of the clock, than
 * with helpers that wait for each other.
 */
const COLLECTOR_FLAGS = ['--min-semi-space-size=8', '--max-semi-space-size=16', '--initial-old-space-size=120', '--single-threaded-gc'];

export function startChild({ modulePath, heapBytesMax, execArgv }: ChildOptions): Child {
  const handle = fork(modulePath, [], {
    execArgv: [`--max-old-space-size=${Math.floor(heapBytesMax / 1024 / 1024)}`, ...COLLECTOR_FLAGS, ...execArgv],
    // Standard error, and a pipe for announcements: a write to it is done when it returns, which a message is not.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
  });
  const lastWords = tailOf(handle.stdio[2] as Readable);
  const announced = lastLineOf(handle.stdio[4] as Readable);
  const ended = new Promise<void>((resolve) => {
    handle.on('exit', () => resolve());
    // One that could not be started has no exit.
    handle.on('error', () => handle.pid === undefined && resolve());
  });

  return {
    ended,
    run(task, { onMessage, patienceMs, signal }) {
      return new Promise((resolve, reject) => {
        let failure: unknown = null;
        let timer: NodeJS.Timeout | undefined;

        function fail(reason: unknown): void {
          failure ??= reason;
          // One that could not be started cannot exit either.
          if (handle.pid === undefined) settle(() => reject(failure));
          else handle.kill('SIGKILL');
        }
        function settle(how: () => void): void {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          handle.off('message', onAnswer).off('close', onClose).off('error', onError);
          how();
        }
        /** Looks whether the time for what was announced last is over, and again when it will be. */
        function look(): void {
          const { announcement, atMs } = announced.last();
          const leftMs = atMs + patienceMs(announcement) - performance.now();
          if (leftMs <= 0) fail(new ChildFailure('timeout', 'it took too long', announcement));
          else timer = setTimeout(look, Math.min(leftMs + 1, LOOK_MS));
        }
        const onAnswer = (message: unknown) => {
          if (failure !== null) return;
          onMessage(message as ChildMessage);
          if ((message as ChildMessage).kind === 'done') settle(() => resolve((message as { rssBytes: number }).rssBytes));
        };
        const onClose = (code: number | null, killedBy: string | null) => {
          const [reason, how] = killedBy === null ? (['failed', `exit code ${code}`] as const) : (['killed', killedBy] as const);
          const { announcement } = announced.last();
          settle(() => reject(failure ?? new ChildFailure(reason, `it ended with ${how}`, announcement, lastWords())));
        };
        const onError = (error: Error) => fail(new ChildFailure('failed', error.message));
        const onAbort = () => fail(signal.reason);

        // Not `exit`: what it announced and said last may still be on its way then.
        handle.on('message', onAnswer).on('close', onClose).on('error', onError);
        signal.addEventListener('abort', onAbort, { once: true });
        announced.restart();
        look();
        if (signal.aborted) onAbort();
        else send(handle, task, onError);
      });
    },
    keep(isNeeded) {
      for (const kept of [handle, handle.channel, handle.stdio[2] as Socket, handle.stdio[4] as Socket])
        isNeeded ? kept?.ref() : kept?.unref();
    },
    release: () => void (handle.connected && handle.disconnect()),
    kill: () => void handle.kill('SIGKILL'),
  };
}

/** A task that cannot be sent (the channel is closed) fails at once or later. */
function send(handle: ChildProcess, task: ChildTask, onError: (error: Error) => void): void {
  try {
    handle.send(task, (error) => error && onError(error));
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
  }
}

function tailOf(stream: Readable): () => string {
  let tail = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-LAST_WORDS_MAX);
  });
  return () => tail;
}

interface Announced {
  /** What was announced last in this task, null for nothing yet, and when it was heard. */
  last(): { readonly announcement: Announcement | null; readonly atMs: number };
  restart(): void;
}

function lastLineOf(stream: Readable): Announced {
  let rest = '';
  let line: string | null = null;
  let atMs = performance.now();
  stream.setEncoding('utf8').on('data', (text: string) => {
    const end = text.lastIndexOf('\n');
    if (end < 0) {
      rest += text;
      return;
    }
    const start = text.lastIndexOf('\n', end - 1);
    line = start < 0 ? rest + text.slice(0, end) : text.slice(start + 1, end);
    rest = text.slice(end + 1);
    atMs = performance.now();
  });
  return {
    last: () => ({ announcement: line === null ? null : (JSON.parse(line) as Announcement), atMs }),
    restart() {
      line = null;
      atMs = performance.now();
    },
  };
}
