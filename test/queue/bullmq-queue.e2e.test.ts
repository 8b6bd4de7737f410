import { afterAll, beforeAll } from '@jest/globals';
import { bullmqQueue } from '../../src/edges/queue/bullmq-queue.ts';
import { type RedisServer, redisServer } from '../support/redis-server.ts';
import { queueContract } from './queue-contract.ts';

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
