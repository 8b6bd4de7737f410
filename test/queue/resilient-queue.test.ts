import { describe, expect, test } from '@jest/globals';
import { embeddedQueue } from '../../src/edges/queue/embedded-queue.ts';
import type { JobQueue } from '../../src/edges/queue/queue.ts';
import type { OnConnection } from '../../src/edges/queue/redis-link.ts';
import { resilientQueue } from '../../src/edges/queue/resilient-queue.ts';
import { AppError } from '../../src/errors.ts';
import { eventually } from '../support/eventually.ts';
import { job, queueContract, RETRY, scriptedHandler } from './queue-contract.ts';

/** A queue that stands for the one in Redis: it works like the embedded one until it is cut off; what it runs, it goes on running. */
function cutOffQueue(onConnection: OnConnection) {
  const inner = embeddedQueue(RETRY);
  let away = false;
  const unreachable = () => new AppError('QUEUE_UNREACHABLE', 'add job at redis://127.0.0.1:1: no answer');
  const queue: JobQueue = {
    ...inner,
    driver: 'bullmq',
    add: async (added) => (away ? Promise.reject(unreachable()) : inner.add(added)),
    depth: async () => (away ? Promise.reject(unreachable()) : inner.depth()),
  };
  return {
    queue,
    cut() {
      away = true;
      onConnection('lost', new Error('no answer'));
    },
    restore() {
      away = false;
      onConnection('restored');
    },
  };
}

function resilient() {
  const told: string[] = [];
  let redis!: ReturnType<typeof cutOffQueue>;
  const queue = resilientQueue(
    (onConnection) => {
      redis = cutOffQueue(onConnection);
      return redis.queue;
    },
    embeddedQueue(RETRY),
    (state, error) => told.push(error ? `${state}: ${error.message}` : state),
  );
  return { queue, redis, told };
}

queueContract('resilient (Redis there)', (options) =>
  resilientQueue(() => ({ ...embeddedQueue(options), driver: 'bullmq' }), embeddedQueue(options)),
);

queueContract('resilient (Redis away)', (options) =>
  resilientQueue((onConnection) => {
    onConnection('lost', new Error('no answer'));
    return embeddedQueue(options);
  }, embeddedQueue(options)),
);

describe('resilientQueue', () => {
  test('runs jobs in the embedded queue while Redis is away, and says so once per change', async () => {
    const { queue, redis, told } = resilient();
    const script = scriptedHandler();
    queue.start(script.handle, 4);
    expect(queue.driver).toBe('bullmq');
    redis.cut();
    expect(queue.driver).toBe('embedded');
    for (const directory of ['a', 'b']) await queue.add(job(directory));
    await eventually('both run', () => script.open.length === 2);
    expect(await queue.depth()).toEqual({ waiting: 0, active: 2, failed: 0 });
    redis.restore();
    expect(queue.driver).toBe('bullmq');
    await queue.add(job('c'));
    await eventually('all run', () => script.open.length === 3);
    expect(told).toEqual(['lost: no answer', 'restored']);
    await queue.close(0);
  });

  test('never runs a directory twice at once, though both queues have it', async () => {
    const { queue, redis } = resilient();
    const script = scriptedHandler();
    queue.start(script.handle, 4);
    await queue.add(job('a'));
    await eventually('it runs', () => script.open.length === 1);
    redis.cut();
    await queue.add(job('a'));
    await queue.add(job('b'));
    await eventually('another one runs', () => script.open.length === 2);
    expect(script.started).toEqual(['a', 'b']);
    script.finish('a');
    await eventually('it runs once more', () => script.started.length === 3);
    expect(script.overlaps()).toBe(0);
    await queue.close(0);
  });

  test('keeps to the number of jobs at a time over both queues', async () => {
    const { queue, redis } = resilient();
    const script = scriptedHandler();
    queue.start(script.handle, 1);
    await queue.add(job('a'));
    await eventually('it runs', () => script.open.length === 1);
    redis.cut();
    await queue.add(job('b'));
    script.finish('a');
    await eventually('the other runs', () => script.open.length === 1);
    expect(script.activeMax()).toBe(1);
    await queue.close(0);
  });

  test('rejects an addition while Redis is away in a process that does not work', async () => {
    const { queue, redis } = resilient();
    redis.cut();
    await expect(queue.add(job('a'))).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    expect(queue.driver).toBe('bullmq');
    redis.restore();
    await queue.add(job('a'));
    expect((await queue.depth()).waiting).toBe(1);
    await queue.close(0);
  });

  test('passes on an error of the queue in Redis that is not about reaching it', async () => {
    const broken: JobQueue = { ...embeddedQueue(RETRY), add: () => Promise.reject(new TypeError('bug')) };
    const queue = resilientQueue(() => broken, embeddedQueue(RETRY));
    queue.start(async () => {}, 1);
    await expect(queue.add(job('a'))).rejects.toThrow('bug');
    await queue.close(0);
  });
});
