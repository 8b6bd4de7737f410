import { AppError, mayPass } from '../../errors.ts';
import { settlesWithin } from './deadline.ts';
import { directoryKey } from './directory-key.ts';
import { directoryLine, type LineEntry } from './directory-line.ts';
import { guardedHandler } from './guarded-handler.ts';
import type { JobHandler, JobQueue, RetryOptions } from './queue.ts';

/**
 * The queue of a single process, in memory. Limit: one entry per report directory, so its size is bounded by the tree.
 * Directories are served first come, first served; one that is added again while it runs goes behind those that wait already.
 * What waits when the process ends is forgotten: the next start compares the files and queues it again.
 */
export function embeddedQueue(options: RetryOptions): JobQueue {
  const line = directoryLine();
  const failedDirectories = new Set<string>();
  const runs = new Set<Promise<void>>();
  const retries = new Set<NodeJS.Timeout>();
  const stopping = new AbortController();
  let run: JobHandler | null = null;
  let concurrency = 0;
  let closing: Promise<void> | null = null;

  function takeJobs(): void {
    while (run && !closing && runs.size < concurrency) {
      const entry = line.take();
      if (!entry) return;
      const settled = run(entry.job, stopping.signal).then(
        () => finish(entry),
        (error: unknown) => fail(entry, error),
      );
      const tracked = settled.finally(() => {
        runs.delete(tracked);
        takeJobs();
      });
      runs.add(tracked);
    }
  }

  function finish(entry: LineEntry): void {
    failedDirectories.delete(directoryKey(entry.job));
    line.release(entry);
  }

  function fail(entry: LineEntry, error: unknown): void {
    if (stopping.signal.aborted) return;
    const { attempt } = entry;
    const final = attempt >= options.attempts || !mayPass(error);
    options.onFailed?.(entry.job, error, attempt, final);
    if (final) {
      failedDirectories.add(directoryKey(entry.job));
      line.release(entry);
    } else {
      line.postpone(entry);
      if (!closing) retryIn(options.backoffMs * 2 ** (attempt - 1), entry);
    }
  }

  function retryIn(delayMs: number, entry: LineEntry): void {
    const timer = setTimeout(() => {
      retries.delete(timer);
      line.readmit(entry);
      takeJobs();
    }, delayMs);
    retries.add(timer);
  }

  async function stop(deadlineMs: number): Promise<void> {
    for (const timer of retries) clearTimeout(timer);
    await settlesWithin(Promise.all(runs), deadlineMs);
    stopping.abort(new Error('the process stops'));
    line.clear();
  }

  return {
    driver: 'embedded',
    async add(job) {
      if (closing) throw new AppError('QUEUE_UNREACHABLE', 'the embedded queue is closed');
      line.add(job);
      takeJobs();
    },
    start(handle, concurrencyMax) {
      run = guardedHandler(handle, options.jobTimeoutMs);
      concurrency = concurrencyMax;
      takeJobs();
    },
    depth: async () => ({ ...line.counts(), failed: failedDirectories.size }),
    close(deadlineMs) {
      closing ??= stop(deadlineMs);
      return closing;
    },
  };
}
