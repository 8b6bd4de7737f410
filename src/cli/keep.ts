import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { KEPT_RUNS_FOLDER } from '../contracts/kept-run-name.ts';
import { systemErrorCode } from '../edges/files/safe-file.ts';
import { AppError } from '../errors.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { madeSummaries, placeOf } from './made-report.ts';

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
    const summaries = await madeSummaries(placeOf(path, config.roots), config, pool, context);
    if (summaries === null) {
      context.note(`${path} holds no runs that could be compared, so there is nothing to keep`);
      return 2;
    }
    for (const kept of summaries) {
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
