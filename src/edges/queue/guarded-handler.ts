import { directoryKey } from './directory-key.ts';
import type { JobHandler } from './queue.ts';

/**
 * Wraps a handler so that this process runs it at most once at a time per directory, and at most `concurrency` times over all.
 * Who must wait is served first come, first served among those that may run; an abort while waiting rejects with its reason.
 * A run whose signal aborted no longer counts towards `concurrency`, but its directory stays closed until the handler has really settled.
 */
export function exclusiveByDirectory(handle: JobHandler, concurrency = Number.POSITIVE_INFINITY): JobHandler {
  const closedDirectories = new Set<string>();
  const waiting = new Set<{ key: string; admit: () => void }>();
  let running = 0;

  function admitNext(): void {
    for (const candidate of waiting) {
      if (running >= concurrency) return;
      if (closedDirectories.has(candidate.key)) continue;
      waiting.delete(candidate);
      closedDirectories.add(candidate.key);
      running += 1;
      candidate.admit();
    }
  }

  function admission(key: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const candidate = { key, admit };
      function admit(): void {
        signal.removeEventListener('abort', giveUp);
        resolve();
      }
      function giveUp(): void {
        waiting.delete(candidate);
        reject(signal.reason);
      }
      if (signal.aborted) return giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      waiting.add(candidate);
      admitNext();
    });
  }

  return async (payload, signal) => {
    const key = directoryKey(payload);
    await admission(key, signal);
    let counts = true;
    function uncount(): void {
      if (counts) running -= 1;
      counts = false;
      admitNext();
    }
    signal.addEventListener('abort', uncount, { once: true });
    try {
      signal.throwIfAborted();
      await handle(payload, signal);
    } finally {
      signal.removeEventListener('abort', uncount);
      closedDirectories.delete(key);
      uncount();
    }
  };
}

/**
 * Wraps a handler so that its promise settles at the latest when `timeoutMs` is over or the caller's signal aborts; the handler's own signal aborts
 * at that moment. It rejects with the reason of the abort, whatever a handler that goes on does later.
 */
export function timeLimited(handle: JobHandler, timeoutMs: number): JobHandler {
  return (payload, signal) => {
    const controller = new AbortController();
    const onAbort = () => controller.abort(signal.reason);
    const timer = setTimeout(() => controller.abort(new Error(`the job ran longer than ${timeoutMs} ms (queue.jobTimeoutMs)`)), timeoutMs);
    const aborted = new Promise<never>((_resolve, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason), { once: true });
    });
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    return Promise.race([aborted, handle(payload, controller.signal)]).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  };
}

/** The two together, in the order in which every driver needs them: waiting for the directory counts towards the time limit. */
export function guardedHandler(handle: JobHandler, jobTimeoutMs: number): JobHandler {
  return timeLimited(exclusiveByDirectory(handle), jobTimeoutMs);
}
