import type { Severity } from '../../contracts/claim.ts';
import type { FailureChange, FailureCount, History } from '../../contracts/history.ts';
import { name, shown, type Word } from '../prose.ts';
import type { KindFrames, Telling } from '../telling.ts';
import { isAcknowledged, stateWords } from './change-states.ts';
import { movedWords, type SeriesNaming } from './changed-series.ts';
import { placeKey, sizeOfRatio, subjectOf, tell } from './tell.ts';

/** Contestants that are told by a sentence; the report for machines has all. */
const NAMED_COUNT_MAX = 3;

function countWords({ failed, requests }: FailureCount): Word[] {
  return [shown(failed), ' of ', shown(requests)];
}

function statusWords({ status, since, reason }: FailureChange, last: string): Word[] {
  if (status === null || since === null) return ['; undecided: ', reason];
  if (status === 'suspected') return ['; suspected, since it was seen in ', name(last), ' alone: another run confirms or withdraws it'];
  return [status === 'recovered' ? '; recovered, since ' : '; confirmed, since ', name(since)];
}

function severityOf(change: FailureChange): Severity {
  const { verdict, status } = change;
  if (verdict === 'regressed') return isAcknowledged(change) ? 'notable' : 'critical';
  return verdict === 'inconclusive' && status === null ? 'warning' : 'notable';
}

function failureFinding(change: FailureChange, last: string, nameOf: SeriesNaming): Telling {
  const { labels, before, after, moved, verdict, status, since } = change;
  const who = nameOf(labels, () => true);
  const isOne = since === null || status === 'suspected';
  // Requests that were made and did not complete are known by a difference.
  const fate = after.failed.kind === 'comparison' ? ' did not complete ' : ' failed ';
  const title: Word[] = [
    ...(who.length === 0 ? ['of all requests'] : ['of the requests of ', ...who]),
    ', ',
    ...countWords(after),
    fate,
    isOne ? 'in the last run, against ' : 'in the last runs, against ',
    ...countWords(before),
    isOne ? ' in those before it' : ' in those before them',
  ];
  const words: Word[] = [...title, ...statusWords(change, last), ...stateWords(change), ...movedWords(moved), '.'];
  return tell({
    kind: 'change-failures',
    id: `change-failures-${after.failed.id}`,
    words,
    also: [after.failed, before.failed],
    predicate: 'changed',
    severity: severityOf(change),
    topic: 'change',
    about: {
      subjects: [subjectOf(labels)],
      metrics: ['failed_request_count'],
      keys: moved.map(({ key }) => key),
      place: placeKey(labels),
      size: before.share.value > 0 && after.share.value > 0 ? sizeOfRatio(after.share.value / before.share.value) : 'very large',
      certainty: status === 'confirmed' ? 'certain' : 'undecided',
      scope: verdict === 'regressed' ? 'worse' : verdict === 'improved' ? 'better' : 'not decided',
    },
    slots: { title },
  });
}

/** Shares of failed requests that changed, what is known after what is news: they come first, since what is measured of survivors means another thing then. */
export function failureChangeFindings({ failures, summary: { runs } }: History, nameOf: SeriesNaming): Telling[] {
  const ordered = failures.toSorted((a, b) => Number(isAcknowledged(a)) - Number(isAcknowledged(b)));
  return ordered.slice(0, NAMED_COUNT_MAX).map((change) => failureFinding(change, runs.at(-1)!.name, nameOf));
}

/** A share of failed requests that changed from run to run. */
export const CHANGED_FAILURES_FRAMES: KindFrames = {
  id: 'change-failures',
  frames: [
    { role: 'title', when: ({ about: { scope } }) => scope !== 'not decided', text: '{title}', predicate: 'changed' },
    { role: 'state', text: '{say}.', predicate: 'changed' },
  ],
  causes: ['build', 'timeout', 'out-of-memory', 'server-gone', 'other-load'],
};
