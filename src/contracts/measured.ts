import type { Fact } from './fact.ts';
import type { History } from './history.ts';
import type { LedgerSummary } from './ledger.ts';
import type { Objective } from './objective.ts';
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
  /** Keys of the settings, and of sizes that each request has of its own, of which several values are pooled; in column order. */
  readonly pooledOver: readonly string[];
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
  /** Pooled over settings and repetitions, never over loads and sizes of the work; one per metric, subset, load and size. */
  readonly series: readonly MeasuredSeries[];
  /** One per setting, load and size and metric, where several were tried; of the warm samples where there are cold ones. */
  readonly configurations: readonly MeasuredSeries[];
  /** Number of settings that have only cold samples, so none in `configurations`. */
  readonly coldOnlyCount: number;
}

/** What a ranking compares, and by which statistic. */
interface Contest {
  readonly metric: string;
  /** Labels that all of the group share. */
  readonly shared: ReadonlyMap<string, LabelValue>;
  /** The label key in which they differ. */
  readonly key: string;
  readonly subset: 'all' | 'warm';
  /** The mean; where one stands beside a deviation larger than itself, what a single slow call does not move. */
  readonly statistic: RankedStatistic;
  /** Keys of settings of which each side pools several values. */
  readonly pooledOver: readonly string[];
}

export type RankedStatistic = 'mean' | 'median' | 'min';

/** The best subject of a comparable group against each of the others, in one metric at one load and size of the work. */
export interface Ranking extends Contest {
  /** Best first. */
  readonly entries: readonly {
    readonly series: MeasuredSeries;
    /** Ratio of the best one to this one (higher is better) or of this one to the best one (lower is better), by the statistic; null for the best. */
    readonly ratio: Fact | null;
    /** Settings that both completed, and those of them in which the best one is ahead; null where they cannot be matched. */
    readonly matched: { readonly count: Fact; readonly ahead: Fact } | null;
  }[];
}

/** Contestants of which several loads, sizes of the work or settings were measured alike: each is compared with the leader in every one of these cells. */
export interface MatchedRanking extends Contest {
  /** Label keys in which the cells differ, in column order. */
  readonly over: readonly string[];
  /** Value of the key of the one that is ahead in most cells. */
  readonly leader: LabelValue;
  readonly unit: string;
  /** The nearest first. */
  readonly rivals: readonly {
    readonly value: LabelValue;
    /** Number of cells that both completed. */
    readonly count: Fact;
    /** Number of these in which the leader is ahead. */
    readonly ahead: Fact;
    /** Number of these in which it is ahead by more than the spread of both explains; null where no cell has a spread. */
    readonly clear: Fact | null;
    /** Smallest and largest ratio, above one where the leader is better. */
    readonly least: Fact;
    readonly most: Fact;
    /** Keys of the labels beside the choice in which the two differ. */
    readonly differsIn: readonly string[];
  }[];
}

/** Contestants that were not ranked with each other, and why. */
export interface Unranked {
  readonly metric: string;
  readonly unit: string;
  readonly shared: ReadonlyMap<string, LabelValue>;
  readonly key: string;
  /**
   * `footing`: they ran on other processors or in other precisions; `cells`: none was measured under the load and settings of another;
   * `spread`: a mean is smaller than its own deviation.
   */
  readonly reason: 'footing' | 'cells' | 'spread';
  /** Each contestant with what sets it apart: labels of its footing, or its mean and deviation. */
  readonly contestants: readonly {
    readonly value: LabelValue;
    readonly footing: ReadonlyMap<string, LabelValue>;
    readonly series: MeasuredSeries;
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
  /** With the labels of the load and size of the work at which it ran cold. */
  readonly subject: Subject;
  readonly cold: MeasuredSeries;
  readonly warm: MeasuredSeries;
  /** Load times of the cold requests, where recorded. */
  readonly load: MeasuredSeries | null;
  /** Times to process the prompt of the cold requests, where recorded. */
  readonly promptEval: MeasuredSeries | null;
  /** Median cold less median warm. */
  readonly cost: Fact;
  /** The same of the load times alone: what a model that stays loaded saves. null where they were not recorded, or are no longer cold. */
  readonly saving: Fact | null;
}

/** The settings of a sweep in one metric at one load and size of the work, best first. */
export interface SettingRange {
  readonly measured: MeasuredSubject;
  readonly settingCount: number;
  readonly settings: readonly MeasuredSeries[];
  readonly best: MeasuredSeries;
  readonly worst: MeasuredSeries;
  /** Largest mean divided by the smallest. */
  readonly ratio: Fact;
}

/** What one metric does over a load or a size of the work, all else equal. */
export interface Curve {
  readonly metric: string;
  /** The load or size that varies. */
  readonly key: string;
  /** Labels that all points share. */
  readonly shared: ReadonlyMap<string, LabelValue>;
  /** In ascending order of the key: two at least. */
  readonly points: readonly MeasuredSeries[];
}

/** What a system gives under one load, and what it costs whoever asks. */
export interface KneePoint {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly throughput: Fact;
  /** How long a request takes. */
  readonly wait: Fact;
}

/** Loads that were tried, all else equal, and the one that gives the most throughput for its wait. */
export interface Knee {
  /** The load that varies. */
  readonly key: string;
  /** Labels that all points share. */
  readonly shared: ReadonlyMap<string, LabelValue>;
  /** In ascending order of the key: three at least. */
  readonly points: readonly KneePoint[];
  /** Which of them it is: neither the first nor the last. */
  readonly index: number;
  /** Each load was run once. */
  readonly once: boolean;
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

/** One contestant under one load and setting, held against objectives. */
export interface ObjectiveSetting {
  readonly labels: ReadonlyMap<string, LabelValue>;
  /** Its throughput. */
  readonly rate: Fact;
  /** What the objectives are of, in their order. */
  readonly facts: readonly Fact[];
  readonly isKept: boolean;
  /** null where no single requests are there, or none of them keeps all objectives. */
  readonly goodput: Goodput | null;
}

/** Single requests that keep every objective each by itself. */
export interface Goodput {
  readonly good: Fact;
  /** All that have a value. */
  readonly requests: Fact;
  /** Good ones in a second; null where nothing says how long all of them took. */
  readonly rate: Fact | null;
}

/** What was tried for one piece of work, held against the objectives of the service. */
export interface ObjectiveOutcome {
  readonly work: ReadonlyMap<string, LabelValue>;
  readonly objectives: readonly Objective[];
  /** One at least. */
  readonly settings: readonly ObjectiveSetting[];
  /** That with the most throughput of those that keep all of them; null where none does. */
  readonly best: ObjectiveSetting | null;
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
  readonly matchedRankings: readonly MatchedRanking[];
  readonly unranked: readonly Unranked[];
  readonly curves: readonly Curve[];
  readonly knees: readonly Knee[];
  readonly effects: readonly ParameterEffect[];
  readonly coldStarts: readonly ColdStart[];
  readonly settingRanges: readonly SettingRange[];
  readonly failures: readonly FailureGroup[];
  /** null where one run at most had failures, or where they cannot be added up. */
  readonly failureTotal: FailureTotal | null;
  readonly fronts: readonly ParetoFront[];
  /** What keeps the objectives of the service; empty where none are configured. */
  readonly objectives: readonly ObjectiveOutcome[];
  readonly identities: readonly ColumnIdentity[];
  readonly summaries: readonly SummaryCheck[];
  /** Copies that are not counted; `rows` says how many rows each repeats, null for a file without rows. */
  readonly duplicates: readonly (Duplicate & { readonly rows: Fact | null })[];
  readonly implausible: ReadonlyMap<string, number>;
  readonly labels: Assembly['labels'];
  /** What changed in the last of several runs; null where there are no runs to compare. */
  readonly history: History | null;
  /** What people decided about its runs; null where no ledger counts for the report. */
  readonly ledger: LedgerSummary | null;
  /** What the last run is held against, as it is configured; null for the runs since the last confirmed change. */
  readonly baseline: string | null;
  readonly facts: readonly Fact[];
}
