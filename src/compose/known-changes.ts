import { hash } from 'node:crypto';
import type { Change, Report } from '../contracts/report.ts';
import type { KnownChange, KnownChanges } from '../contracts/webhook.ts';

/** What a change is of, whatever runs it is held against: a fact's own series says which statistic of the runs before is its baseline. */
function seriesOf({ metric, labels }: Change): string {
  return hash('sha256', JSON.stringify([metric, Object.entries(labels).sort()])).slice(0, 16);
}

/** What a report has to tell of its changes: those with a state, by the series that they are of. */
export function knownChanges({ changes, history }: Pick<Report, 'changes' | 'history'>): KnownChanges {
  return {
    run: history?.runs.at(-1)?.name ?? null,
    changes: changes.flatMap((change): KnownChange[] => {
      const { fact, metric, labels, state, status, since, relativeChange, interval, reopened } = change;
      if (state === undefined) return [];
      const more = {
        ...(status === undefined ? {} : { status }),
        ...(since === undefined ? {} : { since }),
        ...(interval === undefined ? {} : { interval }),
        ...(reopened === undefined ? {} : { reopened }),
      };
      return [{ series: seriesOf(change), fact, metric, labels, state, relativeChange, ...more }];
    }),
  };
}
