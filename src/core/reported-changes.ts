import type { FailureChange, HistorySummary, ReportedFailureChange, SeriesChange, StatedChange } from '../contracts/history.ts';
import type { Change } from '../contracts/report.ts';

/** A change as the report lists it. */
export function reportedChange(change: SeriesChange): Change {
  const { fact, baseline, candidate, labels, metric, verdict, shape, status, reason, since, needed, moved, state } = change;
  return {
    fact: fact.id,
    metric,
    labels: Object.fromEntries(labels),
    baseline: baseline.id,
    candidate: candidate.id,
    relativeChange: fact.value,
    ...(fact.interval === undefined ? {} : { interval: fact.interval }),
    verdict,
    ...(shape === null ? {} : { shape }),
    ...(status === null ? {} : { status }),
    reason,
    ...(since === null ? {} : { since }),
    ...(needed === null ? {} : { runsNeeded: needed.value }),
    ...(moved.length === 0 ? {} : { moved: [...moved] }),
    ...(state === null ? {} : stated(state)),
  };
}

function stated({ state, why, acknowledged }: StatedChange): Pick<Change, 'state' | 'acknowledged' | 'reopened'> {
  const until = acknowledged?.until ?? null;
  return {
    state,
    ...(acknowledged === null ? {} : { acknowledged: { reason: acknowledged.reason, ...(until === null ? {} : { until }) } }),
    ...(why === null ? {} : { reopened: why }),
  };
}

/** A change of a share of failed requests as the report lists it. */
export function reportedFailureChange({
  labels,
  verdict,
  status,
  reason,
  since,
  moved,
  before,
  after,
  state,
}: FailureChange): ReportedFailureChange {
  return {
    labels: Object.fromEntries(labels),
    verdict,
    ...(status === null ? {} : { status }),
    reason,
    ...(since === null ? {} : { since }),
    share: after.share.id,
    failed: after.failed.id,
    requests: after.requests.id,
    shareBefore: before.share.id,
    failedBefore: before.failed.id,
    requestsBefore: before.requests.id,
    ...(moved.length === 0 ? {} : { moved: [...moved] }),
    ...(state === null ? {} : stated(state)),
  };
}

/** What became of the last run, in one phrase without a number. */
export function historyVerdict({ worse, better, unchanged, undecided }: HistorySummary): string {
  if (worse > 0) return better > 0 ? 'worse than the runs before it in places, better in others' : 'worse than the runs before it';
  if (better > 0) return 'better than the runs before it';
  if (unchanged > 0) return 'no change against the runs before it';
  return undecided > 0 ? 'too few runs before it to judge' : 'other work than the runs before it';
}
