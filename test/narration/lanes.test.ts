import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { lanes } from '../../src/edges/narration/lanes.ts';

const never = new AbortController().signal;

describe('lanes', () => {
  test('do one piece of work at a time for a key, in order, and those of other keys beside it', async () => {
    const { run } = lanes();
    const running = new Map<string, number>();
    const most = { a: 0, both: 0 };
    const ended: string[] = [];
    const work = (key: string, name: string, ms: number) =>
      run(key, never, async () => {
        running.set(key, (running.get(key) ?? 0) + 1);
        most.a = Math.max(most.a, running.get('a') ?? 0);
        most.both = Math.max(
          most.both,
          [...running.values()].reduce((sum, count) => sum + count, 0),
        );
        await sleep(ms);
        running.set(key, running.get(key)! - 1);
        ended.push(name);
      });
    await Promise.all([work('a', 'a1', 40), work('b', 'b1', 5), work('a', 'a2', 1), work('a', 'a3', 1)]);
    expect(most).toEqual({ a: 1, both: 2 });
    expect(ended).toEqual(['b1', 'a1', 'a2', 'a3']);
  });

  test('go on after work that failed, and leave out what is not wanted any more', async () => {
    const { run } = lanes();
    const stop = new AbortController();
    const failing = run('a', never, async () => {
      throw new Error('broken');
    });
    let ran = false;
    const unwanted = run('a', stop.signal, async () => {
      ran = true;
    });
    stop.abort(new Error('stopped'));
    await expect(failing).rejects.toThrow('broken');
    await expect(unwanted).rejects.toThrow('stopped');
    expect(await run('a', never, async () => 'next')).toBe('next');
    expect(ran).toBe(false);
  });
});
