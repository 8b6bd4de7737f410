import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { type RefreshPool, refreshPool } from '../edges/refresh/refresh-pool.ts';

export interface RefresherOptions {
  readonly version: string;
  readonly rules: string;
  /** Reports made at a time. Default: as configured. */
  readonly childCount?: number;
  /** Further arguments of Node for the processes. */
  readonly execArgv?: readonly string[];
}

/** What makes reports, as configured. No process is started before the first one is asked for. */
export function refresher({ limits }: Pick<Config, 'limits'>, options: RefresherOptions): RefreshPool {
  const { version, rules, childCount = limits.parserCount, execArgv = [] } = options;
  // The same extension as this file: .ts in the sources, .js when built.
  const modulePath = fileURLToPath(import.meta.url.replace(/refresher(\.\w+)$/, 'refresh-child$1'));
  const { parserHeapBytesMax, parserTimeoutMs } = limits;
  return refreshPool({ modulePath, execArgv, childCount, version, rules, parserHeapBytesMax, parserTimeoutMs });
}
