import type { Finding, Severity } from '../../contracts/claim.ts';
import type { FailureGroup, Measurement } from '../../contracts/measured.ts';
import { groupBy } from '../group-by.ts';
import { claim, name, shown, type Word } from '../prose.ts';
import type { Naming } from './naming.ts';

const REASON_LENGTH_MAX = 120;

/** The most frequent reason, shortened. */
function reasonOf({ failedRows }: FailureGroup): string | undefined {
  const texts = failedRows.flatMap(({ table, rows }) =>
    Array.from(rows, (row) => table.failures.get(row)!.replaceAll(/\s+/g, ' ').trim().slice(0, REASON_LENGTH_MAX)),
  );
  return [...groupBy(texts, (text) => text)].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0];
}

/** "The next request is the slowest of the series": a failure that leaves its mark on what follows. */
function aftermathWords({ aftermath }: FailureGroup): Word[] {
  return aftermath ? ['; the request right after it is the slowest of the series (', shown(aftermath), ')'] : [];
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
  const groups = groupFindings(failures, naming);
  // It stands before the worst of them.
  return [...totalFindings(failureTotal, groups.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning'), ...groups];
}

/** "12 of 17 requests failed": over all runs, before each of them is told. */
function totalFindings(total: Measurement['failureTotal'], severity: Severity): Finding[] {
  if (total === null) return [];
  const { failed, requests, what } = total;
  const all = failed.value === requests.value;
  const words: Word[] = all
    ? ['All ', shown(requests), ` ${what} failed.`]
    : [shown(failed), ' of ', shown(requests), ` ${what} failed, over all runs.`];
  return [{ ...claim('failed-in-all', words, [failed], 'failed'), severity, topic: 'failure' }];
}

function groupFindings(failures: readonly FailureGroup[], naming: Naming): Finding[] {
  return failures.map((group): Finding => {
    const { failed, requests, labels } = group;
    const all = failed.value === requests.value;
    const reason = reasonOf(group);
    const words: Word[] = [
      ...countWords(group),
      ...naming.subject(labels),
      ...fileWords(group),
      ' failed',
      ...(reason === undefined ? [] : [': ', name(reason)]),
      ...aftermathWords(group),
      all ? '; nothing is stated of it.' : '; they are in no statistic.',
    ];
    return {
      ...claim(`failed-${[...labels.values()].join('-')}`, words, [failed], 'failed'),
      severity: all ? 'critical' : 'warning',
      topic: 'failure',
    };
  });
}
