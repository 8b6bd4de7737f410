import { hash } from 'node:crypto';
import type { Fact } from '../contracts/fact.ts';
import type { ReportedFailureChange } from '../contracts/history.ts';
import type { Change, Report } from '../contracts/report.ts';
import type { KnownChange, KnownChanges } from '../contracts/webhook.ts';

/** What a change is of, whatever runs it is held against: a fact's own series says which statistic of the runs before is its baseline. */
function seriesOf({ metric, labels }: Pick<Change, 'metric' | 'labels'>): string {
  return hash('sha256', JSON.stringify([metric, Object.entries(labels).sort()])).slice(0, 16);
}

type Known = Pick<KnownChange, 'status' | 'since' | 'interval' | 'reopened'>;

/** What is there of it. */
function given({ status, since, interval, reopened }: Known): Known {
  return {
    ...(status === undefined ? {} : { status }),
    ...(since === undefined ? {} : { since }),
    ...(interval === undefined ? {} : { interval }),
    ...(reopened === undefined ? {} : { reopened }),
  };
}

function knownValue(change: Change): KnownChange[] {
  const { fact, metric, labels, state, relativeChange } = change;
  return state === undefined ? [] : [{ series: seriesOf(change), fact, metric, labels, state, relativeChange, ...given(change) }];
}

function knownShare(change: ReportedFailureChange, factOf: (id: string) => Fact): KnownChange[] {
  const { share, shareBefore, labels, state } = change;
  if (state === undefined) return [];
  const { metric, value, interval } = factOf(share);
  const shares = { share: value, shareBefore: factOf(shareBefore).value };
  return [{ series: seriesOf({ metric, labels }), fact: share, metric, labels, state, ...shares, ...given({ ...change, interval }) }];
}

/** What a report has to tell of its changes: those with a state, by the series that they are of; failed requests first. */
export function knownChanges({ changes, history, facts }: Pick<Report, 'changes' | 'history' | 'facts'>): KnownChanges {
  const factOf = (id: string) => facts.find((fact) => fact.id === id)!;
  return {
    run: history?.runs.at(-1)?.name ?? null,
    changes: [...(history?.failures ?? []).flatMap((change) => knownShare(change, factOf)), ...changes.flatMap(knownValue)],
  };
}
