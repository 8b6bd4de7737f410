import type { Fact } from '../../contracts/fact.ts';
import type { MeasuredSeries, MeasuredSubject, PlacedValue } from '../../contracts/measured.ts';
import type { LabelValue, MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import type { AssembledTable, RowRef, Subject } from '../../contracts/series.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import { groupBy } from '../group-by.ts';
import type { FactBook } from './fact-book.ts';
import { sourcesOf } from './sources.ts';
import { describe, formulaOf } from './statistics.ts';

/** Families whose settings are compared one by one; counts and telemetry are stated pooled only. */
const COMPARED = new Set(['throughput', 'latency', 'duration', 'quality']);

interface Quantity {
  readonly metric: string;
  readonly definition: string | null;
  /** Set where a table has several columns of one metric, which are then different quantities. */
  readonly column: string | null;
}

function quantityKey({ metric, definition, column }: Quantity): string {
  return JSON.stringify([metric, definition, column]);
}

/** The sample columns of a table, each with what it measures. */
function quantitiesOf({ columns }: ObservationTable): { column: MeasureColumn; quantity: Quantity; key: string; factor: number }[] {
  const samples = columns.filter(({ statistic }) => statistic === null);
  const alike = groupBy(samples, ({ metric, definition }) => `${metric}\0${definition ?? ''}`);
  return samples.map((column) => {
    const { metric, definition, at, unit } = column;
    const isAmbiguous = alike.get(`${metric}\0${definition ?? ''}`)!.length > 1;
    const quantity = { metric, definition: definition ?? null, column: isAmbiguous ? at : null };
    return { column, quantity, key: quantityKey(quantity), factor: toBase(unit).factor };
  });
}

interface Samples {
  readonly quantity: Quantity;
  /** Index of each sample's row among the subject's rows. */
  readonly indices: number[];
  readonly placed: PlacedValue[];
}

/** The samples of every quantity of a subject, failed rows left out. */
function samplesOf(subject: Subject): Samples[] {
  const found = new Map<string, Samples>();
  const plans = new Map<AssembledTable, ReturnType<typeof quantitiesOf>>();
  subject.rows.forEach(({ table, row }, index) => {
    if (table.failures.has(row)) return;
    let plan = plans.get(table);
    if (!plan) {
      plan = quantitiesOf(table.table);
      plans.set(table, plan);
    }
    for (const { column, quantity, key, factor } of plan) {
      const raw = column.values[row];
      if (raw === undefined || Number.isNaN(raw)) continue;
      let entry = found.get(key);
      if (!entry) {
        entry = { quantity, indices: [], placed: [] };
        found.set(key, entry);
      }
      entry.indices.push(index);
      entry.placed.push({ value: raw * factor, table, row, column });
    }
  });
  return [...found.values()];
}

/** Adds the facts of one series to the book. A single sample gives its value alone, as mean and as median. */
function measureSeries(
  book: FactBook,
  quantity: Quantity,
  labels: ReadonlyMap<string, LabelValue>,
  subset: MeasuredSeries['subset'],
  values: readonly PlacedValue[],
  failedCount: number,
): MeasuredSeries {
  const { column } = values[0]!;
  const unit = toBase(column.unit).base;
  const metric = metricOf(quantity.metric, unit);
  const own = new Map([...labels, ...(quantity.column === null ? [] : ([['column', quantity.column.replace(/^\//, '')]] as const))]);
  const sources = sourcesOf(values);
  const described = describe(values.map(({ value }) => value));
  const shown = values.length === 1 ? described.filter(({ statistic }) => statistic === 'mean' || statistic === 'median') : described;
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
        labels: own,
        subset,
        sampleCount: values.length,
        excluded: { failed: failedCount, implausible: 0 },
        ...(interval ? { interval } : {}),
        formula: formulaOf(statistic),
        ...(quantity.definition === null ? {} : { definition: quantity.definition }),
        sources,
      }),
    );
  }
  return {
    metric: quantity.metric,
    definition: quantity.definition,
    unit,
    subset,
    labels: own,
    values,
    sampleCount: values.length,
    reported: false,
    facts,
  };
}

function isCold({ table, row }: RowRef): boolean {
  return table.cold.has(row);
}

/** Facts about one subject: per metric pooled (all, and warm and cold where there are cold starts), and per setting where it varies. */
export function measureSubject(book: FactBook, subject: Subject): MeasuredSubject {
  const failed = subject.rows.map(({ table, row }) => table.failures.has(row));
  const failedRows = subject.rows.filter((_, index) => failed[index]);
  const cold = subject.rows.map(isCold);
  const anyCold = cold.includes(true);
  const settingKeys = subject.settings.map((setting) => JSON.stringify(setting));
  const settingCount = new Set(settingKeys).size;
  const failedBySetting = new Map<string, number>();
  settingKeys.forEach((key, index) => {
    if (failed[index]) failedBySetting.set(key, (failedBySetting.get(key) ?? 0) + 1);
  });
  const series: MeasuredSeries[] = [];
  const configurations: MeasuredSeries[] = [];
  const warmSettings = new Set(settingKeys.filter((_, index) => !cold[index] && !failed[index]));

  const quantities = samplesOf(subject).sort(
    (a, b) => metricRank(a.quantity.metric) - metricRank(b.quantity.metric) || (quantityKey(a.quantity) < quantityKey(b.quantity) ? -1 : 1),
  );
  for (const { quantity, indices, placed } of quantities) {
    const pooled = (subset: MeasuredSeries['subset'], chosen: readonly PlacedValue[]) => {
      if (chosen.length === 0) return;
      const failedCount = subset === 'all' ? failedRows.length : 0;
      series.push(measureSeries(book, quantity, subject.labels, subset, chosen, failedCount));
    };
    pooled('all', placed);
    const isWarm = (_: PlacedValue, position: number) => !cold[indices[position]!];
    const warm = anyCold ? placed.filter(isWarm) : placed;
    if (warm.length < placed.length) {
      pooled('warm', warm);
      pooled(
        'cold',
        placed.filter((own, position) => !isWarm(own, position)),
      );
    }
    if (settingCount < 2 || !COMPARED.has(metricOf(quantity.metric).family)) continue;
    const positions = indices.map((_, position) => position).filter((position) => !anyCold || !cold[indices[position]!]);
    for (const [key, own] of groupBy(positions, (position) => settingKeys[indices[position]!]!)) {
      const setting = subject.settings[indices[own[0]!]!]!;
      const labels = new Map(subject.labels);
      subject.parameters.forEach((parameter, position) => {
        const value = setting[position];
        if (value !== null && value !== undefined) labels.set(parameter, value);
      });
      const values = own.map((position) => placed[position]!);
      configurations.push(measureSeries(book, quantity, labels, anyCold ? 'warm' : 'all', values, failedBySetting.get(key) ?? 0));
    }
  }
  return {
    subject,
    series,
    configurations,
    coldOnlyCount: settingCount < 2 ? 0 : new Set(settingKeys.filter((key, index) => cold[index] && !warmSettings.has(key))).size,
  };
}
