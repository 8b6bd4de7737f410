import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, MeasuredSubject } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import type { AssembledTable, RowBlock, RowSet, Subject } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { toBase } from '../../metrics/units.ts';
import { compareTexts } from '../../sequences/text-order.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { filterRows, rowCount, rowsByTable } from '../rows-by-table.ts';
import { type ColumnsOf, compareQuantities, firstOfFamilies, isCompared, type Measured, measuredIn, quantitiesOf } from './quantities.ts';
import { sourcesOf } from './sources.ts';
import { describe, formulaOf, type StatisticName } from './statistics.ts';

/** Statistics that are facts; any other is computed on demand (`describe`). */
const POOLED_STATISTICS: readonly StatisticName[] = ['mean', 'median', 'stdev', 'cv', 'min', 'max', 'p95', 'p99'];
const SETTING_STATISTICS: readonly StatisticName[] = ['mean', 'median'];
/** Of a subject that no table shows, without an interval. */
const CROWDED_STATISTICS: readonly StatisticName[] = ['mean'];
/** Loads and sizes of such a subject that have facts, the smallest first. */
const CROWDED_SLICE_COUNT = 3;

interface SeriesPlan {
  readonly statistics: readonly StatisticName[];
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly pooledOver: readonly string[];
  readonly subset: MeasuredSeries['subset'];
  /** Failed rows among those of the series, which are in no statistic. */
  readonly failedCount: number;
}

/** Adds the facts of one series to the book. A single sample gives its value alone, as mean and as median. */
function measureSeries(book: FactBook, { quantity, samples, implausibleCount }: Measured, plan: SeriesPlan): MeasuredSeries {
  const { values, runs } = samples;
  const unit = toBase(runs[0]!.column.unit).base;
  const metric = metricOf(quantity.metric, unit);
  const { subset, failedCount, pooledOver } = plan;
  const labels = new Map([
    ...plan.labels,
    ...(quantity.column === null ? [] : ([['column', quantity.column.replace(/^\//, '')]] as const)),
  ]);
  const sources = sourcesOf(runs);
  // Readings of a device a moment apart depend on each other: their number says nothing of how sure their mean is.
  const isSampled = metric.family !== 'telemetry';
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
        ...(interval && isSampled && plan.statistics !== CROWDED_STATISTICS ? { interval } : {}),
        formula: formulaOf(statistic),
        ...(quantity.definition === null ? {} : { definition: quantity.definition }),
        sources,
      }),
    );
  }
  const { metric: id, definition } = quantity;
  return { metric: id, definition, unit, subset, labels, pooledOver, samples, sampleCount: values.length, reported: false, facts };
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
  readonly pooledOver: readonly string[];
  readonly rows: readonly RowSet[];
  readonly failedCount: number;
  readonly onlyCold: boolean;
}

/** The settings of a subject in order of first appearance; [] for fewer than two. */
function settingsOf({ labels, parameters, drawn, blocks }: Subject): Setting[] {
  const groups = [...groupBy(blocks, ({ setting }) => JSON.stringify(setting)).values()];
  if (groups.length < 2) return [];
  return groups.map((own) => {
    const rows = rowsByTable(own);
    const good = filterRows(rows, (row, table) => !hasFailed(row, table));
    const warm = filterRows(good, (row, table) => !isCold(row, table));
    return {
      labels: new Map([...labels, ...parameters.map((key, position) => [key, own[0]!.setting[position]!] as const)]),
      pooledOver: drawn,
      rows: warm,
      failedCount: rowCount(rows) - rowCount(good),
      onlyCold: warm.length === 0 && good.length > 0,
    };
  });
}

/** The rows of one load and size of the work that succeeded, and those of them that paid a cold start: what is pooled. */
interface Slice {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly pooledOver: readonly string[];
  readonly good: readonly RowSet[];
  readonly cold: readonly RowSet[];
  readonly failedCount: number;
}

/** Numbers before texts, each in ascending order. */
function compareValues(a: LabelValue, b: LabelValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1;
  return compareTexts(String(a), String(b));
}

/** The loads and sizes of a subject in ascending order; one slice where it has none that vary. */
function slicesOf({ labels, parameters, slices, drawn, blocks }: Subject): Slice[] {
  const positions = slices.map((key) => parameters.indexOf(key));
  const groups = [...groupBy(blocks, ({ setting }) => JSON.stringify(positions.map((at) => setting[at]))).values()];
  const first = positions[0];
  const order = (a: readonly RowBlock[], b: readonly RowBlock[]) =>
    positions.reduce((found, at) => found || compareValues(a[0]!.setting[at]!, b[0]!.setting[at]!), 0);
  return (first === undefined ? groups : groups.sort(order)).map((own) => {
    const rows = rowsByTable(own);
    const good = filterRows(rows, (row, table) => !hasFailed(row, table));
    const settings = parameters.filter((_, at) => own.some(({ setting }) => setting[at] !== own[0]!.setting[at]));
    return {
      labels:
        first === undefined ? labels : new Map([...labels, ...slices.map((key, at) => [key, own[0]!.setting[positions[at]!]!] as const)]),
      pooledOver: [...settings, ...drawn],
      good,
      cold: filterRows(good, isCold),
      failedCount: rowCount(rows) - rowCount(good),
    };
  });
}

/** Number of loads and sizes of the work in which a subject was measured. */
export function sliceCount({ parameters, slices, blocks }: Subject): number {
  if (slices.length === 0) return 1;
  const positions = slices.map((key) => parameters.indexOf(key));
  return new Set(blocks.map(({ setting }) => JSON.stringify(positions.map((at) => setting[at])))).size;
}

interface Planned {
  readonly measured: Measured;
  readonly plan: SeriesPlan;
}

/** Makes the series, in the order of the registry. Labels that nobody states of a quantity name none of its series. */
function seriesOf(book: FactBook, planned: readonly Planned[]): MeasuredSeries[] {
  const blank = new Map([...groupBy(planned, ({ measured }) => measured.key)].map(([key, own]) => [key, blankKeys(own)]));
  return planned
    .toSorted((a, b) => compareQuantities(a.measured, b.measured))
    .map(({ measured, plan }) => {
      const nobodyStates = blank.get(measured.key)!;
      const labels = nobodyStates.size === 0 ? plan.labels : new Map([...plan.labels].filter(([key]) => !nobodyStates.has(key)));
      return measureSeries(book, measured, { ...plan, labels });
    });
}

/** Labels that are blank in every series of a quantity. */
function blankKeys(planned: readonly Planned[]): Set<string> {
  const keys = new Set<string>();
  for (const [key, value] of planned[0]!.plan.labels) if (value === '') keys.add(key);
  for (const { plan } of planned) for (const key of keys) if ((plan.labels.get(key) ?? '') !== '') keys.delete(key);
  return keys;
}

function configurationsOf(book: FactBook, settings: readonly Setting[], subset: 'all' | 'warm', columnsOf: ColumnsOf): MeasuredSeries[] {
  return seriesOf(
    book,
    settings.flatMap(({ labels, pooledOver, rows, failedCount }) =>
      measuredIn(rows, columnsOf)
        .filter(({ quantity }) => isCompared(quantity))
        .map((measured) => ({ measured, plan: { statistics: SETTING_STATISTICS, labels, pooledOver, subset, failedCount } })),
    ),
  );
}

/** The series of one slice: over all samples, and over the warm and the cold ones of a quantity that has cold ones. */
function plannedOf({ labels, pooledOver, good, cold, failedCount }: Slice, columnsOf: ColumnsOf, detail: Detail): Planned[] {
  const [warmByKey, coldByKey] = [cold.length > 0 ? filterRows(good, (row, table) => !isCold(row, table)) : [], cold].map(
    (own) => new Map(measuredIn(own, columnsOf).map((measured) => [measured.key, measured])),
  );
  const found = measuredIn(good, columnsOf);
  const chosen =
    detail === 'first' ? firstOfFamilies(found) : detail === 'brief' ? found.filter(({ quantity }) => isCompared(quantity)) : found;
  return chosen.flatMap((all) => {
    const subsets: [MeasuredSeries['subset'], Measured | undefined][] = [
      ['all', all],
      ['warm', coldByKey!.has(all.key) ? warmByKey!.get(all.key) : undefined],
      ['cold', coldByKey!.get(all.key)],
    ];
    const plan = { statistics: STATISTICS_OF[detail], labels, pooledOver };
    return subsets.flatMap(([subset, measured]) =>
      measured ? [{ measured, plan: { ...plan, subset, failedCount: subset === 'cold' ? 0 : failedCount } }] : [],
    );
  });
}

/** `full`: every statistic of every metric; `brief`: the middle of what is compared; `first`: the mean of the first metric of each family. */
type Detail = 'full' | 'brief' | 'first';

const STATISTICS_OF: Readonly<Record<Detail, readonly StatisticName[]>> = {
  full: POOLED_STATISTICS,
  brief: SETTING_STATISTICS,
  first: CROWDED_STATISTICS,
};

/**
 * Facts about one subject: per metric, load and size of the work (all, and warm and cold where there are cold starts), pooled over its
 * settings; and per setting where these vary.
 *
 * @param fullCount so many slices have every statistic, the others the middle of what is compared. 0: the subject is one of so many that
 *   no table shows it, and the mean of the first metric of each family is a fact of its first slices, and nothing else.
 */
export function measureSubject(book: FactBook, subject: Subject, fullCount: number): MeasuredSubject {
  const isCrowded = fullCount === 0;
  const columnsOf = remembered(quantitiesOf);
  const slices = slicesOf(subject);
  const planned = (isCrowded ? slices.slice(0, CROWDED_SLICE_COUNT) : slices).map((slice, index) =>
    plannedOf(slice, columnsOf, isCrowded ? 'first' : index < fullCount ? 'full' : 'brief'),
  );
  const series = seriesOf(book, planned.flat());
  const anyCold = slices.some(({ cold }) => cold.length > 0);
  if (isCrowded) return { subject, series, configurations: [], coldOnlyCount: 0 };
  if (subject.parameters.length === subject.slices.length && !anyCold) {
    const configurations = slices.length < 2 ? [] : series.filter(isCompared);
    return { subject, series, configurations, coldOnlyCount: 0 };
  }
  const settings = settingsOf(subject);
  return {
    subject,
    series,
    configurations: configurationsOf(book, settings, anyCold ? 'warm' : 'all', columnsOf),
    coldOnlyCount: settings.filter(({ onlyCold }) => onlyCold).length,
  };
}
