import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries } from '../../contracts/measured.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { compareQuantities, type Measured } from './quantities.ts';
import { sourcesOf } from './sources.ts';
import { describe, formulaOf, type StatisticName } from './statistics.ts';

/** Of one sample: all others are the same number, or not defined. */
const SINGLE_STATISTICS: readonly StatisticName[] = ['mean', 'median'];

/** What is stated of a series. */
export interface SeriesPlan {
  /** Without intervals: of so many series nobody asks how sure one is. */
  readonly plain?: boolean;
  readonly statistics: readonly StatisticName[];
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly pooledOver: readonly string[];
  readonly subset: MeasuredSeries['subset'];
  /** Failed rows among those of the series, which are in no statistic. */
  readonly failedCount: number;
}

/** The labels of a series: those of its rows, and the column of a quantity that stands in several. */
export function withColumn(labels: SeriesPlan['labels'], column: string | null): SeriesPlan['labels'] {
  return column === null ? labels : new Map([...labels, ['column', column.replace(/^\//, '')]]);
}

/** Adds the facts of one series to the book. A single sample gives its value alone, as mean and as median. */
export function measureSeries(book: FactBook, { quantity, samples, implausibleCount }: Measured, plan: SeriesPlan): MeasuredSeries {
  const { values, runs } = samples;
  const unit = toBase(runs[0]!.column.unit).base;
  const metric = metricOf(quantity.metric, unit);
  const { subset, failedCount, pooledOver } = plan;
  const labels = withColumn(plan.labels, quantity.column);
  const sources = sourcesOf(runs);
  // Readings of a device a moment apart depend on each other: their number says nothing of how sure their mean is.
  const isSampled = metric.family !== 'telemetry';
  const wanted = values.length === 1 ? plan.statistics.filter((own) => SINGLE_STATISTICS.includes(own)) : plan.statistics;
  const excluded = { failed: failedCount, implausible: implausibleCount };
  const facts = new Map<string, Fact>();
  for (const { statistic, value, interval } of describe(values, wanted)) {
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
        excluded,
        ...(interval && isSampled && plan.plain !== true ? { interval } : {}),
        formula: formulaOf(statistic),
        ...(quantity.definition === null ? {} : { definition: quantity.definition }),
        sources,
      }),
    );
  }
  const { metric: id, definition } = quantity;
  return { metric: id, definition, unit, subset, labels, pooledOver, samples, sampleCount: values.length, reported: false, facts };
}

export interface Planned {
  readonly measured: Measured;
  readonly plan: SeriesPlan;
}

/** Makes the series, in the order of the registry. Labels that nobody states of a quantity name none of its series. */
export function seriesOf(book: FactBook, planned: readonly Planned[]): MeasuredSeries[] {
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
