import type { Fact } from '../../contracts/fact.ts';
import type { MetricFamily } from '../../contracts/metric.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { metricOf, metricRank } from '../../metrics/registry.ts';
import { groupBy } from '../group-by.ts';
import { labelsOfRecord } from '../labels-text.ts';
import { studentTails } from '../student-t.ts';
import { comparableLabels } from './comparable.ts';
import { type Difference, differenceBySpread, welchDifference } from './estimate.ts';
import { believable } from './false-discoveries.ts';
import { intervalOf } from './judge-run.ts';
import { FAMILY_ORDER, smallestOfInterest } from './relevance.ts';
import { moderated } from './spread.ts';

/** Runs of one side: their facts. */
export type Side = readonly Fact[];

/** One series of which both sides have runs. */
export interface ComparedSeries {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly metric: string;
  readonly unit: string;
  readonly family: MetricFamily;
  /** Values of the runs of each side. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Ratio of the geometric means, less one. */
  readonly change: number;
  /** null where too few runs are there to know how far runs lie apart. */
  readonly difference: Difference | null;
  readonly verdict: 'worse' | 'better' | 'unchanged' | 'undecided';
}

const LEVEL = 0.05;
/** Of these the typical value is compared, of all others the mean. */
const TYPICAL: ReadonlySet<string> = new Set(['latency', 'duration']);
const FOLLOWED: ReadonlySet<string> = new Set(FAMILY_ORDER);
const REPORTED_MIDDLES: ReadonlySet<string> = new Set(['mean', 'median', 'p50', 'value']);

/** Is the fact the value that stands for a run: the middle of its samples, or what a tool reports as such? */
function isRunValue({ kind, metric, unit, statistic, subset, value, runs }: Fact): boolean {
  const { family, direction } = metricOf(metric, unit);
  if (!FOLLOWED.has(family) || direction === 'none' || !(value > 0) || runs !== undefined) return false;
  if (subset !== 'all' && subset !== 'warm') return false;
  if (kind === 'reported-statistic') return REPORTED_MIDDLES.has(statistic);
  return kind === 'statistic' && statistic === (TYPICAL.has(family) ? 'median' : 'mean');
}

/** What facts must agree in to be of one series: who computed them does not matter, as in a history, so that a kept run is held against others. */
function keyOf(fact: Fact): string {
  const { metric, statistic, unit, definition } = fact;
  return `${JSON.stringify([metric, statistic, unit, definition ?? null])} ${labelText(fact)}`;
}

/** The run of a fact: what its label says, and the file that it is from. */
function runOf({ labels, sources }: Fact): string {
  return labels['run'] === undefined ? (sources[0]?.path.split('/').slice(0, -1).join('/') ?? '') : String(labels['run']);
}

function geometricMean(values: readonly number[]): number {
  if (values.length === 1) return values[0]!;
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/** Without what a tool reports of what samples are there of too, and durations beside rates and latencies, which are the same seen from the other side. */
function withoutRepeats(facts: readonly Fact[]): Fact[] {
  const sampled = new Set(facts.flatMap(({ kind, metric }) => (kind === 'statistic' ? [metric] : [])));
  const own = facts.filter(({ kind, metric }) => kind === 'statistic' || !sampled.has(metric));
  const rated = new Set(own.flatMap((fact) => (isDuration(fact) ? [] : [labelText(fact)])));
  return own.filter((fact) => !isDuration(fact) || !rated.has(labelText(fact)));
}

/** Without the facts of all samples where there are some of the warm ones alone. */
function undisturbed(facts: readonly Fact[]): Fact[] {
  const placeOf = (fact: Fact) => `${runOf(fact)} ${keyOf(fact)}`;
  const warm = new Set(facts.flatMap((fact) => (fact.subset === 'warm' ? [placeOf(fact)] : [])));
  return facts.filter((fact) => fact.subset === 'warm' || !warm.has(placeOf(fact)));
}

/** The facts that stand for their runs: one for each series of each of them. */
function runFacts(facts: readonly Fact[]): Fact[] {
  return undisturbed(withoutRepeats(facts.filter(isRunValue)));
}

function isDuration({ metric, unit }: Fact): boolean {
  return metricOf(metric, unit).family === 'duration';
}

function labelText({ labels }: Fact): string {
  return JSON.stringify([...comparableLabels(labelsOfRecord(labels))]);
}

/** Values of a side by series: one per run. */
function valuesOf(side: Side): Map<string, { readonly example: Fact; readonly values: readonly number[] }> {
  const found = groupBy(runFacts(side), keyOf);
  return new Map(
    [...found].map(([key, facts]) => {
      const runs = [...groupBy(facts, runOf).values()].map((own) => geometricMean(own.map(({ value }) => value)));
      return [key, { example: facts[0]!, values: runs }];
    }),
  );
}

function squaresOf(values: readonly number[]): number {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  return logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
}

type Paired = Omit<ComparedSeries, 'difference' | 'verdict'>;

function paired(before: Side, after: Side): Paired[] {
  const [older, newer] = [valuesOf(before), valuesOf(after)];
  const pairs = [...older].flatMap(([key, own]): Paired[] => {
    const other = newer.get(key);
    if (!other) return [];
    const { metric, unit, labels } = own.example;
    const change = geometricMean(other.values) / geometricMean(own.values) - 1;
    const shared = comparableLabels(labelsOfRecord(labels));
    return [{ labels: shared, metric, unit, family: metricOf(metric, unit).family, before: own.values, after: other.values, change }];
  });
  return pairs.sort((a, b) => metricRank(a.metric) - metricRank(b.metric));
}

/** Differences of the series of one metric, the spread between runs learned from all of them. */
function differencesOf(series: readonly Paired[]): (Difference | null)[] {
  const own = series.map(({ before, after }) => {
    const degrees = before.length + after.length - 2;
    return { variance: degrees > 0 ? (squaresOf(before) + squaresOf(after)) / degrees : 0, degrees };
  });
  const spreads = moderated(own);
  return series.map(({ before, after }, index) => {
    const logs = [before.map(Math.log), after.map(Math.log)] as const;
    const welch = welchDifference(logs[0], logs[1]);
    if (welch) return welch;
    const { variance, degrees } = spreads[index]!;
    if (own[index]!.degrees < 2 || variance <= 0) return null;
    return differenceBySpread(logs[0], logs[1], { deviation: Math.sqrt(variance), degrees });
  });
}

function pOf({ difference, error, degrees }: Difference): number {
  return studentTails(difference / error, degrees);
}

/**
 * Holds the runs of one side against those of another, each series by itself and all of them counted: Welch on logarithms from three runs a side,
 * else the spread that series of the same metric have in common. One run a side gives no verdict.
 *
 * @returns series that both sides have, in the order of the registry.
 */
export function compareSets(before: Side, after: Side): ComparedSeries[] {
  const pairs = paired(before, after);
  const differences = new Map<Paired, Difference | null>();
  for (const own of groupBy(pairs, ({ metric }) => metric).values())
    for (const [index, difference] of differencesOf(own).entries()) differences.set(own[index]!, difference);
  const tested = pairs.flatMap((pair) => {
    const difference = differences.get(pair) ?? null;
    return difference === null ? [] : [{ pair, difference }];
  });
  const accepted = believable(
    tested.map(({ pair: { family }, difference }) => ({ p: pOf(difference), family })),
    FAMILY_ORDER,
    LEVEL,
  );
  const changed = new Set(tested.flatMap(({ pair }, index) => (accepted[index] === true ? [pair] : [])));
  return pairs.map((pair) => {
    const difference = differences.get(pair) ?? null;
    return { ...pair, difference, verdict: verdictOf(pair, difference, changed.has(pair)) };
  });
}

function verdictOf({ family, metric, unit, change }: Paired, difference: Difference | null, isChanged: boolean): ComparedSeries['verdict'] {
  if (difference === null) return 'undecided';
  const { low, high } = intervalOf(difference, 0.9);
  const bound = smallestOfInterest(family);
  if (-bound <= low && high <= bound) return 'unchanged';
  if (!isChanged) return 'undecided';
  return change > 0 === (metricOf(metric, unit).direction === 'higher-is-better') ? 'better' : 'worse';
}
