import { once } from 'node:events';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type RefreshReport, startDaemon } from '../daemon.ts';
import { type ParserPool, parserPool } from '../edges/parser/parser-pool.ts';
import { AppError } from '../errors.ts';
import { createLogger, type Log } from '../log.ts';
import { currentRules, refreshReport } from '../pipeline.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { pipelineDeps, refreshOptions } from './pipeline-inputs.ts';

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
  const parser = parserPool(config.limits);
  try {
    const daemon = await startDaemon(config, {
      log,
      refresh: refresher(config, context.version, parser, log),
      hashElsewhere: parser.hash,
      ruleFingerprint: currentRules(context.version),
      env: context.env,
      signal: context.signal,
    });
    if (!context.signal.aborted) await once(context.signal, 'abort');
    await daemon.stop('signal');
  } finally {
    await parser.close();
  }
  return 0;
}

function refresher(config: Config, version: string, { ingest, concurrency }: ParserPool, log: Log): RefreshReport {
  const deps = pipelineDeps(version, { ingest, ingestConcurrency: concurrency }, ({ name, error }) =>
    log.error({ event: 'part.failed', part: name, err: error }, 'a part of a report could not be made'),
  );
  const options = refreshOptions(config, config.reports.formats);
  return (job, signal, isCurrent) => {
    const root = config.roots.find(({ id }) => id === job.root);
    if (!root) throw new AppError('JOB_INVALID', `no root of this process has the id "${job.root}"`);
    const target = { rootId: root.id, rootPath: root.path, directory: job.directory, outDirectory: join(root.path, job.directory) };
    return refreshReport(target, options, { ...deps, isCurrent }, signal);
  };
}
