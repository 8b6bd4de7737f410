import type { MeasuredValue } from '../../contracts/history.ts';
import type { AssembledTable, Assembly, ReportedValue, Subject } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { toBase } from '../../metrics/units.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, type rowsByTable } from '../rows-by-table.ts';
import { measuredIn } from './quantities.ts';
import { baseValueOf, reportedFact } from './reported.ts';
import { requestSizes, type SizesOfRows, sizesOfRows } from './request-sizes.ts';
import { measureSeries, withColumn } from './series-facts.ts';
import { type StatisticName, statisticOf } from './statistics.ts';
import { isCold, settingsOf, slicesOf } from './subject-cells.ts';

/** Of these the typical value is asked for, which one slow request does not move. */
const TYPICAL: ReadonlySet<string> = new Set(['latency', 'duration']);
/** Families whose values may get better or worse from run to run. */
const FOLLOWED: ReadonlySet<string> = new Set(['throughput', 'latency', 'duration', 'quality', 'memory']);
/** Statistics of a tool that stand for a series, the first of them that is there. */
const MIDDLES: readonly string[] = ['mean', 'median', 'p50', 'value'];

function isFollowed(metric: string, unit: string): boolean {
  const { family, direction } = metricOf(metric, unit);
  return FOLLOWED.has(family) && direction !== 'none';
}

/** The cells of a subject whose values are compared from run to run: its settings where several were tried, else its loads and sizes; warm rows. */
function cellsOf(subject: Subject): { labels: MeasuredValue['labels']; rows: readonly ReturnType<typeof rowsByTable>[number][] }[] {
  const settings = settingsOf(subject);
  if (settings.length > 0) return settings.filter(({ rows }) => rows.length > 0);
  return slicesOf(subject).map(({ labels, good, cold }) => ({
    labels,
    rows: cold.length === 0 ? good : filterRows(good, (row, table) => !isCold(row, table)),
  }));
}

function sampled(book: FactBook, subject: Subject, sizesOf: SizesOfRows): MeasuredValue[] {
  const hasCold = subject.blocks.some(({ table }) => table.cold.size > 0);
  return cellsOf(subject).flatMap(({ labels: whole, rows }) => {
    const all = measuredIn(rows);
    const sizes = requestSizes(all);
    sizesOf.note(rows, sizes);
    const labels = new Map([...whole].filter(([, value]) => value !== ''));
    return all.flatMap((measured): MeasuredValue[] => {
      const { quantity, samples } = measured;
      const [first] = samples.runs;
      const unit = toBase(first!.column.unit).base;
      if (!isFollowed(quantity.metric, unit)) return [];
      const { family, direction } = metricOf(quantity.metric, unit);
      const statistic: StatisticName = TYPICAL.has(family) ? 'median' : 'mean';
      const plan = {
        statistics: [statistic],
        labels,
        pooledOver: [],
        subset: hasCold ? ('warm' as const) : ('all' as const),
        failedCount: 0,
      };
      return [
        {
          table: first!.table,
          row: first!.rows[0]!,
          labels: withColumn(labels, quantity.column),
          metric: quantity.metric,
          definition: quantity.definition,
          unit,
          family,
          direction,
          statistic,
          value: statisticOf(samples.values, statistic)!,
          sizes,
          state: () => measureSeries(book, measured, plan).facts.get(statistic)!,
        },
      ];
    });
  });
}

/** What tools computed themselves: of each metric at each place the first statistic that stands for it. */
function reportedMiddles(book: FactBook, reported: readonly ReportedValue[], sizesOf: SizesOfRows): MeasuredValue[] {
  const told = reported.filter(({ column }) => column.stated !== true && MIDDLES.includes(column.statistic ?? ''));
  const followed = told.filter(({ column }) => isFollowed(column.metric, toBase(column.unit).base));
  const textOf = remembered((labels: MeasuredValue['labels']) => JSON.stringify([...labels]));
  const keyOf = ({ column, labels, table }: ReportedValue) =>
    `${column.metric} ${column.definition ?? ''} ${table.artifact.path} ${textOf(labels)}`;
  return [...groupBy(followed, keyOf).values()].flatMap((own): MeasuredValue[] => {
    const chosen = MIDDLES.map((statistic) => own.filter(({ column }) => column.statistic === statistic)).find(({ length }) => length > 0)!;
    // Several of them at one place are not told apart by any label: they are no one's series.
    if (chosen.length > 1) return [];
    const { table, row, labels, column } = chosen[0]!;
    const unit = toBase(column.unit).base;
    const { family, direction } = metricOf(column.metric, unit);
    return [
      {
        table,
        row,
        labels,
        metric: column.metric,
        definition: column.definition ?? null,
        unit,
        family,
        direction,
        statistic: column.statistic!,
        value: baseValueOf(chosen[0]!),
        sizes: sizesOf.of(chosen[0]!),
        state: () => reportedFact(book, chosen[0]!),
      },
    ];
  });
}

function directoryOf({ artifact: { path } }: AssembledTable): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/**
 * What each run measured of each series: one value, the unit of replication. A tool's own statistic is used where no samples of that metric
 * are in the directory.
 *
 * @param isWanted which artifacts are of a run that is compared.
 * @returns in the order of the subjects, then of what is reported.
 */
export function runValues(book: FactBook, { subjects, reported }: Assembly, isWanted: (path: string) => boolean): MeasuredValue[] {
  const own = subjects.filter(({ blocks }) => blocks.some(({ table }) => isWanted(table.artifact.path)));
  const sizesOf = sizesOfRows(reported);
  const samples = own.flatMap((subject) => sampled(book, subject, sizesOf));
  const measured = new Set(samples.map(({ table, metric }) => `${directoryOf(table)} ${metric}`));
  const others = reported.filter(
    ({ table, column }) => isWanted(table.artifact.path) && !measured.has(`${directoryOf(table)} ${column.metric}`),
  );
  return [...samples, ...reportedMiddles(book, others, sizesOf)];
}
