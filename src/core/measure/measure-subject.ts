import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, MeasuredSubject, SampleRun, Samples } from '../../contracts/measured.ts';
import type { LabelValue, MeasureColumn } from '../../contracts/observation.ts';
import type { AssembledTable, RowSet, Subject } from '../../contracts/series.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { groupBy } from '../group-by.ts';
import { remembered } from '../remembered.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import type { FactBook } from './fact-book.ts';
import { readSamples } from './samples.ts';
import { sourcesOf } from './sources.ts';
import { describe, formulaOf, type StatisticName } from './statistics.ts';

/** Families whose settings are compared one by one; counts and telemetry are stated pooled only. */
const COMPARED = new Set(['throughput', 'latency', 'duration', 'quality']);

interface Quantity {
  readonly metric: string;
  readonly definition: string | null;
  /** Set where a table has several columns of one metric, which are then different quantities; repeats of one measurement are not. */
  readonly column: string | null;
}

interface QuantityColumn {
  readonly key: string;
  readonly quantity: Quantity;
  readonly column: MeasureColumn;
  readonly implausible: ReadonlySet<number>;
}

type ColumnsOf = (table: AssembledTable) => readonly QuantityColumn[];

const NONE: ReadonlySet<number> = new Set();

/** The sample columns of a table, each with what it measures. */
function quantitiesOf({ table: { columns }, implausible }: AssembledTable): QuantityColumn[] {
  const samples = columns.filter(({ statistic }) => statistic === null);
  const alike = groupBy(samples, ({ metric, definition }) => `${metric}\0${definition ?? ''}`);
  return samples.map((column) => {
    const { metric, definition, at } = column;
    const others = alike.get(`${metric}\0${definition ?? ''}`)!;
    const isAmbiguous = new Set(others.flatMap((other) => (other.repeat === true ? [] : [other.at]))).size > 1;
    const quantity = { metric, definition: definition ?? null, column: isAmbiguous ? at : null };
    const key = JSON.stringify([metric, quantity.definition, quantity.column]);
    return { key, quantity, column, implausible: implausible.get(columns.indexOf(column)) ?? NONE };
  });
}

/** Samples of one quantity in some rows, and how many values of it were impossible there. */
interface Measured {
  readonly key: string;
  readonly quantity: Quantity;
  readonly samples: Samples;
  readonly implausibleCount: number;
}

/** Every quantity that has a sample in these rows, in the order of the registry. */
function measuredIn(sets: readonly RowSet[], columnsOf: ColumnsOf): Measured[] {
  const found = sets.flatMap(({ table, rows }) => columnsOf(table).map((column) => ({ ...column, table, rows })));
  return [...groupBy(found, ({ key }) => key)]
    .map(([key, own]) => ({
      key,
      quantity: own[0]!.quantity,
      samples: readSamples(own.map(({ table, rows, column }): SampleRun => ({ table, rows, column }))),
      implausibleCount: own.reduce((sum, { rows, implausible }) => sum + (implausible.size === 0 ? 0 : countIn(rows, implausible)), 0),
    }))
    .filter(({ samples }) => samples.values.length > 0)
    .sort(compareQuantities);
}

/** In the order of the registry; the settings of one quantity keep theirs. */
function compareQuantities(a: Measured, b: Measured): number {
  if (a.key === b.key) return 0;
  return metricRank(a.quantity.metric) - metricRank(b.quantity.metric) || (a.key < b.key ? -1 : 1);
}

function countIn(rows: Uint32Array, chosen: ReadonlySet<number>): number {
  return rows.reduce((sum, row) => sum + (chosen.has(row) ? 1 : 0), 0);
}

/** Statistics that are facts; any other is computed on demand (`describe`). */
const POOLED_STATISTICS: readonly StatisticName[] = ['mean', 'median', 'stdev', 'cv', 'min', 'max', 'p95', 'p99'];
const SETTING_STATISTICS: readonly StatisticName[] = ['mean', 'median'];
/** Of a subject that no table shows, without an interval. */
const CROWDED_STATISTICS: readonly StatisticName[] = ['mean'];

/** Of each family that is compared the first quantity, in the order of the registry. */
function firstOfFamilies(found: readonly Measured[]): Measured[] {
  const families = groupBy(found, ({ quantity }) => metricOf(quantity.metric).family);
  return [...families].flatMap(([family, own]) => (COMPARED.has(family) ? [own[0]!] : []));
}

interface SeriesPlan {
  readonly statistics: readonly StatisticName[];
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly subset: MeasuredSeries['subset'];
  /** Failed rows among those of the series, which are in no statistic. */
  readonly failedCount: number;
}

/** Adds the facts of one series to the book. A single sample gives its value alone, as mean and as median. */
function measureSeries(book: FactBook, { quantity, samples, implausibleCount }: Measured, plan: SeriesPlan): MeasuredSeries {
  const { values, runs } = samples;
  const unit = toBase(runs[0]!.column.unit).base;
  const metric = metricOf(quantity.metric, unit);
  const { subset, failedCount } = plan;
  const labels = new Map([
    ...plan.labels,
    ...(quantity.column === null ? [] : ([['column', quantity.column.replace(/^\//, '')]] as const)),
  ]);
  const sources = sourcesOf(runs);
  const described = describe(values);
  const wanted = values.length === 1 ? SETTING_STATISTICS.filter((own) => plan.statistics.includes(own)) : plan.statistics;
  const shown = described.filter(({ statistic }) => wanted.includes(statistic));
  const facts = new Map<string, Fact>();
  for (const { statistic, value, interval } of shown) {
    const spread = statistic === 'cv' || statistic === 'stdev';
    facts.set(
      statistic,
      book.add({
        kind: 'statistic',
        metric: quantity.metric,
        statistic,
        value,
        unit: statistic === 'cv' ? 'ratio' : unit,
        direction: spread ? 'none' : metric.direction,
        labels,
        subset,
        sampleCount: values.length,
        excluded: { failed: failedCount, implausible: implausibleCount },
        ...(interval && plan.statistics !== CROWDED_STATISTICS ? { interval } : {}),
        formula: formulaOf(statistic),
        ...(quantity.definition === null ? {} : { definition: quantity.definition }),
        sources,
      }),
    );
  }
  const { metric: id, definition } = quantity;
  return { metric: id, definition, unit, subset, labels, samples, sampleCount: values.length, reported: false, facts };
}

function hasFailed(row: number, { failures }: AssembledTable): boolean {
  return failures.has(row);
}

function isCold(row: number, { cold }: AssembledTable): boolean {
  return cold.has(row);
}

/** The rows of one setting that succeeded (warm ones where the subject has cold ones), and how many failed. */
interface Setting {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly rows: readonly RowSet[];
  readonly failedCount: number;
  readonly onlyCold: boolean;
}

/** The settings of a subject in order of first appearance; [] for fewer than two. */
function settingsOf({ labels, parameters, blocks }: Subject): Setting[] {
  const groups = [...groupBy(blocks, ({ setting }) => JSON.stringify(setting)).values()];
  if (groups.length < 2) return [];
  return groups.map((own) => {
    const rows = rowsByTable(own);
    const good = filterRows(rows, (row, table) => !hasFailed(row, table));
    const warm = filterRows(good, (row, table) => !isCold(row, table));
    return {
      labels: new Map([...labels, ...parameters.map((key, position) => [key, own[0]!.setting[position]!] as const)]),
      rows: warm,
      failedCount: rowCount(rows) - rowCount(good),
      onlyCold: warm.length === 0 && good.length > 0,
    };
  });
}

/** Labels that are blank in every setting of a quantity: nobody states them of it, so they name none of its settings. */
function blankKeys(settings: readonly { readonly plan: SeriesPlan }[]): Set<string> {
  const keys = new Set(settings.flatMap(({ plan }) => [...plan.labels.keys()]));
  for (const { plan } of settings) for (const [key, value] of plan.labels) if (value !== '') keys.delete(key);
  return keys;
}

function configurationsOf(book: FactBook, settings: readonly Setting[], subset: 'all' | 'warm', columnsOf: ColumnsOf): MeasuredSeries[] {
  const statistics = SETTING_STATISTICS;
  const found = settings.flatMap(({ labels, rows, failedCount }) =>
    measuredIn(rows, columnsOf)
      .filter(({ quantity }) => COMPARED.has(metricOf(quantity.metric).family))
      .map((measured) => ({ measured, plan: { statistics, labels, subset, failedCount } })),
  );
  const blank = new Map([...groupBy(found, ({ measured }) => measured.key)].map(([key, own]) => [key, blankKeys(own)]));
  return found
    .sort((a, b) => compareQuantities(a.measured, b.measured))
    .map(({ measured, plan }) => {
      const labels = new Map([...plan.labels].filter(([key]) => !blank.get(measured.key)!.has(key)));
      return measureSeries(book, measured, { ...plan, labels });
    });
}

/**
 * Facts about one subject: per metric pooled (all, and warm and cold where there are cold starts), and per setting where it varies.
 *
 * @param isCrowded true for one of so many subjects that no table shows it: the mean of the first metric of each family is a fact, and
 *   nothing else.
 */
export function measureSubject(book: FactBook, subject: Subject, isCrowded: boolean): MeasuredSubject {
  const statistics = isCrowded ? CROWDED_STATISTICS : POOLED_STATISTICS;
  const columnsOf = remembered(quantitiesOf);
  const rows = rowsByTable(subject.blocks);
  const good = filterRows(rows, (row, table) => !hasFailed(row, table));
  const failedCount = rowCount(rows) - rowCount(good);
  const cold = filterRows(good, isCold);
  const anyCold = cold.length > 0;
  const [warmByKey, coldByKey] = [anyCold ? filterRows(good, (row, table) => !isCold(row, table)) : [], cold].map(
    (own) => new Map(measuredIn(own, columnsOf).map((measured) => [measured.key, measured])),
  );
  const found = measuredIn(good, columnsOf);
  const series = (isCrowded ? firstOfFamilies(found) : found).flatMap((all) => {
    const subsets: [MeasuredSeries['subset'], Measured | undefined][] = [
      ['all', all],
      ['warm', coldByKey!.has(all.key) ? warmByKey!.get(all.key) : undefined],
      ['cold', coldByKey!.get(all.key)],
    ];
    const { labels } = subject;
    return subsets.flatMap(([subset, own]) =>
      own ? [measureSeries(book, own, { statistics, labels, subset, failedCount: subset === 'cold' ? 0 : failedCount })] : [],
    );
  });
  const settings = isCrowded ? [] : settingsOf(subject);
  return {
    subject,
    series,
    configurations: configurationsOf(book, settings, anyCold ? 'warm' : 'all', columnsOf),
    coldOnlyCount: settings.filter(({ onlyCold }) => onlyCold).length,
  };
}
