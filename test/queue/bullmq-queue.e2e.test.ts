import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bullmqQueue } from '../../src/edges/queue/bullmq-queue.ts';
import { eventually } from '../support/eventually.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';
import { job, queueContract, RETRY, scriptedHandler } from './queue-contract.ts';

let server: RedisServer;
let prefixes = 0;
beforeAll(async () => {
  server = await redisServer();
});
afterAll(async () => {
  await server.remove();
});

queueContract('bullmq', (options) => {
  prefixes += 1;
  return bullmqQueue({ ...options, url: server.url, prefix: `contract-${prefixes}`, deadlineMs: 2_000 });
});

describe('queues of two kinds in one Redis', () => {
  test('keep their jobs apart: the same directory waits, runs and fails in each by itself', async () => {
    const options = { ...RETRY, attempts: 1, url: server.url, prefix: 'kinds', deadlineMs: 2_000 };
    const [refreshing, narrating] = [
      bullmqQueue({ ...options, kind: 'refresh-report' }),
      bullmqQueue({ ...options, kind: 'narrate-report' }),
    ];
    try {
      const [refresh, narrate] = [scriptedHandler(), scriptedHandler()];
      await narrating.add(job('a'));
      refreshing.start(refresh.handle, 2);
      narrating.start(narrate.handle, 1);
      await eventually('the narration runs', () => narrate.started.length === 1);
      expect(refresh.started).toEqual([]);
      await refreshing.add(job('a'));
      await eventually('the refresh runs beside it', () => refresh.started.length === 1);
      narrate.finish('a', new Error('broken'));
      await eventually('one has failed', async () => (await narrating.depth()).failed === 1);
      expect(await refreshing.depth()).toEqual({ waiting: 0, active: 1, failed: 0 });
      refresh.finish('a');
    } finally {
      await Promise.all([refreshing.close(0), narrating.close(0)]);
    }
  });
});
