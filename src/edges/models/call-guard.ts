import { ModelServerError } from './model-server-error.ts';

/** Ends one call: by the signal of the caller, by the deadline of the phase that it is in, or by that of the whole. */
export interface CallGuard {
  /** Aborted with a `ModelServerError`, `aborted` or `deadline`, as its reason. */
  readonly signal: AbortSignal;
  /** From now on the call as a whole has so long. */
  readonly limit: (limitMs: number) => void;
  /** The phase begins, or begins anew; the one before is over. `phase` completes "no ...". */
  readonly enter: (phase: string, limitMs: number) => void;
  /** No phase is waited for any more; the whole still is. */
  readonly leave: () => void;
  /** Forgets caller and clocks, and closes what is still open. To be called whatever happened. */
  readonly close: () => void;
}

/** @param caller signal of who wants the answer; it may be raised already. */
export function callGuard(caller: AbortSignal): CallGuard {
  const controller = new AbortController();
  const end = (error: ModelServerError) => controller.abort(error);
  const onAbort = () => end(new ModelServerError('aborted', 'the question was withdrawn'));
  if (caller.aborted) onAbort();
  else caller.addEventListener('abort', onAbort, { once: true });
  let total: NodeJS.Timeout | undefined;
  let phase: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    limit(limitMs) {
      clearTimeout(total);
      total = setTimeout(() => end(late('end of the answer', limitMs)), limitMs);
    },
    enter(name, limitMs) {
      clearTimeout(phase);
      phase = setTimeout(() => end(late(name, limitMs)), limitMs);
    },
    leave: () => clearTimeout(phase),
    close() {
      clearTimeout(phase);
      clearTimeout(total);
      caller.removeEventListener('abort', onAbort);
      end(new ModelServerError('aborted', 'the call is over'));
    },
  };
}

function late(awaited: string, limitMs: number): ModelServerError {
  const limit = limitMs >= 1_000 ? `${limitMs / 1_000} s` : `${limitMs} ms`;
  return new ModelServerError('deadline', `no ${awaited} within ${limit}: give it more time, or take a smaller model`);
}
