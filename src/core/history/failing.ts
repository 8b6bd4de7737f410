import type { FailureChange, FailureShare, HistoryRules, RequestOutcome, StateOutcomes } from '../../contracts/history.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { isSwept } from '../../metrics/labels.ts';
import { compareKeys, compareTexts } from '../../sequences/text-order.ts';
import type { FactBook } from '../fact-book.ts';
import { groupBy } from '../group-by.ts';
import { comparableLabels, toolOf } from './comparable.ts';
import { total } from './failure-chance.ts';
import { dispersionOfAll, type FailureSeries, replayFailures } from './failure-replay.ts';
import { shareFact } from './failure-share.ts';
import { failureVerdict } from './failure-verdicts.ts';
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
function outcomeSeries(runs: readonly MeasuredRun[], isReset: HistoryRules['isReset']): OutcomeSeries[] {
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
    const labels = whoOf(example!.labels);
    const resets = runs.flatMap(({ name }, run) => (isReset(name, { metric: 'failed_request_share', labels }) ? [run] : []));
    return { labels, values, counts: values, resets };
  });
}

function rank({ verdict }: FailureChange): number {
  return ['regressed', 'inconclusive', 'improved'].indexOf(verdict);
}

/** Did a larger share of requests fail, as far as can be seen? */
export function hasMoreFailures({ before, after, verdict }: FailureChange): boolean {
  return verdict !== 'improved' && after.share.value > before.share.value;
}

/**
 * Shares of failed requests of the last run that changed, or may have, the worst first. What survives is no fair sample of what was asked, so
 * that these come before every other change.
 */
export function failureChanges(
  book: FactBook,
  runs: readonly MeasuredRun[],
  state: StateOutcomes,
  { isReset, stateOfFailures }: Pick<HistoryRules, 'isReset' | 'stateOfFailures'>,
): FailureChange[] {
  const series = outcomeSeries(runs, isReset);
  if (series.every(({ values }) => values.every((value) => value === null || value.failed === 0))) return [];
  const last = runs.length - 1;
  const nameOf = (own: readonly number[]) => [runs[own[0]!]!.name, ...(own.length > 1 ? [runs[own.at(-1)!]!.name] : [])].join(' to ');
  const followed = replayFailures(series, runs.length);
  const dispersion = dispersionOfAll(followed);
  const found = followed.flatMap((own): FailureChange[] => {
    const verdict = failureVerdict(own, last);
    if (verdict === null) return [];
    const { labels, values } = own.series;
    const stated = (places: readonly number[], scope: string): FailureShare => {
      const ofRuns = new Map([...labels, ['run', nameOf(places)] as const]);
      const count = state(
        places.flatMap((run) => values[run]!.parts),
        ofRuns,
        scope,
      );
      return { ...count, share: shareFact(book, count, ofRuns, dispersion, scope) };
    };
    const { before, after, since } = verdict;
    const change = {
      labels,
      verdict: verdict.verdict,
      status: verdict.status,
      reason: verdict.reason,
      since: since === null ? null : runs[since]!.name,
      returning: verdict.returning,
      moved: movedKeys(own.series, since ?? last),
      before: stated(before, 'the runs before'),
      after: stated(after, 'the last runs'),
    };
    return [{ ...change, state: stateOfFailures(change) }];
  });
  return found.sort((a, b) => rank(a) - rank(b) || b.after.share.value - a.after.share.value);
}
