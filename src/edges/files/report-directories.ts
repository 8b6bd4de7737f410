import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { AppError } from '../../errors.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { isHidden } from './artifact-listing.ts';
import { systemErrorCode } from './safe-file.ts';

/** Globs with `**` are followed this far down. */
const DEPTH_MAX = 16;

/**
 * The directories below a root that get a report: those that match one of `globs`, relative to the root with forward slashes, "." for
 * the root itself, sorted. Hidden directories, `node_modules`, links and what matches `ignore` are left out. A glob that matches
 * nothing gives nothing.
 *
 * @throws AppError `ROOT_UNREADABLE` when the root cannot be read; a subdirectory that cannot be read has no report directories below.
 */
export function reportDirectories(rootPath: string, globs: readonly string[], ignore: readonly string[]): string[] {
  const below = globs.filter((glob) => glob !== '.').map((glob) => glob.replace(/^\.\//, '').replace(/\/+$/, ''));
  const isWanted = below.length === 0 ? () => false : picomatch(below, { dot: false });
  const isIgnored = ignore.length === 0 ? () => false : picomatch([...ignore], { dot: true });
  const depthMax = below.some((glob) => glob.includes('**')) ? DEPTH_MAX : Math.max(0, maxOf(below.map((glob) => glob.split('/').length)));
  const found: string[] = [];
  const pending: { path: string; depth: number }[] = [{ path: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of readEntries(rootPath, next.path)) {
      const path = next.path === '' ? entry.name : `${next.path}/${entry.name}`;
      if (!entry.isDirectory() || isHidden(entry.name) || isIgnored(path)) continue;
      if (isWanted(path)) found.push(path);
      if (next.depth + 1 < depthMax) pending.push({ path, depth: next.depth + 1 });
    }
  }
  return [...(globs.includes('.') ? ['.'] : []), ...found.sort()];
}

function readEntries(rootPath: string, path: string): Dirent[] {
  try {
    return readdirSync(join(rootPath, path), { withFileTypes: true });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    if (path === '') throw new AppError('ROOT_UNREADABLE', `${rootPath} (${code})`, { cause: error });
    // Gone meanwhile, or not readable: the report of its parent names it as a problem.
    return [];
  }
}
