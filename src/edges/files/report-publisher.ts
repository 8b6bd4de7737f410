import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import { isForeign } from './own-report.ts';
import { type ReportText, sealed } from './report-seal.ts';
import { systemErrorCode } from './safe-file.ts';
import { removeTemp } from './temp-files.ts';
import { flushDirectory, writeTemp } from './write-beside.ts';

/** Readable for everybody as far as the umask allows: reports are read by others than the service user. */
const REPORT_MODE = 0o644;
/** One file of a report, written and flushed under a temporary name beside its place. */
interface StagedFile {
  readonly name: string;
  /** Name of the temporary file. */
  readonly temp: string;
}

/** A report that is ready to be put in place: plain values, since one process may stage it and another commit it. */
export interface StagedReport {
  /** Where the report goes. */
  readonly directory: string;
  readonly files: readonly StagedFile[];
  /** Names of files that say already what they should. */
  readonly unchanged: readonly string[];
  /** Names under which something stands that is no report of ours: those files are kept away, the others are not. */
  readonly foreign: readonly string[];
}

/** Names by what became of them, each in the order in which the files were staged. */
export interface PublishedReport {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly foreign: readonly string[];
}

/**
 * Writes the files of a report to temporary files beside their places and flushes them. A file that says already what it should is not
 * staged; a report of ours keeps its permissions. Whoever gets the answer calls `commitStaged` or `discardStaged`.
 *
 * @throws AppError `REPORT_UNWRITABLE` when the file system refuses; no temporary file is left.
 */
export function stageReport(directory: string, files: readonly { name: string; content: ReportText }[]): StagedReport {
  const staged: StagedFile[] = [];
  const unchanged: string[] = [];
  const foreign: string[] = [];
  try {
    for (const { name, content } of files) {
      const target = join(directory, name);
      if (isForeign(target)) {
        foreign.push(name);
        continue;
      }
      const mode = modeOf(target);
      const bytes = sealed(name, content);
      if (mode !== null && hasContent(target, bytes)) unchanged.push(name);
      else staged.push({ name, temp: writeTemp(directory, bytes, mode, REPORT_MODE) });
    }
    return { directory, files: staged, unchanged, foreign };
  } catch (error) {
    for (const { temp } of staged) removeTemp(join(directory, temp));
    throw asPublishError(error, directory);
  }
}

/**
 * Puts a staged report in place by renaming, each file whole or not at all. Places are looked at again before: somebody may have put a
 * file of his own there while ours were written. No temporary file is left, whatever happens.
 *
 * @param options.fresh asked right before the renames, if there are any; false means that the inputs have changed meanwhile.
 * @throws AppError `REPORT_SUPERSEDED` when `fresh` says no, `REPORT_UNWRITABLE` when the file system refuses. The old report stays.
 */
export function commitStaged(staged: StagedReport, options: { fresh?: () => boolean } = {}): PublishedReport {
  const { directory, files, unchanged } = staged;
  const written: string[] = [];
  const foreign = [...staged.foreign];
  try {
    if (files.length > 0 && options.fresh?.() === false) throw new AppError('REPORT_SUPERSEDED', directory);
    for (const { name, temp } of files) {
      const target = join(directory, name);
      if (isForeign(target)) {
        foreign.push(name);
        continue;
      }
      renameSync(join(directory, temp), target);
      written.push(name);
    }
    if (written.length > 0) flushDirectory(directory);
    return { written, unchanged, foreign };
  } catch (error) {
    throw asPublishError(error, directory);
  } finally {
    discardStaged(staged);
  }
}

/** Removes what was staged and is not wanted any more. */
export function discardStaged({ directory, files }: StagedReport): void {
  for (const { temp } of files) removeTemp(join(directory, temp));
}

/** Permissions of the report of ours that stands at `target`; null when there is none. */
function modeOf(target: string): number | null {
  const stats = lstatSync(target, { throwIfNoEntry: false });
  return stats ? stats.mode & 0o777 : null;
}

function hasContent(target: string, bytes: Buffer): boolean {
  const fd = openSync(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return fstatSync(fd).size === bytes.length && readFileSync(fd).equals(bytes);
  } finally {
    closeSync(fd);
  }
}

function asPublishError(error: unknown, directory: string): unknown {
  const code = systemErrorCode(error);
  if (code === null) return error;
  return new AppError('REPORT_UNWRITABLE', `${directory} (${code})`, { cause: error });
}
