import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type RefreshPool, refreshPool } from '../edges/refresh/refresh-pool.ts';

export interface RefresherOptions {
  /** `refresh-child` beside this file, as it can be started. */
  readonly modulePath: string;
  readonly version: string;
  readonly rules: string;
  /** See `stateDirectory`; null to keep nothing. */
  readonly stateDirectory: string | null;
  /** Reports made at a time. Default: as configured. */
  readonly childCount?: number;
  /** Further arguments of Node for the processes. */
  readonly execArgv?: readonly string[];
}

/** What makes reports, as configured. No process is started before the first one is asked for. */
export function refresher({ limits }: Pick<Config, 'limits'>, options: RefresherOptions): RefreshPool {
  const { parserCount, parserHeapBytesMax, parserTimeoutMs } = limits;
  const { stateDirectory, ...rest } = options;
  const cacheDirectory = stateDirectory && join(stateDirectory, 'parsed');
  return refreshPool({ childCount: parserCount, execArgv: [], ...rest, cacheDirectory, parserHeapBytesMax, parserTimeoutMs });
}

/** Where a process may keep what it can make again: as systemd says, else as the XDG base directory specification does; null where nobody says. */
export function stateDirectory(env: Readonly<Record<string, string | undefined>>): string | null {
  const { STATE_DIRECTORY, XDG_STATE_HOME, HOME } = env;
  // systemd separates several by colons.
  if (STATE_DIRECTORY) return STATE_DIRECTORY.split(':')[0]!;
  if (XDG_STATE_HOME) return join(XDG_STATE_HOME, 'benchscribe');
  return HOME ? join(HOME, '.local/state/benchscribe') : null;
}
