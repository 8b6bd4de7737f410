import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { sweeper } from '../../src/edges/files/sweeper.ts';
import { monitorLoop } from '../../src/edges/host/loop-monitor.ts';
import { eventually } from '../support/eventually.ts';

test('sweeps at the start and regularly, also after one that failed', async () => {
  let count = 0;
  const errors: unknown[] = [];
  const sweeps = sweeper(
    20,
    async () => {
      count += 1;
      if (count === 2) throw new Error('second');
    },
    (error) => errors.push(error),
  );
  expect(sweeps.finishedAtMs()).toBeNull();
  await sweeps.start();
  expect(count).toBe(1);
  await eventually('three sweeps', () => count >= 3);
  sweeps.close();
  expect(errors).toEqual([new Error('second')]);
  const after = count;
  await sleep(60);
  expect(count).toBe(after);
});

test('serves many requests with one sweep, which starts after the last of them', async () => {
  let count = 0;
  const sweeps = sweeper(
    60_000,
    async () => {
      count += 1;
      if (count === 1) for (let request = 0; request < 5; request += 1) sweeps.request();
      await sleep(5);
    },
    () => {},
  );
  await sweeps.start();
  sweeps.request();
  await eventually('the second sweep', () => count === 2);
  await sleep(50);
  expect(count).toBe(2);
  sweeps.close();
});

test('notices a standstill of the process, and forgives the one that was announced', async () => {
  const stalls: number[] = [];
  const monitor = monitorLoop(300, (stalledMs) => stalls.push(stalledMs));
  const block = () => {
    const end = performance.now() + 700;
    while (performance.now() < end);
  };
  block();
  await eventually('a stall', () => stalls.length === 1);
  block();
  monitor.forgive();
  await sleep(400);
  monitor.close();
  expect(stalls).toHaveLength(1);
});
