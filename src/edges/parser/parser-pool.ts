import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../config.ts';
import { AppError } from '../../errors.ts';
import { type ArtifactEntry, isYoung } from '../files/artifact-listing.ts';
import type { ReadOptions, SizeLimits } from '../files/artifact-reader.ts';
import type { HashElsewhere, HashedFile } from '../files/fingerprint.ts';
import { ChildFailure, childPool } from './child-pool.ts';
import type { IngestedArtifact } from './ingest-artifact.ts';
import { unpackResult } from './packed-result.ts';
import type { HashAnswer, IngestAnswer, ParserTask, Refusal } from './parser-task.ts';
import { quarantined } from './quarantined.ts';

/** Reads, hashes and parses artifacts in processes of their own, so that no file can block, fill or kill the one that asks. */
export interface ParserPool {
  /**
   * As `ingestArtifact`; a file whose parsing takes too long or kills its process is quarantined.
   *
   * @returns rejects as `ingestArtifact` throws, and with the signal's reason.
   */
  ingest(root: string, entry: ArtifactEntry, options: ReadOptions, signal?: AbortSignal): Promise<IngestedArtifact>;
  readonly hash: HashElsewhere;
  /** How many artifacts it can usefully be given at a time: one more than there are processes, so that none waits for the next. */
  readonly concurrency: number;
  close(): Promise<void>;
}

/** A process costs some 100 ms to start and some 100 MB to keep. */
const IDLE_MS = 30_000;
/** What the slowest disk in use still reads in a second. */
const READ_BYTES_PER_SECOND = 16 * 1024 * 1024;
/** Hashing cannot take for ever, but a disk can: its own time beyond reading. */
const HASH_TIMEOUT_MS = 60_000;

/**
 * No process is started before the first artifact.
 *
 * @param execArgv further arguments of Node for the processes.
 */
export function parserPool(
  { parserCount, parserHeapBytesMax, parserTimeoutMs }: Pick<Config['limits'], 'parserCount' | 'parserHeapBytesMax' | 'parserTimeoutMs'>,
  execArgv: readonly string[] = [],
): ParserPool {
  // The same extension as this file: .ts in the sources, .js when built.
  const modulePath = fileURLToPath(import.meta.url.replace('parser-pool', 'parse-worker'));
  const pool = childPool(modulePath, { count: parserCount, heapBytesMax: parserHeapBytesMax, idleMs: IDLE_MS, execArgv });
  const ask = (task: ParserTask, bytes: number, timeoutMs: number, signal?: AbortSignal) =>
    pool.run(task, timeoutMs + Math.ceil((bytes / READ_BYTES_PER_SECOND) * 1_000), signal);

  async function hash(root: string, entries: readonly ArtifactEntry[], options: SizeLimits, signal?: AbortSignal) {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
    const answers = (await ask(
      { kind: 'hash', root, entries, options: limitsOf(options) },
      bytes,
      HASH_TIMEOUT_MS,
      signal,
    )) as HashAnswer[];
    return answers.map((answer) => ('refusal' in answer ? asError(answer) : answer));
  }

  /** What is left of a file that could not be parsed: its hash, which the fingerprint of the report needs. */
  async function withoutContent(root: string, entry: ArtifactEntry, options: ReadOptions, reason: string, signal?: AbortSignal) {
    const [hashed] = (await hash(root, [entry], options, signal)) as [HashedFile | AppError];
    if (hashed instanceof AppError) throw hashed;
    const { path, kind, bytes, modifiedAtMs } = entry;
    const growing = isYoung(modifiedAtMs, options.quietMs, options.nowMs);
    return { path, kind, bytes, sha256: hashed.sha256, modifiedAtMs, growing, parsed: quarantined(reason), parseMs: 0 };
  }

  function failureReason({ reason, message }: ChildFailure): string {
    if (reason === 'timeout') return `its parsing took longer than ${parserTimeoutMs} ms: raise limits.parserTimeoutMs or split the file`;
    if (reason === 'killed') return `its parser ran out of memory (${message}): raise limits.parserHeapBytesMax or split the file`;
    return `its parser failed (${message}): please report this file as a bug`;
  }

  return {
    hash,
    concurrency: parserCount + 1,
    async ingest(root, entry, options, signal) {
      let answer: IngestAnswer;
      try {
        answer = (await ask(
          { kind: 'ingest', root, entry, options: readOptionsOf(options) },
          entry.bytes,
          parserTimeoutMs,
          signal,
        )) as IngestAnswer;
      } catch (error) {
        if (!(error instanceof ChildFailure) || error.reason === 'closed') throw error;
        return withoutContent(root, entry, options, failureReason(error), signal);
      }
      if ('refusal' in answer) throw asError(answer);
      const result = await unpackResult(answer.parsed.result, () => setImmediate());
      return { ...answer, parsed: { ...answer.parsed, result } };
    },
    close: pool.close,
  };
}

function asError({ refusal: { code, detail } }: Refusal): AppError {
  return new AppError(code, detail);
}

/** The limits alone: callers hand over more, which a parser process must not be sent. */
function limitsOf({ bytesMax, documentBytesMax, textBytesMax, textLinesMax }: SizeLimits): SizeLimits {
  return { bytesMax, documentBytesMax, textBytesMax, textLinesMax };
}

function readOptionsOf({ quietMs, nowMs, ...limits }: ReadOptions): ReadOptions {
  return { ...limitsOf(limits), quietMs, nowMs };
}
