import { AppError } from '../../errors.ts';
import { exclusiveByDirectory } from './guarded-handler.ts';
import type { JobQueue, QueueDepth } from './queue.ts';
import type { OnConnection } from './redis-link.ts';

/**
 * The queue in Redis with the embedded one stepping in while Redis is away. Jobs that the embedded queue has taken are finished there.
 * Both run the same handler, never twice at once for one directory and never more than `concurrency` times over all.
 * A process that does not work (`start` never called) has nobody to step in: its `add` rejects while Redis is away.
 *
 * @param openPrimary builds the queue in Redis; it must pass `onConnection` on to it.
 * @param onConnection told once per change: `lost` means that the embedded queue serves, with the reason (no secrets in it). What waits in Redis is out
 *   of reach meanwhile, and may be gone when it is back: the caller sweeps after each change.
 */
export function resilientQueue(
  openPrimary: (onConnection: OnConnection) => JobQueue,
  fallback: JobQueue,
  onConnection: OnConnection = () => {},
): JobQueue {
  let lost = false;
  let started = false;
  const primary = openPrimary((state, error) => {
    lost = state === 'lost';
    onConnection(state, error);
  });

  return {
    get driver() {
      return lost && started ? 'embedded' : 'bullmq';
    },
    async add(job) {
      try {
        await primary.add(job);
      } catch (error) {
        if (!started || !(error instanceof AppError && error.code === 'QUEUE_UNREACHABLE')) throw error;
        await fallback.add(job);
      }
    },
    start(handle, concurrency) {
      started = true;
      const shared = exclusiveByDirectory(handle, concurrency);
      primary.start(shared, concurrency);
      fallback.start(shared, concurrency);
    },
    async depth() {
      const embedded = await fallback.depth();
      try {
        return sum(await primary.depth(), embedded);
      } catch {
        return embedded; // `driver` tells that Redis is away
      }
    },
    async close(deadlineMs) {
      await Promise.all([primary.close(deadlineMs), fallback.close(deadlineMs)]);
    },
  };
}

function sum(a: QueueDepth, b: QueueDepth): QueueDepth {
  return { waiting: a.waiting + b.waiting, active: a.active + b.active, failed: a.failed + b.failed };
}
