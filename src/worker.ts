import { z } from 'zod';
import { RefreshReportJob } from './contracts/job.ts';
import type { JobHandler, OnFailed } from './edges/queue/queue.ts';
import { AppError, isBug } from './errors.ts';

/** The part of a pino logger used here. */
export interface JobLog {
  debug(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Makes the reports of one directory match its inputs; must look at the signal before it publishes. */
export type RefreshDirectory = (job: RefreshReportJob, signal: AbortSignal) => Promise<void>;

/**
 * The job handler of every queue. Safe to run twice: the payload names a directory, and `refresh` reads everything afresh. Rejects with `JOB_INVALID`
 * (never tried again) for a payload that is no job, and with whatever `refresh` rejects with. One directory at a time per process is the queue's promise.
 */
export function refreshHandler(refresh: RefreshDirectory, log: JobLog): JobHandler {
  return async (payload, signal) => {
    const job = RefreshReportJob.safeParse(payload);
    if (!job.success) throw new AppError('JOB_INVALID', z.prettifyError(job.error));
    signal.throwIfAborted();
    log.debug({ event: 'job.started', ...job.data }, 'job started');
    await refresh(job.data, signal);
  };
}

/** One line per failed try: `job.failed` when it was the last one, `job.postponed` when another follows. A warning, but for a bug. */
export function failureLog(log: JobLog): OnFailed {
  return (payload, err, attempt, final) => {
    const job = RefreshReportJob.safeParse(payload);
    const fields = { event: final ? 'job.failed' : 'job.postponed', ...(job.success ? job.data : { payload }), attempt, err };
    if (isBug(err)) log.error(fields, 'job failed because of a bug, waiting for its inputs to change');
    else log.warn(fields, final ? 'job failed, waiting for its inputs to change' : 'job failed, trying again');
  };
}
