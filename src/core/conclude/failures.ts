import type { Severity } from '../../contracts/claim.ts';
import type { FailureGroup, Measurement } from '../../contracts/measured.ts';
import { groupBy } from '../group-by.ts';
import { name, shown, type Word } from '../prose.ts';
import type { About, Frame, KindFrames, Telling } from '../telling.ts';
import type { Naming } from './naming.ts';
import { placeKey, subjectOf, tell } from './tell.ts';

const REASON_LENGTH_MAX = 120;

/** What an adapter says of a summary that counts its failures and names no cause. */
const NO_CAUSE = /^all (?:of )?\d+ (?:requests failed|answers were errors)$/;

/** The most frequent reason, shortened. */
function reasonOf(groups: readonly FailureGroup[]): string | undefined {
  const texts = groups
    .flatMap(({ failedRows }) => failedRows)
    .flatMap(({ table, rows }) =>
      Array.from(rows, (row) => table.failures.get(row)!.replaceAll(/\s+/g, ' ').trim().slice(0, REASON_LENGTH_MAX)),
    )
    .filter((text) => !NO_CAUSE.test(text));
  return [...groupBy(texts, (text) => text)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** "The next request is the slowest of the series": a failure that leaves its mark on what follows. */
function aftermathWords({ aftermath }: FailureGroup): Word[] {
  return aftermath ? ['; the request right after it is the slowest of the series (', shown(aftermath), ')'] : [];
}

/** Where single requests are known to have failed; a run may only say how many of its requests did, or how many completed. */
function isOfRows({ failed }: Pick<FailureGroup, 'failed'>): boolean {
  return failed.statistic.startsWith('failed rows');
}

/** What became of the requests: a number of completed ones does not say why the others are missing. */
function fateWords({ failed }: Pick<FailureGroup, 'failed'>): string {
  return failed.kind === 'comparison' ? ' did not complete' : ' failed';
}

function countWords(group: FailureGroup): Word[] {
  const { requests, failed, what } = group;
  if (requests.value === 1) return [`the only ${what.slice(0, -1)} of `];
  if (requests.value === failed.value) return ['all ', shown(requests), ` ${what} of `];
  return [shown(failed), ' of ', shown(requests), ` ${what} of `];
}

/** " in `file`" where all of them stand in one file: the same subject may have run well elsewhere. */
function fileWords({ failedRows }: FailureGroup): Word[] {
  const paths = new Set(failedRows.map(({ table }) => table.artifact.path));
  return paths.size === 1 ? [' in ', name([...paths][0]!)] : [];
}

/** Failed requests and runs: how many of how many, why, and what the failure did to the next one. */
export function failureFindings({ failures, failureTotal }: Measurement, naming: Naming): Telling[] {
  const reasons = new Set(failures.map((group) => reasonOf([group])));
  const shared = failureTotal !== null && reasons.size === 1 ? [...reasons][0] : undefined;
  const groups = groupFindings(failures, shared, naming);
  // It stands before the worst of them.
  return [
    ...totalFindings(failureTotal, shared, groups.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning'),
    ...groups,
  ];
}

/** "12 of 17 requests failed": over all runs, with the reason where it is that of all, before each of them is told. */
function totalFindings(total: Measurement['failureTotal'], shared: string | undefined, severity: Severity): Telling[] {
  if (total === null) return [];
  const { failed, requests, what } = total;
  const all = failed.value === requests.value;
  const words: Word[] = all
    ? ['all ', shown(requests), ` ${what}${fateWords(total)}`]
    : [shown(failed), ' of ', shown(requests), ` ${what}${fateWords(total)}, over all runs`];
  const reason = shared === undefined ? ['.'] : [': ', name(shared), '.'];
  return [
    tell({
      kind: 'failed-total',
      id: 'failed-in-all',
      words: [...words, ...reason],
      also: [failed],
      predicate: 'failed',
      severity,
      topic: 'failure',
      about: { size: shareSize(total), certainty: 'certain', scope: all ? 'all of them' : 'over all runs' },
      slots: {
        reason: shared === undefined ? [] : [name(shared)],
        ...(all ? { mend: ['all ', shown(requests), ` ${what}`], rest: [] } : {}),
      },
    }),
  ];
}

/** How much of it failed, in the words of a card. */
function shareSize({ failed, requests }: Pick<FailureGroup, 'failed' | 'requests'>): About['size'] {
  const share = failed.value / requests.value;
  return share < 0.02 ? 'small' : share < 0.1 ? 'medium' : share < 0.5 ? 'large' : 'very large';
}

/** What the failures mean for the statistics; of those that a tool computed it is not known what they hold. */
function endWords(group: FailureGroup): string {
  if (group.failed.value === group.requests.value) return '; nothing is stated of it.';
  return isOfRows(group) ? '; they are in no statistic.' : '.';
}

function groupFindings(failures: readonly FailureGroup[], shared: string | undefined, naming: Naming): Telling[] {
  return failures.map((group): Telling => {
    const { failed, requests, labels } = group;
    const all = failed.value === requests.value;
    const reason = reasonOf([group]);
    const words: Word[] = [
      ...countWords(group),
      ...naming.subject(labels),
      ...fileWords(group),
      fateWords(group),
      ...(reason === undefined || reason === shared ? [] : [': ', name(reason)]),
      ...aftermathWords(group),
      endWords(group),
    ];
    return tell({
      kind: 'failed',
      id: `failed-${[...labels.values()].join('-')}`,
      words,
      also: [failed],
      predicate: 'failed',
      severity: all ? 'critical' : 'warning',
      topic: 'failure',
      about: {
        subjects: [subjectOf(labels)],
        place: placeKey(labels),
        size: shareSize(group),
        certainty: 'certain',
        scope: all ? 'all of them' : '',
      },
      slots: {
        count: [...countWords(group), ...naming.subject(labels)],
        fate: [fateWords(group)],
        reason: reason === undefined || reason === shared ? [] : [': ', name(reason)],
        aftermath: aftermathWords(group),
        mend: [shown(failed), ` ${failed.value === 1 ? group.what.slice(0, -1) : group.what} of `, ...naming.subject(labels)],
        rest: [': what failed may be what is slow'],
      },
    });
  });
}

/** What to do about failures: said of the worst of them, or of all together where all failed. */
const MEND: Frame = {
  role: 'advise',
  advice: 'mend-failures',
  text: 'Find out why {mend} failed and run them again{rest}.',
  predicate: 'advice',
  risk: 'Statistics over the survivors flatter a system that drops its hard requests.',
  mitigation: 'State the failure rate beside every figure.',
};

/** Failures of all runs together. */
export const FAILED_TOTAL_FRAMES: KindFrames = {
  id: 'failed-total',
  frames: [{ role: 'title', text: '{say}', predicate: 'failed' }, { role: 'state', text: '{say}.', predicate: 'failed' }, MEND],
  link: (from, to) => (to.kind === 'failed' && from.about.scope !== 'all of them' ? 'part' : null),
  pairs: { failed: [{ link: 'part', text: '; {count}{fate}{reason}', predicate: 'failed' }] },
  causes: ['timeout', 'out-of-memory', 'server-gone', 'wrong-name'],
};

/** Failures of one run or subject. */
export const FAILED_FRAMES: KindFrames = {
  id: 'failed',
  frames: [
    { role: 'title', text: '{count}{fate}{reason}', predicate: 'failed' },
    { role: 'state', text: '{count}{fate}{reason}{aftermath}.', predicate: 'failed' },
    { role: 'state', text: '{count}{fate}{reason}.', predicate: 'failed' },
    { role: 'support', after: 'part', text: '{count}{fate}{reason}.', predicate: 'failed' },
    {
      role: 'caution',
      when: ({ about: { scope } }) => scope !== 'all of them',
      text: '{count}{fate}: what is measured of it holds for the requests that came back.',
      predicate: 'failed',
    },
    MEND,
  ],
  causes: ['timeout', 'out-of-memory', 'server-gone', 'wrong-name'],
};
