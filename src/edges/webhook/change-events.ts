import { hash } from 'node:crypto';
import type { RefreshReportJob } from '../../contracts/job.ts';
import type { ChangeEvent, EventKind, KnownChange } from '../../contracts/webhook.ts';

const OPEN: ReadonlySet<string> = new Set(['open', 'reopened']);

/** What became of a change that was told of as `before`; null where there is nothing to tell. */
function kindOf(before: KnownChange | undefined, now: KnownChange): EventKind | null {
  if (before?.state === now.state && before.since === now.since) return null;
  switch (now.state) {
    case 'open':
      // Its acknowledgement was taken away.
      return before?.state === 'acknowledged' && before.since === now.since ? 'reopened' : 'opened';
    case 'reopened':
      return 'reopened';
    case 'recovered':
      return 'recovered';
    case 'acknowledged':
      return null;
  }
}

/** Was it a suspicion that the next run did not bear out? What was confirmed and is not told any more is the new level. */
function isWithdrawn({ state, status }: KnownChange): boolean {
  return OPEN.has(state) && status === 'suspected';
}

function eventOf({ root, directory }: RefreshReportJob, event: EventKind, change: KnownChange, withdrawn: boolean): ChangeEvent {
  const identity = JSON.stringify([root, directory, change.series, event, change.since ?? null, withdrawn]);
  return { event, id: hash('sha256', identity).slice(0, 32), withdrawn, change };
}

/**
 * What happened between two looks at the changes of a report: what opened, reopened or recovered. The same changes give nothing.
 *
 * @param told as it was told last, by series; empty where nothing was told, or where that was lost: then what is there is told again.
 */
export function changeEvents(job: RefreshReportJob, told: readonly KnownChange[], now: readonly KnownChange[]): ChangeEvent[] {
  const before = new Map(told.map((change) => [change.series, change]));
  const present = new Set(now.map(({ series }) => series));
  return [
    ...now.flatMap((change) => {
      const kind = kindOf(before.get(change.series), change);
      return kind === null ? [] : [eventOf(job, kind, change, false)];
    }),
    ...told.flatMap((change) => (!present.has(change.series) && isWithdrawn(change) ? [eventOf(job, 'recovered', change, true)] : [])),
  ];
}
