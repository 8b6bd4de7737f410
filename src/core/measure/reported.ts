import type { Excluded, Fact } from '../../contracts/fact.ts';
import type { MeasuredSubject, SampleRun, Samples } from '../../contracts/measured.ts';
import type { ReportedValue } from '../../contracts/series.ts';
import { metricOf } from '../../metrics/registry.ts';
import { toBase } from '../../metrics/units.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { labelsOfRecord, recordText } from '../labels-text.ts';
import { sourcesOf } from './sources.ts';

/** Statistics that say how values spread: a smaller one is no better result. */
const SPREADS = new Set(['stdev', 'cv', 'variance', 'stderr']);

/** The one cell of a reported value. */
export function cellRun({ table, row, column }: ReportedValue): SampleRun {
  return { table, rows: Uint32Array.of(row), column };
}

/** A reported value in the base unit. */
export function baseValueOf({ row, column }: ReportedValue): number {
  return column.values[row]! * toBase(column.unit).factor;
}

const NOTHING_EXCLUDED: Excluded = { failed: 0, implausible: 0 };

/** The fact that a tool reported this statistic: one cell, never pooled. */
export function reportedFact(book: FactBook, reported: ReportedValue): Fact {
  const { column, row, labels } = reported;
  const { base } = toBase(column.unit);
  const count = column.counts?.[row];
  const statistic = column.statistic ?? 'value';
  return book.add({
    kind: 'reported-statistic',
    metric: column.metric,
    statistic,
    value: baseValueOf(reported),
    unit: base,
    direction: SPREADS.has(statistic) ? 'none' : metricOf(column.metric, base).direction,
    labels,
    subset: 'all',
    sampleCount: count === undefined || Number.isNaN(count) ? 0 : count,
    excluded: NOTHING_EXCLUDED,
    formula:
      column.stated === true
        ? `${statistic === 'stated' ? 'value' : statistic} as a text states it`
        : `${statistic} as the tool reported it`,
    ...(column.definition === undefined ? {} : { definition: column.definition }),
    sources: sourcesOf([cellRun(reported)]),
  });
}

const NO_SAMPLES: Samples = { values: new Float64Array(0), runs: [] };

/** What tools reported, as series that can be ranked: one per metric and set of labels, its statistics side by side. */
export function reportedSubjects(reported: readonly { readonly fact: Fact; readonly backed: boolean }[]): MeasuredSubject[] {
  const own = reported.filter(({ backed }) => !backed).map(({ fact }) => fact);
  return [...groupBy(own, ({ labels }) => recordText(labels)).values()].map((facts) => {
    const labels = labelsOfRecord(facts[0]!.labels);
    const series = [...groupBy(facts, ({ metric, definition }) => JSON.stringify([metric, definition ?? null])).values()].map((group) => ({
      metric: group[0]!.metric,
      definition: group[0]!.definition ?? null,
      unit: group[0]!.unit,
      subset: 'all' as const,
      labels,
      pooledOver: [],
      samples: NO_SAMPLES,
      sampleCount: group.reduce((most, { sampleCount }) => Math.max(most, sampleCount), 0),
      reported: true,
      facts: new Map(group.map((fact) => [fact.statistic, fact])),
    }));
    return { subject: { labels, parameters: [], slices: [], drawn: [], blocks: [] }, series, configurations: [], coldOnlyCount: 0 };
  });
}
