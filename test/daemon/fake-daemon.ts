import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { Config } from '../../src/config.ts';
import type { ArtifactContent } from '../../src/contracts/artifact.ts';
import type { RefreshReportJob } from '../../src/contracts/job.ts';
import { type Daemon, type DaemonDeps, startDaemon } from '../../src/daemon.ts';
import { readArtifact } from '../../src/edges/files/artifact-reader.ts';
import { type Inputs, readInputs } from '../../src/edges/files/inputs.ts';
import { commitStaged, stageReport } from '../../src/edges/files/report-publisher.ts';
import { createLogger } from '../../src/log.ts';
import type { RefreshReport } from '../../src/worker.ts';
import { reportFiles, sizeLimits } from '../files/temp-tree.ts';

export const RULES = 'sha256:rules';
const TIMINGS = { readMs: 0, parseMs: 0, aggregateMs: 0, compareMs: 0, narrateMs: 0, renderMs: 0, totalMs: 1 };
const running: Daemon[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((daemon) => daemon.stop('test over')));
});

export interface FakeDaemon {
  readonly daemon: Daemon;
  readonly config: Config;
  /** Every refresh that was made, by directory, oldest first. */
  readonly refreshed: string[];
  /** The log, one object per line. */
  readonly lines: Record<string, unknown>[];
}

export interface FakeOptions {
  readonly watch?: object;
  readonly queue?: object;
  readonly roots?: readonly { readonly id: string; readonly path: string }[];
  readonly role?: 'all' | 'watcher' | 'worker';
  /** Called with the inputs of each refresh before its report is published. */
  readonly onRefresh?: (job: RefreshReportJob, inputs: Inputs<ArtifactContent>) => void | Promise<void>;
  readonly deps?: Partial<DaemonDeps>;
}

export function fakeConfig(root: string, options: FakeOptions = {}): Config {
  return Config.parse({
    role: options.role,
    roots: options.roots ?? [{ id: 'bench', path: root }],
    watch: { quietMs: 200, quietMsMax: 2_000, sweepMs: 200, ...options.watch },
    queue: { driver: 'embedded', attempts: 2, backoffMs: 10, ...options.queue },
    log: { level: 'debug' },
  });
}

/** A `refresh` that publishes a small report whose note is the content of all artifacts, and whether one was still growing. */
export function fakeRefresh(config: Config, options: FakeOptions, refreshed: string[]): RefreshReport {
  return async (job, _signal, isCurrent) => {
    refreshed.push(job.directory);
    const root = config.roots.find(({ id }) => id === job.root)!.path;
    const limits = { ignore: config.watch.ignore, countMax: 1_000, depthMax: 16, ...sizeLimits(1_000_000), quietMs: config.watch.quietMs };
    const inputs = await readInputs(root, job, { ...limits, nowMs: Date.now() }, readArtifact);
    await options.onRefresh?.(job, inputs);
    const texts = inputs.contents.map(
      ({ path, bytes, growing }) => `${path}${growing ? ' (growing)' : ''}=${Buffer.from(bytes).toString()}`,
    );
    const staged = stageReport(join(root, job.directory), reportFiles(inputs.fingerprint, RULES, texts.join(' ')));
    const { written, foreign } = commitStaged(staged, { fresh: () => isCurrent(inputs.fingerprint) });
    const counts = { artifactCount: inputs.contents.length, factCount: 0, durationMs: 1, timings: TIMINGS };
    return { status: 'published', written, foreign, ...counts, narrative: null };
  };
}

/** Starts a daemon over `root` with short intervals, the embedded queue and a fake pipeline. It is stopped after the test. */
export async function fakeDaemon(root: string, options: FakeOptions = {}): Promise<FakeDaemon> {
  const config = fakeConfig(root, options);
  const refreshed: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const log = await createLogger(config.log, { write: (line: string) => lines.push(JSON.parse(line)) }, false);
  const refresh = fakeRefresh(config, options, refreshed);
  const daemon = await startDaemon(config, { log, refresh, ruleFingerprint: RULES, ...options.deps });
  running.push(daemon);
  return { daemon, config, refreshed, lines };
}

/** What the fake report of a directory says; '' where there is none. */
export function noteOf(root: string, directory = '.'): string {
  const path = join(root, directory, 'benchscribe-report.md');
  return existsSync(path) ? readFileSync(path, 'utf8').split('---\n')[2]!.trim() : '';
}

/** Modification times of the three files of a report. */
export function writtenAt(root: string, directory = '.'): number[] {
  return ['md', 'html', 'json'].map((format) => statSync(join(root, directory, `benchscribe-report.${format}`)).mtimeMs);
}
