import { setImmediate } from 'node:timers/promises';
import { doTask } from '../../src/compose/refresh-task.ts';
import type { ChildPool } from '../../src/edges/refresh/child-pool.ts';
import { type RefreshEvents, type RefreshPool, refreshPool } from '../../src/edges/refresh/refresh-pool.ts';
import type { Announcement, ChildMessage } from '../../src/edges/refresh/task.ts';

/** A pool whose tasks are done in this process: what is said crosses as text all the same. Announcements are kept in `announced`. */
export function childrenHere(announced: Announcement[] = []): ChildPool {
  return {
    async run(task, _lane, { onMessage, signal }) {
      signal.throwIfAborted();
      await doTask(task, {
        announce: (announcement) => announced.push(announcement),
        tell: (message) => onMessage(JSON.parse(JSON.stringify(message)) as ChildMessage),
        async turn() {
          await setImmediate();
          return !signal.aborted;
        },
      });
      signal.throwIfAborted();
    },
    async close() {},
  };
}

/** Makes reports in this process: as with processes, but that nothing can be killed. */
export function refresherHere(pool: ChildPool = childrenHere(), cacheDirectory: string | null = null): RefreshPool {
  const limits = { parserHeapBytesMax: 1024 ** 3, parserTimeoutMs: 60_000 };
  return refreshPool(
    { modulePath: '', execArgv: [], childCount: 1, version: '0.1.0', rules: 'sha256:rules', cacheDirectory, ...limits },
    pool,
  );
}

export const NOTHING_MAY_FAIL: RefreshEvents = {
  onOutcome: () => undefined,
  onFailed(_directory, error) {
    throw error;
  },
  onFlaw(directory, { part, error }) {
    throw new Error(`${directory}: ${part}: ${JSON.stringify(error)}`);
  },
};
