import type { JobHandler } from '../queue/queue.ts';

/** Tells since when jobs run: one that never ends is a job side that no longer works. */
export interface JobPulse {
  /** The handler, watched. */
  watched(handle: JobHandler): JobHandler;
  /** When the oldest job that still runs began, epoch milliseconds; null while none runs. */
  oldestAtMs(): number | null;
}

export function jobPulse(now: () => number = Date.now): JobPulse {
  // In the order in which they began.
  const running = new Map<symbol, number>();

  return {
    watched: (handle) => async (payload, signal) => {
      const job = Symbol();
      running.set(job, now());
      try {
        await handle(payload, signal);
      } finally {
        running.delete(job);
      }
    },
    oldestAtMs() {
      for (const beganAtMs of running.values()) return beganAtMs;
      return null;
    },
  };
}
