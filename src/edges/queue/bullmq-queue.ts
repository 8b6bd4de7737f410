import { randomUUID } from 'node:crypto';
import { type JobsOptions, Queue } from 'bullmq';
import type { JobKind, RefreshReportJob } from '../../contracts/job.ts';
import { startBullmqWorker, type WorkerHandle } from './bullmq-worker.ts';
import { directoryKey } from './directory-key.ts';
import { guardedHandler } from './guarded-handler.ts';
import type { JobQueue, RetryOptions } from './queue.ts';
import { isConnectionError, safeRedisError } from './redis-errors.ts';
import { type OnConnection, type RedisLink, redisLink } from './redis-link.ts';
import { throttledErrors } from './throttled-errors.ts';
import { startWatchdog, type Watched } from './worker-watchdog.ts';

export interface BullmqQueueOptions extends RetryOptions {
  /** Name of the queue. Default: refresh-report. */
  readonly kind?: JobKind;
  /** redis:// or rediss:// URL; what it holds of user, password and query reaches no error text. */
  readonly url: string;
  /** Key prefix: processes with the same prefix share the queue. */
  readonly prefix: string;
  /** No call to Redis is waited for longer. */
  readonly deadlineMs: number;
  /** Redis is away, or back: once per change. */
  readonly onConnection?: OnConnection;
  /** Other trouble with Redis, without secrets: one per kind and 10 s, with the number that was held back before. */
  readonly onError?: (error: Error, suppressed: number) => void;
  /** How long the job of a worker that died stays locked; together with `stalledMs` the time until it is taken over. */
  readonly lockMs?: number;
  readonly stalledMs?: number;
  /** A worker that takes no job for this long although jobs wait is built anew. */
  readonly watchdogMs?: number;
}

/** Finished and failed jobs kept in Redis for people to look at; they block nothing. */
const KEEP = { count: 100, age: 7 * 24 * 3600 };
const ERROR_INTERVAL_MS = 10_000;

/**
 * The queue in Redis or Valkey, shared by all processes with the same URL and prefix; a process that never calls `start` only adds.
 * Limits: payload a root id and a relative path; per directory one active and one waiting job; 100 finished and 100 failed ones.
 */
export function bullmqQueue(options: BullmqQueueOptions): JobQueue {
  const { kind = 'refresh-report', url, prefix, deadlineMs, onFailed, lockMs = 10_000, stalledMs = 5_000, watchdogMs = 30_000 } = options;
  const reportError = throttledErrors(options.onError ?? (() => {}), ERROR_INTERVAL_MS);
  const onError = (error: unknown) => reportError(safeRedisError(error, url));
  const link = redisLink(url, deadlineMs, options.onConnection);
  const queue = new Queue(kind, { connection: link.connection, prefix, streams: { events: { maxLen: 1_000 } } });
  queue.on('error', (error) => {
    if (!isConnectionError(error)) onError(error); // the link tells of the others
  });
  let worker: WorkerHandle | null = null;
  let endWatch = () => {};
  let closing: Promise<void> | null = null;

  async function stop(closeDeadlineMs: number): Promise<void> {
    endWatch();
    await worker?.close(closeDeadlineMs);
    link.close();
  }

  return {
    driver: 'bullmq',
    async add(job) {
      try {
        await link.call('add job', () => queue.add(kind, job, jobOptions(job, options)));
      } catch (error) {
        if (link.isUp()) onError(error); // Redis is there and refuses, for example for want of memory: nobody else would tell
        throw error;
      }
    },
    start(handle, concurrency) {
      const guarded = guardedHandler(handle, options.jobTimeoutMs);
      const workerOptions = { url, prefix, deadlineMs, concurrency, lockMs, stalledMs, onFailed, onError };
      const build = () => startBullmqWorker(workerOptions, queue, link, guarded);
      let current = build();
      worker = current;
      const watched: Watched = {
        counts: () => current.counts(),
        hasWaiting: () => hasWaiting(queue, link),
        async rebuild() {
          onError(new Error(`the worker took no job for ${watchdogMs} ms although jobs wait; it was built anew`));
          const stuck = current;
          current = build();
          worker = current;
          await stuck.close(0);
        },
      };
      endWatch = startWatchdog(watched, watchdogMs);
    },
    async depth() {
      const counts = await link.call('count jobs', () => queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'failed'));
      const count = (state: string) => counts[state] ?? 0;
      return { waiting: count('wait') + count('prioritized') + count('delayed'), active: count('active'), failed: count('failed') };
    },
    close(closeDeadlineMs) {
      closing ??= stop(closeDeadlineMs);
      return closing;
    },
  };
}

/**
 * Of the modes of BullMQ only `keepLastIfActive` makes a change that arrives while the job is active lead to another run. The job id is never the
 * directory, since a kept job would block it, and never the counter of Redis, which after FLUSHALL repeats ids of jobs that still run here.
 */
function jobOptions(job: RefreshReportJob, { attempts, backoffMs }: RetryOptions): JobsOptions {
  return {
    jobId: randomUUID(),
    deduplication: { id: directoryKey(job), keepLastIfActive: true },
    attempts,
    backoff: { type: 'exponential', delay: backoffMs },
    removeOnComplete: KEEP,
    removeOnFail: KEEP,
    stackTraceLimit: 1,
  };
}

/** False when nothing waits, when an operator has paused the queue, and when Redis does not say. */
async function hasWaiting(queue: Queue, link: RedisLink): Promise<boolean> {
  if (!link.isUp()) return false;
  try {
    return await link.call(
      'count jobs',
      async () => (await queue.getJobCountByTypes('wait', 'prioritized')) > 0 && !(await queue.isPaused()),
    );
  } catch {
    return false; // the link has told that Redis is away
  }
}
