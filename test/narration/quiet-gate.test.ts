import { describe, expect, test } from '@jest/globals';
import { NotQuiet, quietGate } from '../../src/edges/narration/quiet-gate.ts';
import { eventually } from '../support/eventually.ts';
import { fakeSignal, HELD } from './fake-signals.ts';

const never = new AbortController().signal;
const CHECK_MS = 5;

/** Work that ends only with its signal, as a call that nobody answers. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

describe('a quiet gate', () => {
  test('opens at once where nothing speaks against it, and asks every signal for that', async () => {
    const signals = [fakeSignal(), fakeSignal()];
    await quietGate(signals, CHECK_MS).opened(never);
    expect(signals.map((signal) => signal.looks())).toEqual([1, 1]);
  });

  test('waits until the last signal is quiet, and tells of each change once', async () => {
    const [hold, load] = [fakeSignal(HELD), fakeSignal({ id: 'gpu', reason: 'busy' })];
    const told: (string | null)[] = [];
    const gate = quietGate([hold, load], CHECK_MS, (closed) => told.push(closed?.reason ?? null));
    const opened = gate.opened(never);
    await eventually('looks', () => hold.looks() > 3);
    expect(load.looks()).toBe(0);
    hold.set(null);
    await eventually('looks', () => load.looks() > 3);
    expect(gate.closed()).toEqual({ id: 'gpu', reason: 'busy' });
    expect(gate.awaited()).toEqual(gate.closed());
    load.set(null);
    await opened;
    expect(gate.closed()).toBeNull();
    load.set({ id: 'gpu', reason: 'busy' });
    expect(await gate.isOpen(never)).toBe(false);
    expect(gate.awaited()).toBeNull();
    expect(told).toEqual(['held by a test', 'busy', null, 'busy']);
  });

  test('is waited for no longer than its signal allows', async () => {
    const stop = new AbortController();
    const opened = quietGate([fakeSignal(HELD)], 60_000).opened(stop.signal);
    stop.abort(new Error('stopped'));
    await expect(opened).rejects.toThrow();
    await expect(quietGate([], CHECK_MS).opened(stop.signal)).rejects.toThrow('stopped');
  });

  test('breaks off work when it closes, with the reason', async () => {
    const hold = fakeSignal();
    const gate = quietGate([hold], CHECK_MS);
    const work = gate.whileOpen(never, untilAborted);
    await eventually('looks', () => hold.looks() > 1);
    hold.set(HELD);
    await expect(work).rejects.toThrow(NotQuiet);
    await expect(work).rejects.toMatchObject({ closed: HELD });
  });

  test('breaks off work with the reason of the caller', async () => {
    const stop = new AbortController();
    const work = quietGate([fakeSignal()], CHECK_MS).whileOpen(stop.signal, untilAborted);
    stop.abort(new Error('stopped'));
    await expect(work).rejects.toThrow('stopped');
  });

  test('looks no more when the work has ended, however it ended', async () => {
    const signal = fakeSignal();
    const gate = quietGate([signal], CHECK_MS);
    expect(await gate.whileOpen(never, async () => 'done')).toBe('done');
    await expect(
      gate.whileOpen(never, async () => {
        throw new Error('broken');
      }),
    ).rejects.toThrow('broken');
    const looks = signal.looks();
    await new Promise((resolve) => setTimeout(resolve, 5 * CHECK_MS));
    expect(signal.looks()).toBe(looks);
  });

  test('tells its signals whether a model answers meanwhile', async () => {
    const moments: string[] = [];
    const look = async (moment: string) => {
      moments.push(moment);
      return null;
    };
    const gate = quietGate([{ look }], CHECK_MS);
    await gate.opened(never);
    await gate.whileOpen(never, () => eventually('a look', () => moments.length > 1));
    expect(new Set(moments.slice(1))).toEqual(new Set(['during']));
    expect(moments[0]).toBe('before');
  });
});
