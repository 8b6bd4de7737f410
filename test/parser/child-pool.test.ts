import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ChildPool, childPool } from '../../src/edges/parser/child-pool.ts';
import { tempTree } from '../files/temp-tree.ts';

/** Answers with its process id and the word, or does not. */
const CHILD = `process.on('message', ({ word }) => {
  if (word === 'sleep') return;
  if (word === 'crash') process.abort();
  if (word === 'throw') throw new Error('no');
  if (word === 'fill') for (const held = []; ; ) held.push(Array.from({ length: 1e4 }, Math.random));
  process.send({ pid: process.pid, word });
});`;
const OPTIONS = { count: 1, heapBytesMax: 64 * 1024 * 1024, idleMs: 60_000 };

let module: string;
let pool: ChildPool;
beforeEach(() => {
  module = join(tempTree(), 'child.cjs');
  writeFileSync(module, CHILD);
  pool = childPool(module, OPTIONS);
});
afterEach(() => pool.close());

const ask = (word: string, timeoutMs = 30_000) => pool.run({ word }, timeoutMs) as Promise<{ pid: number; word: string }>;
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
  test('answers in order, one at a time, with one child', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((word) => ask(word)));
    expect(answers.map(({ word }) => word)).toEqual(['a', 'b', 'c']);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(1);
  });

  test.each([
    ['crash', 'killed'],
    ['fill', 'killed'],
    ['throw', 'failed'],
  ])('replaces a child after "%s" and goes on', async (word, reason) => {
    const first = ask('a');
    const broken = reasonOf(ask(word));
    const next = ask('b');
    expect(await broken).toBe(reason);
    expect((await next).word).toBe('b');
    expect((await next).pid).not.toBe((await first).pid);
  });

  test('kills a child that gives no answer in time and goes on', async () => {
    const first = await ask('a');
    const late = reasonOf(ask('sleep', 50));
    const next = ask('b');
    expect(await late).toBe('timeout');
    expect((await next).pid).not.toBe(first.pid);
    expect(lives(first.pid)).toBe(false);
  });

  test('counts the time from when a task begins, not while it waits', async () => {
    const slow = reasonOf(ask('sleep', 600));
    expect((await ask('a', 590)).word).toBe('a');
    expect(await slow).toBe('timeout');
  });

  test('refuses a task that cannot be sent, and goes on', async () => {
    expect(await reasonOf(pool.run({ word: () => 'a' }, 30_000))).toBe('failed');
    expect((await ask('b')).word).toBe('b');
  });

  test('says so when no child can be started', async () => {
    await pool.close();
    pool = childPool(join(module, '../absent.cjs'), OPTIONS);
    expect(await reasonOf(ask('a'))).toBe('failed');
  });

  test('lets an idle child end and starts another when one is needed', async () => {
    await pool.close();
    pool = childPool(module, { ...OPTIONS, idleMs: 20 });
    const first = await ask('a');
    while (lives(first.pid)) await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await ask('b')).pid).not.toBe(first.pid);
  });

  test('leaves no child behind when it is closed', async () => {
    const { pid } = await ask('a');
    const given = reasonOf(ask('sleep'));
    await pool.close();
    expect(lives(pid)).toBe(false);
    expect(await given).toBe('killed');
    expect(await reasonOf(ask('b'))).toBe('closed');
  });
});
