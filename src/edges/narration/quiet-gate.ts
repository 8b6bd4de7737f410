import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Why no model may be asked now: a benchmark may be running (`hold`, `write`, `gpu`, `models`), a server is away or has failed (`server`),
 * or enough was asked in this hour (`budget`).
 */
export interface Closed {
  readonly id: 'hold' | 'write' | 'gpu' | 'models' | 'server' | 'budget';
  /** In words, for log and terminal. */
  readonly reason: string;
}

/** One thing that may speak against asking a model. */
export interface GateSignal {
  /**
   * @param moment `during`: a model of ours answers meanwhile, so the load of the GPU, for one, is our own.
   * @returns null when nothing speaks against it. Never rejects.
   */
  readonly look: (moment: 'before' | 'during', signal: AbortSignal) => Promise<Closed | null>;
}

/** Says when a model may be asked: never while a benchmark may run on this machine. */
export interface QuietGate {
  /** What was found when it was looked last; null: open, or not looked yet. */
  readonly closed: () => Closed | null;
  /** The same while somebody waits for it to open; null else. */
  readonly awaited: () => Closed | null;
  /** Looks once. */
  isOpen(signal: AbortSignal): Promise<boolean>;
  /** Waits until nothing speaks against a call. Rejects with the signal's reason only. */
  opened(signal: AbortSignal): Promise<void>;
  /**
   * Runs `work`, whose signal aborts with a `NotQuiet` as soon as something speaks against it, or with the reason of `signal`.
   * Settles as `work` does, which must heed its signal.
   */
  whileOpen<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

/** A call was broken off because the gate closed. */
export class NotQuiet extends Error {
  override readonly name = 'NotQuiet';
  readonly closed: Closed;

  constructor(closed: Closed) {
    super(closed.reason);
    this.closed = closed;
  }
}

/**
 * @param signals asked one after the other, the cheapest first: the first that speaks against a call decides.
 * @param onChange told when the gate closes (also for another kind of reason than before) and when it opens.
 */
export function quietGate(
  signals: readonly GateSignal[],
  checkMs: number,
  onChange: (closed: Closed | null) => void = () => undefined,
): QuietGate {
  let closed: Closed | null = null;
  let waiters = 0;

  async function look(moment: 'before' | 'during', signal: AbortSignal): Promise<Closed | null> {
    const found = await firstReason(signals, moment, signal);
    const before = closed;
    closed = found;
    if (before?.id !== found?.id) onChange(found);
    return found;
  }

  return {
    closed: () => closed,
    awaited: () => (waiters > 0 ? closed : null),
    isOpen: async (signal) => (await look('before', signal)) === null,
    async opened(signal) {
      waiters += 1;
      try {
        signal.throwIfAborted();
        while ((await look('before', signal)) !== null) await sleep(checkMs, undefined, { signal });
        signal.throwIfAborted();
      } finally {
        waiters -= 1;
      }
    },
    async whileOpen(signal, work) {
      const guard = new AbortController();
      const ended = new AbortController();
      const combined = AbortSignal.any([signal, guard.signal]);
      const watching = watch(AbortSignal.any([combined, ended.signal]));

      async function watch(until: AbortSignal): Promise<void> {
        while (!until.aborted) {
          await sleep(checkMs, undefined, { signal: until }).catch(() => undefined);
          const found = until.aborted ? null : await look('during', until);
          if (found !== null && !until.aborted) guard.abort(new NotQuiet(found));
        }
      }

      try {
        return await work(combined);
      } finally {
        ended.abort();
        await watching;
      }
    },
  };
}

async function firstReason(signals: readonly GateSignal[], moment: 'before' | 'during', signal: AbortSignal): Promise<Closed | null> {
  for (const { look } of signals) {
    const found = await look(moment, signal);
    if (found !== null) return found;
  }
  return null;
}
