/**
 * A worker process for the tests of takeover and sharing, on the built program: `node worker-process.mjs '{"url":...,"prefix":...}'`.
 * The first part of a directory's name says what its job does: `hang`, `block-MS` (holds up the event loop, then looks at its signal), `sleep-MS`.
 * Prints one JSON line per event: {"event":"started"|"finished"|"aborted","directory":...,"at":...}.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bullmqQueue } from '../../dist/edges/queue/bullmq-queue.js';

const { concurrency = 2, ...options } = JSON.parse(process.argv[2]);
const queue = bullmqQueue({ deadlineMs: 2_000, attempts: 3, backoffMs: 20, jobTimeoutMs: 60_000, ...options });

function tell(event, directory) {
  process.stdout.write(`${JSON.stringify({ event, directory, at: Date.now() })}\n`);
}

queue.start(async ({ directory }, signal) => {
  const [action, ms] = directory.split('-');
  tell('started', directory);
  signal.addEventListener('abort', () => tell('aborted', directory), { once: true });
  if (action === 'hang') await new Promise(() => {});
  if (action === 'sleep') await sleep(Number(ms));
  if (action === 'block') {
    const end = performance.now() + Number(ms);
    while (performance.now() < end);
    await sleep(3_000, undefined, { signal });
  }
  tell('finished', directory);
}, concurrency);

process.on('SIGTERM', async () => {
  await queue.close(5_000);
  process.exit(0);
});
