import { setImmediate } from 'node:timers/promises';
import type { Config } from '../config.ts';
import type { InputOptions } from '../edges/files/inputs.ts';
import { parserPool } from '../edges/parser/parser-pool.ts';
import type { PipelineDeps, RefreshOptions } from '../pipeline.ts';

/** Up to this much is parsed faster here than a process is started for it. */
const OWN_PROCESS_BYTES_MIN = 4 * 1024 * 1024;

/** What reading of the artifacts needs of the configuration. */
export function readLimits({ watch, limits }: Pick<Config, 'watch' | 'limits'>): Omit<InputOptions, 'nowMs'> {
  return {
    ignore: watch.ignore,
    countMax: limits.artifactCountMax,
    depthMax: limits.depthMax,
    bytesMax: limits.artifactBytesMax,
    documentBytesMax: limits.documentBytesMax,
    textBytesMax: limits.textBytesMax,
    textLinesMax: limits.textLinesMax,
    quietMs: watch.quietMs,
  };
}

/** What the pipeline needs of the configuration. */
export function refreshOptions(config: Config, formats: Config['reports']['formats']): RefreshOptions {
  return { ...readLimits(config), formats };
}

/** How artifacts are ingested, and what must be closed afterwards. */
export interface ArtifactParser extends Pick<PipelineDeps, 'ingest' | 'ingestConcurrency'> {
  close(): Promise<void>;
}

/** Parses in processes of their own what is large, and small files here: between two of them the event loop turns, so that signals are heard. */
export function artifactParser({ limits }: Pick<Config, 'limits'>, totalBytes: number): ArtifactParser {
  if (totalBytes >= OWN_PROCESS_BYTES_MIN) {
    const { ingest, concurrency, close } = parserPool(limits);
    return { ingest, ingestConcurrency: concurrency, close };
  }
  return {
    async ingest(root, entry, options) {
      await setImmediate();
      const { ingestArtifact } = await import('../edges/parser/ingest-artifact.ts');
      return ingestArtifact(root, entry, options);
    },
    ingestConcurrency: 1,
    async close() {},
  };
}

/** What the pipeline needs of the process. */
export function pipelineDeps(
  version: string,
  { ingest, ingestConcurrency }: Omit<ArtifactParser, 'close'>,
  onFailure: PipelineDeps['onFailure'],
): PipelineDeps {
  return { version, now: () => new Date(), ingest, ingestConcurrency, onFailure };
}
