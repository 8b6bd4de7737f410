import { type Child, ChildFailure, type ChildOptions, startChild, type TaskWatch } from './child.ts';
import type { ChildTask } from './task.ts';

export interface ChildPoolOptions extends ChildOptions {
  /** Children at most; each does one task at a time. */
  readonly count: number;
  /** A child without work ends after this long. */
  readonly idleMs: number;
  /** A child that takes more memory than this when it has done a task ends at once; another is started when there is work. */
  readonly idleBytesMax: number;
}

/**
 * - `light`: any child that is free.
 * - `heavy`: never the last free child, where there are several, so that what takes long leaves one to what does not.
 */
export type Lane = 'light' | 'heavy';

/** Child processes that do tasks, made when the first one is asked for. */
export interface ChildPool {
  /** Gives a task to the next child that is free; what happens then: see `Child.run`. Rejects with the signal's reason also while it waits. */
  run(task: ChildTask, lane: Lane, watch: TaskWatch): Promise<void>;
  /** Kills what still runs and waits until no child is left. Tasks that wait or run are rejected. */
  close(): Promise<void>;
}

interface Waiting {
  readonly task: ChildTask;
  readonly lane: Lane;
  readonly watch: TaskWatch;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export function childPool(options: ChildPoolOptions): ChildPool {
  const waiting: Waiting[] = [];
  const idle: Child[] = [];
  const idleTimers = new Map<Child, NodeJS.Timeout>();
  const children = new Set<Child>();
  let heavyCount = 0;
  let closed = false;

  function start(): Child {
    const child = startChild(options);
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
    clearTimeout(idleTimers.get(child));
    idleTimers.delete(child);
    const index = idle.indexOf(child);
    if (index >= 0) idle.splice(index, 1);
  }

  function takeNext(): Waiting | null {
    const heavyMax = Math.max(1, options.count - 1);
    const index = waiting.findIndex(({ lane }) => lane === 'light' || heavyCount < heavyMax);
    return index < 0 ? null : waiting.splice(index, 1)[0]!;
  }

  function next(): void {
    while (!closed && (idle.length > 0 || children.size < options.count)) {
      const taken = takeNext();
      if (taken === null) return;
      void serve(idle.pop() ?? start(), taken);
    }
  }

  async function serve(child: Child, { task, lane, watch, resolve, reject }: Waiting): Promise<void> {
    retire(child);
    child.keep(true);
    if (lane === 'heavy') heavyCount += 1;
    try {
      const rssBytes = await child.run(task, watch);
      rest(child, rssBytes);
      resolve();
    } catch (error) {
      // The child has ended, or never was: another takes its place.
      reject(error);
    } finally {
      if (lane === 'heavy') heavyCount -= 1;
      next();
    }
  }

  function rest(child: Child, rssBytes: number): void {
    child.keep(false);
    const end = () => {
      retire(child);
      child.release();
    };
    if (rssBytes > options.idleBytesMax) end();
    else {
      idleTimers.set(child, setTimeout(end, options.idleMs).unref());
      idle.push(child);
    }
  }

  return {
    run(task, lane, watch) {
      return new Promise((resolve, reject) => {
        if (closed) reject(new ChildFailure('closed', 'the pool is closed'));
        else {
          const { signal } = watch;
          const leave = () => {
            const index = waiting.indexOf(entry);
            if (index < 0) return;
            waiting.splice(index, 1);
            reject(signal.reason);
          };
          const settled = (settle: (value: never) => void) => (value: unknown) => {
            signal.removeEventListener('abort', leave);
            settle(value as never);
          };
          const entry: Waiting = { task, lane, watch, resolve: settled(resolve) as () => void, reject: settled(reject) };
          signal.addEventListener('abort', leave, { once: true });
          waiting.push(entry);
          next();
        }
      });
    },
    async close() {
      closed = true;
      for (const { reject } of waiting.splice(0)) reject(new ChildFailure('closed', 'the pool is closed'));
      const ending = [...children];
      for (const child of ending) {
        child.keep(true);
        child.kill();
      }
      await Promise.all(ending.map(({ ended }) => ended));
    },
  };
}
