/** Notices when the process stood still: a long computation, a suspended machine, a debugger. */
export interface LoopMonitor {
  /** Call after a long computation of one's own that costs no events worth a sweep. */
  forgive(): void;
  close(): void;
}

const INTERVAL_MS = 250;

/** Calls `onStall` with the length of each standstill of the event loop that is longer than `stallMs`. */
export function monitorLoop(stallMs: number, onStall: (stalledMs: number) => void): LoopMonitor {
  let expectedAtMs = performance.now() + INTERVAL_MS;
  const timer = setInterval(() => {
    const stalledMs = performance.now() - expectedAtMs;
    expectedAtMs = performance.now() + INTERVAL_MS;
    if (stalledMs > stallMs) onStall(Math.round(stalledMs));
  }, INTERVAL_MS);
  timer.unref();
  return {
    forgive() {
      expectedAtMs = performance.now() + INTERVAL_MS;
    },
    close: () => clearInterval(timer),
  };
}
