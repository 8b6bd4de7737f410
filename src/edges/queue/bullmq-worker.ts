import { type Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { settlesWithin } from './deadline.ts';
import { type JobRuns, jobRuns } from './job-runs.ts';
import type { JobHandler, OnFailed } from './queue.ts';
import { isConnectionError } from './redis-errors.ts';
import { endConnection, type RedisLink, redisConnection } from './redis-link.ts';

export interface WorkerOptions {
  readonly url: string;
  readonly prefix: string;
  readonly deadlineMs: number;
  readonly concurrency: number;
  /** A worker that cannot renew its lock for this long has lost its job. Renewed at half of it. */
  readonly lockMs: number;
  /** How often jobs of dead workers are looked for. */
  readonly stalledMs: number;
  readonly onFailed: OnFailed | undefined;
  /** Errors of the worker that are no connection errors; not throttled here. */
  readonly onError: (error: unknown) => void;
}

export interface WorkerHandle {
  readonly counts: JobRuns['counts'];
  close(deadlineMs: number): Promise<void>;
}

/** Blocking reads last 10 s at most (BullMQ), so an answer that takes longer than this is missing. */
const ANSWER_TIMEOUT_MS = 15_000;
/** A stalled job means a dead process or a blocked loop, which says nothing about the job; what fails for good is decided by `attempts` alone. */
const STALLED_COUNT_MAX = 1_000_000;
/** Time for handing jobs back and closing connections in order, before the connections are cut. */
const FAREWELL_MS = 500;
/** A Redis that is full refuses every script, and BullMQ asks again at once, thousands of times a second: after so many errors in a second it rests. */
const BURST_ERRORS = 20;
const REST_MS = 2_000;

/** Takes jobs from Redis until closed. `handle` must settle when its signal aborts. One BullMQ worker with two connections of its own. */
export function startBullmqWorker(options: WorkerOptions, queue: Queue, link: RedisLink, handle: JobHandler): WorkerHandle {
  const runs = jobRuns(handle, options.onFailed);
  const connections: Redis[] = [];
  const worker = new Worker(queue.name, (job, token) => runs.run(job, token), {
    connection: recorded(redisConnection(options.url, ANSWER_TIMEOUT_MS), connections),
    prefix: options.prefix,
    concurrency: options.concurrency,
    lockDuration: options.lockMs,
    stalledInterval: options.stalledMs,
    maxStalledCount: STALLED_COUNT_MAX,
    runRetryDelay: options.deadlineMs,
  });
  const rest = restsAfterBurst(worker);
  worker.on('error', (error) => {
    if (isConnectionError(error)) return; // the link tells
    options.onError(error);
    rest.countError();
  });
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) void surrenderLost(jobId);
  });

  /**
   * A job whose lock was lost to another worker is aborted here, so that no directory is refreshed twice for long. One that is not in Redis at all
   * (FLUSHALL) belongs to nobody else: it may finish, since aborting it would starve long jobs on a Redis that is wiped again and again.
   */
  async function surrenderLost(jobId: string): Promise<void> {
    const inRedis = await link
      .call('read job', () => queue.getJob(jobId))
      .then(
        (job) => job !== undefined,
        () => false, // Redis is away again: nobody else can take the job either
      );
    if (inRedis) runs.surrender(jobId);
  }

  return {
    counts: runs.counts,
    async close(deadlineMs) {
      rest.end();
      const closed = worker.close().catch(() => {}); // cut off from Redis it cannot close in order
      await runs.stop(deadlineMs);
      if (link.isUp()) await settlesWithin(closed, FAREWELL_MS);
      for (const connection of connections) endConnection(connection);
    },
  };
}

/** Adds the connection to `connections`, and the copy that BullMQ makes of it for its blocking reads, so that both can be cut. */
function recorded(connection: Redis, connections: Redis[]): Redis {
  const duplicate = connection.duplicate.bind(connection);
  connection.duplicate = (override) => recorded(duplicate(override), connections);
  connection.on('error', () => {}); // BullMQ passes them on as errors of the worker
  connections.push(connection);
  return connection;
}

function restsAfterBurst(worker: Worker): { countError(): void; end(): void } {
  let burstStart = 0;
  let errors = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    countError() {
      if (performance.now() - burstStart > 1_000) {
        burstStart = performance.now();
        errors = 0;
      }
      errors += 1;
      if (errors !== BURST_ERRORS) return;
      void worker.pause(true);
      clearTimeout(timer);
      timer = setTimeout(() => void worker.resume(), REST_MS);
    },
    end: () => clearTimeout(timer),
  };
}
