import { systemErrorCode } from '../edges/files/safe-file.ts';
import { isRunning, readHeartbeats } from '../edges/host/heartbeat.ts';
import { serviceDirectories } from '../edges/host/service-directories.ts';
import { stateDirectory } from '../edges/host/state-directory.ts';
import { releaseHold, writeHold } from '../edges/narration/hold.ts';
import { holdFileOf } from '../edges/narration/hold-file.ts';
import { AppError } from '../errors.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { SERVICE_DIRECTORY } from './doctor-daemons.ts';

export interface HoldOptions extends SharedOptions {
  /** How long, in ms; absent: until it is released. */
  readonly for?: number;
  readonly release?: boolean;
}

/**
 * `hold`: no model is asked by any daemon of this host, nor by `report`, until the time is over or the hold is released; a call under way is
 * broken off. Reports go on being written.
 *
 * @throws AppError `HOLD_UNWRITABLE`.
 */
export async function hold(options: HoldOptions, context: CliContext): Promise<ExitCode> {
  const config = await commandConfig(context, options);
  const own = holdFileOf(config, stateDirectory(context.env));
  const directories = [...serviceDirectories(context.env), SERVICE_DIRECTORY];
  const daemons = readHeartbeats(directories).flatMap(({ beat }) => (isRunning(beat) && beat.narrator ? [beat.narrator.holdFile] : []));
  const files = [...new Set([...(own === null ? [] : [own]), ...daemons])];
  if (files.length === 0) throw new AppError('HOLD_UNWRITABLE', 'no directory is known for it');
  for (const file of files) context.print(`${change(file, options)}: ${file}`);
  return 0;
}

function change(file: string, { release, ...options }: HoldOptions): string {
  const nowMs = Date.now();
  try {
    if (release) return releaseHold(file, nowMs) ? 'released' : 'was not held';
    const untilMs = options.for === undefined ? null : nowMs + options.for;
    writeHold(file, untilMs);
    return endOf(untilMs ?? Number.POSITIVE_INFINITY);
  } catch (error) {
    const code = systemErrorCode(error);
    throw code === null ? error : new AppError('HOLD_UNWRITABLE', `${file} (${code})`, { cause: error });
  }
}

function endOf(untilMs: number): string {
  return Number.isFinite(untilMs) ? `held until ${new Date(untilMs).toISOString()}` : 'held until it is released';
}
