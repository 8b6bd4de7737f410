import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RefreshReportJob } from '../../contracts/job.ts';
import { type ChangeEvent, EVENT_SCHEMA, type EventKind, type EventPayload, type KnownChanges } from '../../contracts/webhook.ts';
import { changeEvents } from './change-events.ts';
import { readTold, type ToldDirectory, writeTold } from './told-file.ts';

export interface WebhookOptions {
  readonly url: string;
  readonly events: readonly EventKind[];
  readonly version: string;
  /** Where it is kept what was told; null to keep it in this process alone. */
  readonly stateDirectory: string | null;
  /** An answer is waited for no longer than this. */
  readonly timeoutMs?: number;
  /** Wait after a first failure; doubled for each further one, up to an hour. */
  readonly backoffMs?: number;
  readonly onTold: (job: RefreshReportJob, count: number) => void;
  /** Told of the first failure in a row, and of each after which the wait is an hour. */
  readonly onFailed: (job: RefreshReportJob, error: unknown) => void;
}

export interface Webhook {
  /** What a report has that is about to be put in place. Returns at once: it is told later, in this process or in the next one. */
  note(job: RefreshReportJob, known: KnownChanges): void;
  /** Settles when everything is told that was noted so far. */
  idle(): Promise<void>;
  /** Breaks off what is being told; the next process tells it. */
  close(): Promise<void>;
}

const TIMEOUT_MS = 10_000;
const BACKOFF_MS = 1_000;
const BACKOFF_MS_MAX = 3_600_000;

function keyOf({ root, directory }: RefreshReportJob): string {
  return JSON.stringify([root, directory]);
}

/**
 * Tells a URL what opened, reopened and recovered: one POST for each report that has something to tell, again until it is answered with 2xx. What is to be
 * told follows from what reports have and what was told before, which is written down before a report is put in place and after it was
 * told: a process that is killed loses nothing, and at worst tells twice.
 */
export function openWebhook({ url, events, version, stateDirectory, ...options }: WebhookOptions): Webhook {
  const { timeoutMs = TIMEOUT_MS, backoffMs = BACKOFF_MS, onTold, onFailed } = options;
  const path = stateDirectory === null ? null : join(stateDirectory, 'webhook.json');
  const directories = new Map((path === null ? [] : readTold(path)).map((own) => [keyOf(own), own]));
  const stopped = new AbortController();
  let telling: Promise<void> | null = null;

  function keep(own: ToldDirectory): void {
    directories.set(keyOf(own), own);
    if (path !== null) writeTold(path, [...directories.values()]);
  }

  function pending(): { readonly own: ToldDirectory; readonly told: ChangeEvent[] } | null {
    for (const own of directories.values()) {
      const told = changeEvents(own, own.told, own.now);
      if (told.length > 0) return { own, told: told.filter(({ event }) => events.includes(event)) };
    }
    return null;
  }

  async function post(payload: EventPayload): Promise<void> {
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(timeoutMs)]);
    const headers = { 'content-type': 'application/json', 'user-agent': `benchscribe/${version}` };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(payload), redirect: 'error', signal });
    await response.body?.cancel();
    // The address may hold a token: it stands in no message.
    if (!response.ok) throw new Error(`the webhook answered with HTTP ${response.status}`);
  }

  async function tellAll(): Promise<void> {
    let waitMs = backoffMs;
    for (let next = pending(); next !== null && !stopped.signal.aborted; next = pending()) {
      const { own, told } = next;
      const { root, directory, run } = own;
      try {
        if (told.length > 0) {
          await post({ schema: EVENT_SCHEMA, generator: { name: 'benchscribe', version }, root, directory, run, events: told });
          onTold({ root, directory }, told.length);
        }
        // What was noted meanwhile is told next.
        keep({ ...(directories.get(keyOf(own)) ?? own), told: own.now });
        waitMs = backoffMs;
      } catch (error) {
        if (stopped.signal.aborted) return;
        if (waitMs === backoffMs || waitMs === BACKOFF_MS_MAX) onFailed({ root, directory }, error);
        await sleep(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
        waitMs = Math.min(BACKOFF_MS_MAX, 2 * waitMs);
      }
    }
  }

  function start(): void {
    telling ??= tellAll().finally(() => {
      telling = null;
      if (!stopped.signal.aborted && pending() !== null) start();
    });
  }

  start();
  return {
    note(job, { run, changes }) {
      const told = directories.get(keyOf(job))?.told ?? [];
      if (told.length + changes.length === 0) return;
      const isNews = changeEvents(job, told, changes).length > 0;
      try {
        keep({ root: job.root, directory: job.directory, run, told: isNews ? told : [...changes], now: [...changes] });
      } catch (error) {
        // It is told all the same, as long as this process lives.
        onFailed(job, error);
      }
      start();
    },
    async idle() {
      while (telling !== null) await telling;
    },
    async close() {
      stopped.abort();
      await telling;
    },
  };
}
