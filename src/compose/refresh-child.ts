/** Process that makes reports for another: started by `src/edges/refresh/child.ts`, does one task for each message that it gets. */
import { existsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { endWithParent } from '../edges/refresh/end-with-parent.ts';
import type { Announcement, ChildMessage, ChildPort, ChildTask } from '../edges/refresh/task.ts';
import { builtScript } from './command-script.ts';

/** The pipe for announcements: see `stdio` in `src/edges/refresh/child.ts`. */
const ANNOUNCEMENTS_FD = 4;

// The engine begins to optimise a function after some 70 kB of bytecode were run in it; most of what one report optimises so early is never
// needed again. With a later beginning a report of 100 files takes a third less CPU time, one of 250,000 rows no more. An engine that does not
// know the setting ignores it.
setFlagsFromString('--interrupt-budget=1000000');

// To look after the parent takes a thread, which costs more than the reading of a hundred small files. What is short of all this ends soon
// enough by itself, and finds then that nobody waits for it.
const LONG_BYTES = 256 * 1024;
const LONG_MS = 10_000;
let isWatched = false;

function watchDuring(announcement: Announcement): void {
  const isLong = performance.now() > LONG_MS || (announcement.doing === 'parse' && announcement.bytes > LONG_BYTES);
  if (isWatched || !isLong) return;
  isWatched = true;
  endWithParent(1_000);
}

const port: ChildPort = {
  announce(announcement: Announcement) {
    watchDuring(announcement);
    writeSync(ANNOUNCEMENTS_FD, `${JSON.stringify(announcement)}\n`);
  },
  tell: (message: ChildMessage) => void process.send?.(message),
  async turn() {
    await setImmediate();
    return process.connected;
  },
};

/** What does tasks. */
interface Work {
  doTask(task: ChildTask, port: ChildPort): Promise<void>;
  /** See `RunScript`. */
  keep(): void;
}
let work: Work | null = null;

// Signals are meant for the process that asks: this one ends when it is asked no more.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
process.on('message', async (task: ChildTask) => {
  work ??= await loadWork();
  await work.doTask(task, port);
  // What hashing alone has compiled is of little use to what makes a report.
  if (task.kind === 'refresh') work.keep();
  port.tell({ kind: 'done', rssBytes: process.memoryUsage.rss() });
});

/** The build puts all that a task may need into one script. Run from its sources, the program has modules only. */
async function loadWork(): Promise<Work> {
  const built = join(import.meta.dirname, 'refresh-task.cjs');
  if (!existsSync(built)) return { ...(await import('./refresh-task.ts')), keep: () => undefined };
  const { exports, keep } = builtScript(built);
  return { ...(exports as Pick<Work, 'doTask'>), keep };
}
