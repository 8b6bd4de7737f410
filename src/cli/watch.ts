import { once } from 'node:events';
import { refreshDirectory } from '../compose/refresh-directory.ts';
import { startDaemon } from '../daemon.ts';
import { AppError } from '../errors.ts';
import { createLogger } from '../log.ts';
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
  const narration = await context.openNarration(config, (closed) => {
    if (closed === null) log.info({ event: 'gate.opened' }, 'models may be asked');
    else log.info({ event: 'gate.closed', reason: closed.reason }, 'no model is asked');
  });
  const pool = await context.openRefresher(config);
  try {
    const daemon = await startDaemon(config, {
      log,
      refresh: refreshDirectory(config, pool, log, () => narration?.lookup() ?? null),
      narration,
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
