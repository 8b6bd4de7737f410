import * as z from 'zod';
import type { Fact } from './fact.ts';
import type { KeptRun } from './kept-run.ts';
import { LabelValue } from './label.ts';
import { Acknowledged, ChangeState } from './ledger.ts';
import type { Direction, MetricFamily } from './metric.ts';
import type { AssembledTable, RowSet } from './series.ts';

/** What says when a run was made, in falling order of trust; `number`: nothing does, and the runs are in the order of their numbers. */
export const RunTimeSource = z.enum(['column', 'document', 'path', 'modified', 'number']);
export type RunTimeSource = z.infer<typeof RunTimeSource>;

/** One execution of the benchmarks of a directory. */
export const Run = z.strictObject({
  name: z.string().describe('Its directory, its label or its time: unique in the report'),
  at: z.iso.datetime().nullable().describe('When it was made; null where only its number is known'),
  from: RunTimeSource.describe('What says so'),
});
export type Run = z.infer<typeof Run>;

/** A key that two runs have in different values. */
export const MovedKey = z.strictObject({ key: z.string(), from: LabelValue, to: LabelValue });
export type MovedKey = z.infer<typeof MovedKey>;

/** Mean tokens of some requests. */
export interface RequestSize {
  readonly mean: number;
  /** Standard error; where only a total is known, that of requests which differ as much as those of a data set do. */
  readonly error: number;
}

/** What one place of the artifacts measured of one metric: the middle of its samples, or the statistic that the tool reports. */
export interface MeasuredValue {
  readonly table: AssembledTable;
  /** First row that it was read from. */
  readonly row: number;
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly metric: string;
  readonly definition: string | null;
  readonly unit: string;
  readonly family: MetricFamily;
  readonly direction: Direction;
  readonly statistic: string;
  /** In the base unit. */
  readonly value: number;
  /** How large the requests behind it were: metric of their tokens -> mean, and how far that is known. */
  readonly sizes: ReadonlyMap<string, RequestSize>;
  /** States it as a fact of the report: nothing is stated of values that no sentence or row speaks of. */
  readonly state: () => Fact;
}

/** What became of the requests that one place of the artifacts has of one contestant at one load and setting. */
export interface RequestOutcome {
  readonly table: AssembledTable;
  /** First of its rows. */
  readonly row: number;
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly rows: readonly RowSet[];
  /** `rows`: each row is a request; else each row counts some: those that failed, or those that completed. */
  readonly from: 'rows' | 'failed' | 'completed';
  readonly failed: number;
  readonly requests: number;
}

/** How many requests failed of how many. */
export interface FailureCount {
  readonly failed: Fact;
  readonly requests: Fact;
}

/** The same with the share that it is, and how far that is known. */
export interface FailureShare extends FailureCount {
  readonly share: Fact;
}

/** States what became of the requests of some outcomes together; `scope` says which they are. */
export type StateOutcomes = (outcomes: readonly RequestOutcome[], labels: ReadonlyMap<string, LabelValue>, scope: string) => FailureCount;

/** What became of the share of failed requests of one contestant. */
export interface FailureChange {
  /** The labels that all its runs share; loads and settings are counted together. */
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly verdict: 'regressed' | 'improved' | 'inconclusive';
  readonly status: 'suspected' | 'confirmed' | 'recovered' | null;
  /** Why there is this verdict, without a number. */
  readonly reason: string;
  /** Name of the first run of the change; null where nothing is decided. */
  readonly since: string | null;
  /** The share rose like this before, and was back in between. */
  readonly returning: boolean;
  readonly moved: readonly MovedKey[];
  readonly before: FailureShare;
  readonly after: FailureShare;
  /** What is known of it; null where nothing got worse. */
  readonly state: StatedChange | null;
}

/** Where among series that are alike a change is: labels, and a size or load from which, or up to which, it holds. */
export interface Slice {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly bound: { readonly key: string; readonly value: LabelValue; readonly side: 'from' | 'up to' } | null;
}

/** What became of one series in the run that the report is about. */
export interface SeriesChange {
  /** The labels by which its runs are comparable. */
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly metric: string;
  readonly unit: string;
  readonly family: MetricFamily;
  readonly direction: Direction;
  readonly verdict: 'regressed' | 'improved' | 'unchanged' | 'inconclusive';
  /** How the values went; null where nothing is known to have changed. */
  readonly shape: 'step' | 'spike' | 'drift' | null;
  /** `suspected`: the next run confirms it or withdraws it. null where nothing changed. */
  readonly status: 'suspected' | 'confirmed' | 'recovered' | null;
  /** Why there is this verdict, without a number. */
  readonly reason: string;
  /** Name of the first run of the change. */
  readonly since: string | null;
  /** Number of runs that would be needed for a verdict; null where it is there, or nobody can say. */
  readonly needed: Fact | null;
  /** All series of its kind moved with it. */
  readonly together: boolean;
  /** The series changed like this before, and was back in between. */
  readonly returning: boolean;
  /** What moved where the change began, what moves seldom first. */
  readonly moved: readonly MovedKey[];
  readonly baseline: Fact;
  readonly candidate: Fact;
  /** Candidate divided by baseline, less one. */
  readonly fact: Fact;
  /** What the last run measured of it; of repetitions the first one. */
  readonly last: MeasuredValue;
  /** What is known of it; null where nothing got worse. */
  readonly state: StatedChange | null;
}

/** State of a change, and what somebody decided of it. */
export interface StatedChange {
  readonly state: ChangeState;
  /** Why it is reopened, without a number; null for every other state. */
  readonly why: string | null;
  /** The acknowledgement that holds, or that does not hold any more; null where there is none. */
  readonly acknowledged: { readonly reason: string; readonly until: string | null } | null;
}

/** What people decided about the runs of a history; without a ledger nothing is left out, and every change that is not back is open. */
export interface HistoryRules {
  readonly isExcluded: (run: string) => boolean;
  /** Does a series begin anew with this run? */
  readonly isReset: (run: string, series: Pick<SeriesChange, 'metric' | 'labels'>) => boolean;
  readonly stateOf: (change: Omit<SeriesChange, 'state'>) => StatedChange | null;
  readonly stateOfFailures: (change: Omit<FailureChange, 'state'>) => StatedChange | null;
  /** Runs that the last one is held against, as configured; null for the runs since the last confirmed change. */
  readonly baseline: Baseline | null;
}

/** A run among others, with whether all that it measured lies below a directory. */
export interface PlacedRun {
  readonly name: string;
  readonly isBelow: (directory: string) => boolean;
}

/** Which runs are the baseline, and what of their values counts. */
export interface Baseline {
  /** As it is configured. */
  readonly asked: string;
  /** Their indices, of runs in order without the last one; none where it names no run that is there. */
  readonly runsOf: (before: readonly PlacedRun[]) => readonly number[];
  readonly middle: 'mean' | 'median';
  /** Runs below it come before all others, whenever they were made; null where no directory is named. */
  readonly directory: string | null;
}

/** Changes that are told together, the largest first, and where among their kind they are; null for everywhere, or nowhere in particular. */
export interface ChangeGroup {
  readonly changes: readonly SeriesChange[];
  readonly slice: Slice | null;
}

/** The fewest further runs that would decide about some series. */
export interface NextRuns {
  /** What they are for: what one run shows alone, else what makes a pattern, else the largest difference. */
  readonly changes: readonly SeriesChange[];
  readonly needed: Fact;
  /** The difference in the first of them that could then be told from none; null where nothing is known of how far runs lie apart. */
  readonly visible: Fact | null;
  /** How long one run takes that measures them, by the times that the last one recorded; null where it recorded none. */
  readonly time: Fact | null;
}

/** Series that are measured alike but for one label, so that they cannot be compared. */
export interface NearMiss {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly moved: MovedKey;
}

/** A change of the share of failed requests, as the report lists it: facts by their ids. */
export const ReportedFailureChange = z.strictObject({
  labels: z.record(z.string(), LabelValue),
  verdict: z.enum(['regressed', 'improved', 'inconclusive']),
  status: z.enum(['suspected', 'confirmed', 'recovered']).optional(),
  reason: z.string().describe('Why there is this verdict'),
  since: z.string().optional().describe('First run of the change'),
  share: z
    .string()
    .describe('Share of failed requests since the change, or of the last run: the id of the change for those who decide about it'),
  failed: z.string().describe('Failed requests since the change, or of the last run'),
  requests: z.string(),
  shareBefore: z.string(),
  failedBefore: z.string().describe('Failed requests of the runs before'),
  requestsBefore: z.string(),
  moved: z.array(MovedKey).optional().describe('What moved where the change began'),
  state: ChangeState.optional().describe('Absent where nothing got worse'),
  acknowledged: Acknowledged.optional(),
  reopened: z.string().optional().describe('Why it is reopened'),
});
export type ReportedFailureChange = z.infer<typeof ReportedFailureChange>;

/** How the rules do on the runs of a directory themselves, put into another order: what would be raised were nothing to change. */
export const ReportedCalibration = z.strictObject({
  runs: z.int().min(1).describe('Runs at one level that were reordered'),
  rounds: z.int().min(1).describe('How often'),
  alarmed: z.int().min(0).describe('Rounds in which the last run was called changed'),
  limits: z
    .array(z.strictObject({ metric: z.string(), limit: z.int().min(1) }))
    .describe('The change of one series that four of five such runs would show at once, in per cent'),
});
export type ReportedCalibration = z.infer<typeof ReportedCalibration>;

/** What a report says of its runs together: for machines, and for its own checks. */
export const HistorySummary = z.strictObject({
  runs: z.array(Run).describe('In the order in which they were made; the last one is held against the others'),
  worse: z.int().min(0),
  better: z.int().min(0),
  unchanged: z.int().min(0),
  undecided: z.int().min(0),
  gone: z.int().min(0).describe('Series of the run before that the last run does not have'),
  added: z.int().min(0).describe('Series of the last run that no run before it has'),
  baseline: z
    .array(z.string())
    .optional()
    .describe('Runs that the last one is held against where that is configured; empty where it names none'),
  failures: z.array(ReportedFailureChange).optional().describe('Shares of failed requests that changed, or may have; absent for none'),
  calibration: ReportedCalibration.optional().describe('Absent where too few runs lie at one level'),
});
export type HistorySummary = z.infer<typeof HistorySummary>;

/** The runs of a directory, and what changed in the last one. */
export interface History {
  readonly summary: HistorySummary;
  /** `worse`, `better`, `unchanged`, `undecided`, `gone`, `added`, and `runs` before the last, each as a fact. */
  readonly counts: ReadonlyMap<string, Fact>;
  /** What was decided first, then in the order of the registry. */
  readonly changes: readonly SeriesChange[];
  /** Shares of failed requests that changed, or may have: they come first. */
  readonly failures: readonly FailureChange[];
  /** How often the rules would be wrong here, and what they would see; null where too few runs lie at one level. */
  readonly calibration: {
    readonly rounds: Fact;
    readonly alarmed: Fact;
    readonly limits: readonly { readonly metric: string; readonly unit: string; readonly fact: Fact }[];
  } | null;
  /** What changed, by what is told together. */
  readonly groups: readonly ChangeGroup[];
  /** Differences of which nothing is decided, but that make a pattern. */
  readonly leanings: readonly ChangeGroup[];
  /** null where everything is decided, or where no number of runs would do. */
  readonly next: NextRuns | null;
  readonly gone: readonly { readonly metric: string; readonly labels: ReadonlyMap<string, LabelValue> }[];
  readonly added: readonly { readonly metric: string; readonly labels: ReadonlyMap<string, LabelValue> }[];
  readonly nearMisses: readonly NearMiss[];
  /** Names of runs that the rules leave out, in their order. */
  readonly excluded: readonly string[];
  /** A summary of each run that is read from its own artifacts. States facts. */
  readonly kept: () => readonly KeptRun[];
  /** Values that labels which pass from run to run have in the last run. */
  readonly lastLabels: ReadonlyMap<string, ReadonlySet<LabelValue>>;
}
