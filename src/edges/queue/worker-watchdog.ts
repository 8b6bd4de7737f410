export interface Watched {
  /** Jobs running now in the watched worker, and jobs that it started since the beginning. */
  counts(): { active: number; started: number };
  /** Whether jobs wait that the worker could take. Never rejects. */
  hasWaiting(): Promise<boolean>;
  rebuild(): Promise<void>;
}

const CHECKS = 6;

/**
 * Rebuilds a worker that runs nothing and starts nothing for `patienceMs` while jobs wait: the symptom of a worker that a lost connection left deaf
 * (taskforcesh/bullmq#4585 and the like). Returns the function that ends the watch.
 */
export function startWatchdog(watched: Watched, patienceMs: number): () => void {
  let startedBefore = -1;
  let idleChecks = 0;
  let ended = false;

  async function check(): Promise<void> {
    const { active, started } = watched.counts();
    const idle = active === 0 && started === startedBefore && (await watched.hasWaiting());
    startedBefore = started;
    idleChecks = idle ? idleChecks + 1 : 0;
    if (idleChecks < CHECKS || ended) return;
    idleChecks = 0;
    await watched.rebuild();
  }

  const timer = setInterval(() => void check(), patienceMs / CHECKS);
  return () => {
    ended = true;
    clearInterval(timer);
  };
}
