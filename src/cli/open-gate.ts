import { setTimeout as sleep } from 'node:timers/promises';
import type { Closed, QuietGate } from '../edges/narration/quiet-gate.ts';
import type { CliContext } from './context.ts';

/** What passes by itself while somebody waits in front of a terminal. A hold, a server that is away and a budget do not. */
const PASSING: ReadonlySet<Closed['id']> = new Set(['write', 'gpu', 'models']);
const LOOK_MS = 1_000;

/**
 * Waits until a model may be asked, and says on the terminal why not yet.
 *
 * @param step what waits, for the terminal. @param endMs of `performance.now()`: it is waited no longer.
 * @returns null when the gate is open, else what keeps it closed.
 */
export async function openGate(
  gate: QuietGate,
  endMs: number,
  step: string,
  { progress, signal }: Pick<CliContext, 'progress' | 'signal'>,
): Promise<Closed | null> {
  while (!(await gate.isOpen(signal))) {
    const closed = gate.closed()!;
    const leftMs = endMs - performance.now();
    if (!PASSING.has(closed.id) || leftMs <= 0) return closed;
    progress(`${step}: waiting, ${closed.reason}`);
    await sleep(Math.min(LOOK_MS, leftMs), undefined, { signal });
  }
  return null;
}
