import type { Fact } from '../../contracts/fact.ts';
import type {
  FailureChange,
  History,
  HistoryRules,
  HistorySummary,
  MeasuredValue,
  RequestOutcome,
  SeriesChange,
  StateOutcomes,
} from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { addCount, type FactBook } from '../fact-book.ts';
import { reportedFailureChange } from '../reported-changes.ts';
import { type Calibration, calibrated } from './calibration.ts';
import { changeGroups, leanings } from './change-groups.ts';
import { comparableKey } from './comparable.ts';
import { coverageOf } from './coverage.ts';
import { failureChanges, hasMoreFailures } from './failing.ts';
import { type FixedBaseline, fixedBaseline, heldAgainst } from './fixed-baseline.ts';
import { type Followed, followed } from './followed.ts';
import { keptRun } from './kept-runs.ts';
import { labelsOfRun } from './last-run.ts';
import { nextRuns } from './next-runs.ts';
import { replay } from './replay.ts';
import type { RunPlace } from './run-places.ts';
import { type MeasuredRun, runsInOrder } from './runs-in-order.ts';
import { groupOf, type RunSeries, seriesOverRuns } from './series-over-runs.ts';
import { reportedCalibration, stateCalibration } from './state-calibration.ts';
import { stateChange } from './state-change.ts';
import { type Verdict, verdictOf } from './verdicts.ts';

/** So many series that changed, and so many others, are stated with their facts; all are counted. */
const CHANGED_COUNT_MAX = 40;
const OTHER_COUNT_MAX = 40;
/** Of a longer history the last runs are gone through. */
const RUN_COUNT_MAX = 200;

interface Decided {
  readonly series: RunSeries;
  readonly verdict: Verdict;
}

function isChange({ verdict }: Pick<Verdict, 'verdict'>): boolean {
  return verdict === 'regressed' || verdict === 'improved';
}

/** Runs with which a series begins anew. */
function resetsOf({ example: { metric }, labels }: RunSeries, names: readonly string[], isReset: HistoryRules['isReset']): number[] {
  return names.flatMap((name, run) => (isReset(name, { metric, labels }) ? [run] : []));
}

/** A verdict on every series that the last run and one before it have, and how often such verdicts would be wrong here. */
function decide(
  all: readonly RunSeries[],
  names: readonly string[],
  isReset: HistoryRules['isReset'],
  fixed: FixedBaseline | null,
): { readonly decided: Decided[]; readonly calibration: Calibration | null } {
  const last = names.length - 1;
  const own = new Map<RunSeries, Followed>(
    all.map((series) => [
      series,
      followed(
        series.example.family,
        groupOf(series),
        Float64Array.from(series.values, (value) => (value === null ? Number.NaN : Math.log(value.value))),
        resetsOf(series, names, isReset),
        series.labels,
      ),
    ]),
  );
  const judged = new Map(replay([...own.values()], names.length).series.map((one) => [one.series, one]));
  const held = fixed === null ? null : heldAgainst([...own.values()], last, judged, fixed);
  const decided = [...own].flatMap(([series, following]): Decided[] => {
    if (series.values[last] === null) return [];
    const isUp = series.example.direction === 'higher-is-better';
    const verdict = held === null ? verdictOf(following, last, judged.get(following), isUp) : (held.get(following)?.(isUp) ?? null);
    return verdict === null ? [] : [{ series, verdict }];
  });
  const present = decided.map(({ series }) => ({ followed: own.get(series)!, metric: series.example.metric }));
  return { decided, calibration: calibrated(present, names.length) };
}

/** Says why what got better is not called so: the slow ones may be those that failed. */
const OF_SURVIVORS = 'what failed is not in it, and failures changed with it';

/** An improvement of those whose requests failed more often is none: what came back is no fair sample of what was asked. */
function withoutSurvivors(decided: readonly Decided[], failures: readonly FailureChange[]): Decided[] {
  const failing = failures.filter(hasMoreFailures);
  const isOf = (labels: ReadonlyMap<string, LabelValue>) => (own: FailureChange) =>
    [...own.labels].every(([key, value]) => labels.get(key) === value);
  return decided.map(({ series, verdict }) => {
    if (verdict.verdict !== 'improved' || !failing.some(isOf(series.labels))) return { series, verdict };
    const undecided = { verdict: 'inconclusive', shape: null, status: null, since: null, reason: OF_SURVIVORS, together: false } as const;
    return { series, verdict: { ...verdict, ...undecided, runsNeeded: null } };
  });
}

function countFact(book: FactBook, verdict: string, value: number): Fact {
  return addCount(book, {
    metric: verdict === 'runs' ? 'run_count' : 'series_count',
    statistic: 'count',
    value,
    labels: new Map([['verdict', verdict]]),
    formula: verdict === 'runs' ? 'number of runs before the last one' : `number of series of the last run that are ${verdict}`,
    sources: [],
  });
}

function countFacts(book: FactBook, { runs, worse, better, unchanged, undecided, gone, added }: HistorySummary): Map<string, Fact> {
  const numbers = { worse, better, unchanged, undecided, gone, added, runs: runs.length - 1 };
  return new Map(Object.entries(numbers).map(([name, value]) => [name, countFact(book, name, value)]));
}

function unitsOf(decided: readonly Decided[]): (metric: string) => string {
  const units = new Map(decided.map(({ series: { example } }) => [example.metric, example.unit]));
  return (metric) => units.get(metric)!;
}

const RANK: Readonly<Record<SeriesChange['verdict'], number>> = { regressed: 0, improved: 1, inconclusive: 2, unchanged: 3 };

function stated(decided: readonly Decided[]): Decided[] {
  const ordered = decided.toSorted((a, b) => RANK[a.verdict.verdict] - RANK[b.verdict.verdict]);
  const changed = ordered.filter(({ verdict }) => isChange(verdict));
  const others = ordered.filter(({ verdict }) => !isChange(verdict));
  return [...changed.slice(0, CHANGED_COUNT_MAX), ...others.slice(0, OTHER_COUNT_MAX)];
}

function summaryOf(
  runs: readonly MeasuredRun[],
  decided: readonly Decided[],
  failures: readonly FailureChange[],
  { gone, added, calibration }: Pick<HistorySummary, 'gone' | 'added' | 'calibration'>,
): HistorySummary {
  const verdicts = [...decided.map(({ verdict }) => verdict), ...failures].map(({ verdict }) => verdict);
  const counted = (verdict: SeriesChange['verdict']) => verdicts.filter((own) => own === verdict).length;
  return {
    runs: runs.map(({ name, at, from }) => ({ name, at, from })),
    worse: counted('regressed'),
    better: counted('improved'),
    unchanged: counted('unchanged'),
    undecided: counted('inconclusive'),
    gone,
    added,
    ...(failures.length === 0 ? {} : { failures: failures.map(reportedFailureChange) }),
    ...(calibration === undefined ? {} : { calibration }),
  };
}

/** What a history is made of. */
export interface HistoryInputs {
  /** One per run and series, in any order. */
  readonly values: readonly MeasuredValue[];
  /** What became of the requests of the runs. */
  readonly outcomes: readonly RequestOutcome[];
  readonly state: StateOutcomes;
  /** Which run a place is of, as far as its artifact says. */
  readonly placeOf: (path: string) => RunPlace | null;
  /** What people decided about the runs. */
  readonly rules: HistoryRules;
}

/**
 * The runs of a directory in time order, and what changed in the last one: see docs/statistics.md for the methods.
 *
 * @returns null where there is one run at most, or where nothing is in two of them, or was meant to be.
 */
export function historyOf(book: FactBook, { values, outcomes, state, placeOf, rules }: HistoryInputs): History | null {
  const all = runsInOrder(values, outcomes, ({ table }) => placeOf(table.artifact.path), comparableKey);
  const runs = all.filter(({ name }) => !rules.isExcluded(name)).slice(-RUN_COUNT_MAX);
  if (runs.length < 2) return null;
  const series = seriesOverRuns(runs);
  const failures = failureChanges(book, runs, state, rules);
  const names = runs.map(({ name }) => name);
  const fixed = fixedBaseline(rules.baseline, runs);
  const { decided: judged, calibration } = decide(series, names, rules.isReset, fixed);
  const decided = withoutSurvivors(judged, failures);
  const { gone, added, nearMisses } = coverageOf(series, runs.length);
  // Other labels may be a sweep; the same labels with other work were meant to be compared.
  const isMissed = nearMisses.some(({ labels, moved }) => !labels.has(moved.key));
  if (decided.length + failures.length === 0 && !isMissed) return null;
  const changes = stated(decided).map((own) => {
    const change = stateChange(book, own.series, names, own.verdict);
    return { ...change, state: rules.stateOf(change) };
  });
  const apart = leanings(changes);
  const used = rules.baseline === null ? {} : { baseline: (fixed?.runs ?? []).map((run) => names[run]!) };
  const told = calibration === null ? undefined : reportedCalibration(calibration);
  const summary = { ...summaryOf(runs, decided, failures, { gone: gone.length, added: added.length, calibration: told }), ...used };
  return {
    summary,
    counts: countFacts(book, summary),
    changes,
    failures,
    calibration: told === undefined ? null : stateCalibration(book, told, unitsOf(decided)),
    groups: changeGroups(
      changes,
      decided.map((own) => ({ series: own.series, isChanged: isChange(own.verdict) })),
    ),
    leanings: apart,
    next: nextRuns(book, changes, apart, runs.at(-1)!),
    gone: gone.map(({ example: { metric }, labels }) => ({ metric, labels })),
    added: added.map(({ example: { metric }, labels }) => ({ metric, labels })),
    nearMisses,
    excluded: all.filter(({ name }) => rules.isExcluded(name)).map(({ name }) => name),
    kept: () => runs.flatMap((run) => keptRun(run) ?? []),
    lastLabels: labelsOfRun(runs.at(-1)!),
  };
}
