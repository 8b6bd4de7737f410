import { once } from 'node:events';
import { refreshDirectory } from '../compose/refresh-directory.ts';
import type { Config } from '../config.ts';
import { startDaemon } from '../daemon.ts';
import { stateDirectory } from '../edges/host/state-directory.ts';
import type { Webhook } from '../edges/webhook/webhook.ts';
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
  const narration = await context.openNarration(config, (closed) => {
    if (closed === null) log.info({ event: 'gate.opened' }, 'models may be asked');
    else log.info({ event: 'gate.closed', reason: closed.reason }, 'no model is asked');
  });
  const pool = await context.openRefresher(config);
  const webhook = config.webhook === undefined ? null : await openLoggedWebhook(config.webhook, context, log);
  try {
    const daemon = await startDaemon(config, {
      log,
      refresh: refreshDirectory(
        config,
        pool,
        log,
        () => narration?.lookup() ?? null,
        (job, known) => webhook?.note(job, known),
      ),
      narration,
      hashElsewhere: pool.hash,
      ruleFingerprint: context.rules(config.slo),
      env: context.env,
      signal: context.signal,
    });
    if (!context.signal.aborted) await once(context.signal, 'abort');
    await daemon.stop('signal');
  } finally {
    await webhook?.close();
    await pool.close();
  }
  return 0;
}

/** Only who configured one loads it. */
async function openLoggedWebhook({ url, events }: NonNullable<Config['webhook']>, context: CliContext, log: Log): Promise<Webhook> {
  const { openWebhook } = await import('../edges/webhook/webhook.ts');
  return openWebhook({
    url,
    events,
    version: context.version,
    stateDirectory: stateDirectory(context.env),
    onTold: (job, eventCount) => log.info({ event: 'webhook.told', ...job, eventCount }, 'webhook told'),
    onFailed: (job, err) => log.warn({ event: 'webhook.failed', ...job, err }, 'webhook not told, it is tried again'),
  });
}
