import { type ChildProcess, fork } from 'node:child_process';

export interface ChildPoolOptions {
  /** Children at most; each does one task at a time. */
  readonly count: number;
  /** What a child may use for its objects before the engine kills it. */
  readonly heapBytesMax: number;
  /** A child without work ends after this long. */
  readonly idleMs: number;
  /** Further arguments of Node for the children. */
  readonly execArgv?: readonly string[];
}

/** Child processes that answer tasks, made when the first one is asked for. */
export interface ChildPool {
  /**
   * Sends a task to the next child that is free and returns its answer.
   *
   * @param timeoutMs counted from when the child begins; it is then killed and replaced by another for the next task.
   * @returns rejects with `ChildFailure` when the child gave no answer, with the signal's reason when that aborts.
   */
  run(task: object, timeoutMs: number, signal?: AbortSignal): Promise<unknown>;
  /** Kills what still runs and waits until no child is left. Tasks that wait or run are rejected. */
  close(): Promise<void>;
}

/** A child did not answer: it took too long, was killed (by the engine for want of memory, or by the system), or failed or could not be started. */
export class ChildFailure extends Error {
  override readonly name = 'ChildFailure';
  readonly reason: 'timeout' | 'killed' | 'failed' | 'closed';

  constructor(reason: ChildFailure['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Waiting {
  readonly task: object;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Child {
  readonly handle: ChildProcess;
  /** Settles when it has ended, or could not be started. */
  readonly ended: Promise<void>;
  idleTimer?: NodeJS.Timeout;
}

/** @param modulePath JavaScript file that answers each message of its parent with one message. */
export function childPool(modulePath: string, options: ChildPoolOptions): ChildPool {
  const waiting: Waiting[] = [];
  const idle: Child[] = [];
  const children = new Set<Child>();
  let closed = false;

  function start(): Child {
    const child = startChild(modulePath, options);
    children.add(child);
    void child.ended.then(() => {
      retire(child);
      children.delete(child);
      next();
    });
    return child;
  }

  /** Gives it no more work. */
  function retire(child: Child): void {
    clearTimeout(child.idleTimer);
    const index = idle.indexOf(child);
    if (index >= 0) idle.splice(index, 1);
  }

  function next(): void {
    while (waiting.length > 0 && !closed) {
      const child = idle.pop() ?? (children.size < options.count ? start() : null);
      if (child === null) return;
      void serve(child, waiting.shift()!);
    }
  }

  async function serve(child: Child, { task, timeoutMs, signal, resolve, reject }: Waiting): Promise<void> {
    clearTimeout(child.idleTimer);
    keepAlive(child, true);
    try {
      resolve(await answerOf(child.handle, task, timeoutMs, signal));
      rest(child);
    } catch (error) {
      // The child has ended, or never was: another takes its place.
      reject(error);
    }
  }

  function rest(child: Child): void {
    keepAlive(child, false);
    child.idleTimer = setTimeout(() => {
      retire(child);
      // It ends by itself when nobody can ask it any more.
      child.handle.disconnect();
    }, options.idleMs).unref();
    idle.push(child);
    next();
  }

  return {
    run(task, timeoutMs, signal) {
      return new Promise((resolve, reject) => {
        if (closed) reject(new ChildFailure('closed', 'the pool is closed'));
        else {
          waiting.push({ task, timeoutMs, signal, resolve, reject });
          next();
        }
      });
    },
    async close() {
      closed = true;
      for (const { reject } of waiting.splice(0)) reject(new ChildFailure('closed', 'the pool is closed'));
      const ending = [...children];
      for (const child of ending) {
        keepAlive(child, true);
        child.handle.kill('SIGKILL');
      }
      await Promise.all(ending.map(({ ended }) => ended));
    },
  };
}

function startChild(modulePath: string, { heapBytesMax, execArgv = [] }: ChildPoolOptions): Child {
  const handle = fork(modulePath, [], {
    execArgv: [`--max-old-space-size=${Math.floor(heapBytesMax / 1024 / 1024)}`, ...execArgv],
    // Typed arrays and Maps pass as what they are.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = new Promise<void>((resolve) => {
    handle.on('exit', () => resolve());
    // One that could not be started has no exit.
    handle.on('error', () => handle.pid === undefined && resolve());
  });
  return { handle, ended };
}

/** Whether this process may not end before the child has. */
function keepAlive({ handle }: Child, isNeeded: boolean): void {
  for (const kept of [handle, handle.channel]) isNeeded ? kept?.ref() : kept?.unref();
}

/** One task's answer; rejects once the child has ended without giving it, and ends it when it must not go on. */
function answerOf(handle: ChildProcess, task: object, timeoutMs: number, signal: AbortSignal | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let failure: unknown = null;

    function fail(reason: unknown): void {
      failure ??= reason;
      // One that could not be started cannot exit either.
      if (handle.pid === undefined) settle(() => reject(failure));
      else handle.kill('SIGKILL');
    }
    function settle(how: () => void): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      handle.off('message', onMessage).off('exit', onExit).off('error', onError);
      how();
    }
    const onMessage = (answer: unknown) => failure === null && settle(() => resolve(answer));
    const onExit = (code: number | null, killedBy: string | null) => {
      const [reason, how] = killedBy === null ? (['failed', `exit code ${code}`] as const) : (['killed', killedBy] as const);
      settle(() => reject(failure ?? new ChildFailure(reason, `it ended with ${how}`)));
    };
    const onError = (error: Error) => fail(new ChildFailure('failed', error.message));
    const onAbort = () => fail(signal?.reason);
    const timer = setTimeout(() => fail(new ChildFailure('timeout', `no answer within ${timeoutMs} ms`)), timeoutMs);

    handle.on('message', onMessage).on('exit', onExit).on('error', onError);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    else send(handle, task, onError);
  });
}

/** A task that cannot be sent (it holds a function, or the channel is closed) fails at once or later. */
function send(handle: ChildProcess, task: object, onError: (error: Error) => void): void {
  try {
    handle.send(task, (error) => error && onError(error));
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
  }
}
