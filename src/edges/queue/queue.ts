import type { RefreshReportJob } from '../../contracts/job.ts';

/** Runs one job. What it throws decides the retry: an `AppError` with `retry: 'never'` is final, everything else is tried again with backoff. */
export type JobHandler = (payload: unknown, signal: AbortSignal) => Promise<void>;

export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  readonly failed: number;
}

/**
 * The queue contract, kept by every driver and tested by one suite (`test/queue/`):
 * - at most one job per report directory is active and at most one waits; a job added while one is active always runs afterwards;
 * - a failed job never blocks a later one of the same directory, nor other directories;
 * - every call settles within its deadline, whatever the state of Redis.
 */
export interface JobQueue {
  readonly driver: 'embedded' | 'bullmq';
  /** Queues a directory, or merges with the one that waits already. Rejects with `QUEUE_UNREACHABLE` after the deadline. */
  add(job: RefreshReportJob): Promise<void>;
  /** Starts taking jobs; at most `concurrency` at a time. Call once. */
  start(handle: JobHandler, concurrency: number): void;
  depth(): Promise<QueueDepth>;
  /** Stops taking jobs, lets active ones finish until the deadline, then aborts their signal and lets go. Never rejects. */
  close(deadlineMs: number): Promise<void>;
}
