import { serviceDirectories } from '../edges/host/service-directories.ts';
import { maxOf } from '../sequences/extremes.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { type Check, checkEnvironment, checkNode, checkRedis, checkRoots, checkWatches } from './doctor-checks.ts';
import { checkDaemons, SERVICE_DIRECTORY } from './doctor-daemons.ts';
import { checkNarrator } from './doctor-narrator.ts';

/**
 * `doctor [DIR...]`: checks what the daemon needs. Warnings do not fail. Exit 0 when nothing failed, 3 when something is not reachable or
 * not writable, 1 when something else failed.
 *
 * @throws AppError `CONFIG_INVALID` naming every problem of the configuration.
 */
export async function doctor(
  directories: readonly string[],
  options: SharedOptions & { readonly quick: boolean; readonly json: boolean },
  context: CliContext,
): Promise<ExitCode> {
  const config = await commandConfig(context, options, directories);
  const source = options.config ?? context.env['BENCHSCRIBE_CONFIG'];
  const checks: Check[] = [
    checkNode(process.versions.node),
    { name: 'configuration', status: 'ok', message: `${source ? `${source} is valid` : 'no file, defaults'}; role ${config.role}` },
    checkEnvironment(context.env),
    ...checkRoots(config, !options.quick),
    await checkRedis(config),
    ...checkDaemons(config, [...serviceDirectories(context.env), SERVICE_DIRECTORY], Date.now()),
    ...(await checkNarrator(config, await context.openNarration(config, () => undefined), !options.quick, context.signal)),
    ...(options.quick ? [] : [checkWatches(config)]),
  ];
  if (options.json) context.printText(JSON.stringify({ checks }, null, 2));
  else printChecks(checks, context.print);
  return exitCodeOf(checks);
}

function printChecks(checks: readonly Check[], print: (text: string) => void): void {
  const width = maxOf(checks.map(({ name }) => name.length));
  for (const { name, status, message } of checks) print(`${status.padEnd(7)}  ${name.padEnd(width)}  ${message}`);
}

function exitCodeOf(checks: readonly Check[]): ExitCode {
  const failed = checks.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return 0;
  return failed.some(({ unreachable }) => unreachable) ? 3 : 1;
}
