/** Runs sweeps one at a time: regularly, and when something may have been missed. */
export interface Sweeper {
  /** Makes the first sweep and waits for it; the others follow by themselves. */
  start(): Promise<void>;
  /** Asks for a sweep soon. Many requests lead to one sweep, which starts after the last of them. */
  request(): void;
  /** When the last sweep ended, by `performance.now()`; null before the first. */
  finishedAtMs(): number | null;
  close(): void;
}

/** Requests that come one after the other are served this far apart. */
const GAP_MS = 1_000;

/**
 * @param intervalMs from the end of a sweep to the start of the next.
 * @param sweep one pass; what it rejects with goes to `onError`, and the next pass comes all the same.
 */
export function sweeper(intervalMs: number, sweep: () => Promise<void>, onError: (error: unknown) => void): Sweeper {
  let timer: NodeJS.Timeout | undefined;
  let finishedAtMs: number | null = null;
  let isRunning = true;
  let isRequested = false;
  let closed = false;

  async function run(): Promise<void> {
    isRunning = true;
    isRequested = false;
    try {
      await sweep();
    } catch (error) {
      onError(error);
    }
    isRunning = false;
    finishedAtMs = performance.now();
    plan(isRequested ? GAP_MS : intervalMs);
  }

  function plan(delayMs: number): void {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(() => void run(), delayMs);
  }

  return {
    start: run,
    request() {
      if (isRunning || finishedAtMs === null) isRequested = true;
      else if (!isRequested) {
        isRequested = true;
        plan(Math.max(0, Math.min(intervalMs, finishedAtMs + GAP_MS - performance.now())));
      }
    },
    finishedAtMs: () => finishedAtMs,
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
