import { Worker } from 'node:worker_threads';

/** A thread of its own, because a file may keep the other one busy for ever. */
const WATCH = `
const { workerData } = require('node:worker_threads');
setInterval(() => process.ppid === workerData.parent || process.kill(process.pid, 'SIGKILL'), workerData.everyMs);
`;

/**
 * Kills this process once the one that started it has died: nobody else would, and no message reaches a process that hangs. What it has
 * staged by then is removed by whoever starts next.
 */
export function endWithParent(everyMs: number): void {
  const resourceLimits = { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 };
  new Worker(WATCH, { eval: true, workerData: { parent: process.ppid, everyMs }, resourceLimits }).unref();
}
