import { describe, expect, test } from '@jest/globals';
import { exclusiveByDirectory, timeLimited } from '../../src/edges/queue/guarded-handler.ts';
import { job, scriptedHandler } from './queue-contract.ts';

const never = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('exclusiveByDirectory', () => {
  test('lets others pass who may run, and keeps the order among those who wait', async () => {
    const script = scriptedHandler();
    const guarded = exclusiveByDirectory(script.handle, 2);
    const runs = ['a', 'a', 'b', 'c'].map((directory) => guarded(job(directory), never));
    await turn();
    expect(script.started).toEqual(['a', 'b']);
    script.finish('b');
    await turn();
    expect(script.started).toEqual(['a', 'b', 'c']);
    script.finish('a');
    await turn();
    script.finish('a');
    script.finish('c');
    await Promise.all(runs);
    expect(script.started).toEqual(['a', 'b', 'c', 'a']);
  });

  test('tells directories of different roots apart', async () => {
    const seen: unknown[] = [];
    const guarded = exclusiveByDirectory(async (payload) => {
      seen.push(payload);
      await new Promise(() => {});
    });
    void guarded({ root: 'x', directory: 'a' }, never);
    void guarded({ root: 'y', directory: 'a' }, never);
    await turn();
    expect(seen).toHaveLength(2);
  });

  test('rejects who is aborted while waiting, and leaves its place to the next', async () => {
    const script = scriptedHandler();
    const guarded = exclusiveByDirectory(script.handle);
    const impatient = new AbortController();
    const first = guarded(job('a'), never);
    const second = guarded(job('a'), impatient.signal);
    const third = guarded(job('a'), never);
    impatient.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    script.finish('a');
    await first;
    await turn();
    script.finish('a');
    await third;
    expect(script.started).toEqual(['a', 'a']);
  });

  test('does not start who is aborted already, and opens the directory after a failure', async () => {
    const guarded = exclusiveByDirectory(async () => {
      throw new Error('broken');
    });
    await expect(guarded(job('a'), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    await expect(guarded(job('a'), never)).rejects.toThrow('broken');
    await expect(guarded(job('a'), never)).rejects.toThrow('broken');
  });
});

describe('timeLimited', () => {
  test('settles when the time is over and aborts the signal, even if the handler goes on', async () => {
    let seen: AbortSignal | undefined;
    const limited = timeLimited(async (_payload, signal) => {
      seen = signal;
      await new Promise(() => {});
    }, 10);
    await expect(limited(job('a'), never)).rejects.toThrow('the job ran longer than 10 ms (queue.jobTimeoutMs)');
    expect(seen?.aborted).toBe(true);
  });

  test("passes on the caller's abort with its reason", async () => {
    const caller = new AbortController();
    const limited = timeLimited(() => new Promise(() => {}), 60_000);
    const run = limited(job('a'), caller.signal);
    caller.abort(new Error('the process stops'));
    await expect(run).rejects.toThrow('the process stops');
  });

  test('resolves and rejects as the handler does', async () => {
    await timeLimited(async () => {}, 60_000)(job('a'), never);
    const broken = timeLimited(async () => {
      throw new Error('broken');
    }, 60_000);
    await expect(broken(job('a'), never)).rejects.toThrow('broken');
  });
});
