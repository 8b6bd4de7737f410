import { join, relative, sep } from 'node:path';
import type { Config } from '../../config.ts';
import type { RefreshReportJob } from '../../contracts/job.ts';
import { AppError } from '../../errors.ts';
import { appendAll } from '../../sequences/append-all.ts';
import { type ArtifactListing, type ListOptions, listArtifactsGently, listingBelow } from './artifact-listing.ts';
import { type DirectoryMemory, isHeld, noteFailure, noteState, noteSuccess } from './directory-memory.ts';
import { type HashElsewhere, hashCache } from './fingerprint.ts';
import { fingerprintInputs, type InputOptions, listInputs } from './inputs.ts';
import { removeLeftovers } from './leftovers.ts';
import { reportDirectories } from './report-directories.ts';
import { type RootSight, rootPresence } from './root-presence.ts';
import { type ExpectedNarrator, hasOwnReport, type ReportState, reportState } from './staleness.ts';

/** Events come by the thousand; what they say is looked at together. */
const FLUSH_MS = 20;

export interface ReconcilerEvents {
  /** The report must be made. May be called again for the same directory before that is done. */
  onStale(job: RefreshReportJob, reason: string): Promise<void>;
  /** The report is fresh, and agents are still to be asked about it. May be called again before that is done. */
  onUntold(job: RefreshReportJob): Promise<void>;
  /** A root or a directory cannot be compared; called once per reason, and for a root with null when it can be again. */
  onTrouble(where: { root: string; directory?: string }, error: unknown): void;
  /** A report of ours stands where none belongs and was removed, or is kept for a reason; once per file and reason. */
  onLeftover(where: { root: string; path: string }, keptFor: string | null): void;
  /** Temporary files that killed processes had left below a root were removed. */
  onTempsRemoved(where: { root: string }, removed: readonly string[]): void;
  /** Called after each piece of synchronous work. */
  onStep(): void;
}

export interface SweepSummary {
  readonly directoryCount: number;
  readonly staleCount: number;
  readonly unsettledCount: number;
}

/** Compares reports with their inputs and says which are stale. Remembers what only time tells: since when inputs are unsettled, and what failed. */
export interface Reconciler {
  /** Compares every report directory of every root, one at a time, letting others work between them. */
  sweep(): Promise<SweepSummary>;
  /** Compares the report directories above `path` once it has been quiet. */
  markDirty(rootId: string, path: string): void;
  /** Whether the report of a job must be made now. Throws `JOB_INVALID` for a root this process does not have. */
  look(job: RefreshReportJob): Promise<ReportState>;
  /**
   * Whether a report with this fingerprint may be put in place: its root is there, and its inputs are still those, unless they were growing
   * and were taken as they are. False also where telling would take long, because large ones have changed.
   */
  isCurrent(job: RefreshReportJob, fingerprint: string, isGrowing: boolean): boolean;
  /** The report was made; `error` as thrown, null for success. A failure is not repeated until the inputs change or its wait is over. */
  noteRefreshed(job: RefreshReportJob, before: ReportState, error: unknown): void;
  /** Whether trying the job again in this state cannot help, so that it was given up until something changes. */
  isGivenUp(job: RefreshReportJob, state: ReportState): boolean;
  /** Compares one directory again after the quiet period. */
  recheck(job: RefreshReportJob): void;
  /** Why a root is not served now; null for one that is, and before it was looked at. */
  rootTrouble(rootId: string): string | null;
  /** Reports of ours that stand where none belongs and are kept, below a root. */
  strandedReports(rootId: string): string[];
  close(): void;
}

export interface ReconcilerOptions {
  /** Keeps the hashing of large files away from this process; without it they are hashed here. */
  readonly hashElsewhere?: HashElsewhere | undefined;
  /** Who should have been asked about each report, as far as is known now; null: nobody. */
  readonly narrator?: () => ExpectedNarrator | null;
}

export function reconciler(
  config: Config,
  ruleFingerprint: string,
  events: ReconcilerEvents,
  { hashElsewhere, narrator = () => null }: ReconcilerOptions = {},
): Reconciler {
  const memories = new Map<string, DirectoryMemory>();
  const roots = new Map(config.roots.map((root) => [root.id, root]));
  const rootTroubles = new Map<string, string>();
  const stranded = new Map<string, ReadonlyMap<string, string>>();
  const presence = rootPresence((path) => anyReport(path, config));
  const hashes = hashCache(hashElsewhere);
  const listOptions: ListOptions = {
    ignore: config.watch.ignore,
    countMax: config.limits.artifactCountMax,
    depthMax: config.limits.depthMax,
    ownReports: new Map(),
  };
  const dirty = new Map<string, Set<string>>();
  let flushTimer: NodeJS.Timeout | undefined;
  let closed = false;

  function memoryOf(job: RefreshReportJob): DirectoryMemory {
    const key = keyOf(job);
    const memory = memories.get(key) ?? { job, isOverdue: false };
    memories.set(key, memory);
    return memory;
  }

  function rootOf(job: RefreshReportJob): { readonly path: string } {
    const root = roots.get(job.root);
    if (root) return root;
    throw new AppError('JOB_INVALID', `no root "${job.root}" is configured here; this process has ${[...roots.keys()].join(', ')}`);
  }

  function inputOptions(): InputOptions {
    const { artifactBytesMax, documentBytesMax, textBytesMax, textLinesMax } = config.limits;
    const limits = { bytesMax: artifactBytesMax, documentBytesMax, textBytesMax, textLinesMax };
    return { ...listOptions, ...limits, quietMs: config.watch.quietMs, nowMs: Date.now(), baseline: config.baseline };
  }

  /** What is done to a root that is away, is done by nobody: its reports stay as they are. */
  async function lookIfPresent(job: RefreshReportJob): Promise<ReportState> {
    const { state, reason } = presence.look({ id: job.root, ...rootOf(job) });
    return state === 'present' ? look(job) : { state: 'no-inputs', reason, fingerprint: '', isGrowing: false, isUntold: false };
  }

  async function look(job: RefreshReportJob, listing?: ArtifactListing): Promise<ReportState> {
    const memory = memoryOf(job);
    const options = inputOptions();
    const state = await reportState(rootOf(job).path, job, {
      ...options,
      quietMsMax: config.watch.quietMsMax,
      formats: config.reports.formats,
      ruleFingerprint,
      narrator: narrator(),
      hashes,
      listing,
      unsettledSinceMs: memory.isOverdue ? 0 : memory.unsettledSinceMs,
    });
    noteState(memory, state, options.nowMs);
    events.onStep();
    return state;
  }

  async function check(memory: DirectoryMemory, listing?: ArtifactListing): Promise<ReportState['state'] | 'held'> {
    let state: ReportState;
    try {
      state = await look(memory.job, listing);
      complain(memory, null);
    } catch (error) {
      if (!closed) complain(memory, error);
      return 'held';
    }
    if (state.state === 'unsettled') schedule(memory, state.settleInMs ?? config.watch.quietMs);
    if (state.isUntold) await events.onUntold(memory.job);
    if (state.state !== 'stale') return state.state;
    if (isHeld(memory, state, Date.now())) return 'held';
    if (state.isGrowing) {
      memory.isOverdue = true;
      memory.unsettledSinceMs = undefined;
    }
    await events.onStale(memory.job, state.reason);
    return 'stale';
  }

  function complain(memory: DirectoryMemory, error: unknown): void {
    const text = error === null ? undefined : String(error);
    if (text !== undefined && text !== memory.trouble) events.onTrouble(memory.job, error);
    memory.trouble = text;
  }

  function schedule(memory: DirectoryMemory, delayMs: number): void {
    if (closed || memory.timer !== undefined) return;
    memory.timer = setTimeout(() => {
      memory.timer = undefined;
      void check(memory);
    }, delayMs);
  }

  function directoriesOf(root: { id: string; path: string }): RefreshReportJob[] {
    try {
      const sight = presence.look(root);
      if (sight.state !== 'present') throw awayError(sight);
      const found = reportDirectories(root.path, config.reports.directories, config.watch.ignore);
      if (rootTroubles.delete(root.id)) events.onTrouble({ root: root.id }, null);
      return found.map((directory) => ({ root: root.id, directory }));
    } catch (error) {
      if (rootTroubles.get(root.id) !== String(error)) events.onTrouble({ root: root.id }, error);
      rootTroubles.set(root.id, String(error));
      return [];
    }
  }

  /** A tree that is wanted as a whole is listed once for all its directories; undefined where one listing does not serve for each. */
  async function listWhole(root: { id: string; path: string }, jobs: readonly RefreshReportJob[]): Promise<ArtifactListing | undefined> {
    if (jobs.length < 2 || jobs[0]!.directory !== '.') return undefined;
    try {
      const whole = await listArtifactsGently(root.path, listOptions, events.onStep);
      // What lies too deep below the root may be near enough to its report directory.
      return whole.problems.some(({ path }) => path.split('/').length > listOptions.depthMax) ? undefined : whole;
    } catch (error) {
      // Too many for the root, or gone: each directory says so for itself.
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  function clearAway(root: { id: string; path: string }, jobs: readonly RefreshReportJob[]): void {
    const directories = jobs.map(({ directory }) => directory);
    const { removed, temps, kept } = removeLeftovers(root, directories, listOptions);
    if (temps.length > 0) events.onTempsRemoved({ root: root.id }, temps);
    for (const path of removed) events.onLeftover({ root: root.id, path }, null);
    const before = stranded.get(root.id);
    for (const { path, reason } of kept) if (before?.get(path) !== reason) events.onLeftover({ root: root.id, path }, reason);
    stranded.set(root.id, new Map(kept.map(({ path, reason }) => [path, reason])));
  }

  function flushDirty(): void {
    flushTimer = undefined;
    for (const [rootId, paths] of dirty) {
      const above = new Set([...paths].flatMap(directoriesAbove));
      for (const job of directoriesOf(roots.get(rootId)!)) if (above.has(job.directory)) schedule(memoryOf(job), config.watch.quietMs);
    }
    dirty.clear();
  }

  return {
    look: lookIfPresent,
    async sweep() {
      const counts = { stale: 0, unsettled: 0, fresh: 0, 'no-inputs': 0, held: 0 };
      const swept: RefreshReportJob[] = [];
      for (const root of roots.values()) {
        const jobs = directoriesOf(root);
        appendAll(swept, jobs);
        if (!rootTroubles.has(root.id)) clearAway(root, jobs);
        const whole = await listWhole(root, jobs);
        // The root comes last: by then the hashes of most of its files are known, so that it does not block for long.
        for (const job of [...jobs.slice(1), ...jobs.slice(0, 1)]) {
          if (closed) break;
          counts[await check(memoryOf(job), whole && listingBelow(whole, job.directory))] += 1;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      forgetAbsent(memories, swept);
      return { directoryCount: swept.length, staleCount: counts.stale, unsettledCount: counts.unsettled };
    },
    markDirty(rootId, path) {
      const root = roots.get(rootId);
      if (!root || closed) return;
      const paths = dirty.get(rootId) ?? new Set();
      dirty.set(rootId, paths.add(relative(root.path, path).split(sep).join('/')));
      flushTimer ??= setTimeout(flushDirty, FLUSH_MS);
    },
    isCurrent(job, fingerprint, isGrowing) {
      const { path } = rootOf(job);
      if (presence.look({ id: job.root, path }).state !== 'present') return false;
      if (isGrowing) return true;
      const options = inputOptions();
      const listing = listInputs(path, job.directory, options);
      return !hashes.isSlow(listing.entries, options) && fingerprintInputs(path, job, listing, hashes, options) === fingerprint;
    },
    noteRefreshed(job, before, error) {
      const memory = memoryOf(job);
      if (error === null) noteSuccess(memory);
      else noteFailure(memory, before, error, config.watch.sweepMs, Date.now());
    },
    isGivenUp: (job, state) => isHeld(memoryOf(job), state, Number.MAX_VALUE),
    strandedReports: (rootId) => [...(stranded.get(rootId)?.keys() ?? [])],
    rootTrouble: (rootId) => rootTroubles.get(rootId) ?? null,
    recheck: (job) => schedule(memoryOf(job), config.watch.quietMs),
    close() {
      closed = true;
      clearTimeout(flushTimer);
      for (const memory of memories.values()) clearTimeout(memory.timer);
    },
  };
}

/** Whether a report of ours stands in one of the report directories of a root. */
function anyReport(rootPath: string, { reports, watch }: Config): boolean {
  const directories = reportDirectories(rootPath, reports.directories, watch.ignore);
  return directories.some((directory) => hasOwnReport(join(rootPath, directory), reports.formats));
}

function awayError({ state, reason }: RootSight): AppError {
  return new AppError(state === 'absent' ? 'ROOT_UNREADABLE' : 'ROOT_AWAY', reason);
}

/** "a/b/c" lies in ".", "a", "a/b" and may be a directory itself. */
function directoriesAbove(path: string): string[] {
  const parts = path.split('/');
  return ['.', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
}

function keyOf({ root, directory }: RefreshReportJob): string {
  return JSON.stringify([root, directory]);
}

/** Directories that are gone leave no memory behind, but for those about to be looked at again. */
function forgetAbsent(memories: Map<string, DirectoryMemory>, jobs: readonly RefreshReportJob[]): void {
  const present = new Set(jobs.map(keyOf));
  for (const [key, memory] of memories) if (!present.has(key) && memory.timer === undefined) memories.delete(key);
}
