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
