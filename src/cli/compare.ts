import { resolve } from 'node:path';
import type { Report } from '../contracts/report.ts';
import { type ComparedSeries, compareSets } from '../core/history/compare-sets.ts';
import { changeInterval } from '../core/history/estimate.ts';
import { AppError } from '../errors.ts';
import { unitText } from '../metrics/format.ts';
import { metricOf } from '../metrics/registry.ts';
import { type CliContext, commandConfig, type ExitCode, type SharedOptions } from './context.ts';
import { factsOfRun } from './facts-of-run.ts';
import { madeReport, placeOf } from './made-report.ts';
import { labelsApart, percent, rounded } from './series-text.ts';

export interface CompareOptions extends SharedOptions {
  /** Directory that holds both sides, which are then runs, tags or labels of it. */
  readonly in?: string;
  readonly json?: boolean;
  readonly failOn?: 'regression';
}

/** What is worth a look first. */
const ORDER: readonly ComparedSeries['verdict'][] = ['worse', 'better', 'undecided', 'unchanged'];
const WIDTH = 10;

/**
 * `compare BEFORE AFTER`: the runs of one side against those of the other, one line per series. Nothing is written.
 *
 * @returns 0; 1 with `--fail-on regression` when a series is worse.
 * @throws AppError `NOTHING_COMPARABLE`, and those of making a report.
 */
export async function compare(before: string, after: string, options: CompareOptions, context: CliContext): Promise<ExitCode> {
  const directories = options.in === undefined ? [before, after] : [options.in];
  const config = await commandConfig(context, options, directories);
  const pool = await context.openRefresher(config, { childCount: 1 });
  const reportOf = (directory: string) => madeReport(placeOf(resolve(context.cwd, directory), []), config, pool, context);
  try {
    const reports: Report[] = [];
    for (const directory of directories) reports.push(await reportOf(directory));
    const [first, second] = reports;
    const sides = second ? [first!.facts, second.facts] : [factsOfRun(first!, before), factsOfRun(first!, after)];
    const compared = compareSets(sides[0]!, sides[1]!);
    if (compared.length === 0) throw new AppError('NOTHING_COMPARABLE', `${before} and ${after}`);
    const ordered = compared.toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
    if (options.json === true) context.print(JSON.stringify({ before, after, series: ordered.map(asJson) }));
    else for (const line of asText(ordered)) context.print(line);
    return options.failOn === 'regression' && compared.some(({ verdict }) => verdict === 'worse') ? 1 : 0;
  } finally {
    await pool.close();
  }
}

function middle(values: readonly number[]): string {
  const mean = Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
  return rounded(mean);
}

function asText(all: readonly ComparedSeries[]): string[] {
  const count = (verdict: ComparedSeries['verdict']) => all.filter((one) => one.verdict === verdict).length;
  const labelsOf = labelsApart(all.map(({ labels }) => labels));
  const lines = all.map(({ verdict, metric, unit, labels, before, after, change, difference }) => {
    const interval = difference && changeInterval(difference, 0.95);
    const bounds = interval === null ? '' : ` (${percent(interval.low)} to ${percent(interval.high)} %)`;
    const runs = `${before.length} against ${after.length} ${before.length + after.length > 2 ? 'runs' : 'run'}`;
    return `${verdict.padEnd(WIDTH)} ${metricOf(metric, unit).name}, ${labelsOf(labels)}: ${middle(before)} to ${middle(after)} ${unitText(unit)}, ${percent(change)} %${bounds}; ${runs}`;
  });
  const head = `${count('worse')} worse, ${count('better')} better, ${count('unchanged')} unchanged, ${count('undecided')} undecided`;
  const few = all.every(({ verdict }) => verdict === 'undecided') ? ['three runs a side give a verdict'] : [];
  return [head, ...lines, ...few];
}

function asJson({ labels, difference, ...series }: ComparedSeries): object {
  return { ...series, labels: Object.fromEntries(labels), interval: difference && changeInterval(difference, 0.95) };
}
