import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve, sep } from 'node:path';
import { refreshOptions } from '../compose/refresh-options.ts';
import type { Config } from '../config.ts';
import { Report } from '../contracts/report.ts';
import { REPORT_BASENAME } from '../contracts/report-name.ts';
import type { RefreshPool } from '../edges/refresh/refresh-pool.ts';
import { AppError } from '../errors.ts';
import { rootIdOf } from '../unconfigured.ts';
import type { CliContext } from './context.ts';

/** A directory whose report is wanted, and the root that it is a part of. */
export interface WantedReport {
  readonly rootId: string;
  readonly rootPath: string;
  /** Relative to the root, "." for the root itself. */
  readonly directory: string;
}

/** Where a directory stands: in the innermost root of the configuration that it lies in, else it is a root itself. */
export function placeOf(path: string, roots: Config['roots']): WantedReport {
  const directoryIn = (rootPath: string) => relative(rootPath, path).split(sep).join('/') || '.';
  const isAbove = (rootPath: string) => !/^\.\.(?:\/|$)/.test(directoryIn(rootPath));
  const above = roots.filter((root) => isAbove(root.path)).toSorted((a, b) => b.path.length - a.path.length)[0];
  if (above) return { rootId: above.id, rootPath: above.path, directory: directoryIn(above.path) };
  return { rootId: rootIdOf(basename(resolve(path))), rootPath: path, directory: '.' };
}

/**
 * The report of a directory, made below a temporary one: nothing is written beside the artifacts.
 *
 * @throws AppError `DIRECTORY_EMPTY`, and those of the stage that failed.
 */
export async function madeReport(
  { rootId, rootPath, directory }: WantedReport,
  config: Config,
  pool: RefreshPool,
  { signal }: CliContext,
): Promise<Report> {
  const outDirectory = mkdtempSync(join(tmpdir(), 'benchscribe-report-'));
  try {
    const failures: AppError[] = [];
    await pool.refresh(
      { rootId, rootPath, targets: [{ directory, outDirectory, keepsStanding: false }], options: refreshOptions(config, ['json']) },
      {
        onOutcome({ status }) {
          if (status === 'no-inputs') failures.push(new AppError('DIRECTORY_EMPTY', join(rootPath, directory)));
        },
        onFailed: (_, error) => failures.push(error),
        onFlaw: () => undefined,
      },
      signal,
    );
    for (const error of failures) throw error;
    return Report.parse(JSON.parse(readFileSync(join(outDirectory, `${REPORT_BASENAME}.json`), 'utf8')));
  } finally {
    rmSync(outDirectory, { recursive: true });
  }
}
