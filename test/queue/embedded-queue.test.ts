import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { embeddedQueue } from '../../src/edges/queue/embedded-queue.ts';
import { eventually } from '../support/eventually.ts';
import { job, queueContract, RETRY, scriptedHandler } from './queue-contract.ts';

queueContract('embedded', embeddedQueue);

describe('embeddedQueue', () => {
  test('gives a directory that was added during a failing run all its attempts, and no run more than needed', async () => {
    const attempts: number[] = [];
    const queue = embeddedQueue({ ...RETRY, attempts: 2, onFailed: (_payload, _error, attempt) => void attempts.push(attempt) });
    const script = scriptedHandler();
    queue.start(script.handle, 1);
    await queue.add(job('a'));
    await eventually('it runs', () => script.open.length === 1);
    await queue.add(job('a'));
    expect(await queue.depth()).toEqual({ waiting: 1, active: 1, failed: 0 });
    script.finish('a', new Error('broken'));
    await eventually('it runs again', () => script.open.length === 1);
    script.finish('a', new Error('broken'));
    await eventually('it runs a third time', () => script.open.length === 1);
    script.finish('a');
    await sleep(50);
    expect(attempts).toEqual([1, 1]);
    expect(script.started).toEqual(['a', 'a', 'a']);
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, failed: 0 });
  });

  test('does not try again after it was closed', async () => {
    const queue = embeddedQueue({ ...RETRY, backoffMs: 10 });
    let runs = 0;
    queue.start(async () => {
      runs += 1;
      throw new Error('broken');
    }, 1);
    await queue.add(job('a'));
    await eventually('it waits for its next try', async () => (await queue.depth()).active === 0);
    await queue.close(0);
    await sleep(50);
    expect(runs).toBe(1);
  });
});
