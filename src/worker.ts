import * as z from 'zod';
import type { Config } from './config.ts';
import { RefreshReportJob } from './contracts/job.ts';
import type { Reconciler } from './edges/files/reconciler.ts';
import { settlesWithin } from './edges/queue/deadline.ts';
import type { JobHandler, OnFailed } from './edges/queue/queue.ts';
import type { RefreshOutcome } from './edges/refresh/refresh-pool.ts';
import { AppError, isBug } from './errors.ts';

/** The part of a pino logger used here. */
export interface JobLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Does the work of a job for one directory; must look at the signal before it publishes. */
export type DirectoryWork = (job: RefreshReportJob, signal: AbortSignal) => Promise<void>;

/**
 * The job handler of every queue. Safe to run twice: the payload names a directory, and `work` reads everything afresh. Rejects with `JOB_INVALID`
 * (never tried again) for a payload that is no job, and with whatever `work` rejects with. One directory at a time per process is the queue's promise.
 */
export function jobHandler(work: DirectoryWork, log: Pick<JobLog, 'debug'>): JobHandler {
  return async (payload, signal) => {
    const job = RefreshReportJob.safeParse(payload);
    if (!job.success) throw new AppError('JOB_INVALID', z.prettifyError(job.error));
    signal.throwIfAborted();
    log.debug({ event: 'job.started', ...job.data }, 'job started');
    await work(job.data, signal);
  };
}

/** One line per failed try: `job.failed` when it was the last one, `job.postponed` when another follows. A warning, but for a bug. */
export function failureLog(log: Pick<JobLog, 'warn' | 'error'>): OnFailed {
  return (payload, err, attempt, final) => {
    const job = RefreshReportJob.safeParse(payload);
    const fields = { event: final ? 'job.failed' : 'job.postponed', ...(job.success ? job.data : { payload }), attempt, err };
    if (isBug(err)) log.error(fields, 'job failed because of a bug, waiting for its inputs to change');
    else log.warn(fields, final ? 'job failed, waiting for its inputs to change' : 'job failed, trying again');
  };
}

/**
 * Makes the report of one directory. Asks `isCurrent` with the fingerprint of the inputs it has read right before it puts the report in
 * place; told false it must not, since another process may have published newer ones.
 */
export type RefreshReport = (
  job: RefreshReportJob,
  signal: AbortSignal,
  isCurrent: (fingerprint: string) => boolean,
) => Promise<
  Pick<RefreshOutcome, 'status' | 'written' | 'foreign' | 'artifactCount' | 'factCount' | 'durationMs' | 'timings' | 'narrative'>
>;

export interface RefreshWorkDeps {
  readonly refresh: RefreshReport;
  readonly reconcile: Reconciler;
  readonly log: JobLog;
  /** The report was made, and agents are still to be asked about it. */
  readonly onUntold: (job: RefreshReportJob) => Promise<void>;
}

/** The work of a refresh job: looks whether there is anything to do, makes the report, remembers failures, and writes the line of the log. */
export function refreshWork({ role }: Pick<Config, 'role'>, { refresh, reconcile, log, onUntold }: RefreshWorkDeps): DirectoryWork {
  /** A worker does not watch, so it cannot come back later: it waits once for the quiet, then takes the inputs as they are. */
  async function settledState(job: RefreshReportJob, signal: AbortSignal) {
    const state = await reconcile.look(job);
    if (state.state !== 'unsettled' || role !== 'worker') return state;
    await settlesWithin(new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })), state.settleInMs ?? 0);
    signal.throwIfAborted();
    const later = await reconcile.look(job);
    return later.state === 'unsettled' ? { ...later, state: 'stale' as const, isGrowing: true } : later;
  }

  return async (job, signal) => {
    const before = await settledState(job, signal);
    if (before.state !== 'stale' || reconcile.isGivenUp(job, before)) {
      log.debug({ event: 'report.skipped', ...job, state: before.state, reason: before.reason }, 'nothing to do');
      if (before.state === 'unsettled') reconcile.recheck(job);
      return;
    }
    // Inputs that never fall quiet have changed by now; what was read of them is what the report is about.
    const isCurrent = (fingerprint: string) => reconcile.isCurrent(job, fingerprint, before.isGrowing);
    let isUntold = false;
    try {
      const outcome = await refresh(job, signal, isCurrent);
      reconcile.noteRefreshed(job, before, null);
      logOutcome(log, job, outcome);
      isUntold = outcome.narrative?.status === 'pending';
    } catch (error) {
      if (!isOvertaken(error)) {
        reconcile.noteRefreshed(job, before, error);
        throw error;
      }
      log.debug({ event: 'report.superseded', ...job, err: error }, 'inputs changed while the report was made');
      if (role === 'worker') throw error;
      reconcile.recheck(job);
      return;
    }
    if (isUntold) await onUntold(job);
    const after = await reconcile.look(job);
    if (before.isGrowing) reconcile.recheck(job);
    if (after.state !== 'stale' || after.fingerprint !== before.fingerprint) return;
    reconcile.noteRefreshed(job, after, new Error(after.reason));
    log.error({ event: 'report.disputed', ...job, reason: after.reason }, 'the report does not match its inputs although it was just made');
  };
}

/** No failure: newer inputs are there, and a job for them comes. */
export function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'REPORT_SUPERSEDED' || error.code === 'ARTIFACT_CHANGED');
}

/** The line of the log for a report that was made. */
export function logOutcome(log: JobLog, job: RefreshReportJob, outcome: Awaited<ReturnType<RefreshReport>>): void {
  const { status, written, artifactCount, factCount, durationMs, timings } = outcome;
  const fields = { ...job, written, artifactCount, factCount, durationMs, timings };
  if (status === 'published') log.info({ event: 'report.published', ...fields }, 'report published');
  else log.debug({ event: 'report.unchanged', ...fields, status }, 'report unchanged');
  for (const path of outcome.foreign) {
    log.warn({ event: 'report.kept-away', ...job, path, err: new AppError('REPORT_FOREIGN', path) }, 'a file of a report is kept away');
  }
}
