import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { refreshOptions } from '../compose/refresh-options.ts';
import type { Config } from '../config.ts';
import { REPORT_BASENAME } from '../contracts/report-name.ts';
import { isYoung } from '../edges/files/artifact-listing.ts';
import { listInputs } from '../edges/files/inputs.ts';
import { reportDirectories } from '../edges/files/report-directories.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import type { NarrationService } from '../edges/narration/narration-service.ts';
import type { RefreshEvents, RefreshOutcome, RefreshPool } from '../edges/refresh/refresh-pool.ts';
import type { PlainError, RefreshOptions, RefreshTarget } from '../edges/refresh/task.ts';
import { AppError } from '../errors.ts';
import { quoted } from '../metrics/quotation.ts';
import { maxOf } from '../sequences/extremes.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { patienceOf, tellReports } from './tell-reports.ts';

type FailureCheck = 'regression' | 'suspected' | 'quarantined' | 'gaps';

export interface ReportOptions extends SharedOptions {
  readonly out?: string;
  readonly format?: readonly Config['reports']['formats'][number][];
  readonly stdout?: 'md' | 'json';
  /** Of Markdown on standard output the whole report, not its page alone. */
  readonly full?: boolean;
  readonly failOn?: readonly FailureCheck[];
  readonly rootId?: string;
  /** Epoch milliseconds. */
  readonly asOf?: number;
  /** false: no model is asked, and what one has answered is not looked up. */
  readonly narrative?: boolean;
}

/**
 * `report DIR`: the reports of DIR and of each first-level subdirectory that has artifacts, once; that of a subdirectory is left as it is
 * where a new one would say the same. Paths of the reports go to standard output, one per line, the summary to standard error. A directory
 * that fails costs itself only.
 *
 * @returns 0; 1 when `--fail-on` applies; 2 when there is no artifact at all; 3 when a report could not be made.
 */
export async function report(directory: string, options: ReportOptions, context: CliContext): Promise<ExitCode> {
  const rootPath = resolve(context.cwd, directory);
  if (isFile(rootPath)) throw new AppError('ROOT_FILE', rootPath);
  const config = await commandConfig(context, options, [directory]);
  const root = { rootPath, rootId: options.rootId ?? config.roots.find(({ path }) => path === rootPath)!.id };
  if (options.asOf !== undefined && options.out === undefined && options.stdout === undefined)
    throw new AppError('AS_OF_IN_PLACE', directory);
  const present = refreshOptions(config, [...(options.format ?? config.reports.formats)]);
  const settings = options.asOf === undefined ? present : { ...present, asOfMs: options.asOf };
  await waitForQuiet(rootPath, settings, context);
  // One process after all: what it has read for one report it need not read for the next.
  const pool = await context.openRefresher(config, { childCount: 1 });
  const ownRoot = { ...config, roots: [{ id: root.rootId, path: rootPath }] };
  const narration = options.narrative === false ? null : await context.openNarration(ownRoot, () => undefined);
  const work = { root, settings, context, pool, narration, patienceMs: patienceOf(config) };
  try {
    if (options.stdout) {
      const isPageOnly = options.stdout === 'md' && options.full !== true;
      return await printReport({ ...work, settings: { ...settings, isPageOnly } }, options.stdout, options.failOn ?? []);
    }
    const directories = reportDirectories(rootPath, config.reports.directories, config.watch.ignore);
    return await writeReports(work, directories, options);
  } finally {
    await pool.close();
  }
}

/** false also where it cannot be told: what cannot be read is said when it is read. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
    return false;
  }
}

/** One command line's worth of reports. */
interface Work {
  readonly root: { readonly rootId: string; readonly rootPath: string };
  readonly settings: RefreshOptions;
  readonly context: CliContext;
  readonly pool: RefreshPool;
  /** null where no model is to be asked. */
  readonly narration: NarrationService | null;
  /** How long it is waited until a model may be asked. */
  readonly patienceMs: number;
}

/** What became of the directories that were asked for, in their order. */
interface Results {
  readonly outcomes: readonly RefreshOutcome[];
  readonly failures: ReadonlyMap<string, AppError>;
}

async function writeReports(work: Work, directories: readonly string[], options: ReportOptions): Promise<ExitCode> {
  const { settings, context } = work;
  const { rootPath } = work.root;
  const out = options.out === undefined ? rootPath : resolve(context.cwd, options.out);
  const { outcomes, failures } = await refreshAll(
    work,
    directories.map((directory) => ({
      directory,
      outDirectory: join(out, directory),
      keepsStanding: directory !== '.' && options.asOf === undefined,
    })),
  );
  let failure: ExitCode = 0;
  for (const directory of directories) {
    const error = failures.get(directory);
    const outcome = outcomes.find((made) => made.directory === directory);
    if (error) failure = noteFailure(directory, error, context);
    else if (outcome && outcome.status !== 'no-inputs') {
      announce(outcome, join(out, directory), settings, context);
      for (const path of outcome.foreign) failure = noteFailure(directory, new AppError('REPORT_FOREIGN', path), context);
    }
  }
  const reported = outcomes.filter(({ status }) => status !== 'no-inputs');
  if (reported.length === 0 && failure === 0) {
    context.note(`${rootPath} holds no artifacts, so there is nothing to report; benchscribe formats lists what is read`);
    return 2;
  }
  const [first] = reported;
  if (first) for (const line of [first.title, ...first.summary.map((sentence) => `- ${sentence}`)]) context.note(line);
  return failure || failedChecks(reported, options.failOn ?? [], context);
}

/** Makes the reports, asks models about those that are still to be told where any may be asked, and makes them again. */
async function refreshAll(work: Work, targets: readonly RefreshTarget[]): Promise<Results> {
  const first = await makeAll(work, targets);
  if (work.narration === null) return first;
  const told = new Set(await tellReports(work.narration, first.outcomes, work.patienceMs, work.context));
  if (told.size === 0) return first;
  const again = targets.flatMap((target) => (told.has(target.directory) ? [{ ...target, keepsStanding: false }] : []));
  const second = await makeAll(work, again);
  const renewed = new Map(second.outcomes.map((outcome) => [outcome.directory, outcome]));
  const outcomes = first.outcomes.map((outcome) => renewed.get(outcome.directory) ?? outcome);
  return { outcomes, failures: new Map([...first.failures, ...second.failures]) };
}

/** Makes the reports, those of subdirectories first: the root's is then about files that have been read. */
async function makeAll({ root, settings, context, pool, narration }: Work, targets: readonly RefreshTarget[]): Promise<Results> {
  const outcomes: RefreshOutcome[] = [];
  const failures = new Map<string, AppError>();
  const progress = () => context.progress(`report ${outcomes.length + failures.size + 1} of ${targets.length}`);
  progress();
  const request = {
    ...root,
    targets: targets.toSorted((a, b) => depthOf(b) - depthOf(a)),
    options: settings,
    narration: narration?.lookup() ?? null,
  };
  const events: RefreshEvents = {
    onOutcome(outcome) {
      outcomes.push(outcome);
      progress();
    },
    onFailed(directory, error) {
      failures.set(directory, error);
      progress();
    },
    onFlaw(directory, { part, error }) {
      context.note(
        `${quoted(directory)}: ${part} could not be made, which is a bug of benchscribe: please report it with these lines\n${stackOf(error)}`,
      );
    },
  };
  try {
    await pool.refresh(request, events, context.signal);
  } finally {
    context.progress('');
  }
  const place = new Map(targets.map(({ directory }, index) => [directory, index]));
  return { outcomes: outcomes.sort((a, b) => place.get(a.directory)! - place.get(b.directory)!), failures };
}

function depthOf({ directory }: RefreshTarget): number {
  return directory === '.' ? 0 : directory.split('/').length;
}

function noteFailure(directory: string, error: AppError, { note }: CliContext): ExitCode {
  note(`${quoted(directory)}: ${error.message}`);
  if (error.code === 'REPORT_FAILED' && error.cause instanceof Error) note(error.cause.stack ?? error.cause.message);
  return error.exitCode;
}

function stackOf(error: PlainError): string {
  return 'code' in error ? `${error.code}: ${error.detail}` : error.stack || `${error.name}: ${error.message}`;
}

/** A run that has just ended leaves files that look as if they were still written: wait for them once, and no longer than `quietMs`. */
async function waitForQuiet(rootPath: string, options: RefreshOptions, context: CliContext): Promise<void> {
  const nowMs = Date.now();
  const { entries } = listInputs(rootPath, '.', options);
  const young = entries.find(({ modifiedAtMs }) => isYoung(modifiedAtMs, options.quietMs, nowMs));
  if (young === undefined) return;
  context.progress(`waiting ${options.quietMs} ms for files to fall quiet: ${young.path}`);
  await sleep(options.quietMs, undefined, { signal: context.signal });
}

function announce(outcome: RefreshOutcome, outDirectory: string, { formats }: RefreshOptions, context: CliContext): void {
  const { directory, status, artifactCount, factCount, foreign } = outcome;
  context.progress('');
  context.note(`${quoted(directory)}: ${status}, ${artifactCount} artifacts, ${factCount} facts`);
  for (const format of formats) {
    const path = join(outDirectory, `${REPORT_BASENAME}.${format}`);
    if (foreign.includes(path)) continue;
    const fromHere = relative(context.cwd, path);
    context.print(fromHere.startsWith('..') ? path : fromHere);
  }
}

/** `--stdout`: the report of DIR itself, made in a temporary directory. */
async function printReport(work: Work, format: 'md' | 'json', failOn: readonly FailureCheck[]): Promise<ExitCode> {
  const { root, settings, context } = work;
  const outDirectory = mkdtempSync(join(tmpdir(), 'benchscribe-'));
  try {
    const { outcomes, failures } = await refreshAll({ ...work, settings: { ...settings, formats: [format] } }, [
      { directory: '.', outDirectory, keepsStanding: false },
    ]);
    for (const [directory, error] of failures) return noteFailure(directory, error, context);
    if (outcomes[0]?.status === 'no-inputs') {
      context.note(`${root.rootPath} holds no artifacts, so there is nothing to report`);
      return 2;
    }
    context.printText(readFileSync(join(outDirectory, `${REPORT_BASENAME}.${format}`), 'utf8').trimEnd());
    return failedChecks(outcomes, failOn, context);
  } finally {
    rmSync(outDirectory, { recursive: true });
  }
}

function failedChecks(outcomes: readonly RefreshOutcome[], failOn: readonly FailureCheck[], context: CliContext): ExitCode {
  const counts: Readonly<Record<FailureCheck, (outcome: RefreshOutcome) => number>> = {
    regression: ({ regressionCount }) => regressionCount,
    suspected: ({ regressionCount, suspectedCount }) => regressionCount + suspectedCount,
    quarantined: ({ quarantinedCount }) => quarantinedCount,
    gaps: ({ gapCount }) => gapCount,
  };
  const failed = failOn.flatMap((check) => {
    const count = Math.max(0, maxOf(outcomes.map(counts[check])));
    return count > 0 ? [`--fail-on ${check}: ${count} found`] : [];
  });
  for (const line of failed) context.note(line);
  return failed.length > 0 ? 1 : 0;
}
