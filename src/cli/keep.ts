import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Fact } from '../contracts/fact.ts';
import type { KeptRun, KeptValue } from '../contracts/kept-run.ts';
import { KEPT_RUN_SCHEMA, KEPT_RUNS_FOLDER } from '../contracts/kept-run-name.ts';
import type { Report } from '../contracts/report.ts';
import { toolText } from '../core/history/comparable.ts';
import { runFacts } from '../core/history/compare-sets.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { AppError } from '../errors.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { factsOfRun } from './facts-of-run.ts';
import { madeReport, placeOf } from './made-report.ts';

/**
 * `keep DIR`: leaves a summary of each run of DIR in `DIR/benchscribe-runs`, so that its artifacts may be deleted: the run stays in the history. A
 * summary that says already what it would is not written again; that of a run whose artifacts are gone is left as it is.
 *
 * @returns 0; 2 where DIR has no runs that could be compared.
 * @throws AppError `REPORT_UNWRITABLE`, and those of making a report.
 */
export async function keep(directory: string, options: SharedOptions, context: CliContext): Promise<ExitCode> {
  const path = resolve(context.cwd, directory);
  const config = await commandConfig(context, options);
  const pool = await context.openRefresher(config, { childCount: 1 });
  try {
    const report = await madeReport(placeOf(path, config.roots), config, pool, context);
    if (report.history === undefined) {
      context.note(`${path} holds no runs that could be compared, so there is nothing to keep`);
      return 2;
    }
    for (const kept of keptRuns(report)) {
      const file = join(path, KEPT_RUNS_FOLDER, `${kept.run.name.replaceAll(/[^\w.-]+/g, '-')}.json`);
      const isNew = write(file, `${JSON.stringify(kept, null, 1)}\n`);
      context.note(`${kept.run.name}: ${kept.values.length} values ${isNew ? 'kept' : 'were kept already'}`);
      if (isNew) context.print(relative(context.cwd, file).startsWith('..') ? file : relative(context.cwd, file));
    }
    return 0;
  } finally {
    await pool.close();
  }
}

/** A summary of each run that is read from its own artifacts. */
function keptRuns({ history, facts, inputs, ledger }: Report): KeptRun[] {
  const artifacts = new Map(inputs.artifacts.map((artifact) => [artifact.path, artifact]));
  const isFromArtifacts = ({ sources }: Fact) => sources.every(({ path }) => artifacts.get(path)?.adapter !== 'benchscribe-kept-run');
  return (history?.runs ?? []).flatMap(({ name, at }): KeptRun[] => {
    const own = runFacts(factsOfRun({ facts, ledger }, name)).filter(isFromArtifacts);
    if (own.length === 0) return [];
    const sources = new Map(own.flatMap((fact) => fact.sources.map(({ path, sha256 }) => [path, { path, sha256 }])));
    const values = own.map((fact) => keptValue(fact, artifacts.get(fact.sources[0]!.path)!));
    return [{ schema: KEPT_RUN_SCHEMA, run: { name, at }, sources: [...sources.values()], values }];
  });
}

function keptValue(fact: Fact, { adapter, version }: Report['inputs']['artifacts'][number]): KeptValue {
  const { metric, statistic, unit, definition, labels, value, sampleCount, sources } = fact;
  const { run: _run, ...others } = labels;
  return {
    ...{ metric, statistic, unit, ...(definition === undefined ? {} : { definition }), labels: others, value, sampleCount },
    tool: toolText(adapter, version ?? null),
    sources: sources.map(({ path, sha256, cells }) => ({ path, sha256, cells })),
  };
}

/** Whether the file was written: not where it says the same already. */
function write(file: string, text: string): boolean {
  try {
    if (readFileSync(file, 'utf8') === text) return false;
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw new AppError('REPORT_UNWRITABLE', file, { cause: error });
  }
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return true;
  } catch (error) {
    throw new AppError('REPORT_UNWRITABLE', `${file} (${systemErrorCode(error) ?? String(error)})`, { cause: error });
  }
}
