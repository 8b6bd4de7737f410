import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChildPool, childPool, type Lane } from '../../src/edges/refresh/child-pool.ts';
import type { ChildMessage, ChildTask } from '../../src/edges/refresh/task.ts';
import { tempTree } from '../files/temp-tree.ts';

/** Says its process id and the word it was sent, or does what the word says. */
const CHILD = `const { writeSync } = require('node:fs');
process.on('message', ({ word, ms = 0 }) => {
  writeSync(4, JSON.stringify({ doing: 'parse', identity: word, bytes: 1 }) + '\\n');
  if (word === 'sleep') return;
  if (word === 'spin') for (;;);
  if (word === 'crash') process.abort();
  if (word === 'throw') throw new Error('no');
  if (word === 'fill') for (const held = []; ; ) held.push(Array.from({ length: 1e4 }, Math.random));
  setTimeout(() => {
    process.send({ pid: process.pid, word });
    process.send({ kind: 'done', rssBytes: word === 'large' ? 1e12 : 1 });
  }, ms);
});`;
const OPTIONS = { count: 1, heapBytesMax: 64 * 1024 * 1024, idleMs: 60_000, idleBytesMax: 1e9, execArgv: [] };

interface Said {
  readonly pid: number;
  readonly word: string;
}

let modulePath: string;
let pool: ChildPool;
beforeEach(() => {
  modulePath = join(tempTree(), 'child.cjs');
  writeFileSync(modulePath, CHILD);
  pool = childPool({ ...OPTIONS, modulePath });
});
afterEach(() => pool.close());

interface Asked {
  readonly patienceMs?: number;
  readonly ms?: number;
  readonly lane?: Lane;
  readonly signal?: AbortSignal;
}

async function ask(word: string, { patienceMs = 30_000, ms = 0, lane = 'light', signal = new AbortController().signal }: Asked = {}) {
  const said: unknown[] = [];
  const onMessage = (message: ChildMessage) => message.kind !== 'done' && said.push(message);
  await pool.run({ word, ms } as unknown as ChildTask, lane, { onMessage, patienceMs: () => patienceMs, signal });
  return said[0] as Said;
}
const reasonOf = (asked: Promise<unknown>) => asked.then(String, (error: { reason?: string }) => error.reason);

/** Whether a process of this id is there. */
function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('childPool', () => {
  test('does tasks in order, one at a time, with one child', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((word) => ask(word)));
    expect(answers.map(({ word }) => word)).toEqual(['a', 'b', 'c']);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  test.each([
    ['crash', 'killed'],
    ['fill', 'killed'],
    ['throw', 'failed'],
  ])('replaces a child after "%s", says during what it was, and goes on', async (word, reason) => {
    const first = ask('a');
    const broken = ask(word).then(String, (error: unknown) => error);
    const next = ask('b');
    expect(await broken).toMatchObject({ reason, during: { doing: 'parse', identity: word } });
    expect((await next).word).toBe('b');
    expect((await next).pid).not.toBe((await first).pid);
  });

  test('keeps the last words of a child', async () => {
    await expect(ask('throw')).rejects.toMatchObject({ lastWords: expect.stringContaining('Error: no') });
  });

  test.each(['sleep', 'spin'])('kills a child that goes on with "%s" for too long', async (word) => {
    const first = await ask('a');
    const late = reasonOf(ask(word, { patienceMs: 50 }));
    const next = ask('b');
    expect(await late).toBe('timeout');
    expect((await next).pid).not.toBe(first.pid);
    expect(lives(first.pid)).toBe(false);
  });

  test('gives up what runs and what waits when it is asked to', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const given = [ask('spin', { signal }), ask('a', { signal })].map((asked) => asked.then(String, String));
    const kept = ask('b');
    setTimeout(() => controller.abort(new Error('enough')), 20);
    expect(await Promise.all(given)).toEqual(['Error: enough', 'Error: enough']);
    expect((await kept).word).toBe('b');
  });

  test('says so when no child can be started', async () => {
    await pool.close();
    pool = childPool({ ...OPTIONS, modulePath: join(modulePath, '../absent.cjs') });
    expect(await reasonOf(ask('a'))).toBe('failed');
  });

  test('keeps one child free of what takes long', async () => {
    await pool.close();
    pool = childPool({ ...OPTIONS, count: 2, modulePath });
    const heavy = [1, 2, 3].map(() => reasonOf(ask('sleep', { lane: 'heavy' })));
    expect((await ask('a')).word).toBe('a');
    expect((await ask('b')).word).toBe('b');
    await pool.close();
    expect((await Promise.all(heavy)).sort()).toEqual(['closed', 'closed', 'killed']);
  });

  test('lets an idle child end, and one that has grown large at once', async () => {
    await pool.close();
    pool = childPool({ ...OPTIONS, idleMs: 20, modulePath });
    const first = await ask('a');
    while (lives(first.pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    await pool.close();
    pool = childPool({ ...OPTIONS, modulePath });
    const large = await ask('large');
    expect((await ask('b')).pid).not.toBe(large.pid);
  });

  test('leaves no child behind when it is closed', async () => {
    const { pid } = await ask('a');
    const given = reasonOf(ask('spin'));
    await pool.close();
    expect(lives(pid)).toBe(false);
    expect(await given).toBe('killed');
    expect(await reasonOf(ask('b'))).toBe('closed');
  });
});
