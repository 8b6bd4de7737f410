import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve, sep } from 'node:path';
import { refreshOptions } from '../compose/refresh-options.ts';
import type { Config } from '../config.ts';
import type { KeptRun } from '../contracts/kept-run.ts';
import { Report } from '../contracts/report.ts';
import { REPORT_BASENAME } from '../contracts/report-name.ts';
import type { RefreshOutcome, RefreshPool } from '../edges/refresh/refresh-pool.ts';
import type { RefreshOptions } from '../edges/refresh/task.ts';
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

/** Makes a report below a temporary directory, which is gone afterwards: nothing is written beside the artifacts. */
async function made<T>(
  { rootId, rootPath, directory }: WantedReport,
  options: RefreshOptions,
  pool: RefreshPool,
  { signal }: Pick<CliContext, 'signal'>,
  read: (outcome: RefreshOutcome, outDirectory: string) => T,
): Promise<T> {
  const outDirectory = mkdtempSync(join(tmpdir(), 'benchscribe-report-'));
  try {
    const failures: AppError[] = [];
    const outcomes: RefreshOutcome[] = [];
    await pool.refresh(
      { rootId, rootPath, targets: [{ directory, outDirectory, keepsStanding: false }], options },
      {
        onOutcome(outcome) {
          outcomes.push(outcome);
          if (outcome.status === 'no-inputs') failures.push(new AppError('DIRECTORY_EMPTY', join(rootPath, directory)));
        },
        onFailed: (_, error) => failures.push(error),
        onFlaw: () => undefined,
      },
      signal,
    );
    for (const error of failures) throw error;
    return read(outcomes[0]!, outDirectory);
  } finally {
    rmSync(outDirectory, { recursive: true });
  }
}

/**
 * The report of a directory.
 *
 * @throws AppError `DIRECTORY_EMPTY`, and those of the stage that failed.
 */
export function madeReport(place: WantedReport, config: Config, pool: RefreshPool, context: Pick<CliContext, 'signal'>): Promise<Report> {
  return made(place, refreshOptions(config, ['json']), pool, context, (_, outDirectory) =>
    Report.parse(JSON.parse(readFileSync(join(outDirectory, `${REPORT_BASENAME}.json`), 'utf8'))),
  );
}

/**
 * A summary of each run of a directory that is read from its own artifacts.
 *
 * @returns null where no runs are there that could be compared.
 * @throws as `madeReport` does.
 */
export function madeSummaries(
  place: WantedReport,
  config: Config,
  pool: RefreshPool,
  context: CliContext,
): Promise<readonly KeptRun[] | null> {
  return made(place, { ...refreshOptions(config, ['json']), keepsRuns: true }, pool, context, ({ kept }) => kept);
}
