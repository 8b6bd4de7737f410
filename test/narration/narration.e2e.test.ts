import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { tempTree } from '../files/temp-tree.ts';
import { type DaemonProcess, startDaemonProcess } from '../support/daemon-process.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';
import { type FakeOllama, fakeOllama } from './fake-ollama.ts';
import { benchTree, toldAt } from './narrating-daemon.ts';
import { strongAnswer } from './strong-model.ts';

const WITHIN_MS = 20_000;
const running: DaemonProcess[] = [];
let redis: RedisServer;
let server: FakeOllama;
let root: string;
let state: string;

beforeAll(async () => {
  redis = await redisServer();
});
afterAll(() => redis.remove());
beforeEach(async () => {
  server = await fakeOllama();
  root = benchTree({ first: 'trade-off', second: 'sweep' });
  state = tempTree();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((daemon) => daemon.end('SIGKILL')));
  await server.close();
});

function daemon(env: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, string>> = {}): DaemonProcess {
  const settings = {
    'watch.quietMs': 100,
    'watch.sweepMs': 300,
    'reports.directories': '["*"]',
    'narrator.quiet': '{afterWriteMs: 0, gpuUtilizationMax: 100, checkMs: 50}',
    ...more,
  };
  const narrator = { BENCHSCRIBE_NARRATOR_MODEL: 'tiny', BENCHSCRIBE_NARRATOR_URL: server.url };
  const started = startDaemonProcess(root, settings, { STATE_DIRECTORY: state, ...narrator, ...env });
  running.push(started);
  return started;
}

const told = () => ['first', 'second'].map((directory) => toldAt(root, directory));
const areTold = () => told().every((state) => state === 'L1 verified');
const eventsOf = ({ log }: DaemonProcess, event: string) => log.filter((line) => line['event'] === event);
const drivers = () => ({ embedded: {}, bullmq: { REDIS_URL: redis.url } });

describe.each(['embedded', 'bullmq'] as const)('a daemon with a narrator and the %s queue', (driver) => {
  beforeEach(() => redis.flushAll());

  test('publishes all reports before a model has answered, and has them told after a kill in mid-call', async () => {
    server.behave('silent');
    const first = daemon(drivers()[driver]);
    await eventually('a question', () => server.questions.length === 1, WITHIN_MS);
    await eventually('both reports', () => told().every((state) => state === 'L0 pending'), WITHIN_MS);
    await first.end('SIGKILL');
    expect(told()).toEqual(['L0 pending', 'L0 pending']);
    server.behave(strongAnswer);
    const second = daemon(drivers()[driver]);
    // What the killed process has loaded is a stranger's model to the next one, until the server lets it go.
    const isClosed = () => eventsOf(second, 'gate.closed').some(({ reason }) => String(reason).includes('tiny:latest loaded'));
    await eventually('a closed gate', isClosed, WITHIN_MS);
    server.expire();
    await eventually('both told', areTold, WITHIN_MS);
    expect(eventsOf(second, 'narration.finished')).toHaveLength(2);
    expect(eventsOf(second, 'report.disputed')).toEqual([]);
    const asked = server.questions.length;
    await sleep(1_000);
    expect(server.questions).toHaveLength(asked);
    expect(readdirSync(join(state, 'narrations')).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  test('refreshes reports while a narration waits', async () => {
    server.behave('silent');
    const narrating = daemon(drivers()[driver]);
    await eventually('a question', () => server.questions.length === 1, WITHIN_MS);
    const published = () => eventsOf(narrating, 'report.published').length;
    const before = published();
    execFileSync('cp', [join(root, 'first/quality.csv'), join(root, 'second/quality.csv')]);
    await eventually('the new report', () => published() > before, WITHIN_MS);
    expect(toldAt(root, 'second')).toBe('L0 pending');
  });

  test('stops in mid-call, and withdraws the question', async () => {
    server.behave('silent');
    const narrating = daemon(drivers()[driver]);
    await eventually('a question', () => server.questions.length === 1, WITHIN_MS);
    const startMs = performance.now();
    expect(await narrating.end('SIGTERM')).toBe(0);
    expect(performance.now() - startMs).toBeLessThan(3_000);
    await eventually('its withdrawal', () => server.withdrawn() === 1);
    expect(eventsOf(narrating, 'job.failed')).toEqual([]);
  });
});

describe('processes with roles', () => {
  beforeEach(() => redis.flushAll());

  test('share the work: the watcher finds, the worker makes, the narrator asks', async () => {
    const env = drivers().bullmq;
    const [watcher, worker, narrator] = ['watcher', 'worker', 'narrator'].map((role) => daemon(env, { role }));
    await eventually('both told', areTold, WITHIN_MS);
    expect(eventsOf(narrator!, 'narration.finished')).toHaveLength(2);
    for (const other of [watcher!, worker!]) expect(eventsOf(other, 'narration.finished')).toEqual([]);
    expect(eventsOf(worker!, 'report.published')).toHaveLength(2);
  });
});
