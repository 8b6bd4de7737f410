import { isReportName } from '../files/own-report.ts';
import type { GateSignal } from './quiet-gate.ts';

/** When something was last written below the roots: by file events where they come, and by the files themselves. */
export interface LastWrite {
  /** Something at this path has changed. Our own reports do not count. */
  note(path: string): void;
  readonly signal: GateSignal;
}

export interface LastWriteOptions {
  /** How long nothing must have been written. */
  readonly afterWriteMs: number;
  /** Latest modification of a file below the roots, epoch milliseconds; null for none. */
  readonly latestModified: () => Promise<number | null>;
  readonly now?: () => number;
}

/** A tree is gone through again when this many times the time is over that it took. */
const REST_FACTOR = 20;

export function lastWrite({ afterWriteMs, latestModified, now = Date.now }: LastWriteOptions): LastWrite {
  let notedAtMs = Number.NEGATIVE_INFINITY;
  let foundAtMs = Number.NEGATIVE_INFINITY;
  let nextLookAtMs = Number.NEGATIVE_INFINITY;

  async function walk(): Promise<void> {
    if (now() < nextLookAtMs) return;
    const startMs = performance.now();
    foundAtMs = (await latestModified()) ?? Number.NEGATIVE_INFINITY;
    nextLookAtMs = now() + REST_FACTOR * (performance.now() - startMs);
  }

  return {
    note(path) {
      if (!isReportName(path)) notedAtMs = now();
    },
    signal: {
      async look() {
        await walk();
        // A clock that was set back leaves files of the future: those count as written just now only when they are near.
        const ageMs = Math.min(Math.abs(now() - notedAtMs), Math.abs(now() - foundAtMs));
        return ageMs < afterWriteMs ? { id: 'write', reason: `something was written ${Math.ceil(ageMs / 1_000)} s ago` } : null;
      },
    },
  };
}
