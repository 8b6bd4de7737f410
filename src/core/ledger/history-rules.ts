import type { FailureChange, HistoryRules, SeriesChange, StatedChange } from '../../contracts/history.ts';
import type { Acknowledgement, Ledger } from '../../contracts/ledger.ts';
import type { LabelValue } from '../../contracts/observation.ts';
import { baselineOf } from './baseline.ts';
import { namesRun } from './run-names.ts';

/** Where and when a ledger is looked at. */
export interface LedgerPlace {
  /** Report directory, relative to the root; "." for the root itself. */
  readonly directory: string;
  /** The day in UTC, like 2026-12-31. */
  readonly today: string;
  /** As it is configured: see `baselineOf`. */
  readonly baseline: string;
}

type Scope = Pick<Acknowledgement, 'metric' | 'labels'>;
type Unstated = Omit<SeriesChange, 'state'>;

/** What the state of a change follows from, of values and of failed requests alike. */
interface Judged extends Pick<Unstated, 'metric' | 'labels' | 'since' | 'verdict' | 'status' | 'returning'> {
  /** Does it lie, with its whole interval, beyond what an entry acknowledged? */
  readonly isBeyond: (entry: Acknowledgement) => boolean;
}

function isWithin({ metric, labels = {} }: Scope, series: { metric: string; labels: ReadonlyMap<string, LabelValue> }): boolean {
  if (metric !== undefined && metric !== series.metric) return false;
  return Object.entries(labels).every(([key, value]) => String(series.labels.get(key) ?? '') === String(value));
}

/** Whether an acknowledgement is about a change: the series, and the run in which it began. */
function isAbout(entry: Acknowledgement, change: Pick<Judged, 'metric' | 'labels' | 'since'>, directory: string): boolean {
  if (!isWithin(entry, change)) return false;
  return entry.since === undefined || (change.since !== null && namesRun(entry.since, change.since, directory));
}

function judgedValue(change: Unstated): Judged {
  const { value, interval } = change.fact;
  return {
    ...change,
    isBeyond: ({ change: known }) =>
      known !== undefined && interval !== undefined && (value < 0 ? interval.high < known : interval.low > known),
  };
}

function judgedShare(change: Omit<FailureChange, 'state'>): Judged {
  const { interval } = change.after.share;
  return {
    ...change,
    metric: 'failed_request_share',
    isBeyond: ({ failedShare }) => failedShare !== undefined && interval !== undefined && interval.low > failedShare,
  };
}

function decided({ reason, until }: Acknowledgement): StatedChange['acknowledged'] {
  return { reason, until: until ?? null };
}

function stateOf(change: Judged, ledger: Ledger, { directory, today }: LedgerPlace): StatedChange | null {
  const { verdict, status } = change;
  if (status === 'recovered') return verdict === 'improved' ? { state: 'recovered', why: null, acknowledged: null } : null;
  if (verdict !== 'regressed') return null;
  const entries = ledger.acknowledged.filter((entry) => isAbout(entry, change, directory));
  const inForce = entries.filter(({ until }) => until === undefined || today <= until);
  const holding = inForce.find((entry) => !change.isBeyond(entry));
  if (holding) return { state: 'acknowledged', why: null, acknowledged: decided(holding) };
  const passed = inForce[0] ?? entries.at(-1);
  if (passed) {
    const why = inForce.length > 0 ? 'it has gone beyond what was acknowledged' : 'the acknowledgement has ended';
    return { state: 'reopened', why, acknowledged: decided(passed) };
  }
  if (change.returning) return { state: 'reopened', why: 'it had recovered before', acknowledged: null };
  return { state: 'open', why: null, acknowledged: null };
}

/** What a ledger means for the history of one report: see `docs/history.md`. */
export function historyRules(ledger: Ledger, place: LedgerPlace): HistoryRules {
  const { directory } = place;
  return {
    isExcluded: (run) => ledger.excluded.some((entry) => namesRun(entry.run, run, directory)),
    isReset: (run, series) => ledger.resets.some((entry) => namesRun(entry.run, run, directory) && isWithin(entry, series)),
    stateOf: (change) => stateOf(judgedValue(change), ledger, place),
    stateOfFailures: (change) => stateOf(judgedShare(change), ledger, place),
    baseline: baselineOf(place.baseline, ledger, directory),
  };
}
