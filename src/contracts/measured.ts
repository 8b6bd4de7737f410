import type { Fact } from './fact.ts';
import type { LabelValue, MeasureColumn } from './observation.ts';
import type { ParameterEffect } from './report.ts';
import type { Assembly, Duplicate, RowSet, Subject } from './series.ts';

/** Consecutive samples that were read from one column of one table: the cells in `rows` of `column`. */
export interface SampleRun extends RowSet {
  readonly column: MeasureColumn;
}

/** Samples in columns: a number per sample, and where they were read as runs of rows. */
export interface Samples {
  /** In the base unit, run after run, rows in file order. */
  readonly values: Float64Array;
  /** Together as many rows as there are values. */
  readonly runs: readonly SampleRun[];
}

/** The samples of one metric of one subject (and setting), and the facts about them by statistic. */
export interface MeasuredSeries {
  readonly metric: string;
  readonly definition: string | null;
  readonly unit: string;
  readonly subset: 'all' | 'warm' | 'cold';
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly samples: Samples;
  /** Number of samples; of a reported series what the tool says, 0 where it does not. */
  readonly sampleCount: number;
  /** true when the tool computed the statistics: there are no samples, and `facts` holds what it reported. */
  readonly reported: boolean;
  readonly facts: ReadonlyMap<string, Fact>;
}

/** Everything measured of one subject. */
export interface MeasuredSubject {
  readonly subject: Subject;
  /** Pooled over all settings and repetitions; one per metric and subset. */
  readonly series: readonly MeasuredSeries[];
  /** One per setting and metric, where several settings were tried; of the warm samples where there are cold ones. */
  readonly configurations: readonly MeasuredSeries[];
  /** Number of settings that have only cold samples, so none in `configurations`. */
  readonly coldOnlyCount: number;
}

/** The best subject of a comparable group against each of the others, in one metric. */
export interface Ranking {
  readonly metric: string;
  /** Labels that all subjects of the group share. */
  readonly shared: ReadonlyMap<string, LabelValue>;
  /** The label key in which they differ. */
  readonly key: string;
  readonly subset: 'all' | 'warm';
  /** Best first. */
  readonly entries: readonly {
    readonly series: MeasuredSeries;
    /** Ratio of the best one's mean to this one's (higher is better) or of this one's to the best one's (lower is better); null for the best. */
    readonly ratio: Fact | null;
    /** Settings that both completed, and those of them in which the best one is ahead; null where they cannot be matched. */
    readonly matched: { readonly count: Fact; readonly ahead: Fact } | null;
  }[];
}

/** Columns of a table that add up in every row: they tell what a metric really is. */
export interface ColumnIdentity {
  readonly whole: string;
  readonly parts: readonly string[];
  readonly paths: readonly string[];
  /** Number of rows in which it holds: all that have the columns. */
  readonly rows: Fact;
}

/** A file of statistics held against the raw rows beside it that it claims to summarise. */
export interface SummaryCheck {
  readonly path: string;
  /** Number of its values that equal what the rows give, to the precision they are written with; null when none does. */
  readonly agreeing: Fact | null;
  readonly contradicted: readonly { readonly reported: Fact; readonly computed: Fact }[];
  /** Failed rows whose setting the summary leaves out without a word; null when there is none. */
  readonly silentFailures: Fact | null;
}

/** What a request pays right after a model load, against one that finds the model in memory. */
export interface ColdStart {
  readonly subject: Subject;
  readonly cold: MeasuredSeries;
  readonly warm: MeasuredSeries;
  /** Load times of the cold requests, where recorded. */
  readonly load: MeasuredSeries | null;
  /** Median cold less median warm. */
  readonly cost: Fact;
}

/** The settings of a sweep in one metric, best first. */
export interface SettingRange {
  readonly measured: MeasuredSubject;
  readonly settingCount: number;
  readonly settings: readonly MeasuredSeries[];
  readonly best: MeasuredSeries;
  readonly worst: MeasuredSeries;
  /** Largest mean divided by the smallest. */
  readonly ratio: Fact;
}

/** One run of a benchmark in which requests failed. */
export interface FailureGroup {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly subjects: readonly MeasuredSubject[];
  readonly failedRows: readonly RowSet[];
  readonly failed: Fact;
  readonly requests: Fact;
  /** What was counted: requests to a model, or runs of something else. */
  readonly what: 'requests' | 'runs';
  /** The smallest rate of the series, where it is that of the request right after a failed one. */
  readonly aftermath: Fact | null;
}

/** Failures of all runs together. */
export type FailureTotal = Pick<FailureGroup, 'failed' | 'requests' | 'what'>;

/** The settings of a sweep that no other beats in both throughput and latency, fastest first. */
export interface ParetoFront {
  readonly measured: MeasuredSubject;
  readonly points: readonly { readonly throughput: MeasuredSeries; readonly latency: MeasuredSeries }[];
}

/** A statistic that a tool or a text for people reports. */
export interface ReportedFact {
  readonly fact: Fact;
  /** The rows beside it give the same value. */
  readonly backed: boolean;
  /** Somebody wrote it: nothing recorded it. */
  readonly stated: boolean;
}

/** What `core/measure` hands on. */
export interface Measurement {
  readonly subjects: readonly MeasuredSubject[];
  /** Number of artifacts that were recognised but could not be used; null for none. */
  readonly unread: Fact | null;
  readonly reported: readonly ReportedFact[];
  readonly rankings: readonly Ranking[];
  readonly effects: readonly ParameterEffect[];
  readonly coldStarts: readonly ColdStart[];
  readonly settingRanges: readonly SettingRange[];
  readonly failures: readonly FailureGroup[];
  /** null where one run at most had failures, or where they cannot be added up. */
  readonly failureTotal: FailureTotal | null;
  readonly fronts: readonly ParetoFront[];
  readonly identities: readonly ColumnIdentity[];
  readonly summaries: readonly SummaryCheck[];
  /** Copies that are not counted; `rows` says how many rows each repeats, null for a file without rows. */
  readonly duplicates: readonly (Duplicate & { readonly rows: Fact | null })[];
  readonly implausible: ReadonlyMap<string, number>;
  readonly labels: Assembly['labels'];
  readonly facts: readonly Fact[];
}
