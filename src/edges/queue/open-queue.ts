import type { Config } from '../../config.ts';
import type { JobKind } from '../../contracts/job.ts';
import { bullmqQueue } from './bullmq-queue.ts';
import { embeddedQueue } from './embedded-queue.ts';
import type { JobQueue, OnFailed } from './queue.ts';
import type { OnConnection } from './redis-link.ts';
import { resilientQueue } from './resilient-queue.ts';

export interface QueueEvents {
  readonly onFailed: OnFailed;
  readonly onConnection: OnConnection;
  readonly onError: (error: Error, suppressed: number) => void;
}

/** A narration waits for the machine to be quiet, which may take as long as a night of benchmarks: it ends with its process. */
const NARRATE_TIMEOUT_MS = 7 * 24 * 3_600_000;

/** Opens the queue that the configuration names: `auto` is the one in Redis, with the embedded one stepping in, when a URL is set. */
export function openQueue(
  { queue, redis }: Pick<Config, 'queue' | 'redis'>,
  kind: JobKind,
  { onFailed, onConnection, onError }: QueueEvents,
): JobQueue {
  const jobTimeoutMs = kind === 'narrate-report' ? NARRATE_TIMEOUT_MS : queue.jobTimeoutMs;
  const retry = { attempts: queue.attempts, backoffMs: queue.backoffMs, jobTimeoutMs, onFailed };
  const { url, prefix } = redis;
  if (queue.driver === 'embedded' || url === undefined) return embeddedQueue(retry);
  const { deadlineMs } = queue;
  return resilientQueue(
    (onChange) => bullmqQueue({ ...retry, kind, url, prefix, deadlineMs, onConnection: onChange, onError }),
    embeddedQueue(retry),
    onConnection,
  );
}
