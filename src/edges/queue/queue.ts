import type { RefreshReportJob } from '../../contracts/job.ts';

/**
 * Runs one job. What it throws decides the retry: what cannot pass by itself (`mayPass`: a bug, or an `AppError` with `retry: 'never'`) is final, everything
 * else is tried again with backoff.
 * `signal` aborts when the job ran out of time, when another worker took it over, or when the process stops: check it before publishing.
 * A handler that goes on regardless keeps its directory closed to other jobs of this process, but no longer holds up the queue.
 */
export type JobHandler = (payload: unknown, signal: AbortSignal) => Promise<void>;

/**
 * Told of every try that failed. `payload` is a `RefreshReportJob` unless another version put something else into Redis;
 * `attempt` counts from 1; `final` means that this job is not tried again (a later `add` of the directory is a new job).
 */
export type OnFailed = (payload: unknown, error: unknown, attempt: number, final: boolean) => void;

/** What all drivers know about trying again. */
export interface RetryOptions {
  /** Tries of a job before it fails for good, at least 1. */
  readonly attempts: number;
  /** Wait before the second try; doubled for each further one. */
  readonly backoffMs: number;
  /** A job that runs longer has its signal aborted and counts as failed. */
  readonly jobTimeoutMs: number;
  readonly onFailed?: OnFailed;
}

export interface QueueDepth {
  /** Jobs that wait for a worker or for their next try. */
  readonly waiting: number;
  readonly active: number;
  /** Jobs that failed for good and are still remembered; they block nothing. */
  readonly failed: number;
}

/**
 * The queue contract, kept by every driver and tested by one suite (`test/queue/`):
 * - at most one job per report directory is active and at most one waits; a job added while one is active always runs afterwards;
 * - a failed job never blocks a later one of the same directory, nor other directories;
 * - every call settles within its deadline, whatever the state of Redis.
 */
export interface JobQueue {
  /** Where an added job goes now; changes only for the resilient queue. */
  readonly driver: 'embedded' | 'bullmq';
  /** Queues a directory, or merges with the one that waits already. Rejects with `QUEUE_UNREACHABLE` after the deadline, and once closed. */
  add(job: RefreshReportJob): Promise<void>;
  /** Starts taking jobs; at most `concurrency` at a time. Call once. */
  start(handle: JobHandler, concurrency: number): void;
  depth(): Promise<QueueDepth>;
  /** Stops taking jobs, lets active ones finish until the deadline, then aborts their signal and lets go. Never rejects. */
  close(deadlineMs: number): Promise<void>;
}
