import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { readRules } from '../../src/compose/rules.ts';
import { hashCache } from '../../src/edges/files/fingerprint.ts';
import { reportDirectories } from '../../src/edges/files/report-directories.ts';
import { reportState, type StalenessOptions } from '../../src/edges/files/staleness.ts';
import { sizeLimits } from '../files/temp-tree.ts';
import { type DaemonProcess, startDaemonProcess } from '../support/daemon-process.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';
import { randomNumbers, randomStep, temporaryFiles } from './fault-steps.ts';
import { differencesToFresh, strandedReports } from './fresh-reports.ts';

/** `npm run test:faults -- 7 12` sets others; a seed always makes the same steps, in the same way of running. */
const SEEDS = (process.env['BENCHSCRIBE_FAULT_SEEDS'] ?? '1,2,3').split(',').map(Number);
const FAULTS_MS = Number(process.env['BENCHSCRIBE_FAULT_MS'] ?? 6_000);
const SETTINGS = { 'watch.quietMs': 200, 'watch.sweepMs': 700, 'watch.quietMsMax': 3_000, 'queue.backoffMs': 100 };
/** Quiet period, a sweep, and the time until a killed worker's job is taken over from Redis (lock and stall check), with room. */
const WITHIN_MS = 120_000;
const TEST_MS = FAULTS_MS + WITHIN_MS + 60_000;

/** One process with the embedded queue, one with Redis, a watcher and two workers. */
const WAYS = [
  { way: 'embedded', roles: ['all'], usesRedis: false },
  { way: 'bullmq', roles: ['all'], usesRedis: true },
  { way: 'split', roles: ['watcher', 'worker', 'worker'], usesRedis: true },
] as const;
const runs = SEEDS.map((seed) => ({ seed, ...WAYS[seed % WAYS.length]! }));

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };

let redis: RedisServer;
let root = '';
let processes: DaemonProcess[] = [];

beforeAll(async () => {
  redis = await redisServer();
});
afterAll(async () => {
  await redis.remove();
});
afterEach(async () => {
  await Promise.all(processes.map((daemon) => daemon.end('SIGKILL')));
  rmSync(dirname(root), { recursive: true, force: true });
});

/** What is not yet as it must become, cheaply: reports that do not tell of their inputs, and reports where none belongs. */
async function unfinished(): Promise<string[]> {
  const options: StalenessOptions = {
    ...{ ignore: [], countMax: 1_000, depthMax: 16, ...sizeLimits(1_000_000) },
    ...{ quietMs: 0, quietMsMax: 0, nowMs: Date.now(), formats: ['md', 'html', 'json'] },
    ruleFingerprint: readRules(version, join(import.meta.dirname, '../../dist')),
    hashes: hashCache(),
  };
  const stale = strandedReports(root).map((path) => `${path} is stranded`);
  for (const directory of reportDirectories(root, ['.', '*'], [])) {
    const { state, reason } = await reportState(root, { root: basename(root), directory }, options);
    if (state !== 'fresh' && state !== 'no-inputs') stale.push(`${directory}: ${reason}`);
  }
  return stale;
}

/** An empty directory stands in for the root for a while, as the mount point of a disk that is away does. */
async function takeRootAway(): Promise<void> {
  const disk = join(dirname(root), 'disk');
  renameSync(root, disk);
  mkdirSync(root);
  await sleep(1_500);
  expect(readdirSync(root)).toEqual([]);
  rmdirSync(root);
  renameSync(disk, root);
}

async function stopFor(ms: number, daemon: DaemonProcess): Promise<void> {
  daemon.child.kill('SIGSTOP');
  await sleep(ms);
  daemon.child.kill('SIGCONT');
}

test.each(runs)(
  'converges to what a fresh report says, with seed $seed, $way',
  async ({ seed, roles, usesRedis }) => {
    root = join(mkdtempSync(join(tmpdir(), 'benchscribe-faults-')), 'bench');
    mkdirSync(root);
    const random = randomNumbers(seed);
    const events = random() < 0.7;
    const env: Record<string, string> = usesRedis ? { REDIS_URL: redis.url } : {};
    const prefix = `faults-${seed}`;
    const launch = (role: string) => startDaemonProcess(root, { ...SETTINGS, role, 'watch.events': events, 'redis.prefix': prefix }, env);
    processes = roles.map(launch);
    const done: string[] = [];
    const faults: readonly (readonly [share: number, name: string, act: (index: number) => Promise<void>])[] = [
      [
        0.03,
        'kill -9',
        async (index) => {
          await processes[index]!.end('SIGKILL');
          processes[index] = launch(roles[index]!);
        },
      ],
      [0.01, 'stop', (index) => stopFor(1_500, processes[index]!)],
      [0.01, 'root away', takeRootAway],
      [usesRedis ? 0.03 : 0, 'FLUSHALL', () => redis.flushAll()],
      [
        usesRedis ? 0.015 : 0,
        'Redis killed',
        async () => {
          await redis.kill();
          await sleep(500);
          await redis.start();
        },
      ],
      [
        usesRedis ? 0.01 : 0,
        'Redis paused',
        async () => {
          redis.freeze();
          await sleep(3_000);
          redis.thaw();
        },
      ],
    ];
    for (const end = performance.now() + FAULTS_MS; performance.now() < end; ) {
      done.push(randomStep(root, random));
      const index = Math.floor(random() * processes.length);
      let draw = random();
      for (const [share, name, act] of faults) {
        if (draw >= 0 && draw < share) {
          done.push(`${name} ${roles[index]}`);
          await act(index);
        }
        draw -= share;
      }
      await sleep(random() * 60);
    }
    const told = (what: readonly string[]) =>
      `seed ${seed}: ${what.join('\n')}\nsteps: ${done.join(', ')}\nlog: ${JSON.stringify(
        processes.map(({ log }) => log.slice(-12)),
        null,
        1,
      )}`;
    let left: string[] = [];
    const converged = async () => {
      left = await unfinished();
      await sleep(200);
      return left.length === 0;
    };
    await eventually('every report matches its inputs', converged, WITHIN_MS).catch((cause: unknown) => {
      throw new Error(told(left), { cause });
    });
    const differences = await differencesToFresh(root);
    if (differences.length > 0) throw new Error(told(differences));

    expect(await Promise.all(processes.map((daemon) => daemon.end('SIGTERM')))).toEqual(roles.map(() => 0));
    processes = roles.map(launch);
    await eventually('no temporary file is left', () => temporaryFiles(root).length === 0);
    expect(await unfinished()).toEqual([]);
  },
  TEST_MS,
);
