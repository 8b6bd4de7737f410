import type { Config } from './config.ts';
import type { JobKind, RefreshReportJob } from './contracts/job.ts';
import type { HashElsewhere } from './edges/files/fingerprint.ts';
import { type Reconciler, reconciler } from './edges/files/reconciler.ts';
import { sweeper } from './edges/files/sweeper.ts';
import { type TreeWatcher, watchTree } from './edges/files/watcher.ts';
import { type Pulse, startHeart } from './edges/host/heart.ts';
import { jobPulse } from './edges/host/job-pulse.ts';
import { monitorLoop } from './edges/host/loop-monitor.ts';
import { serviceDirectories } from './edges/host/service-directories.ts';
import { systemdNotifier } from './edges/host/systemd-notify.ts';
import { lanes } from './edges/narration/lanes.ts';
import { narrateWork } from './edges/narration/narrate-job.ts';
import type { NarrationService } from './edges/narration/narration-service.ts';
import { settlesWithin } from './edges/queue/deadline.ts';
import { directoryKey } from './edges/queue/directory-key.ts';
import { openQueue } from './edges/queue/open-queue.ts';
import type { JobQueue } from './edges/queue/queue.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { appendAll } from './sequences/append-all.ts';
import { failureLog, isOvertaken, jobHandler, logOutcome, type RefreshReport, refreshWork } from './worker.ts';

export interface DaemonDeps {
  readonly log: Log;
  readonly refresh: RefreshReport;
  /** Fingerprint of the rules that `refresh` records in its reports: another one makes every report stale. */
  readonly ruleFingerprint: string;
  /** Hashes large files away from this process. Default: they are hashed here, which keeps others waiting. */
  readonly hashElsewhere?: HashElsewhere;
  /** What asks models about reports. Default: none, reports are written by the program alone. */
  readonly narration?: NarrationService | null;
  /** Default: the queue that the configuration names, for each kind of job. */
  readonly queue?: JobQueue;
  readonly narrateQueue?: JobQueue;
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
/** How often it is looked whether the weights of a model are still those that answered. */
const DIGEST_MS = 3_600_000;
/** A job is aborted after `queue.jobTimeoutMs`; one that still runs after this time more does not let itself be aborted. */
const JOB_GRACE_MS = 30_000;

/**
 * Starts the daemon and waits for its first sweep. The files are the truth: sweeps (at the start, every `watch.sweepMs`, and after
 * anything that may have lost an event) compare every report with its inputs and queue what is stale; file events only make that sooner.
 * A root that is not there, now or later, is waited for; the others are served.
 */
export async function startDaemon(config: Config, deps: DaemonDeps): Promise<Daemon> {
  const { log, narration = null } = deps;
  const notifier = systemdNotifier(deps.env ?? {}, (err) => log.warn({ event: 'systemd.unheard', err }, 'systemd could not be told'));
  const watchers: TreeWatcher[] = [];
  const reconcile = reconciler(
    config,
    deps.ruleFingerprint,
    {
      onStale: (job) => addJob(queue, job),
      onUntold: (job) => addUntold(job),
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
    { hashElsewhere: deps.hashElsewhere, narrator: () => narration?.expected() ?? null },
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
  const queue = deps.queue ?? openLoggedQueue(config, 'refresh-report', log, sweeps.request);
  const narrateQueue = narration && (deps.narrateQueue ?? openLoggedQueue(config, 'narrate-report', log, sweeps.request));
  /** Both kinds of jobs publish, in turn for each directory. */
  const turns = lanes();
  const stopped = new AbortController();

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
      narrator: narration && { closed: narration.gate.awaited()?.reason ?? null, holdFile: narration.holdFile },
      sweepAtMs:
        config.role === 'worker' || config.role === 'narrator'
          ? null
          : sweptAtMs === null
            ? startedAtMs
            : performance.timeOrigin + sweptAtMs,
      sweepMsMax: SWEEPS_MISSED_MAX * config.watch.sweepMs + SWEEP_GRACE_MS,
      jobAtMs: jobs.oldestAtMs(),
      jobMsMax: config.queue.jobTimeoutMs + JOB_GRACE_MS,
    };
  }

  async function addUntold(job: RefreshReportJob): Promise<void> {
    if (narrateQueue) await addJob(narrateQueue, job);
  }

  async function addJob(to: JobQueue, job: RefreshReportJob): Promise<void> {
    try {
      await to.add(job);
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
  const refresh: RefreshReport = (job, signal, isCurrent) =>
    turns.run(directoryKey(job), signal, () => deps.refresh(job, signal, isCurrent));
  if (config.role === 'all' || config.role === 'worker') {
    const work = refreshWork(config, { refresh, reconcile, log, onUntold: addUntold });
    queue.start(jobs.watched(jobHandler(work, log)), config.queue.concurrency);
  }
  if (narration && narrateQueue && (config.role === 'all' || config.role === 'narrator')) {
    narrateQueue.start(jobHandler(narrateReports(narration, reconcile, refresh, log), log), 1);
    lookUpDigests(narration, log, stopped.signal);
  }
  if (config.role === 'all' || config.role === 'watcher') {
    const noteWrite = narration?.noteWrite ?? (() => undefined);
    if (config.watch.events) appendAll(watchers, openWatchers(config, log, reconcile, noteWrite, sweeps.request));
    await sweeps.start();
  }
  await notifier.ready();
  log.info({ event: 'daemon.started', role: config.role, queue: queue.driver, roots: config.roots }, 'daemon started');

  let stopping: Promise<void> | null = null;
  async function stop(reason: string): Promise<void> {
    heart.stop();
    stopped.abort(new Error('the process stops'));
    const told = notifier.stopping();
    loop.close();
    sweeps.close();
    reconcile.close();
    const watching = Promise.all(watchers.map((watcher) => watcher.close()));
    const queues = [queue.close(CLOSE_JOBS_MS), narrateQueue?.close(0)];
    await Promise.all([settlesWithin(Promise.all([watching, told]), CLOSE_WATCHERS_MS), ...queues]);
    log.info({ event: 'daemon.stopped', reason }, 'daemon stopped');
  }
  return {
    stop(reason) {
      stopping ??= stop(reason);
      return stopping;
    },
  };
}

/** The work of a narrate job in this process. */
function narrateReports(service: NarrationService, reconcile: Reconciler, refresh: RefreshReport, log: Log) {
  return narrateWork({
    service,
    log,
    isUntold: async (job) => (await reconcile.look(job)).isUntold,
    async refresh(job, signal) {
      try {
        const outcome = await refresh(job, signal, (fingerprint) => reconcile.isCurrent(job, fingerprint, false));
        logOutcome(log, job, outcome);
        return outcome.narrative;
      } catch (error) {
        // A refresh job comes, and the report it makes asks for itself.
        if (isOvertaken(error)) return null;
        throw error;
      }
    },
  });
}

/** Now and once an hour: a model that was replaced under its name is asked again. */
function lookUpDigests(service: NarrationService, log: Log, signal: AbortSignal): void {
  const look = () =>
    service.lookUpDigests(signal).catch((err) => {
      if (!signal.aborted) log.error({ event: 'narration.failed', err }, 'the weights of the models could not be looked up');
    });
  void look();
  const timer = setInterval(() => void look(), DIGEST_MS);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

function openLoggedQueue(config: Config, kind: JobKind, log: Log, requestSweep: () => void): JobQueue {
  return openQueue(config, kind, {
    onFailed: failureLog(log),
    onConnection(state, err) {
      // Each kind has a connection of its own, and they share their fate.
      if (kind === 'narrate-report' && config.role !== 'narrator') return;
      if (state === 'lost') log.warn({ event: 'queue.degraded', err }, 'Redis is away, the embedded queue serves');
      else log.info({ event: 'queue.restored' }, 'Redis is back');
      requestSweep();
    },
    onError: (err, suppressed) => log.warn({ event: 'queue.troubled', err, suppressed }, 'Redis refuses'),
  });
}

function openWatchers(
  config: Config,
  log: Log,
  reconcile: Reconciler,
  noteWrite: (path: string) => void,
  requestSweep: () => void,
): TreeWatcher[] {
  let complainedAtMs = Number.NEGATIVE_INFINITY;
  return config.roots.map((root) => {
    const watcher = watchTree(root.path, config.watch, {
      onDirty(path) {
        noteWrite(path);
        reconcile.markDirty(root.id, path);
      },
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
