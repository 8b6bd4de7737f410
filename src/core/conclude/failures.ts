import type { Finding, Severity } from '../../contracts/claim.ts';
import type { FailureGroup, Measurement } from '../../contracts/measured.ts';
import { groupBy } from '../group-by.ts';
import { claim, name, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';

const REASON_LENGTH_MAX = 120;

/** The most frequent reason, shortened. */
function reasonOf(groups: readonly FailureGroup[]): string | undefined {
  const texts = groups
    .flatMap(({ failedRows }) => failedRows)
    .flatMap(({ table, rows }) =>
      Array.from(rows, (row) => table.failures.get(row)!.replaceAll(/\s+/g, ' ').trim().slice(0, REASON_LENGTH_MAX)),
    );
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
  if (requests.value === 1) return [`The only ${what.slice(0, -1)} of `];
  if (requests.value === failed.value) return ['All ', shown(requests), ` ${what} of `];
  return [shown(failed), ' of ', shown(requests), ` ${what} of `];
}

/** " in `file`" where all of them stand in one file: the same subject may have run well elsewhere. */
function fileWords({ failedRows }: FailureGroup): Word[] {
  const paths = new Set(failedRows.map(({ table }) => table.artifact.path));
  return paths.size === 1 ? [' in ', name([...paths][0]!)] : [];
}

/** Failed requests and runs: how many of how many, why, and what the failure did to the next one. */
export function failureFindings({ failures, failureTotal }: Measurement, naming: Naming): Finding[] {
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
function totalFindings(total: Measurement['failureTotal'], shared: string | undefined, severity: Severity): Finding[] {
  if (total === null) return [];
  const { failed, requests, what } = total;
  const all = failed.value === requests.value;
  const words: Word[] = all
    ? ['All ', shown(requests), ` ${what}${fateWords(total)}`]
    : [shown(failed), ' of ', shown(requests), ` ${what}${fateWords(total)}, over all runs`];
  const reason = shared === undefined ? ['.'] : [': ', name(shared), '.'];
  return [{ ...claim('failed-in-all', [...words, ...reason], [failed], 'failed'), severity, topic: 'failure' }];
}

/** What the failures mean for the statistics; of those that a tool computed it is not known what they hold. */
function endWords(group: FailureGroup): string {
  if (group.failed.value === group.requests.value) return '; nothing is stated of it.';
  return isOfRows(group) ? '; they are in no statistic.' : '.';
}

function groupFindings(failures: readonly FailureGroup[], shared: string | undefined, naming: Naming): Finding[] {
  return failures.map((group): Finding => {
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
    return {
      ...claim(`failed-${[...labels.values()].join('-')}`, words, [failed], 'failed'),
      severity: all ? 'critical' : 'warning',
      topic: 'failure',
    };
  });
}
