import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
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
import { randomNumbers, randomStep, temporaryFiles } from './chaos-steps.ts';

/** Seeds to try; one that failed is tried again with BENCHSCRIBE_CHAOS_SEEDS=7. */
const SEEDS = (process.env['BENCHSCRIBE_CHAOS_SEEDS'] ?? '1,2').split(',').map(Number);
const CHAOS_MS = 10_000;
const SETTINGS = { 'watch.quietMs': 200, 'watch.sweepMs': 700, 'watch.quietMsMax': 3_000, 'queue.backoffMs': 100 };
/** Quiet period, a sweep, and the time until a killed worker's job is taken over from Redis (lock and stall check), with room. */
const WITHIN_MS = 40_000;

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as { version: string };
const ways = SEEDS.flatMap((seed) => [
  { seed, way: 'embedded', env: false, events: true },
  { seed, way: 'bullmq', env: true, events: true },
  { seed, way: 'bullmq without events', env: true, events: false },
]);

let redis: RedisServer;
let root = '';
let daemon: DaemonProcess | null = null;

beforeAll(async () => {
  redis = await redisServer();
});
afterAll(async () => {
  await redis.remove();
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** The report directories whose report does not tell of their inputs, with the reason. */
async function staleReports(): Promise<string[]> {
  const options: StalenessOptions = {
    ignore: [],
    countMax: 1_000,
    depthMax: 16,
    ...sizeLimits(1_000_000),
    quietMs: 0,
    quietMsMax: 0,
    nowMs: Date.now(),
    formats: ['md', 'html', 'json'],
    ruleFingerprint: readRules(version, join(import.meta.dirname, '../../dist')),
    hashes: hashCache(),
  };
  const stale: string[] = [];
  for (const directory of reportDirectories(root, ['.', '*'], [])) {
    const { state, reason } = await reportState(root, { root: basename(root), directory }, options);
    if (state !== 'fresh' && state !== 'no-inputs') stale.push(`${directory}: ${reason}`);
  }
  return stale;
}

test.each(ways)('converges after chaos with seed $seed, $way', async ({ seed, env, events }) => {
  root = mkdtempSync(join(tmpdir(), 'benchscribe-chaos-'));
  const random = randomNumbers(seed);
  const launch = () => startDaemonProcess(root, { ...SETTINGS, 'watch.events': events }, env ? { REDIS_URL: redis.url } : {});
  daemon = launch();
  const done: string[] = [];
  for (const end = performance.now() + CHAOS_MS; performance.now() < end; ) {
    done.push(randomStep(root, random));
    const fault = random();
    if (fault < 0.02) {
      await daemon.end('SIGKILL');
      daemon = launch();
    } else if (fault < 0.03) {
      daemon.child.kill('SIGSTOP');
      await sleep(1_500);
      daemon.child.kill('SIGCONT');
    } else if (env && fault < 0.06) await redis.flushAll();
    else if (env && fault < 0.07) {
      await redis.kill();
      await sleep(500);
      await redis.start();
    }
    await sleep(random() * 60);
  }
  let stale: string[] = [];
  await eventually(
    'every report matches its inputs',
    async () => {
      stale = await staleReports();
      return stale.length === 0;
    },
    WITHIN_MS,
  ).catch((error: unknown) => {
    throw new Error(
      `seed ${seed}: ${stale.join('; ')}\nsteps: ${done.join(', ')}\nlog: ${JSON.stringify(daemon?.log.slice(-20), null, 1)}`,
      {
        cause: error,
      },
    );
  });
  expect(await daemon.end('SIGTERM')).toBe(0);
  daemon = launch();
  await eventually('no temporary file is left', () => temporaryFiles(root).length === 0);
  expect(await staleReports()).toEqual([]);
});
