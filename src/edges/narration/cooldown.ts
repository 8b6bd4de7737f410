import type { GateSignal } from './quiet-gate.ts';

/** After a server has failed it is left alone for a while, the longer the more often it fails. */
export interface Cooldown {
  /** @param reason what failed, for people. */
  failed(reason: string): void;
  succeeded(): void;
  readonly signal: GateSignal;
}

const WAIT_MS_MAX = 15 * 60_000;

/** @param waitMs after the first failure; doubled for each further one, up to a quarter of an hour. */
export function cooldown(waitMs: number, now: () => number = Date.now): Cooldown {
  let failureCount = 0;
  let retryAtMs = Number.NEGATIVE_INFINITY;
  let lastReason = '';

  return {
    failed(reason) {
      retryAtMs = now() + Math.min(WAIT_MS_MAX, waitMs * 2 ** failureCount);
      failureCount += 1;
      lastReason = reason;
    },
    succeeded() {
      failureCount = 0;
      retryAtMs = Number.NEGATIVE_INFINITY;
    },
    signal: {
      look: async (moment) => (moment === 'before' && now() < retryAtMs ? { id: 'server', reason: lastReason } : null),
    },
  };
}
