import { lstatSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { watch } from 'chokidar';
import picomatch from 'picomatch';
import { isHidden } from './artifact-listing.ts';
import { systemErrorCode } from './safe-file.ts';

/** A directory that was removed is looked for again after this long; chokidar notices by itself what comes back later. */
const REARM_DELAY_MS = 100;

export interface TreeWatcher {
  /** Settles when the whole tree is watched, or when watching was given up. */
  readonly ready: Promise<void>;
  /** Watches anew what was replaced by another directory of the same name, which the watch of the old one never tells. Call in each sweep. */
  rearm(): void;
  close(): Promise<void>;
}

export interface WatchEvents {
  /** Something at this absolute path changed: an entry of a watched directory, or the directory itself. A hint; may come late, twice or never. */
  onDirty(path: string): void;
  /** Events may have been lost. */
  onError(error: Error): void;
  /** The system has no more watches to give: watching has stopped for good. Called at most once; `remedy` names the setting. */
  onDegraded(remedy: string): void;
}

/**
 * Watches the directories of a tree, not its files: a watched directory tells of its files' changes through chokidar's `raw` event, at a
 * thousandth of the watches. See docs/decisions/0003-watching.md for what was measured. Hidden names, `node_modules` and `ignore` (globs
 * below the root) are left out; links are not followed.
 */
export function watchTree(rootPath: string, options: { readonly ignore: readonly string[] }, events: WatchEvents): TreeWatcher {
  const isIgnored = options.ignore.length === 0 ? () => false : picomatch([...options.ignore], { dot: true });
  const watched = new Map<string, string | null>();
  const timers = new Map<string, NodeJS.Timeout>();
  const { promise: ready, resolve: becomeReady } = deferred();
  let closed = false;
  // A root that is not there yet is armed by `rearm` when it has appeared.
  watched.set(rootPath, directoryIdentity(rootPath));
  const chokidar = watch(rootPath, {
    followSymlinks: false,
    // Directories found at the start are announced too: their identity is needed to tell when they are replaced.
    ignoreInitial: false,
    atomic: false,
    ignored: (path, stats) => {
      if (path === rootPath) return false;
      return (stats !== undefined && !stats.isDirectory()) || isHidden(basename(path)) || isIgnored(relative(rootPath, path));
    },
  });

  function close(): Promise<void> {
    closed = true;
    for (const timer of timers.values()) clearTimeout(timer);
    becomeReady();
    return chokidar.close();
  }

  function rewatch(path: string): void {
    chokidar.unwatch(path);
    chokidar.add(path);
    watched.set(path, directoryIdentity(path));
    events.onDirty(path);
  }

  /** The kernel has dropped the watch together with the directory. If one of that name is there again, its changes go unheard. */
  function expectReturn(path: string): void {
    if (timers.has(path)) return;
    const timer = setTimeout(() => {
      timers.delete(path);
      if (directoryIdentity(path) !== null) rewatch(path);
    }, REARM_DELAY_MS);
    timers.set(path, timer.unref());
  }

  chokidar.on('addDir', (path) => {
    watched.set(path, directoryIdentity(path));
    events.onDirty(path);
  });
  chokidar.on('unlinkDir', (path) => {
    if (path !== rootPath) watched.delete(path);
    events.onDirty(path);
  });
  chokidar.on('raw', (event, name: string | null, details) => {
    const directory = (details as { watchedPath: string }).watchedPath;
    // A watched directory that goes away reports itself by its own name.
    if (event === 'rename' && name === basename(directory)) expectReturn(directory);
    if (name === null) events.onDirty(directory);
    else if (!isHidden(name)) events.onDirty(join(directory, name));
  });
  chokidar.on('ready', becomeReady);
  chokidar.on('error', (error) => {
    if (closed) return;
    const remedy = REMEDIES.get(systemErrorCode(error) ?? '');
    if (remedy === undefined) {
      events.onError(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    // One error comes for each directory that is left; nothing is gained by hearing them all, so the watcher goes.
    void close();
    events.onDegraded(remedy);
  });

  return {
    ready,
    rearm() {
      for (const [path, identity] of watched) {
        const present = closed ? null : directoryIdentity(path);
        if (present !== null && present !== identity) rewatch(path);
      }
    },
    close,
  };
}

const REMEDIES: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'the limit of inotify watches is reached: run "sysctl fs.inotify.max_user_watches=524288" and restart'],
  ['EMFILE', 'the limit of inotify instances or open files is reached: run "sysctl fs.inotify.max_user_instances=1024" and restart'],
]);

/** Tells a directory from another of the same name, even where the inode number is used again; null when there is none. */
function directoryIdentity(path: string): string | null {
  try {
    const stats = lstatSync(path, { bigint: true });
    return stats.isDirectory() ? `${stats.dev}:${stats.ino}:${stats.birthtimeNs}` : null;
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return null;
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
