import type { Closed, GateSignal } from '../../src/edges/narration/quiet-gate.ts';

/** A signal that says what the test last set, and how often it was asked. */
export function fakeSignal(first: Closed | null = null): GateSignal & { set(closed: Closed | null): void; looks(): number } {
  let closed = first;
  let looks = 0;
  return {
    look: async () => {
      looks += 1;
      return closed;
    },
    set(next) {
      closed = next;
    },
    looks: () => looks,
  };
}

export const HELD: Closed = { id: 'hold', reason: 'held by a test' };
