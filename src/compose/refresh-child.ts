/** Process that makes reports for another: started by `src/edges/refresh/child.ts`, does one task for each message that it gets. */
import { writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Announcement, ChildMessage, ChildPort, ChildTask } from '../edges/refresh/task.ts';
import { doTask } from './refresh-task.ts';

/** The pipe for announcements: see `stdio` in `src/edges/refresh/child.ts`. */
const ANNOUNCEMENTS_FD = 4;

const port: ChildPort = {
  announce: (announcement: Announcement) => void writeSync(ANNOUNCEMENTS_FD, `${JSON.stringify(announcement)}\n`),
  tell: (message: ChildMessage) => void process.send?.(message),
  async turn() {
    await setImmediate();
    return process.connected;
  },
};

// Signals are meant for the process that asks: this one ends when it is asked no more.
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => undefined);
process.on('message', async (task) => {
  await doTask(task as ChildTask, port);
  port.tell({ kind: 'done', rssBytes: process.memoryUsage.rss() });
});
