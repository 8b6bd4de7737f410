import type { GateSignal } from './quiet-gate.ts';

/** What models may be asked in an hour. */
export interface Budget {
  /** A call has ended, however. @param ms how long it took. */
  note(ms: number): void;
  /** Of the hour that ends now. */
  spent(): { readonly calls: number; readonly seconds: number };
  readonly signal: GateSignal;
}

const HOUR_MS = 3_600_000;

/** Kept in memory: a process that starts again starts a new hour. */
export function hourlyBudget(
  { callsPerHour, secondsPerHour }: { readonly callsPerHour: number; readonly secondsPerHour: number },
  now: () => number = Date.now,
): Budget {
  let calls: { readonly atMs: number; readonly ms: number }[] = [];

  function spent() {
    calls = calls.filter(({ atMs }) => now() - atMs < HOUR_MS);
    return { calls: calls.length, seconds: calls.reduce((sum, { ms }) => sum + ms, 0) / 1_000 };
  }

  return {
    note: (ms) => void calls.push({ atMs: now(), ms }),
    spent,
    signal: {
      async look(moment) {
        if (moment === 'during') return null;
        const hour = spent();
        if (hour.calls >= callsPerHour) return { id: 'budget', reason: `${hour.calls} calls in this hour (narrator.budget.callsPerHour)` };
        if (hour.seconds < secondsPerHour) return null;
        return { id: 'budget', reason: `${Math.round(hour.seconds)} s of models in this hour (narrator.budget.secondsPerHour)` };
      },
    },
  };
}
