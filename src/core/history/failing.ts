import type { FailureChange, FailureCount, RequestOutcome, StateOutcomes } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSwept } from '../../metrics/labels.ts';
import { compareKeys, compareTexts } from '../../sequences/text-order.ts';
import { groupBy } from '../group-by.ts';
import { comparableLabels, toolOf } from './comparable.ts';
import { total } from './failure-chance.ts';
import { type FailureSeries, type FollowedFailures, replayFailures } from './failure-replay.ts';
import { movedKeys } from './moved-keys.ts';
import type { MeasuredRun } from './runs-in-order.ts';

type Labels = ReadonlyMap<string, LabelValue>;

/** The requests of one contestant over the runs, all its loads and settings together. */
interface OutcomeSeries extends FailureSeries {
  readonly labels: Labels;
  /** By run: its outcomes, and how many of its requests failed. */
  readonly values: readonly ({ readonly parts: readonly RequestOutcome[]; readonly failed: number; readonly requests: number } | null)[];
}

/** Without loads and settings: who was asked, and of what. */
function whoOf(labels: Labels): Map<string, LabelValue> {
  return new Map([...comparableLabels(labels)].filter(([key]) => !isSwept(key)));
}

function textOf(labels: Iterable<readonly [string, LabelValue]>): string {
  return JSON.stringify([...labels].sort(compareKeys));
}

/** What one run says of one contestant; the rows of single requests where they are there, since a summary is of the same ones. */
function countedOnce(outcomes: readonly RequestOutcome[]): readonly RequestOutcome[] {
  const [first] = outcomes;
  const rows = outcomes.filter(({ from }) => from === 'rows');
  return rows.length > 0 ? rows : outcomes.filter(({ from }) => from === first!.from);
}

/** Loads and settings that were tried, and how they are counted: a run that tried others is not comparable. */
function cellsOf(outcomes: readonly RequestOutcome[]): string {
  const cells = outcomes.map(({ labels }) => textOf([...comparableLabels(labels)].filter(([key]) => isSwept(key))));
  const [{ from, table }] = outcomes as readonly [RequestOutcome];
  return JSON.stringify([from, toolOf(table.artifact.adapter), [...new Set(cells)].sort(compareTexts)]);
}

/** The series of the last run, by who was asked and under which loads and settings. */
function outcomeSeries(runs: readonly MeasuredRun[]): OutcomeSeries[] {
  const byRun = runs.map(({ outcomes }) => {
    const own = [...groupBy(outcomes, ({ labels }) => textOf(whoOf(labels)))];
    return new Map(
      own.map(([who, parts]) => {
        const once = countedOnce(parts);
        return [`${who} ${cellsOf(once)}`, once] as const;
      }),
    );
  });
  return [...(byRun.at(-1) ?? [])].map(([key, [example]]): OutcomeSeries => {
    const values = byRun.map((own) => {
      const parts = own.get(key);
      return parts ? { parts, ...total(parts) } : null;
    });
    return { labels: whoOf(example!.labels), values, counts: values };
  });
}

/** A verdict on a share of failed requests before it is stated: which runs are held against which. */
interface FailureVerdict extends Pick<FailureChange, 'verdict' | 'status' | 'reason'> {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly since: number | null;
}

/** So long after it began a confirmed change is news. */
const NEWS_RUN_COUNT = 10;
/** Runs before the last one without which a share is not judged. */
const EARLIER_RUN_COUNT_MIN = 3;
/** What is not decided is told where it is as improbable as this. */
const TOLD_LEVEL = 0.05;

function presentIn({ series }: FollowedFailures<OutcomeSeries>, level: readonly number[]): number[] {
  return level.filter((run) => series.values[run] !== null);
}

function verdictOf(own: FollowedFailures<OutcomeSeries>, last: number): FailureVerdict | null {
  const { pending, confirmed, level, lean } = own;
  if (pending?.run === last) {
    const verdict = pending.sign === 1 ? 'regressed' : 'improved';
    const reason = 'seen in one run: the next one confirms it or withdraws it';
    return { verdict, status: 'suspected', reason, before: pending.before, after: [last], since: pending.run };
  }
  const shift = confirmed.at(-1);
  if (shift && level.length <= NEWS_RUN_COUNT) {
    const recovered = shift.sign === -1 && confirmed.some(({ sign }) => sign === 1);
    return {
      verdict: shift.sign === 1 ? 'regressed' : 'improved',
      status: recovered ? 'recovered' : 'confirmed',
      reason: 'a later run bears it out',
      before: shift.before,
      after: presentIn(own, level),
      since: shift.run,
    };
  }
  if (lean === null || lean.p > TOLD_LEVEL) return null;
  const isEarly = lean.before.length < EARLIER_RUN_COUNT_MIN;
  const reason = isEarly ? 'too few runs before it to know how much failures vary' : 'failures vary too much from run to run for a verdict';
  return { verdict: 'inconclusive', status: null, reason, before: lean.before, after: [last], since: null };
}

function rank({ verdict }: FailureChange): number {
  return ['regressed', 'inconclusive', 'improved'].indexOf(verdict);
}

function share({ failed, requests }: FailureCount): number {
  return failed.value / requests.value;
}

/** Did a larger share of requests fail, as far as can be seen? */
export function hasMoreFailures({ before, after, verdict }: FailureChange): boolean {
  return verdict !== 'improved' && share(after) > share(before);
}

/**
 * Shares of failed requests of the last run that changed, or may have, the worst first. What survives is no fair sample of what was asked, so
 * that these come before every other change.
 */
export function failureChanges(runs: readonly MeasuredRun[], state: StateOutcomes): FailureChange[] {
  const series = outcomeSeries(runs);
  if (series.every(({ values }) => values.every((value) => value === null || value.failed === 0))) return [];
  const last = runs.length - 1;
  const nameOf = (own: readonly number[]) => [runs[own[0]!]!.name, ...(own.length > 1 ? [runs[own.at(-1)!]!.name] : [])].join(' to ');
  const found = replayFailures(series, runs.length).flatMap((own): FailureChange[] => {
    const verdict = verdictOf(own, last);
    if (verdict === null) return [];
    const { labels, values } = own.series;
    const stated = (places: readonly number[], scope: string) =>
      state(
        places.flatMap((run) => values[run]!.parts),
        new Map([...labels, ['run', nameOf(places)]]),
        scope,
      );
    const { before, after, since } = verdict;
    return [
      {
        labels,
        verdict: verdict.verdict,
        status: verdict.status,
        reason: verdict.reason,
        since: since === null ? null : runs[since]!.name,
        moved: movedKeys(own.series, since ?? last),
        before: stated(before, 'the runs before'),
        after: stated(after, 'the last runs'),
      },
    ];
  });
  return found.sort((a, b) => rank(a) - rank(b) || share(b.after) - share(a.after));
}
