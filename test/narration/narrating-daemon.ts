import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { openNarration } from '../../src/compose/narration.ts';
import { refreshDirectory } from '../../src/compose/refresh-directory.ts';
import { Config } from '../../src/config.ts';
import { Report } from '../../src/contracts/report.ts';
import { type Daemon, startDaemon } from '../../src/daemon.ts';
import type { NarrationService } from '../../src/edges/narration/narration-service.ts';
import { createLogger } from '../../src/log.ts';
import { tempTree } from '../files/temp-tree.ts';
import { refresherHere } from '../support/refresher-here.ts';

const reports = join(import.meta.dirname, '../reports');
const running: Daemon[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((daemon) => daemon.stop('test over')));
});

export interface NarratingDaemon {
  readonly daemon: Daemon;
  readonly service: NarrationService | null;
  /** The log, one object per line. */
  readonly lines: Record<string, unknown>[];
  /** Events of one name, oldest first. */
  events(name: string): Record<string, unknown>[];
}

/** A tree with the artifacts of a golden report in each directory, last modified an hour ago. */
export function benchTree(places: Readonly<Record<string, string>>): string {
  const root = tempTree();
  for (const [directory, name] of Object.entries(places)) addArtifacts(root, directory, name);
  return root;
}

/** Adds the artifacts of a golden report to a directory. */
export function addArtifacts(root: string, directory: string, name: string): void {
  const place = join(root, directory);
  mkdirSync(place, { recursive: true });
  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600;
  for (const file of readdirSync(join(reports, name, 'input'))) {
    copyFileSync(join(reports, name, 'input', file), join(place, file));
    utimesSync(join(place, file), hourAgo, hourAgo);
  }
}

export interface NarratingOptions {
  /** Without one no narrator is configured. */
  readonly url?: string;
  readonly stateDirectory: string;
  readonly narrator?: object;
  readonly quiet?: object;
}

/** A daemon with the real pipeline in this process, short intervals and the subdirectories of `root` as report directories. */
export async function narratingDaemon(root: string, { url, stateDirectory, narrator, quiet }: NarratingOptions): Promise<NarratingDaemon> {
  const config = Config.parse({
    roots: [{ id: 'bench', path: root }],
    reports: { directories: ['*'], formats: ['md', 'html', 'json'] },
    watch: { quietMs: 100, quietMsMax: 2_000, sweepMs: 200 },
    queue: { driver: 'embedded', backoffMs: 10 },
    log: { level: 'debug' },
    ...(url === undefined
      ? {}
      : {
          narrator: {
            servers: { local: { url } },
            agents: { insight: { model: 'tiny' } },
            quiet: { afterWriteMs: 0, gpuUtilizationMax: 100, checkMs: 50, ...quiet },
            ...narrator,
          },
        }),
  });
  const lines: Record<string, unknown>[] = [];
  const log = await createLogger(config.log, { write: (line: string) => lines.push(JSON.parse(line)) }, false);
  const onGate = (closed: { reason: string } | null) => lines.push({ event: closed ? 'gate.closed' : 'gate.opened', ...closed });
  const service = await openNarration(config, { env: {}, stateDirectory, onGate });
  const refresh = refreshDirectory(config, refresherHere(), log, () => service?.lookup() ?? null);
  const daemon = await startDaemon(config, { log, refresh, ruleFingerprint: 'sha256:rules', narration: service });
  running.push(daemon);
  return { daemon, service, lines, events: (name) => lines.filter(({ event }) => event === name) };
}

/** The report of a directory as it stands; null where there is none. */
export function reportAt(root: string, directory: string): Report | null {
  const path = join(root, directory, 'benchscribe-report.json');
  return existsSync(path) ? Report.parse(JSON.parse(readFileSync(path, 'utf8'))) : null;
}

/** "L0 pending", "L1 verified"; '' where there is no report. */
export function toldAt(root: string, directory: string): string {
  const narrative = reportAt(root, directory)?.narrative;
  return narrative === undefined ? '' : `${narrative.level} ${narrative.status}`;
}
