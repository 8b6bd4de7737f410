import type { Config } from '../config.ts';
import type { InputOptions } from '../edges/files/inputs.ts';
import type { RefreshOptions } from '../edges/refresh/task.ts';

/** What reading of the artifacts needs of the configuration. */
export function readLimits({ watch, limits, baseline }: Pick<Config, 'watch' | 'limits' | 'baseline'>): Omit<InputOptions, 'nowMs'> {
  return {
    ignore: watch.ignore,
    countMax: limits.artifactCountMax,
    depthMax: limits.depthMax,
    bytesMax: limits.artifactBytesMax,
    documentBytesMax: limits.documentBytesMax,
    textBytesMax: limits.textBytesMax,
    textLinesMax: limits.textLinesMax,
    quietMs: watch.quietMs,
    baseline,
  };
}

/** What a report depends on, beside the files, of the configuration. */
export function refreshOptions(config: Config, formats: Config['reports']['formats']): RefreshOptions {
  return { ...readLimits(config), formats, slo: config.slo };
}
