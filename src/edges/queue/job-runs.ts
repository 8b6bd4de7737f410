import { type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { mayPass } from '../../errors.ts';
import { settlesWithin } from './deadline.ts';
import type { JobHandler, OnFailed } from './queue.ts';

/** The runs of BullMQ jobs in this process, and what the outcome of each means to BullMQ. */
export interface JobRuns {
  /** The processor of a BullMQ worker. */
  run(job: Job, token?: string): Promise<void>;
  /** Aborts a job that another worker takes over. */
  surrender(jobId: string): void;
  /** Waits for what runs until the deadline, then aborts the rest, which goes back to Redis at once. */
  stop(deadlineMs: number): Promise<void>;
  /** Jobs running now, and jobs started since the beginning. */
  counts(): { active: number; started: number };
}

class LockLost extends Error {
  override readonly name = 'LockLost';
}

/** @param handle must settle when its signal aborts. */
export function jobRuns(handle: JobHandler, onFailed: OnFailed = () => {}): JobRuns {
  const runs = new Map<string, { controller: AbortController; settled: Promise<unknown> }>();
  let started = 0;
  let stopping = false;

  async function fail(job: Job, token: string | undefined, error: unknown): Promise<never> {
    if (stopping) {
      // Not a failure of the job: another worker shall take it at once, with all its attempts.
      await job.moveToWait(token);
      throw new WaitingError('handed back');
    }
    const attempt = job.attemptsMade + 1;
    if (error instanceof LockLost) {
      // Redis gives the job to another worker; moving it from here would be refused.
      onFailed(job.data, error, attempt, false);
      throw new WaitingError(error.message);
    }
    const hopeless = !mayPass(error);
    onFailed(job.data, error, attempt, hopeless || attempt >= (job.opts.attempts ?? 1));
    if (hopeless) throw new UnrecoverableError(String(error));
    throw error;
  }

  return {
    async run(job, token) {
      const controller = new AbortController();
      const running = handle(job.data, controller.signal);
      const entry = { controller, settled: running.catch(() => {}) };
      // A job may come back to this process while its lost run is not over; the newer run is then the one to abort.
      runs.set(job.id!, entry);
      started += 1;
      try {
        await running;
      } catch (error) {
        await fail(job, token, error);
      } finally {
        if (runs.get(job.id!) === entry) runs.delete(job.id!);
      }
    },
    surrender(jobId) {
      runs.get(jobId)?.controller.abort(new LockLost('the lock of the job was lost, another worker takes it over'));
    },
    async stop(deadlineMs) {
      await settlesWithin(Promise.all([...runs.values()].map(({ settled }) => settled)), deadlineMs);
      stopping = true;
      for (const { controller } of runs.values()) controller.abort(new Error('the process stops'));
    },
    counts: () => ({ active: runs.size, started }),
  };
}
