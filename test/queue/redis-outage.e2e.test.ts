import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import { Worker } from 'bullmq';
import { type BullmqQueueOptions, bullmqQueue } from '../../src/edges/queue/bullmq-queue.ts';
import type { JobQueue } from '../../src/edges/queue/queue.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, type RedisServerOptions, redisServer } from '../support/redis-server.ts';
import { job, RETRY, scriptedHandler } from './queue-contract.ts';

const DEADLINE_MS = 1_000;
const servers: RedisServer[] = [];
const queues: JobQueue[] = [];

afterEach(async () => {
  await Promise.all(queues.splice(0).map((queue) => queue.close(0)));
  await Promise.all(servers.splice(0).map((server) => server.remove()));
});

async function serverOf(options: RedisServerOptions = {}): Promise<RedisServer> {
  const server = await redisServer(options);
  servers.push(server);
  return server;
}

/** A queue whose changes of connection and errors are recorded. */
function queueOf(url: string, options: Partial<BullmqQueueOptions> = {}) {
  const connection: string[] = [];
  const errors: string[] = [];
  const queue = bullmqQueue({
    ...RETRY,
    url,
    prefix: 'outage',
    deadlineMs: DEADLINE_MS,
    onConnection: (state, error) => connection.push(error ? `${state}: ${error.message}` : state),
    onError: (error) => errors.push(error.message),
    ...options,
  });
  queues.push(queue);
  return { queue, connection, errors };
}

/** The promise's outcome, or `late` when it has not settled within the deadline and a margin for a busy machine. */
async function outcome(call: Promise<unknown>): Promise<unknown> {
  const settled = call.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
  return Promise.race([settled, sleep(DEADLINE_MS + 1_000, 'late')]);
}

test('settles every call in time when Redis is down at the start, and works once it is there', async () => {
  const server = await serverOf({ started: false });
  const { queue, connection, errors } = queueOf(server.url);
  const script = scriptedHandler();
  queue.start(script.handle, 2);
  expect(await outcome(queue.add(job('a')))).toBe('QUEUE_UNREACHABLE');
  expect(await outcome(queue.depth())).toBe('QUEUE_UNREACHABLE');
  await sleep(1_500);
  expect(connection).toEqual([`lost: connect ECONNREFUSED 127.0.0.1:${server.port}`]);

  await server.start();
  await eventually('Redis is back', () => connection.at(-1) === 'restored');
  await queue.add(job('b'));
  await eventually('it runs', () => script.started.includes('b'));
  expect(connection).toHaveLength(2);
  expect(errors).toEqual([]);
});

test('closes in time when Redis is down, never was there, or hangs', async () => {
  const down = await serverOf({ started: false });
  const never = queueOf(down.url).queue;
  never.start(async () => {}, 1);
  expect(await outcome(never.close(DEADLINE_MS))).toBe('done');

  const server = await serverOf();
  for (const leave of [() => server.freeze(), () => server.kill()]) {
    const { queue } = queueOf(server.url);
    queue.start(async () => {}, 1);
    await queue.add(job('a'));
    await leave();
    expect(await outcome(queue.close(DEADLINE_MS))).toBe('done');
    server.thaw();
  }
});

test('works on after Redis was killed in the middle of a job and came back empty', async () => {
  const server = await serverOf();
  const { queue, connection } = queueOf(server.url);
  const script = scriptedHandler();
  queue.start(script.handle, 2);
  await queue.add(job('a'));
  await eventually('it runs', () => script.open.length === 1);
  await server.kill();
  await eventually('the loss is told', () => connection.length === 1);
  script.finish('a');
  await server.start();
  await eventually('the return is told', () => connection.length === 2);
  await queue.add(job('a'));
  await queue.add(job('b'));
  await eventually('both run', () => script.open.length === 2, 20_000);
  script.finish('a');
  script.finish('b');
  await eventually('the queue is empty', async () => (await queue.depth()).active === 0);
  expect(connection.map((line) => line.split(':')[0])).toEqual(['lost', 'restored']);
  expect(script.overlaps()).toBe(0);
});

test('keeps what waits across a restart of Redis with an append-only file', async () => {
  const server = await serverOf({ appendOnly: true });
  const { queue } = queueOf(server.url);
  await queue.add(job('a'));
  await queue.add(job('b'));
  await server.kill();
  await server.start();
  const script = scriptedHandler();
  queue.start(script.handle, 2);
  await eventually('both run', () => script.open.length === 2, 20_000);
});

test('resumes an idle worker after an outage of 12 s', async () => {
  const server = await serverOf();
  const { queue, connection } = queueOf(server.url);
  const script = scriptedHandler();
  queue.start(script.handle, 1);
  await queue.add(job('a'));
  await eventually('it runs', () => script.open.length === 1);
  script.finish('a');
  await server.kill();
  await sleep(12_000);
  await server.start();
  await eventually('the return is told', () => connection.at(-1) === 'restored');
  await queue.add(job('b'));
  await eventually('it runs', () => script.open.length === 1, 20_000);
  expect(connection).toHaveLength(2);
});

test('gives up on a Redis that hangs after one deadline, not one per call, and returns to it', async () => {
  const server = await serverOf();
  const { queue, connection } = queueOf(server.url);
  const script = scriptedHandler();
  queue.start(script.handle, 1);
  await queue.add(job('a'));
  await eventually('it runs', () => script.open.length === 1);
  script.finish('a');
  server.freeze();
  expect(await outcome(queue.add(job('b')))).toBe('QUEUE_UNREACHABLE');
  const many = Promise.allSettled(Array.from({ length: 200 }, (_, index) => queue.add(job(`d${index}`))));
  expect(await outcome(many)).toBe('done');
  expect(connection).toEqual(['lost: no answer within 1000 ms']);
  server.thaw();
  await eventually('the return is told', () => connection.at(-1) === 'restored');
  await queue.add(job('c'));
  for (let ran = ''; ran !== 'c'; ) {
    await eventually('one runs', () => script.open.length === 1, 20_000);
    ran = script.open[0]!.directory;
    script.finish(ran);
  }
});

test('works on after FLUSHALL while jobs run and wait', async () => {
  const server = await serverOf();
  const { queue } = queueOf(server.url);
  const script = scriptedHandler();
  queue.start(script.handle, 2);
  for (const directory of ['a', 'b', 'c']) await queue.add(job(directory));
  await eventually('two run', () => script.open.length === 2);
  await server.flushAll();
  expect(await queue.depth()).toEqual({ waiting: 0, active: 0, failed: 0 });
  for (const directory of ['a', 'c']) await queue.add(job(directory));
  script.finish('b');
  await sleep(200);
  expect(script.started.filter((directory) => directory === 'a')).toHaveLength(1);
  script.finish('a');
  await eventually('both run again', () => script.open.length === 2);
  expect(script.overlaps()).toBe(0);
});

test('rejects what a full Redis refuses, does not storm it with requests or errors, and works when there is room', async () => {
  const server = await serverOf();
  const { queue, errors } = queueOf(server.url);
  const emit = jest.spyOn(Worker.prototype, 'emit');
  const script = scriptedHandler();
  await queue.add(job('a'));
  await server.command('CONFIG', 'SET', 'maxmemory', '1');
  queue.start(script.handle, 1);
  expect(await outcome(queue.add(job('b')))).toBe('QUEUE_UNREACHABLE');
  await sleep(3_000);
  expect(script.started).toEqual([]);
  expect(emit.mock.calls.filter(([event]) => event === 'error').length).toBeLessThan(500);
  expect(errors.length).toBeLessThan(5);
  expect(errors.join()).toMatch(/OOM command not allowed/);
  emit.mockRestore();
  await server.command('CONFIG', 'SET', 'maxmemory', '0');
  await eventually('it runs', () => script.started.includes('a'), 20_000);
});

test('shows no password in any error', async () => {
  const server = await serverOf({ password: 'open sesame' });
  const right = queueOf(server.url);
  right.queue.start(async () => {}, 1);
  await right.queue.add(job('a'));

  const wrong = queueOf(server.url.replace('sesame', 'tahini'), { prefix: 'wrong' });
  const failure = await wrong.queue.add(job('a')).catch((error: unknown) => error);
  await server.kill();
  const lost = await right.queue.add(job('b')).catch((error: unknown) => error);
  const texts = [failure, lost].map(
    (error) => JSON.stringify(error, [...ownKeys(error)]) + String((error as Error).stack) + String((error as Error).cause),
  );
  const told = [...texts, ...wrong.connection, ...wrong.errors, ...right.connection, ...right.errors].join('\n');
  expect(failure).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
  expect(lost).toMatchObject({ code: 'QUEUE_UNREACHABLE' });
  expect(told).toContain('WRONGPASS');
  expect(told).not.toMatch(/sesame|tahini/);
});

function ownKeys(error: unknown): string[] {
  return ['message', 'cause', 'stack', 'command', 'args', ...Object.getOwnPropertyNames(error)];
}
