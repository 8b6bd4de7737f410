import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bullmqQueue } from '../../src/edges/queue/bullmq-queue.ts';
import { embeddedQueue } from '../../src/edges/queue/embedded-queue.ts';
import { resilientQueue } from '../../src/edges/queue/resilient-queue.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';
import { job, RETRY, scriptedHandler } from './queue-contract.ts';

let server: RedisServer;
beforeAll(async () => {
  server = await redisServer();
});
afterAll(async () => {
  await server.remove();
});

test('the embedded queue steps in while Redis is away, and makes room when it is back', async () => {
  const told: string[] = [];
  const queue = resilientQueue(
    (onConnection) => bullmqQueue({ ...RETRY, url: server.url, prefix: 'resilient', deadlineMs: 1_000, onConnection }),
    embeddedQueue(RETRY),
    (state) => told.push(state),
  );
  const script = scriptedHandler();
  queue.start(script.handle, 4);
  await queue.add(job('a'));
  await eventually('it runs', () => script.open.length === 1);

  await server.kill();
  for (const directory of ['a', 'b']) await queue.add(job(directory));
  await eventually('the other one runs', () => script.open.length === 2);
  expect(queue.driver).toBe('embedded');
  expect(script.started).toEqual(['a', 'b']);
  script.finish('b');
  script.finish('a');
  await eventually('it runs once more', () => script.open.length === 1);

  await server.start();
  await eventually('Redis is back', () => queue.driver === 'bullmq');
  await queue.add(job('c'));
  expect(Number(await server.command('EXISTS', 'resilient:refresh-report:id'))).toBe(1);
  await eventually('it runs', () => script.open.some(({ directory }) => directory === 'c'), 20_000);
  expect(told).toEqual(['lost', 'restored']);
  expect(script.overlaps()).toBe(0);
  await queue.close(0);
});
