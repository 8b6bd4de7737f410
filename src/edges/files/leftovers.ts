import { type Dirent, readdirSync, readFileSync, unlinkSync } from 'node:fs';
import { extname, join } from 'node:path';
import picomatch from 'picomatch';
import * as z from 'zod';
import { isHidden } from './artifact-listing.ts';
import { frontMatterOf, HEAD_BYTES, isOwnReport, isReportName } from './own-report.ts';
import { isUnaltered } from './report-seal.ts';
import { systemErrorCode } from './safe-file.ts';
import { isStaleTemp, removeTemp } from './temp-files.ts';

export interface LeftoverOptions {
  readonly ignore: readonly string[];
  /** Directories below the root are looked at down to this depth. */
  readonly depthMax: number;
}

/** Files of ours that stand below a root where none belong, relative to it. */
export interface Leftovers {
  /** Reports. */
  readonly removed: readonly string[];
  /** Temporary files of processes that have died, removed. */
  readonly temps: readonly string[];
  /** Reports, with the reason why each was left. */
  readonly kept: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Removes the reports of a root from directories that get none any more: renamed below another, or no longer configured. Only what was made
 * for this root counts, and only what nobody has altered is removed; a report for another root, or of somebody else, is not touched. With
 * them goes what killed processes left unfinished, wherever its directory has been moved.
 *
 * @param directories the report directories of the root, as `reportDirectories` gives them.
 */
export function removeLeftovers(
  root: { readonly id: string; readonly path: string },
  directories: readonly string[],
  options: LeftoverOptions,
): Leftovers {
  const wanted = new Set(directories);
  const removed: string[] = [];
  const kept: { path: string; reason: string }[] = [];
  const { reports, temps } = ownFilesBelow(root.path, options);
  for (const path of reports) {
    const slash = path.lastIndexOf('/');
    const absolutePath = join(root.path, path);
    if (wanted.has(slash < 0 ? '.' : path.slice(0, slash)) || !isOwnReport(absolutePath)) continue;
    try {
      const content = readFileSync(absolutePath, 'utf8');
      if (recordedRoot(path, content.slice(0, HEAD_BYTES)) !== root.id) continue;
      if (!isUnaltered(path, content)) kept.push({ path, reason: 'it was altered since it was written' });
      else {
        unlinkSync(absolutePath);
        removed.push(path);
      }
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === null) throw error;
      if (code !== 'ENOENT') kept.push({ path, reason: `it cannot be removed (${code})` });
    }
  }
  return { removed, temps: temps.filter((path) => removeTemp(join(root.path, path))), kept };
}

/** Files with the name of a report, and temporary files that nobody writes any more, by path below the root. */
function ownFilesBelow(rootPath: string, { ignore, depthMax }: LeftoverOptions): { reports: string[]; temps: string[] } {
  const isIgnored = ignore.length === 0 ? () => false : picomatch([...ignore], { dot: true });
  const found = { reports: [] as string[], temps: [] as string[] };
  const pending = [{ parent: '', depth: 0 }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { parent, depth } = next;
    for (const entry of entriesOf(join(rootPath, parent))) {
      const path = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (isStaleTemp(join(rootPath, parent), entry.name)) found.temps.push(path);
      if (isHidden(entry.name) || isIgnored(path)) continue;
      if (entry.isDirectory() && depth < depthMax) pending.push({ parent: path, depth: depth + 1 });
      else if (entry.isFile() && isReportName(entry.name)) found.reports.push(path);
    }
  }
  return found;
}

/** None for a directory that is gone or cannot be read: what is in it stays. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return [];
  }
}

const FrontMatterRoot = z.object({ root: z.string() });
const JSON_ROOT = /"root":\s*"([^"\\]*)",\s*"directory":/;
const HTML_ROOT = /<meta name="benchscribe-root" content="([^"]*)">/;

/** Id of the root that a report of ours was made for; null where it does not say. Ids hold no character that would be escaped. */
function recordedRoot(path: string, head: string): string | null {
  const extension = extname(path);
  if (extension === '.json') return JSON_ROOT.exec(head)?.[1] ?? null;
  if (extension === '.html') return HTML_ROOT.exec(head)?.[1] ?? null;
  const marks = FrontMatterRoot.safeParse(frontMatterOf(head));
  return marks.success ? marks.data.root : null;
}
