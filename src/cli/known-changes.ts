import type { Fact } from '../contracts/fact.ts';
import type { LabelValue } from '../contracts/label.ts';
import type { Acknowledgement, ChangeState } from '../contracts/ledger.ts';
import type { Change, Report } from '../contracts/report.ts';
import { unitText } from '../metrics/format.ts';
import { metricOf } from '../metrics/registry.ts';
import { labelsApart, percent, rounded } from './series-text.ts';

/** In this order they are listed. */
export const STATES: readonly ChangeState[] = ['open', 'reopened', 'acknowledged', 'recovered'];
const WIDTH = 12;
/** Digits of an acknowledged change: what it was is compared with an interval, which is wider. */
const CHANGE_DIGITS = 4;

/** A change of a series, or of a share of failed requests, of which something is known. */
export interface ListedChange extends Pick<Change, 'status' | 'since' | 'acknowledged' | 'reopened'> {
  /** By which a decision names it: the fact of the change, or of the share. */
  readonly id: string;
  readonly state: ChangeState;
  readonly metric: string;
  readonly labels: Readonly<Record<string, LabelValue>>;
  /** From what to what, and how far that is known. */
  readonly moved: string;
  /** How large it is, as an acknowledgement has it. */
  readonly size: Pick<Acknowledgement, 'change' | 'failedShare'>;
}

type Stated = { readonly state?: ChangeState | undefined };

/** Those of which something is known, by their state. */
export function byState<T extends Stated>(changes: readonly T[]): T[] {
  const rank = ({ state }: Stated) => STATES.findIndex((own) => own === state);
  return changes.filter((change) => rank(change) >= 0).toSorted((a, b) => rank(a) - rank(b));
}

function digits(value: number): number {
  return Number(value.toPrecision(CHANGE_DIGITS));
}

/** "30.0" for a share of 0.3. */
function share(value: number): string {
  return (100 * value).toFixed(1);
}

/** What is known of the changes of a report: by state, and of each state the failed requests first. */
export function listedChanges({ changes, history, facts }: Pick<Report, 'changes' | 'history' | 'facts'>): ListedChange[] {
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const factOf = (id: string): Fact => byId.get(id)!;
  const ofRequests = (history?.failures ?? []).flatMap((change): ListedChange[] => {
    if (change.state === undefined) return [];
    const { metric, value, interval } = factOf(change.share);
    const counts = `${factOf(change.failedBefore).value} of ${factOf(change.requestsBefore).value} to ${factOf(change.failed).value} of ${factOf(change.requests).value} requests`;
    const moved = `${counts}, ${share(value)} % (${share(interval!.low)} to ${share(interval!.high)} %)`;
    return [{ ...change, id: change.share, state: change.state, metric, moved, size: { failedShare: digits(value) } }];
  });
  const ofValues = changes.flatMap((change): ListedChange[] => {
    const { fact, state, baseline, candidate, relativeChange, interval } = change;
    if (state === undefined) return [];
    const bounds = interval === undefined ? '' : ` (${percent(interval.low)} to ${percent(interval.high)} %)`;
    const { unit } = factOf(candidate);
    const values = `${rounded(factOf(baseline).value)} to ${rounded(factOf(candidate).value)} ${unitText(unit)}`;
    const moved = `${values}, ${percent(relativeChange)} %${bounds}`;
    return [{ ...change, id: fact, state, moved, size: { change: digits(relativeChange) } }];
  });
  return byState([...ofRequests, ...ofValues]);
}

/** One line for each change. */
export function changeLines(changes: readonly ListedChange[], facts: readonly Fact[]): string[] {
  const units = new Map(facts.map(({ metric, unit }) => [metric, unit]));
  const labelsOf = labelsApart(changes.map(({ labels }) => new Map(Object.entries(labels))));
  return changes.map(({ id, state, metric, labels, moved, status, since, acknowledged, reopened }) => {
    const until = acknowledged?.until === undefined ? '' : ` until ${acknowledged.until}`;
    const known = acknowledged === undefined ? '' : `; acknowledged${until}: ${acknowledged.reason}`;
    const why = reopened === undefined ? '' : `; ${reopened}`;
    const what = [metricOf(metric, units.get(metric)!).name, labelsOf(new Map(Object.entries(labels)))].filter((text) => text !== '');
    return `${id} ${state.padEnd(WIDTH)} ${what.join(', ')}: ${moved}; ${status} since ${since}${why}${known}`;
  });
}
