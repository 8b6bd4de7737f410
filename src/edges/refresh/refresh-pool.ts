import { join } from 'node:path';
import type { CheckedText } from '../../contracts/checked-claim.ts';
import type { KeptRun } from '../../contracts/kept-run.ts';
import type { Timings } from '../../contracts/report.ts';
import type { KnownChanges } from '../../contracts/webhook.ts';
import { AppError } from '../../errors.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { HashElsewhere } from '../files/fingerprint.ts';
import { commitStaged } from '../files/report-publisher.ts';
import { removeStaleTemps } from '../files/temp-files.ts';
import type { NarrationLookup } from '../narration/narration-lookup.ts';
import { ChildFailure } from './child.ts';
import { type ChildPool, childPool, type Lane } from './child-pool.ts';
import { type FileTroubles, fileTroubles, type ParserLimits } from './file-troubles.ts';
import { asError } from './plain-error.ts';
import type { AuditedText, ChildMessage, Flaw, MadeNarrative, MadeReport, RefreshOptions, RefreshTarget } from './task.ts';

/** What became of one report directory. */
export interface RefreshOutcome {
  readonly status: 'published' | 'unchanged' | 'no-inputs';
  readonly directory: string;
  readonly fingerprint: string;
  /** Paths of the files that were written; those whose content was there already are not. */
  readonly written: readonly string[];
  /** Paths under which something stands that is no report of ours: the file that belongs there is kept away. */
  readonly foreign: readonly string[];
  readonly artifactCount: number;
  readonly factCount: number;
  /** The answer of the report, for the log and the terminal. */
  readonly title: string;
  /** What was found, for the terminal. */
  readonly summary: readonly string[];
  readonly quarantinedCount: number;
  readonly gapCount: number;
  readonly regressionCount: number;
  readonly suspectedCount: number;
  readonly durationMs: number;
  readonly timings: Timings;
  /** null where no agents are configured, and for a report that was left standing as it is. */
  readonly narrative: MadeNarrative | null;
  /** What became of the claims of the texts that were given, in their order. */
  readonly checked: readonly CheckedText[];
  /** Summaries of its runs; null where there are no runs to compare, and where none are wanted. */
  readonly kept: readonly KeptRun[] | null;
}

export interface RefreshRequest {
  readonly rootId: string;
  readonly rootPath: string;
  /** In the order in which the reports are made. */
  readonly targets: readonly RefreshTarget[];
  readonly options: RefreshOptions;
  /** Agents that are asked about reports. Default: none are configured. */
  readonly narration?: NarrationLookup | null;
  /** Held against each of the directories. Default: none is. */
  readonly audited?: readonly AuditedText[];
}

export interface RefreshEvents {
  readonly onOutcome: (outcome: RefreshOutcome) => void;
  /** A directory has no new report. */
  readonly onFailed: (directory: string, error: AppError) => void;
  /** A part of a report, or the reading of a file, threw: a bug. */
  readonly onFlaw: (directory: string, flaw: Flaw) => void;
  /** Asked right before the files of a report are put in place: false when its inputs have changed meanwhile. Default: they have not. */
  readonly isCurrent?: (fingerprint: string) => boolean;
  /** Told right before the files of a new report are put in place what is known of its changes. */
  readonly onKnown?: (directory: string, known: KnownChanges) => void;
}

/** Makes reports in processes of their own, so that no file can block, fill or kill the one that asks, and puts them in place. */
export interface RefreshPool {
  /** Resolves when each target has had its outcome or failure; rejects with the signal's reason, and when the pool is closed. */
  refresh(request: RefreshRequest, events: RefreshEvents, signal: AbortSignal): Promise<void>;
  readonly hash: HashElsewhere;
  /** Ends all processes and waits until none is left. What was not put in place by then is removed. */
  close(): Promise<void>;
}

export interface RefreshPoolOptions extends ParserLimits {
  readonly modulePath: string;
  readonly execArgv: readonly string[];
  readonly childCount: number;
  readonly version: string;
  readonly rules: string;
  /** Where what is parsed is kept for later reports; null to keep nothing. */
  readonly cacheDirectory: string | null;
}

/** A process costs some 200 ms to start and some 100 MB to keep. */
const IDLE_MS = 30_000;
const IDLE_BYTES_MAX = 256 * 1024 * 1024;
/** With less to read and parse a directory is done in a few seconds. */
const LIGHT_BYTES_MAX = 4 * 1024 * 1024;

/** @param pool Default: processes, as `options` say. */
export function refreshPool(options: RefreshPoolOptions, pool: ChildPool = processes(options)): RefreshPool {
  const troubles = fileTroubles(options);
  const active = new Map<RefreshRequest, Promise<unknown>>();

  return {
    async refresh(request, events, signal) {
      const below = [...active].flatMap(([other, settled]) => (isBelow(other, request) ? [settled] : []));
      const refreshing = Promise.all(below).then(() => refreshAll(request, events, signal, pool, troubles, options));
      active.set(
        request,
        refreshing.catch(() => undefined),
      );
      try {
        await refreshing;
      } finally {
        active.delete(request);
      }
    },
    async hash(root, entries, limits) {
      const { bytesMax, documentBytesMax, textBytesMax, textLinesMax } = limits;
      const answers: Extract<ChildMessage, { kind: 'hashed' }>['answers'][number][] = [];
      await pool.run({ kind: 'hash', root, entries, limits: { bytesMax, documentBytesMax, textBytesMax, textLinesMax } }, 'light', {
        onMessage: (message) => message.kind === 'hashed' && appendAll(answers, message.answers),
        patienceMs: () => Number.POSITIVE_INFINITY,
        signal: new AbortController().signal,
      });
      return answers.map((answer) => ('error' in answer ? asAppError(asError(answer.error)) : answer));
    },
    async close() {
      const ending = [...active.values()];
      await pool.close();
      await Promise.all(ending);
    },
  };
}

function processes({ modulePath, execArgv, childCount, parserHeapBytesMax }: RefreshPoolOptions): ChildPool {
  const limits = { heapBytesMax: parserHeapBytesMax, idleMs: IDLE_MS, idleBytesMax: IDLE_BYTES_MAX };
  return childPool({ modulePath, execArgv, count: childCount, ...limits });
}

/** A report is made after those of directories below it that were asked for before: what they read is then known. */
function isBelow(other: RefreshRequest, { rootPath, targets }: RefreshRequest): boolean {
  if (other.rootPath !== rootPath) return false;
  return other.targets.some(({ directory }) => targets.some((target) => directory !== '.' && isAbove(target.directory, directory)));
}

function isAbove(directory: string, other: string): boolean {
  return directory === '.' || other.startsWith(`${directory}/`);
}

/**
 * Gives the targets to a child, and to another one what is left of them when a child dies: without the file it died of, or with that file
 * first where it may have died of what it held already.
 */
async function refreshAll(
  request: RefreshRequest,
  events: RefreshEvents,
  signal: AbortSignal,
  pool: ChildPool,
  troubles: FileTroubles,
  { childCount, version, rules, cacheDirectory }: RefreshPoolOptions,
): Promise<void> {
  const left = new Map(request.targets.map((target) => [target.directory, target]));
  let lane: Lane = childCount > 1 ? 'light' : 'heavy';
  let isHeavy = false;
  let startMs = performance.now();
  const settle = (directory: string, how: () => void) => {
    left.delete(directory);
    startMs = performance.now();
    how();
  };
  const onMessage = (message: ChildMessage) => {
    if (message.kind === 'made') {
      const durationMs = Math.round(performance.now() - startMs);
      settle(message.made.directory, () => publish(message.made, durationMs, events));
    } else if (message.kind === 'failed')
      settle(message.directory, () => events.onFailed(message.directory, failed(message.directory, asError(message.error))));
    else if (message.kind === 'heavy') isHeavy = true;
  };
  const suspects: string[] = [];
  while (left.size > 0) {
    signal.throwIfAborted();
    const bytesMax = lane === 'light' ? LIGHT_BYTES_MAX : null;
    const places = { rootId: request.rootId, rootPath: request.rootPath, targets: [...left.values()] };
    const reading = {
      options: request.options,
      narration: request.narration ?? null,
      audited: request.audited ?? [],
      quarantined: troubles.quarantined(),
      suspects,
      bytesMax,
    };
    try {
      await pool.run({ kind: 'refresh', ...places, ...reading, version, rules, cacheDirectory }, lane, {
        onMessage,
        patienceMs: troubles.patienceMs,
        signal,
      });
      if (isHeavy) lane = 'heavy';
      else break;
    } catch (error) {
      for (const { outDirectory } of left.values()) removeStaleTemps(outDirectory);
      if (!(error instanceof ChildFailure) || error.reason === 'closed') throw error;
      const directory = troubles.blame(error, suspects, [...left.keys()]);
      if (directory !== null) settle(directory, () => events.onFailed(directory, unfinished(directory, error)));
    }
  }
}

function publish(made: MadeReport, durationMs: number, events: RefreshEvents): void {
  const { directory, staged, fingerprint, flaws, known, ...counts } = made;
  for (const flaw of flaws) events.onFlaw(directory, flaw);
  const outcome = { directory, fingerprint, written: [], foreign: [], ...counts, durationMs };
  if (staged === null) {
    events.onOutcome({ ...outcome, status: 'no-inputs' });
    return;
  }
  const { isCurrent } = events;
  try {
    if (staged.files.length > 0) events.onKnown?.(directory, known);
    const { written, foreign } = commitStaged(staged, isCurrent ? { fresh: () => isCurrent(fingerprint) } : {});
    const paths = (names: readonly string[]) => names.map((name) => join(staged.directory, name));
    const status = written.length === 0 ? 'unchanged' : 'published';
    events.onOutcome({ ...outcome, status, written: paths(written), foreign: paths(foreign) });
  } catch (error) {
    events.onFailed(directory, failed(directory, error));
  }
}

/** A bug is nothing that trying again could help. */
function failed(directory: string, error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('REPORT_FAILED', `${directory} (${String(error)})`, { cause: error });
}

function unfinished(directory: string, { message, lastWords }: ChildFailure): AppError {
  return new AppError('REPORT_UNFINISHED', `${directory} (${message})`, { cause: lastWords });
}

function asAppError(error: Error): AppError {
  if (error instanceof AppError) return error;
  throw error;
}
