import { afterEach, describe, expect, test } from '@jest/globals';
import type { JobQueue, RetryOptions } from '../../src/edges/queue/queue.ts';
import { AppError } from '../../src/errors.ts';
import { eventually } from '../support/eventually.ts';

/** Opens an empty queue; queues that one test opens with the same name share their jobs where the driver can. */
export type OpenQueue = (options: RetryOptions) => JobQueue;

export const RETRY: RetryOptions = { attempts: 3, backoffMs: 20, jobTimeoutMs: 10_000 };

export function job(directory: string): { root: string; directory: string } {
  return { root: 'bench', directory };
}

/** A handler whose runs the test ends by hand, with a record of what ran and of how often a directory ran twice at once. */
export function scriptedHandler() {
  const started: string[] = [];
  const running = new Set<string>();
  const open: { directory: string; finish: (error?: unknown) => void; signal: AbortSignal }[] = [];
  let overlaps = 0;
  let activeMax = 0;
  async function handle(payload: unknown, signal: AbortSignal): Promise<void> {
    const { directory } = payload as { directory: string };
    started.push(directory);
    if (running.has(directory)) overlaps += 1;
    running.add(directory);
    activeMax = Math.max(activeMax, running.size);
    try {
      await new Promise<void>((resolve, reject) => {
        open.push({ directory, signal, finish: (error) => (error === undefined ? resolve() : reject(error)) });
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    } finally {
      running.delete(directory);
    }
  }
  /** Ends the oldest open run of the directory. */
  function finish(directory: string, error?: unknown): void {
    const index = open.findIndex((run) => run.directory === directory);
    if (index < 0) throw new Error(`${directory} does not run`);
    open.splice(index, 1)[0]!.finish(error);
  }
  return { handle, started, open, finish, overlaps: () => overlaps, activeMax: () => activeMax };
}

/** The suite that every driver passes. */
export function queueContract(name: string, openQueue: OpenQueue): void {
  describe(`${name} queue`, () => {
    const queues: JobQueue[] = [];
    function opened(options: Partial<RetryOptions> = {}): JobQueue {
      const queue = openQueue({ ...RETRY, ...options });
      queues.push(queue);
      return queue;
    }
    afterEach(async () => {
      await Promise.all(queues.splice(0).map((queue) => queue.close(0)));
    });

    test('runs what was added before and after the start', async () => {
      const queue = opened();
      const ran: unknown[] = [];
      await queue.add(job('before'));
      queue.start(async (payload) => void ran.push(payload), 2);
      await queue.add(job('.'));
      await eventually('both run', () => ran.length === 2);
      expect(ran).toEqual([job('before'), job('.')]);
    });

    test('merges additions of a directory that waits', async () => {
      const queue = opened();
      for (let index = 0; index < 5; index += 1) await queue.add(job('a'));
      expect((await queue.depth()).waiting).toBe(1);
      const script = scriptedHandler();
      queue.start(script.handle, 4);
      await eventually('it runs', () => script.open.length === 1);
      script.finish('a');
      await eventually('the queue is empty', async () => isEmpty(await queue.depth()));
      expect(script.started).toEqual(['a']);
    });

    test('runs a directory once more that was added while it was active, and never twice at once', async () => {
      const queue = opened();
      const script = scriptedHandler();
      queue.start(script.handle, 4);
      await queue.add(job('a'));
      await eventually('it runs', () => script.open.length === 1);
      for (let index = 0; index < 5; index += 1) await queue.add(job('a'));
      expect(script.started).toEqual(['a']);
      script.finish('a');
      await eventually('it runs again', () => script.open.length === 1);
      script.finish('a');
      await eventually('the queue is empty', async () => isEmpty(await queue.depth()));
      expect(script.started).toEqual(['a', 'a']);
      expect(script.overlaps()).toBe(0);
    });

    test('runs a directory again that was added while it was active and then failed for good', async () => {
      const queue = opened({ attempts: 1 });
      const script = scriptedHandler();
      queue.start(script.handle, 2);
      await queue.add(job('a'));
      await eventually('it runs', () => script.open.length === 1);
      await queue.add(job('a'));
      script.finish('a', new Error('broken'));
      await eventually('it runs again', () => script.open.length === 1);
      script.finish('a');
      expect(script.started).toEqual(['a', 'a']);
    });

    test('serves directories in the order in which they came, one that is added again behind those that wait', async () => {
      const queue = opened();
      const script = scriptedHandler();
      queue.start(script.handle, 1);
      for (const directory of ['a', 'b', 'c']) await queue.add(job(directory));
      await eventually('a runs', () => script.open.length === 1);
      await queue.add(job('a'));
      for (const directory of ['a', 'b', 'c', 'a']) {
        await eventually(`${directory} runs`, () => script.open[0]?.directory === directory);
        script.finish(directory);
      }
      expect(script.started).toEqual(['a', 'b', 'c', 'a']);
    });

    test('runs no more than the given number at a time', async () => {
      const queue = opened();
      const script = scriptedHandler();
      queue.start(script.handle, 2);
      for (const directory of ['a', 'b', 'c', 'd', 'e']) await queue.add(job(directory));
      for (let ended = 0; ended < 5; ended += 1) {
        await eventually('one runs', () => script.open.length > 0);
        script.finish(script.open[0]!.directory);
      }
      await eventually('the queue is empty', async () => isEmpty(await queue.depth()));
      expect(script.activeMax()).toBe(2);
    });

    test('tries a failing job again up to the number of attempts and tells of every failure', async () => {
      const failures: unknown[] = [];
      const queue = opened({
        onFailed: (payload, error, attempt, final) => void failures.push([payload, (error as Error).message, attempt, final]),
      });
      queue.start(async () => {
        throw new Error('broken');
      }, 2);
      await queue.add(job('a'));
      await eventually('it failed for good', async () => (await queue.depth()).failed === 1);
      expect(failures).toEqual([
        [job('a'), 'broken', 1, false],
        [job('a'), 'broken', 2, false],
        [job('a'), 'broken', 3, true],
      ]);
    });

    test.each([
      ['an error that is final', new AppError('ARTIFACTS_TOO_MANY', 'a'), 1],
      ['a bug', new TypeError('x is not a function'), 1],
      ['a bug in another process or realm', Object.assign(new Error('too deep'), { name: 'RangeError' }), 1],
      ['an error that may pass', new AppError('REPORT_UNWRITABLE', 'a'), 3],
      ['a refusal of the system', Object.assign(new Error('EIO'), { code: 'EIO', errno: -5 }), 3],
    ])('tries %s as often as that can help', async (_, error, tries) => {
      const attempts: [number, boolean][] = [];
      const queue = opened({ onFailed: (_payload, _error, attempt, final) => void attempts.push([attempt, final]) });
      queue.start(async () => {
        throw error;
      }, 2);
      await queue.add(job('a'));
      await eventually('it failed for good', async () => (await queue.depth()).failed === 1);
      expect(attempts).toEqual(Array.from({ length: tries }, (_unused, index) => [index + 1, index + 1 === tries]));
    });

    test('gives a directory that is added again while it runs all its tries anew', async () => {
      const attempts: [number, boolean][] = [];
      const queue = opened({ onFailed: (_payload, _error, attempt, final) => void attempts.push([attempt, final]) });
      let runs = 0;
      queue.start(async () => {
        runs += 1;
        // In its last try, when nothing of its own would follow.
        if (runs === 3) await queue.add(job('a'));
        throw new Error('broken');
      }, 1);
      await queue.add(job('a'));
      await eventually('both failed for good', async () => runs === 6 && (await queue.depth()).active === 0);
      expect(attempts.map(([attempt]) => attempt)).toEqual([1, 2, 3, 1, 2, 3]);
    });

    test('runs a directory that failed for good when it is added again', async () => {
      const queue = opened({ attempts: 1 });
      let broken = true;
      let succeeded = 0;
      queue.start(async () => {
        if (broken) throw new Error('broken');
        succeeded += 1;
      }, 2);
      await queue.add(job('a'));
      await eventually('it failed for good', async () => (await queue.depth()).failed === 1);
      broken = false;
      await queue.add(job('a'));
      await eventually('it succeeds', () => succeeded === 1);
    });

    test('serves other directories while one fails again and again', async () => {
      const queue = opened({ attempts: 50, backoffMs: 5 });
      const served = new Set<string>();
      queue.start(async (payload) => {
        const { directory } = payload as { directory: string };
        if (directory === 'poison') throw new Error('broken');
        served.add(directory);
      }, 1);
      await queue.add(job('poison'));
      for (let index = 0; index < 10; index += 1) await queue.add(job(`d${index}`));
      await eventually('all others run', () => served.size === 10);
    });

    test('aborts a job that runs too long, counts it as failed and goes on', async () => {
      const reasons: string[] = [];
      const queue = opened({
        attempts: 1,
        jobTimeoutMs: 50,
        onFailed: (_payload, error) => void reasons.push((error as Error).message),
      });
      const signals: AbortSignal[] = [];
      let served = 0;
      queue.start(async (payload, signal) => {
        if ((payload as { directory: string }).directory !== 'hangs') {
          served += 1;
          return;
        }
        signals.push(signal);
        await new Promise(() => {}); // ignores the abort
      }, 1);
      await queue.add(job('hangs'));
      await queue.add(job('other'));
      await eventually('the other one runs', () => served === 1);
      expect(signals[0]!.aborted).toBe(true);
      expect(reasons).toEqual(['the job ran longer than 50 ms (queue.jobTimeoutMs)']);
    });

    test('lets an active job finish before it closes, and takes no other', async () => {
      const queue = opened();
      const script = scriptedHandler();
      queue.start(script.handle, 1);
      await queue.add(job('a'));
      await queue.add(job('b'));
      await eventually('a runs', () => script.open.length === 1);
      const { signal } = script.open[0]!;
      const closed = queue.close(10_000);
      script.finish('a');
      await closed;
      expect(signal.aborted).toBe(false);
      expect(script.started).toEqual(['a']);
    });

    test('aborts what still runs when the deadline of the close is over, without counting it as failed', async () => {
      let failures = 0;
      const queue = opened({
        onFailed: () => {
          failures += 1;
        },
      });
      const signals: AbortSignal[] = [];
      queue.start(async (_payload, signal) => {
        signals.push(signal);
        await new Promise(() => {}); // ignores the abort
      }, 1);
      await queue.add(job('a'));
      await eventually('it runs', () => signals.length === 1);
      await queue.close(50);
      expect(signals[0]!.aborted).toBe(true);
      expect(failures).toBe(0);
    });

    test('closes when it was never started, and twice', async () => {
      const queue = opened();
      await queue.add(job('a'));
      await queue.close(1_000);
      await queue.close(1_000);
    });

    test('rejects an addition after it was closed', async () => {
      const queue = opened();
      await queue.close(1_000);
      await expect(queue.add(job('a'))).rejects.toMatchObject({ code: 'QUEUE_UNREACHABLE' });
    });
  });
}

function isEmpty(depth: { waiting: number; active: number }): boolean {
  return depth.waiting === 0 && depth.active === 0;
}
