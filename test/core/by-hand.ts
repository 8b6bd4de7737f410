import type { Finding } from '../../src/contracts/claim.ts';
import type { Fact } from '../../src/contracts/fact.ts';
import type { MeasuredSeries, MeasuredSubject, Measurement, ReportedFact } from '../../src/contracts/measured.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';
import type { Subject } from '../../src/contracts/series.ts';
import { type Naming, namingOf } from '../../src/core/conclude/naming.ts';
import { metricOf } from '../../src/metrics/registry.ts';

/** Measurements by hand, for sentences whose every number and label a test chooses. */

export type Labels = Readonly<Record<string, LabelValue>>;
/** A value, or a value with the half width of its interval. */
type Stated = number | readonly [value: number, half: number];

let factCount = 0;

/** A fact of its own id. */
export function factOf(metric: string, statistic: string, stated: Stated, over: Partial<Fact> = {}): Fact {
  const [value, half] = typeof stated === 'number' ? [stated, null] : stated;
  const { unit, direction } = metricOf(metric);
  factCount += 1;
  return {
    id: `f${factCount.toString(36).padStart(6, '0')}`,
    series: 's0000000000',
    kind: 'statistic',
    metric,
    statistic,
    value,
    unit: statistic === 'cv' ? 'ratio' : unit,
    direction,
    labels: {},
    subset: 'all',
    sampleCount: 1,
    excluded: { failed: 0, implausible: 0 },
    formula: '',
    sources: [],
    ...(half === null ? {} : { interval: { level: 0.95, low: value - half, high: value + half, method: '' } }),
    ...over,
  };
}

/** A number of something. */
export function countOf(value: number, statistic = 'rows'): Fact {
  return factOf('request_count', statistic, value, { kind: 'count', unit: 'count' });
}

/** How many times one is the other. */
export function ratioOf(stated: Stated, over: Partial<Fact> = {}): Fact {
  return factOf('decode_throughput', 'ratio', stated, { kind: 'comparison', unit: 'x', ...over });
}

export function labelsOf(labels: Labels): ReadonlyMap<string, LabelValue> {
  return new Map(Object.entries(labels));
}

/** A series with the statistics given by name; `n` samples, or what its tool says. */
export function seriesOf(
  metric: string,
  n: number,
  labels: Labels,
  statistics: Readonly<Record<string, Stated>>,
  over: Partial<MeasuredSeries> = {},
): MeasuredSeries {
  const facts = Object.entries(statistics).map(
    ([statistic, stated]) =>
      [statistic, factOf(metric, statistic, stated, { labels, sampleCount: n, subset: over.subset ?? 'all' })] as const,
  );
  return {
    metric,
    definition: null,
    unit: metricOf(metric).unit,
    subset: 'all',
    labels: labelsOf(labels),
    pooledOver: [],
    samples: { values: new Float64Array(), runs: [] },
    sampleCount: n,
    reported: false,
    facts: new Map(facts),
    ...over,
  };
}

export function subjectOf(labels: Labels, over: Partial<Subject> = {}): Subject {
  return { labels: labelsOf(labels), parameters: [], slices: [], drawn: [], blocks: [], ...over };
}

/** Somebody who was measured, by the first of the series where no labels are given. */
export function measuredOf(series: readonly MeasuredSeries[], over: Partial<MeasuredSubject> = {}): MeasuredSubject {
  return { subject: subjectOf(Object.fromEntries(series[0]?.labels ?? [])), series, configurations: [], coldOnlyCount: 0, ...over };
}

/** What a tool reported of one series. */
export function reportedOf(
  metric: string,
  labels: Labels,
  statistics: Readonly<Record<string, number>>,
  over: Partial<ReportedFact> & { readonly definition?: string; readonly sampleCount?: number } = {},
): ReportedFact[] {
  const { definition, sampleCount = 0, ...rest } = over;
  return Object.entries(statistics).map(([statistic, value]) => ({
    fact: factOf(metric, statistic, value, {
      labels,
      sampleCount,
      kind: 'reported-statistic',
      ...(definition === undefined ? {} : { definition }),
    }),
    backed: false,
    stated: false,
    ...rest,
  }));
}

/** A measurement in which nothing was found but what is given. */
export function measurementOf(given: Partial<Measurement>): Measurement {
  return {
    subjects: [],
    unread: null,
    reported: [],
    rankings: [],
    matchedRankings: [],
    unranked: [],
    curves: [],
    knees: [],
    effects: [],
    coldStarts: [],
    settingRanges: [],
    failures: [],
    failureTotal: null,
    fronts: [],
    objectives: [],
    identities: [],
    summaries: [],
    duplicates: [],
    implausible: new Map(),
    labels: [],
    history: null,
    ledger: null,
    baseline: null,
    facts: [],
    ...given,
  };
}

/** The naming of these labels beside each other. */
export function namingBeside(...labels: Labels[]): Naming {
  return namingOf(labels.map(labelsOf));
}

/** Severity and text of each finding. */
export function told(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, text }) => `${severity}: ${text}`);
}
