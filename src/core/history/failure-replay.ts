import { LEVEL_RUN_COUNT_MAX } from './centred.ts';
import { dispersionOf, failureChances, type Share, total } from './failure-chance.ts';

/** The failed requests of one contestant over the runs; null where a run has none of its requests. */
export interface FailureSeries {
  readonly counts: readonly (Share | null)[];
  /** Runs with which it begins anew, by a decision of people. */
  readonly resets?: readonly number[];
}

/** A share of failed requests that changed in a run. */
export interface FailureShift {
  /** Run in which it was seen first. */
  readonly run: number;
  /** 1 where more failed. */
  readonly sign: 1 | -1;
  /** Runs before it. */
  readonly before: readonly number[];
}

/** How a run differs from the level before it. */
interface Lean {
  readonly before: readonly number[];
  readonly sign: 1 | -1;
  readonly p: number;
  /** Are there enough runs before it, of whatever level, to know how much they vary? */
  readonly isKnown: boolean;
}

/** A series while its runs are gone through. */
export interface FollowedFailures<S extends FailureSeries = FailureSeries> {
  readonly series: S;
  /** Earlier levels: they tell of what runs vary, and not of the share now. */
  readonly earlier: (readonly number[])[];
  /** Runs since the last confirmed change. */
  level: number[];
  pending: FailureShift | null;
  readonly confirmed: FailureShift[];
  /** What the last run says against the level before it, whether or not that is beyond chance; null where nothing can be said. */
  lean: Lean | null;
}

/** Level of all verdicts on failures of a report together, both ways. */
const FAILURE_LEVEL = 0.01;
/** Chance of a share that bears a suspicion out. */
const CONFIRMING_LEVEL = 0.02;
/** Runs before it, of all levels, without which a share is not judged. */
const EARLIER_RUN_COUNT_MIN = 3;
/** Smaller changes of a share are of no interest: half a percentage point. */
export const SMALLEST_OF_INTEREST = 0.005;

function sharesOf({ counts }: FailureSeries, runs: readonly number[]): Share[] {
  return runs.map((run) => counts[run]!);
}

function shareOf({ failed, requests }: Share): number {
  return failed / requests;
}

function leanOf({ series, level, earlier }: FollowedFailures, run: number, dispersion: number): Lean | null {
  const before = level.slice(-LEVEL_RUN_COUNT_MAX);
  if (before.length === 0) return null;
  const [older, own] = [total(sharesOf(series, before)), series.counts[run]!];
  const chances = failureChances(older, own, dispersion);
  if (chances === null || Math.abs(shareOf(own) - shareOf(older)) < SMALLEST_OF_INTEREST) return null;
  const sign = shareOf(own) > shareOf(older) ? 1 : -1;
  const isKnown = [...earlier, level].flat().length >= EARLIER_RUN_COUNT_MIN;
  return { before, sign, p: sign === 1 ? chances.atLeast : chances.atMost, isKnown };
}

/** Holds the run against the level; a second one in a row that differs from the same level confirms the first. */
function settle(own: FollowedFailures, run: number, limit: number): void {
  const { pending, lean } = own;
  if (pending && lean?.sign === pending.sign && lean.p <= CONFIRMING_LEVEL) {
    own.confirmed.push(pending);
    own.earlier.push(own.level);
    own.level = [pending.run, run];
    own.pending = null;
    return;
  }
  own.pending = null;
  if (lean?.isKnown && lean.p <= limit) {
    own.pending = { run, sign: lean.sign, before: lean.before };
    return;
  }
  own.level.push(run);
}

/** What the shares vary from run to run beyond chance, by all levels so far. */
export function dispersionOfAll(all: readonly FollowedFailures[]): number {
  return dispersionOf(
    all.flatMap(({ series, earlier, level }) => [...earlier, level].map((runs) => sharesOf(series, runs.slice(-LEVEL_RUN_COUNT_MAX)))),
  );
}

/** Forgets every verdict, and what the share was: from the next run on a series has a level of its own. */
function beginAnew(own: FollowedFailures): void {
  own.earlier.push(own.level);
  own.level = [];
  own.pending = null;
  own.confirmed.length = 0;
}

/**
 * Goes through the runs in their order: a share of failed requests that is beyond chance is suspected, and confirmed or withdrawn by the next
 * run, as values are. The run is the unit: how much more than by chance the shares vary from run to run is learned from the runs before.
 */
export function replayFailures<S extends FailureSeries>(all: readonly S[], runCount: number): FollowedFailures<S>[] {
  const followed = all.map((series): FollowedFailures<S> => ({ series, earlier: [], level: [], pending: null, confirmed: [], lean: null }));
  for (let run = 0; run < runCount; run += 1) {
    for (const own of followed) if (own.series.resets?.includes(run)) beginAnew(own);
    const present = followed.filter(({ series }) => series.counts[run]);
    const dispersion = dispersionOfAll(followed);
    for (const own of followed) own.lean = null;
    for (const own of present) own.lean = leanOf(own, run, dispersion);
    for (const own of present) settle(own, run, FAILURE_LEVEL / 2 / present.length);
  }
  return followed;
}
