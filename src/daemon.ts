import type { Config } from './config.ts';
import type { RefreshReportJob } from './contracts/job.ts';
import type { HashElsewhere } from './edges/files/fingerprint.ts';
import { type Reconciler, reconciler } from './edges/files/reconciler.ts';
import { sweeper } from './edges/files/sweeper.ts';
import { type TreeWatcher, watchTree } from './edges/files/watcher.ts';
import { type Pulse, startHeart } from './edges/host/heart.ts';
import { jobPulse } from './edges/host/job-pulse.ts';
import { monitorLoop } from './edges/host/loop-monitor.ts';
import { serviceDirectories } from './edges/host/service-directories.ts';
import { systemdNotifier } from './edges/host/systemd-notify.ts';
import { settlesWithin } from './edges/queue/deadline.ts';
import { openQueue } from './edges/queue/open-queue.ts';
import type { JobQueue } from './edges/queue/queue.ts';
import type { RefreshOutcome } from './edges/refresh/refresh-pool.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { appendAll } from './sequences/append-all.ts';
import { failureLog, refreshHandler } from './worker.ts';

/**
 * Makes the report of one directory. Asks `isCurrent` with the fingerprint of the inputs it has read right before it puts the report in
 * place; told false it must not, since another process may have published newer ones.
 */
export type RefreshReport = (
  job: RefreshReportJob,
  signal: AbortSignal,
  isCurrent: (fingerprint: string) => boolean,
) => Promise<Pick<RefreshOutcome, 'status' | 'written' | 'foreign' | 'artifactCount' | 'factCount' | 'durationMs' | 'timings'>>;

export interface DaemonDeps {
  readonly log: Log;
  readonly refresh: RefreshReport;
  /** Fingerprint of the rules that `refresh` records in its reports: another one makes every report stale. */
  readonly ruleFingerprint: string;
  /** Hashes large files away from this process. Default: they are hashed here, which keeps others waiting. */
  readonly hashElsewhere?: HashElsewhere;
  /** Default: the queue that the configuration names. */
  readonly queue?: JobQueue;
  /** For systemd's variables, and where the heartbeat goes. Default: none, nobody is told. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Cuts the first sweep short; the daemon must be stopped all the same. */
  readonly signal?: AbortSignal;
}

export interface Daemon {
  /** Watchers, jobs and queue end, within two seconds. May be called twice. */
  stop(reason: string): Promise<void>;
}

/** The event loop of a daemon that stands still for longer may have lost events. */
const STALL_MS = 1_000;
/** Jobs that are nearly done may finish; what is broken off, the next start finds again. */
const CLOSE_JOBS_MS = 700;
const CLOSE_WATCHERS_MS = 700;
/** Trouble of the same kind is told once in this time. */
const COMPLAINT_INTERVAL_MS = 60_000;
/** Sweeps must end at least this often, in sweep intervals, plus a grace for slow disks. */
const SWEEPS_MISSED_MAX = 3;
const SWEEP_GRACE_MS = 60_000;
/** A job is aborted after `queue.jobTimeoutMs`; one that still runs after this time more does not let itself be aborted. */
const JOB_GRACE_MS = 30_000;

/**
 * Starts the daemon and waits for its first sweep. The files are the truth: sweeps (at the start, every `watch.sweepMs`, and after
 * anything that may have lost an event) compare every report with its inputs and queue what is stale; file events only make that sooner.
 * A root that is not there, now or later, is waited for; the others are served.
 */
export async function startDaemon(config: Config, deps: DaemonDeps): Promise<Daemon> {
  const { log } = deps;
  const notifier = systemdNotifier(deps.env ?? {}, (err) => log.warn({ event: 'systemd.unheard', err }, 'systemd could not be told'));
  const watchers: TreeWatcher[] = [];
  const reconcile = reconciler(
    config,
    deps.ruleFingerprint,
    {
      onStale: (job) => addJob(job),
      onTrouble: (where, error) => logTrouble(log, where, error),
      onLeftover(where, reason) {
        if (reason === null) log.info({ event: 'report.removed', ...where }, 'a report that belonged nowhere was removed');
        else log.warn({ event: 'report.stranded', ...where, reason }, 'a report stands where none belongs');
      },
      onTempsRemoved: (where, removed) => log.info({ event: 'temps.removed', ...where, removed }, 'temporary files removed'),
      onStep() {
        deps.signal?.throwIfAborted();
        loop.forgive();
      },
    },
    deps.hashElsewhere,
  );
  const sweeps = sweeper(config.watch.sweepMs, sweepOnce, (err) => {
    if (!deps.signal?.aborted) log.error({ event: 'sweep.failed', err }, 'sweep failed');
  });
  const loop = monitorLoop(STALL_MS, (stalledMs) => {
    log.debug({ event: 'loop.stalled', stalledMs }, 'the process stood still');
    sweeps.request();
  });
  const jobs = jobPulse();
  const startedAtMs = Date.now();
  const queue = deps.queue ?? openLoggedQueue(config, log, sweeps.request);

  async function sweepOnce(): Promise<void> {
    const startedAtMs = performance.now();
    for (const watcher of watchers) watcher.rearm();
    const summary = await reconcile.sweep();
    const fields = { event: 'sweep.finished', ...summary, durationMs: Math.round(performance.now() - startedAtMs) };
    if (summary.staleCount > 0) log.info(fields, 'sweep finished, some reports were stale');
    else log.debug(fields, 'sweep finished');
  }

  function pulse(): Pulse {
    const sweptAtMs = sweeps.finishedAtMs();
    return {
      roots: config.roots.map(({ id, path }) => ({
        id,
        path,
        trouble: reconcile.rootTrouble(id),
        stranded: reconcile.strandedReports(id),
      })),
      sweepAtMs: config.role === 'worker' ? null : sweptAtMs === null ? startedAtMs : performance.timeOrigin + sweptAtMs,
      sweepMsMax: SWEEPS_MISSED_MAX * config.watch.sweepMs + SWEEP_GRACE_MS,
      jobAtMs: jobs.oldestAtMs(),
      jobMsMax: config.queue.jobTimeoutMs + JOB_GRACE_MS,
    };
  }

  async function addJob(job: RefreshReportJob): Promise<void> {
    try {
      await queue.add(job);
    } catch (error) {
      // Logged by the queue when the state of Redis changed; the next sweep finds the directory stale again.
      if (!(error instanceof AppError && error.code === 'QUEUE_UNREACHABLE')) throw error;
      log.debug({ event: 'queue.degraded', ...job, err: error }, 'job not queued');
    }
  }

  deps.signal?.addEventListener('abort', () => reconcile.close(), { once: true });
  const heart = startHeart({
    directories: serviceDirectories(deps.env ?? {}),
    notifier,
    role: config.role,
    pulse,
    onRefused: (err) =>
      deps.env && log.warn({ event: 'heartbeat.refused', err }, 'no heartbeat can be written, doctor cannot see this process'),
  });
  if (config.role !== 'watcher') {
    queue.start(jobs.watched(refreshHandler(refresher(config, deps, reconcile), log)), config.queue.concurrency);
  }
  if (config.role !== 'worker') {
    if (config.watch.events) appendAll(watchers, openWatchers(config, log, reconcile, sweeps.request));
    await sweeps.start();
  }
  await notifier.ready();
  log.info({ event: 'daemon.started', role: config.role, queue: queue.driver, roots: config.roots }, 'daemon started');

  let stopping: Promise<void> | null = null;
  async function stop(reason: string): Promise<void> {
    heart.stop();
    const told = notifier.stopping();
    loop.close();
    sweeps.close();
    reconcile.close();
    const watching = Promise.all(watchers.map((watcher) => watcher.close()));
    await Promise.all([settlesWithin(Promise.all([watching, told]), CLOSE_WATCHERS_MS), queue.close(CLOSE_JOBS_MS)]);
    log.info({ event: 'daemon.stopped', reason }, 'daemon stopped');
  }
  return {
    stop(reason) {
      stopping ??= stop(reason);
      return stopping;
    },
  };
}

function openLoggedQueue(config: Config, log: Log, requestSweep: () => void): JobQueue {
  return openQueue(config, {
    onFailed: failureLog(log),
    onConnection(state, err) {
      if (state === 'lost') log.warn({ event: 'queue.degraded', err }, 'Redis is away, the embedded queue serves');
      else log.info({ event: 'queue.restored' }, 'Redis is back');
      requestSweep();
    },
    onError: (err, suppressed) => log.warn({ event: 'queue.troubled', err, suppressed }, 'Redis refuses'),
  });
}

function openWatchers(config: Config, log: Log, reconcile: Reconciler, requestSweep: () => void): TreeWatcher[] {
  let complainedAtMs = Number.NEGATIVE_INFINITY;
  return config.roots.map((root) => {
    const watcher = watchTree(root.path, config.watch, {
      onDirty: (path) => reconcile.markDirty(root.id, path),
      onError(err) {
        requestSweep();
        if (performance.now() - complainedAtMs < COMPLAINT_INTERVAL_MS) return;
        complainedAtMs = performance.now();
        log.warn({ event: 'watcher.failed', root: root.id, err }, 'file events may have been lost');
      },
      onDegraded(remedy) {
        requestSweep();
        log.warn({ event: 'watcher.degraded', root: root.id, remedy, sweepMs: config.watch.sweepMs }, 'file events are off');
      },
    });
    // What changed while the watches were set up is found by a second look.
    void watcher.ready.then(requestSweep);
    return watcher;
  });
}

function logTrouble(log: Log, where: { root: string; directory?: string }, err: unknown): void {
  if (where.directory !== undefined) log.warn({ event: 'directory.refused', ...where, err }, 'report directory cannot be compared');
  else if (err === null) log.info({ event: 'root.available', ...where }, 'root is there again');
  else log.warn({ event: 'root.unavailable', ...where, err }, 'root is away, its reports stay as they are');
}

/** Wraps `refresh`: looks whether there is anything to do, remembers failures, and writes the line of the log. */
function refresher(config: Config, deps: DaemonDeps, reconcile: Reconciler) {
  const { log } = deps;

  /** A worker does not watch, so it cannot come back later: it waits once for the quiet, then takes the inputs as they are. */
  async function settledState(job: RefreshReportJob, signal: AbortSignal) {
    const state = await reconcile.look(job);
    if (state.state !== 'unsettled' || config.role !== 'worker') return state;
    await settlesWithin(new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true })), state.settleInMs ?? 0);
    signal.throwIfAborted();
    const later = await reconcile.look(job);
    return later.state === 'unsettled' ? { ...later, state: 'stale' as const, isGrowing: true } : later;
  }

  return async (job: RefreshReportJob, signal: AbortSignal): Promise<void> => {
    const before = await settledState(job, signal);
    if (before.state !== 'stale' || reconcile.isGivenUp(job, before)) {
      log.debug({ event: 'report.skipped', ...job, state: before.state, reason: before.reason }, 'nothing to do');
      if (before.state === 'unsettled') reconcile.recheck(job);
      return;
    }
    // Inputs that never fall quiet have changed by now; what was read of them is what the report is about.
    const isCurrent = (fingerprint: string) => reconcile.isCurrent(job, fingerprint, before.isGrowing);
    try {
      const outcome = await deps.refresh(job, signal, isCurrent);
      reconcile.noteRefreshed(job, before, null);
      logOutcome(log, job, outcome);
    } catch (error) {
      if (!isOvertaken(error)) {
        reconcile.noteRefreshed(job, before, error);
        throw error;
      }
      log.debug({ event: 'report.superseded', ...job, err: error }, 'inputs changed while the report was made');
      if (config.role === 'worker') throw error;
      reconcile.recheck(job);
      return;
    }
    const after = await reconcile.look(job);
    if (before.isGrowing) reconcile.recheck(job);
    if (after.state !== 'stale' || after.fingerprint !== before.fingerprint) return;
    reconcile.noteRefreshed(job, after, new Error(after.reason));
    log.error({ event: 'report.disputed', ...job, reason: after.reason }, 'the report does not match its inputs although it was just made');
  };
}

/** No failure: newer inputs are there, and a job for them comes. */
function isOvertaken(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'REPORT_SUPERSEDED' || error.code === 'ARTIFACT_CHANGED');
}

function logOutcome(log: Log, job: RefreshReportJob, outcome: Awaited<ReturnType<RefreshReport>>): void {
  const { status, written, artifactCount, factCount, durationMs, timings } = outcome;
  const fields = { ...job, written, artifactCount, factCount, durationMs, timings };
  if (status === 'published') log.info({ event: 'report.published', ...fields }, 'report published');
  else log.debug({ event: 'report.unchanged', ...fields, status }, 'report unchanged');
  for (const path of outcome.foreign) {
    log.warn({ event: 'report.kept-away', ...job, path, err: new AppError('REPORT_FOREIGN', path) }, 'a file of a report is kept away');
  }
}
