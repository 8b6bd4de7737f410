import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { bullmqQueue } from '../../src/edges/queue/bullmq-queue.ts';
import type { JobQueue, OnFailed } from '../../src/edges/queue/queue.ts';
import type { AppError } from '../../src/errors.ts';
import { jobHandler } from '../../src/worker.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';
import { type WorkerEvent, type WorkerProcess, workerProcess } from '../support/worker-process.ts';
import { job, RETRY, scriptedHandler } from './queue-contract.ts';

let server: RedisServer;
const workers: WorkerProcess[] = [];
const queues: JobQueue[] = [];
let prefix = '';
let tests = 0;

beforeAll(async () => {
  server = await redisServer();
});
afterAll(async () => {
  await server.remove();
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGKILL')));
  await Promise.all(queues.splice(0).map((queue) => queue.close(0)));
});

function queueOf(
  options: { watchdogMs?: number; lockMs?: number; stalledMs?: number; onFailed?: OnFailed; onError?: (error: Error) => void } = {},
): JobQueue {
  const queue = bullmqQueue({ ...RETRY, url: server.url, prefix, deadlineMs: 2_000, ...options });
  queues.push(queue);
  return queue;
}

/** Every test has a queue of its own in the common Redis. */
function newPrefix(): void {
  tests += 1;
  prefix = `workers-${tests}`;
}

function workerOf(options: object = {}): WorkerProcess {
  const worker = workerProcess({ url: server.url, prefix, ...options });
  workers.push(worker);
  return worker;
}

function has(worker: WorkerProcess, event: WorkerEvent['event'], directory: string): boolean {
  return worker.events.some((seen) => seen.event === event && seen.directory === directory);
}

/** True when in the merged record of all workers a directory was started while it ran elsewhere. */
function overlapping(...all: WorkerProcess[]): string[] {
  const running = new Set<string>();
  const twice: string[] = [];
  for (const { event, directory } of all.flatMap(({ events }) => events).sort((a, b) => a.at - b.at || order(a) - order(b))) {
    if (event === 'started' && running.has(directory)) twice.push(directory);
    if (event === 'started') running.add(directory);
    else running.delete(directory);
  }
  return twice;
}

/** Within one millisecond an end comes before the start that it made possible. */
function order({ event }: WorkerEvent): number {
  return event === 'started' ? 1 : 0;
}

test('a job of a killed worker is taken over, however often, and never counted as failed', async () => {
  newPrefix();
  const locks = { lockMs: 2_000, stalledMs: 1_000 };
  const queue = queueOf(locks);
  await queue.add(job('hang'));
  for (let deaths = 0; deaths < 2; deaths += 1) {
    const worker = workerOf(locks);
    await eventually('the job starts', () => has(worker, 'started', 'hang'), 20_000);
    await worker.kill('SIGKILL');
  }
  // What was added while its worker was dying leads to one more run, as always.
  await queue.add(job('hang'));
  const script = scriptedHandler();
  queue.start(script.handle, 1);
  await eventually('the job is taken over', () => script.open.length === 1, 20_000);
  script.finish('hang');
  await eventually('it runs once more', () => script.open.length === 1, 20_000);
  script.finish('hang');
  expect((await queue.depth()).failed).toBe(0);
});

test('a job of a killed worker is taken over with the locks of normal operation', async () => {
  newPrefix();
  const worker = workerOf();
  const queue = queueOf();
  await queue.add(job('hang'));
  await eventually('the job starts', () => has(worker, 'started', 'hang'), 20_000);
  await worker.kill('SIGKILL');
  const script = scriptedHandler();
  queue.start(script.handle, 1);
  await eventually('the job is taken over', () => script.open.length === 1, 30_000);
});

test('two worker processes share the work and never run one directory twice at once', async () => {
  newPrefix();
  const first = workerOf();
  const second = workerOf();
  const watcher = queueOf();
  const directories = Array.from({ length: 12 }, (_, index) => `sleep-${20 + index}`);
  const busy = (worker: WorkerProcess) => worker.events.length > 20;
  await eventually('both work', async () => {
    await Promise.all(directories.map((directory) => watcher.add(job(directory))));
    return busy(first) && busy(second);
  });
  await eventually('the queue is empty', async () => {
    const { waiting, active } = await watcher.depth();
    return waiting === 0 && active === 0;
  });
  expect(overlapping(first, second)).toEqual([]);
  for (const directory of directories) expect([first, second].some((worker) => has(worker, 'finished', directory))).toBe(true);
});

test('a worker whose event loop was blocked gives up the job that another took over', async () => {
  newPrefix();
  const locks = { lockMs: 1_000, stalledMs: 500 };
  const blocked = workerOf(locks);
  const queue = queueOf();
  await queue.add(job('block-4000'));
  await eventually('the job starts', () => has(blocked, 'started', 'block-4000'), 20_000);
  const other = queueOf(locks);
  const script = scriptedHandler();
  other.start(script.handle, 1);
  await eventually('another takes it over', () => script.open.length === 1, 20_000);
  await eventually('the blocked one is told', () => has(blocked, 'aborted', 'block-4000'), 20_000);
  script.finish('block-4000');
  await eventually('the queue is empty', async () => (await queue.depth()).active === 0);
  expect(has(blocked, 'finished', 'block-4000')).toBe(false);
  expect(await queue.depth()).toEqual({ waiting: 0, active: 0, failed: 0 });
  await queue.add(job('block-4000'));
  await eventually('the directory can run again', () => script.open.length === 1 || blocked.events.length > 2, 20_000);
});

test('a worker that is told to stop hands its unfinished job to another at once', async () => {
  newPrefix();
  const leaving = queueOf();
  const staying = queueOf();
  const script = scriptedHandler();
  leaving.start(script.handle, 1);
  await leaving.add(job('a'));
  await eventually('it runs', () => script.open.length === 1);
  await leaving.close(50);
  expect(await staying.depth()).toEqual({ waiting: 1, active: 0, failed: 0 });
  const next = scriptedHandler();
  staying.start(next.handle, 1);
  await eventually('another runs it', () => next.open.length === 1);
});

test('a payload that no version of ours wrote fails for good and blocks nobody', async () => {
  newPrefix();
  const failures: unknown[] = [];
  const queue = queueOf({
    onFailed: (payload, error, attempt, final) => failures.push([payload, (error as AppError).code, attempt, final]),
  });
  const connection = new Redis(server.url, { maxRetriesPerRequest: null });
  await new Queue('refresh-report', { connection, prefix }).add('refresh-report', { path: '/etc' });
  connection.disconnect();
  const refreshed: unknown[] = [];
  queue.start(
    jobHandler(async (refreshedJob) => void refreshed.push(refreshedJob), { debug() {} }),
    1,
  );
  await queue.add(job('a'));
  await eventually('the good one runs', () => refreshed.length === 1);
  expect(refreshed).toEqual([job('a')]);
  expect(failures).toEqual([[{ path: '/etc' }, 'JOB_INVALID', 1, true]]);
});

test('a worker that takes no jobs although some wait is built anew', async () => {
  newPrefix();
  const errors: string[] = [];
  const queue = queueOf({ watchdogMs: 600, onError: (error) => errors.push(error.message) });
  const stuck = jest.spyOn(Worker.prototype, 'run').mockImplementationOnce(() => new Promise(() => {}));
  const ran: unknown[] = [];
  queue.start(async (payload) => void ran.push(payload), 1);
  await queue.add(job('a'));
  await eventually('it runs', () => ran.length === 1);
  stuck.mockRestore();
  expect(errors).toEqual(['the worker took no job for 600 ms although jobs wait; it was built anew']);
});

test('what Redis holds of a job are names, and of finished jobs a bounded number', async () => {
  newPrefix();
  const queue = queueOf();
  let ran = 0;
  queue.start(async () => {
    ran += 1;
  }, 4);
  for (let index = 0; index < 150; index += 1) await queue.add(job(`d${index}`));
  await eventually('all run', () => ran === 150);
  await eventually('the queue is empty', async () => (await queue.depth()).active === 0);
  expect(await server.command('ZCARD', `${prefix}:refresh-report:completed`)).toBe(100);
  const [id] = (await server.command('ZRANGE', `${prefix}:refresh-report:completed`, '0', '0')) as string[];
  expect(await server.command('HGET', `${prefix}:refresh-report:${id}`, 'data')).toMatch(/^{"root":"bench","directory":"d\d+"}$/);
});
