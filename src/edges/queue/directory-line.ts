import type { RefreshReportJob } from '../../contracts/job.ts';
import { directoryKey } from './directory-key.ts';

export interface LineEntry {
  readonly job: RefreshReportJob;
  state: 'waiting' | 'active' | 'delayed';
  /** Tries begun since the directory was last added. */
  attempt: number;
  /** Added again while active: it must run once more. */
  again: boolean;
}

/** Directories in the order in which they are served; knows neither time nor handler. Limit: one entry per report directory. */
export interface DirectoryLine {
  /** Puts a directory at the end, or merges it with its entry: one that waits serves both, one that is active is marked to run again. */
  add(job: RefreshReportJob): void;
  /** Takes the first that waits and makes it active, or null. */
  take(): LineEntry | null;
  /** The run is over for good: the entry leaves, or goes to the end with all its attempts if it was added meanwhile. */
  release(entry: LineEntry): void;
  /** Another try will follow: the entry keeps its directory but does not wait in line until `readmit`. */
  postpone(entry: LineEntry): void;
  readmit(entry: LineEntry): void;
  counts(): { waiting: number; active: number };
  clear(): void;
}

export function directoryLine(): DirectoryLine {
  const entries = new Map<string, LineEntry>();
  let ready: LineEntry[] = [];

  function enqueue(entry: LineEntry): void {
    entry.state = 'waiting';
    ready.push(entry);
  }

  return {
    add(job) {
      const key = directoryKey(job);
      const known = entries.get(key);
      if (known) {
        known.again = known.state === 'active';
        return;
      }
      const entry: LineEntry = { job, state: 'waiting', attempt: 0, again: false };
      entries.set(key, entry);
      enqueue(entry);
    },
    take() {
      const entry = ready.shift() ?? null;
      if (entry) {
        entry.state = 'active';
        entry.attempt += 1;
      }
      return entry;
    },
    release(entry) {
      if (!entry.again) {
        entries.delete(directoryKey(entry.job));
        return;
      }
      entry.again = false;
      entry.attempt = 0;
      enqueue(entry);
    },
    postpone(entry) {
      entry.state = 'delayed';
      // The next try reads everything afresh, so it also serves what was added meanwhile, with all its attempts.
      if (entry.again) entry.attempt = 0;
      entry.again = false;
    },
    readmit: enqueue,
    counts() {
      const all = [...entries.values()];
      const active = all.filter((entry) => entry.state === 'active').length;
      return { waiting: all.length - active + all.filter((entry) => entry.again).length, active };
    },
    clear() {
      entries.clear();
      ready = [];
    },
  };
}
