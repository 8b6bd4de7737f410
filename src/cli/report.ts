import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config.ts';
import { REPORT_BASENAME } from '../contracts/report.ts';
import { isYoung } from '../edges/files/artifact-listing.ts';
import { listInputs } from '../edges/files/inputs.ts';
import { reportDirectories } from '../edges/files/report-directories.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { AppError } from '../errors.ts';
import { type PipelineDeps, type RefreshOptions, type RefreshOutcome, type RefreshTarget, refreshReport } from '../pipeline.ts';
import { maxOf } from '../sequences/extremes.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { artifactParser, pipelineDeps, refreshOptions } from './pipeline-inputs.ts';

type FailureCheck = 'quarantined' | 'gaps';

export interface ReportOptions extends SharedOptions {
  readonly out?: string;
  readonly format?: readonly Config['reports']['formats'][number][];
  readonly stdout?: 'md' | 'json';
  readonly failOn?: readonly FailureCheck[];
  readonly rootId?: string;
}

/**
 * `report DIR`: the reports of DIR and of each first-level subdirectory that has artifacts, once. Paths of the reports go to standard
 * output, one per line, the summary to standard error. A directory that fails costs itself only.
 *
 * @returns 0; 1 when `--fail-on` applies; 2 when there is no artifact at all; 3 when a report could not be made.
 */
export async function report(directory: string, options: ReportOptions, context: CliContext): Promise<ExitCode> {
  const config = await commandConfig(context, options, [directory]);
  const rootPath = resolve(context.cwd, directory);
  const root = { rootPath, rootId: options.rootId ?? config.roots.find(({ path }) => path === rootPath)!.id };
  const settings = refreshOptions(config, [...(options.format ?? config.reports.formats)]);
  const parser = artifactParser(config, await bytesWhenQuiet(rootPath, settings, context));
  const work = { root, settings, context, deps: pipelineDeps(context.version, parser, failureNote(context)) };
  try {
    if (options.stdout) return await printReport(work, options.stdout, options.failOn ?? []);
    const directories = reportDirectories(rootPath, config.reports.directories, config.watch.ignore);
    return await writeReports(work, directories, options);
  } finally {
    await parser.close();
  }
}

/** A bug is said where it shows, with its stack; the report names what it lacks. */
function failureNote({ note }: CliContext): PipelineDeps['onFailure'] {
  return ({ name, error }) => note(`${name} could not be made: ${error instanceof Error ? error.stack : String(error)}`);
}

/** One command line's worth of reports. */
interface Work {
  readonly root: Pick<RefreshTarget, 'rootId' | 'rootPath'>;
  readonly settings: RefreshOptions;
  readonly context: CliContext;
  readonly deps: PipelineDeps;
}

async function writeReports(work: Work, directories: readonly string[], options: ReportOptions): Promise<ExitCode> {
  const { settings, context } = work;
  const { rootPath } = work.root;
  const outcomes: RefreshOutcome[] = [];
  let failure: ExitCode = 0;
  for (const [index, name] of directories.entries()) {
    context.signal.throwIfAborted();
    context.progress(`report ${index + 1} of ${directories.length}: ${name}`);
    const outDirectory = join(options.out === undefined ? rootPath : resolve(context.cwd, options.out), name);
    try {
      const outcome = await refreshInto({ ...work.root, directory: name, outDirectory }, work);
      if (outcome.status === 'no-inputs') continue;
      outcomes.push(outcome);
      announce(outcome, outDirectory, settings, context);
      for (const path of outcome.foreign) {
        const kept = new AppError('REPORT_FOREIGN', path);
        context.note(`${name}: ${kept.message}`);
        failure = kept.exitCode;
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      context.progress('');
      context.note(`${name}: ${error.message}`);
      failure = error.exitCode;
    }
  }
  context.progress('');
  if (outcomes.length === 0 && failure === 0) {
    context.note(`${rootPath} holds no artifacts, so there is nothing to report; benchscribe formats lists what is read`);
    return 2;
  }
  const [first] = outcomes;
  for (const sentence of first?.summary ?? []) context.note(`  ${sentence}`);
  return failure || failedChecks(outcomes, options.failOn ?? [], context);
}

/**
 * A run that has just ended leaves files that look as if they were still written: wait for them once, and no longer than `quietMs`.
 *
 * @returns the size of all artifacts.
 */
async function bytesWhenQuiet(rootPath: string, options: RefreshOptions, context: CliContext): Promise<number> {
  const nowMs = Date.now();
  const { entries } = listInputs(rootPath, '.', options);
  const young = entries.filter(({ modifiedAtMs }) => isYoung(modifiedAtMs, options.quietMs, nowMs));
  if (young.length > 0) {
    context.progress(`waiting ${options.quietMs} ms for files to fall quiet: ${young[0]!.path}`);
    await sleep(options.quietMs, undefined, { signal: context.signal });
  }
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function refreshInto(target: RefreshTarget, { settings, deps, context }: Work): Promise<RefreshOutcome> {
  const isNew = makeDirectory(target.outDirectory);
  const outcome = await refreshReport(target, settings, deps, context.signal);
  if (outcome.status === 'no-inputs' && isNew) rmdirSync(target.outDirectory);
  return outcome;
}

/** @returns true when it was not there. */
function makeDirectory(path: string): boolean {
  try {
    return mkdirSync(path, { recursive: true }) !== undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null) throw error;
    throw new AppError('REPORT_UNWRITABLE', `${path} (${code})`, { cause: error });
  }
}

function announce(outcome: RefreshOutcome, outDirectory: string, { formats }: RefreshOptions, context: CliContext): void {
  const { directory, status, artifactCount, factCount, foreign } = outcome;
  context.progress('');
  context.note(`${directory}: ${status}, ${artifactCount} artifacts, ${factCount} facts`);
  for (const format of formats) {
    const path = join(outDirectory, `${REPORT_BASENAME}.${format}`);
    if (foreign.includes(path)) continue;
    const fromHere = relative(context.cwd, path);
    context.print(fromHere.startsWith('..') ? path : fromHere);
  }
}

/** `--stdout`: the report of DIR itself, made in a temporary directory. */
async function printReport(
  { root, settings, context, deps }: Work,
  format: 'md' | 'json',
  failOn: readonly FailureCheck[],
): Promise<ExitCode> {
  const outDirectory = mkdtempSync(join(tmpdir(), 'benchscribe-'));
  try {
    const target = { ...root, directory: '.', outDirectory };
    const outcome = await refreshReport(target, { ...settings, formats: [format] }, deps, context.signal);
    context.progress('');
    if (outcome.status === 'no-inputs') {
      context.note(`${root.rootPath} holds no artifacts, so there is nothing to report`);
      return 2;
    }
    context.print(readFileSync(join(outDirectory, `${REPORT_BASENAME}.${format}`), 'utf8').trimEnd());
    return failedChecks([outcome], failOn, context);
  } finally {
    rmSync(outDirectory, { recursive: true });
  }
}

function failedChecks(outcomes: readonly RefreshOutcome[], failOn: readonly FailureCheck[], context: CliContext): ExitCode {
  const counts = { quarantined: 'quarantinedCount', gaps: 'gapCount' } as const;
  const failed = failOn.flatMap((check) => {
    const count = Math.max(0, maxOf(outcomes.map((outcome) => outcome[counts[check]])));
    return count > 0 ? [`--fail-on ${check}: ${count} found`] : [];
  });
  for (const line of failed) context.note(line);
  return failed.length > 0 ? 1 : 0;
}
