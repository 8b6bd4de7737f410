import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { RefreshReportJob } from '../contracts/job.ts';
import type { KnownChanges } from '../contracts/webhook.ts';
import type { NarrationLookup } from '../edges/narration/narration-lookup.ts';
import { asError } from '../edges/refresh/plain-error.ts';
import type { RefreshOutcome, RefreshPool } from '../edges/refresh/refresh-pool.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { RefreshReport } from '../worker.ts';
import { refreshOptions } from './refresh-options.ts';

/**
 * How the daemon gets the report of one job's directory: from the processes of a pool, as configured.
 *
 * @param narration agents that are asked about reports, as far as is known when the report is made.
 * @param onKnown told what a new report has to tell of changes, right before it is put in place.
 */
export function refreshDirectory(
  config: Config,
  pool: RefreshPool,
  log: Log,
  narration: () => NarrationLookup | null = () => null,
  onKnown: (job: RefreshReportJob, known: KnownChanges) => void = () => undefined,
): RefreshReport {
  const options = refreshOptions(config, config.reports.formats);
  return async (job, signal, isCurrent) => {
    const root = config.roots.find(({ id }) => id === job.root);
    if (!root) throw new AppError('JOB_INVALID', `no root of this process has the id "${job.root}"`);
    const targets = [{ directory: job.directory, outDirectory: join(root.path, job.directory), keepsStanding: false }];
    let settled: RefreshOutcome | AppError | null = null;
    await pool.refresh(
      { rootId: root.id, rootPath: root.path, targets, options, narration: narration() },
      {
        onOutcome: (outcome) => {
          settled = outcome;
        },
        onFailed: (_directory, error) => {
          settled = error;
        },
        onFlaw: (_directory, { part, error }) =>
          log.error({ event: 'part.failed', ...job, part, err: asError(error) }, 'a part of a report could not be made'),
        isCurrent,
        onKnown: (_directory, known) => onKnown(job, known),
      },
      signal,
    );
    const outcome = settled as RefreshOutcome | AppError | null;
    if (outcome === null) throw new Error(`nothing became of the report of ${job.directory}`);
    if (outcome instanceof AppError) throw outcome;
    return outcome;
  };
}
