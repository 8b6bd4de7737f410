import type { SeriesChange } from '../../contracts/history.ts';
import { LEVEL_RUN_COUNT_MAX } from './centred.ts';
import { isDrift } from './drift.ts';
import { changeInterval, type Difference, differenceBySpread, runsToDecide, welchDifference } from './estimate.ts';
import type { Followed, SettledShift } from './followed.ts';
import type { Judged } from './judge-run.ts';
import { smallestOfInterest } from './relevance.ts';
import { isEquivalent } from './replay.ts';

/** So long after it began a confirmed change is news; from then on the new level is what runs are held against, and nothing else. */
const NEWS_RUN_COUNT = 10;
/** Runs before this one without which nothing is known of how far runs lie apart. */
const EARLIER_RUN_COUNT_MIN = 3;

/** A verdict on a series, before it is stated: which runs are held against which. */
export interface Verdict extends Pick<SeriesChange, 'verdict' | 'shape' | 'status' | 'reason' | 'together' | 'returning'> {
  /** Runs that would be needed for a verdict; null where it is there, or nobody can say. */
  readonly runsNeeded: number | null;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly difference: Difference | null;
  /** First run of the change; null where there is none. */
  readonly since: number | null;
  /** What of the runs before counts. Default: the mean of their logarithms. */
  readonly middle?: 'median';
}

/** The runs that a level is computed of. */
function recent(level: readonly number[]): readonly number[] {
  return level.slice(-LEVEL_RUN_COUNT_MAX);
}

function logsOf({ logs }: Followed, runs: readonly number[]): number[] {
  return runs.map((run) => logs[run]!);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function better(difference: number, isUp: boolean): 'regressed' | 'improved' {
  return difference > 0 === isUp ? 'improved' : 'regressed';
}

/** Is the level of a series, after two confirmed shifts, where it was before the first of them? */
function hasRecovered(series: Followed): boolean {
  const [earlier, now] = [series.earlier.at(-2), series.level];
  if (!earlier || earlier.length === 0) return false;
  const [older, current] = [meanOf(logsOf(series, earlier)), meanOf(logsOf(series, now))];
  const lost = meanOf(logsOf(series, series.earlier.at(-1)!)) - older;
  return Math.abs(current - older) <= Math.max(smallestOfInterest(series.family), Math.abs(lost) / 3);
}

/** Did the series shift this way before, from a level to which it was back before it did so again? @param earlierCount of its shifts that count. */
function isReturning(series: Followed, sign: SettledShift['sign'], before: readonly number[], earlierCount: number): boolean {
  if (before.length === 0) return false;
  const now = meanOf(logsOf(series, before));
  const shifts = series.confirmed.slice(0, earlierCount);
  return shifts.some((shift, index) => {
    const level = series.earlier[index] ?? [];
    if (shift.sign !== sign || level.length === 0 || !shifts.slice(index + 1).some((other) => other.sign !== sign)) return false;
    return Math.abs(now - meanOf(logsOf(series, level))) <= Math.max(smallestOfInterest(series.family), Math.abs(shift.difference) / 3);
  });
}

function difference(series: Followed, before: readonly number[], after: readonly number[], judged: Judged | undefined): Difference | null {
  const [older, newer] = [logsOf(series, before), logsOf(series, after)];
  return welchDifference(older, newer) ?? (judged ? differenceBySpread(older, newer, judged) : null);
}

/**
 * The last shifts that went the same way, where a straight line describes their runs better than the levels between them: then all of them are
 * one drift, which began with the first. Otherwise the last one, a step.
 */
function lastMovement(series: Followed): { readonly shift: SettledShift; readonly shape: 'step' | 'drift' } {
  const { confirmed, earlier, level, logs } = series;
  const last = confirmed.at(-1)!;
  const other = confirmed.findLastIndex(({ sign }) => sign !== last.sign);
  const [first, levels] = [confirmed[other + 1]!, earlier.slice(other + 1)];
  const runs = [...levels.flat(), ...level];
  const values = runs.map((run) => logs[run]!);
  return isDrift(values, runs.indexOf(last.run)) ? { shift: first, shape: 'drift' } : { shift: last, shape: 'step' };
}

function confirmedVerdict(series: Followed, judged: Judged | undefined, isUp: boolean): Verdict {
  const { shift, shape } = lastMovement(series);
  const [before, after] = [recent(shift.before), recent(series.level)];
  const verdict = better(shift.sign, isUp);
  // What got worse again is where it was when it was worse, which is no recovery.
  const returning = verdict === 'regressed' && isReturning(series, shift.sign, shift.before, series.confirmed.indexOf(shift));
  const recovered = !returning && hasRecovered(series);
  return {
    verdict,
    shape,
    status: recovered ? 'recovered' : 'confirmed',
    reason: recovered ? 'back at the level before the last change' : 'a later run bears it out',
    runsNeeded: null,
    together: shift.together,
    returning,
    before,
    after,
    difference: difference(series, before, after, judged),
    since: shift.run,
  };
}

function undecided(series: Followed, run: number, judged: Judged | undefined): Verdict {
  const before = recent(series.level.filter((own) => own !== run));
  const base = { shape: null, status: null, together: false, returning: false, before, after: [run], since: null };
  if (judged) {
    const own = difference(series, before, [run], judged);
    if (isEquivalent(judged)) return { ...base, verdict: 'unchanged', reason: 'no change of interest', runsNeeded: null, difference: own };
    const size = Math.max(Math.abs(judged.difference), smallestOfInterest(series.family));
    const runsNeeded = runsToDecide({ deviation: judged.deviation, before: before.length, size });
    return { ...base, verdict: 'inconclusive', reason: 'runs lie too far apart for a verdict', runsNeeded, difference: own };
  }
  const missing = EARLIER_RUN_COUNT_MIN - before.length;
  const reason =
    missing > 0
      ? 'too few runs before it to know how far runs lie apart'
      : 'the runs before it are equal, so that nothing is known of how far runs lie apart';
  return { ...base, verdict: 'inconclusive', reason, runsNeeded: missing > 0 ? missing : null, difference: null };
}

/**
 * The verdict on a series in its last run, after a replay.
 *
 * @param judged how the last run was judged; undefined where it could not be.
 * @param isUp whether more is better.
 * @returns null where no run before it has the series.
 */
export function verdictOf(series: Followed, run: number, judged: Judged | undefined, isUp: boolean): Verdict | null {
  const { pending } = series;
  if (pending?.run === run) {
    const before = recent(pending.before);
    return {
      verdict: better(pending.sign, isUp),
      shape: 'step',
      status: 'suspected',
      reason: 'seen in one run: the next one confirms it or withdraws it',
      runsNeeded: 1,
      together: pending.together,
      returning: isReturning(series, pending.sign, pending.before, series.confirmed.length),
      before,
      after: [run],
      difference: difference(series, before, [run], judged),
      since: run,
    };
  }
  if (series.confirmed.length > 0 && series.level.length <= NEWS_RUN_COUNT) return confirmedVerdict(series, judged, isUp);
  return series.level.some((own) => own !== run) ? undecided(series, run, judged) : null;
}

/** The interval of a verdict's change, or null. */
export function intervalOfVerdict({ difference: own }: Verdict) {
  return own === null || !(own.error > 0) || !(own.degrees > 0) ? null : changeInterval(own, 0.95);
}
