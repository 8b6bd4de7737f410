import { once } from 'node:events';
import { join } from 'node:path';
import { refreshOptions } from '../compose/refresh-options.ts';
import type { Config } from '../config.ts';
import { type RefreshReport, startDaemon } from '../daemon.ts';
import { asError } from '../edges/refresh/plain-error.ts';
import type { RefreshOutcome, RefreshPool } from '../edges/refresh/refresh-pool.ts';
import { AppError } from '../errors.ts';
import { createLogger, type Log } from '../log.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';

/**
 * `watch [DIR...]`: runs the daemon until a signal ends it, which is how it is meant to end: exit 0.
 *
 * @throws AppError `CONFIG_INVALID` when there is nothing to watch. A root that is not there is waited for.
 */
export async function watch(
  directories: readonly string[],
  options: SharedOptions & { readonly role?: string },
  context: CliContext,
): Promise<ExitCode> {
  const role = options.role === undefined ? [] : [`role=${options.role}`];
  const config = await commandConfig(context, { ...options, set: [...(options.set ?? []), ...role] }, directories);
  if (config.roots.length === 0) {
    throw new AppError(
      'CONFIG_INVALID',
      '\n  roots: none to watch; name directories on the command line or under roots in the configuration',
    );
  }
  const log = await createLogger(config.log, context.stdout, context.stdout.isTTY === true);
  const pool = await context.openRefresher(config);
  try {
    const daemon = await startDaemon(config, {
      log,
      refresh: refreshDirectory(config, pool, log),
      hashElsewhere: pool.hash,
      ruleFingerprint: context.rules(),
      env: context.env,
      signal: context.signal,
    });
    if (!context.signal.aborted) await once(context.signal, 'abort');
    await daemon.stop('signal');
  } finally {
    await pool.close();
  }
  return 0;
}

/** The report of one job's directory. */
function refreshDirectory(config: Config, pool: RefreshPool, log: Log): RefreshReport {
  const options = refreshOptions(config, config.reports.formats);
  return async (job, signal, isCurrent) => {
    const root = config.roots.find(({ id }) => id === job.root);
    if (!root) throw new AppError('JOB_INVALID', `no root of this process has the id "${job.root}"`);
    const targets = [{ directory: job.directory, outDirectory: join(root.path, job.directory), keepsStanding: false }];
    let settled: RefreshOutcome | AppError | null = null;
    await pool.refresh(
      { rootId: root.id, rootPath: root.path, targets, options },
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
      },
      signal,
    );
    const outcome = settled as RefreshOutcome | AppError | null;
    if (outcome === null) throw new Error(`nothing became of the report of ${job.directory}`);
    if (outcome instanceof AppError) throw outcome;
    return outcome;
  };
}
