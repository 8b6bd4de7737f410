import type { FailureChange } from '../../contracts/history.ts';
import { type Share, total } from './failure-chance.ts';
import { type FailureSeries, type FailureShift, type FollowedFailures, SMALLEST_OF_INTEREST } from './failure-replay.ts';

/** A verdict on a share of failed requests before it is stated: which runs are held against which. */
export interface FailureVerdict extends Pick<FailureChange, 'verdict' | 'status' | 'reason' | 'returning'> {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly since: number | null;
}

/** So long after it began a confirmed change is news. */
const NEWS_RUN_COUNT = 10;
/** What is not decided is told where it is as improbable as this. */
const TOLD_LEVEL = 0.05;

function shareOf({ counts }: FailureSeries, runs: readonly number[]): number {
  const { failed, requests }: Share = total(runs.map((run) => counts[run]!));
  return failed / requests;
}

/** Is the share of some runs back where it was before it rose: less than a third of the rise above it, or less than anybody cares about? */
function isBack(series: FailureSeries, { before, run }: FailureShift, now: readonly number[]): boolean {
  const [older, risen] = [shareOf(series, before), shareOf(series, [run])];
  return shareOf(series, now) - older <= Math.max(SMALLEST_OF_INTEREST, (risen - older) / 3);
}

/** The last rise before a shift, where a fall came between them. */
function riseBefore({ confirmed }: FollowedFailures, shift: FailureShift): FailureShift | undefined {
  const earlier = confirmed.filter(({ run }) => run < shift.run);
  return shift.sign === -1 || earlier.at(-1)?.sign === -1 ? earlier.findLast(({ sign }) => sign === 1) : undefined;
}

/** Did the share rise before, and was it back before it did so again? */
function isReturning(own: FollowedFailures, shift: FailureShift): boolean {
  const rise = shift.sign === 1 ? riseBefore(own, shift) : undefined;
  return rise !== undefined && isBack(own.series, rise, shift.before);
}

function confirmedVerdict(own: FollowedFailures, shift: FailureShift): FailureVerdict {
  const after = own.level.filter((run) => own.series.counts[run]);
  const rise = shift.sign === -1 ? riseBefore(own, shift) : undefined;
  const recovered = rise !== undefined && isBack(own.series, rise, after);
  return {
    verdict: shift.sign === 1 ? 'regressed' : 'improved',
    status: recovered ? 'recovered' : 'confirmed',
    reason: recovered ? 'back at the share before the last change' : 'a later run bears it out',
    returning: isReturning(own, shift),
    before: shift.before,
    after,
    since: shift.run,
  };
}

/** The verdict on a share in the last run, after a replay; null where there is nothing to tell. */
export function failureVerdict(own: FollowedFailures, last: number): FailureVerdict | null {
  const { pending, confirmed, level, lean } = own;
  if (pending?.run === last) {
    const { sign, before, run } = pending;
    const reason = 'seen in one run: the next one confirms it or withdraws it';
    const verdict = sign === 1 ? 'regressed' : 'improved';
    return { verdict, status: 'suspected', reason, returning: isReturning(own, pending), before, after: [last], since: run };
  }
  const shift = confirmed.at(-1);
  if (shift && level.length <= NEWS_RUN_COUNT) return confirmedVerdict(own, shift);
  if (lean === null || lean.p > TOLD_LEVEL) return null;
  const reason = lean.isKnown
    ? 'failures vary too much from run to run for a verdict'
    : 'too few runs before it to know how much failures vary';
  return { verdict: 'inconclusive', status: null, reason, returning: false, before: lean.before, after: [last], since: null };
}
