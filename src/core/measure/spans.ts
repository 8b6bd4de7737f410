import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, SampleRun } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { toBase } from '../../metrics/units.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import type { FactBook } from '../fact-book.ts';
import { sourcesOf } from './sources.ts';

/** Did nothing else of the table begin while these rows were measured? Else what they were given is not theirs alone. */
function isUndisturbed({ table, rows }: SampleRun, from: number, to: number): boolean {
  const own = new Set(rows);
  return table.table.times!.every((at, row) => at === null || own.has(row) || table.failures.has(row) || at < from || at >= to);
}

/**
 * The time from the first of some requests to the end of the last one, in ms, as their rows say when each began and how long it took.
 *
 * @param lengths how long each of them took.
 * @returns null where they are rows of several tables (several runs, with pauses between them), where a row says not when it began, and where
 *   requests of something else began meanwhile.
 */
export function spanFact(book: FactBook, labels: ReadonlyMap<string, LabelValue>, lengths: MeasuredSeries): Fact | null {
  const [run, ...others] = lengths.samples.runs;
  const { times = null, timesAt } = run?.table.table ?? {};
  if (!run || others.length > 0 || times === null || timesAt === undefined || run.rows.length < 2) return null;
  const { factor } = toBase(run.column.unit);
  const requests = Array.from(run.rows, (row) => ({ at: times[row] ?? null, ms: run.column.values[row]! * factor }));
  const known = requests.flatMap(({ at, ms }) => (at === null ? [] : [{ at, end: at + ms }]));
  if (known.length < requests.length) return null;
  const [from, to] = [minOf(known.map(({ at }) => at)), maxOf(known.map(({ end }) => end))];
  if (!isUndisturbed(run, from, to)) return null;
  const begun = { metric: 'run_duration', statistic: null, unit: '', at: timesAt, values: [] };
  const starts = sourcesOf([{ ...run, column: begun }]).map(({ unit: _unit, ...source }) => source);
  return book.add({
    kind: 'statistic',
    metric: 'run_duration',
    statistic: 'time from the first request to the end of the last',
    value: to - from,
    unit: 'ms',
    direction: 'none',
    labels,
    subset: 'all',
    sampleCount: requests.length,
    excluded: { failed: 0, implausible: 0 },
    formula: 'largest sum of the time at which a request began and the time that it took, less the earliest beginning',
    sources: [...starts, ...sourcesOf([run])],
  });
}
