import type { Baseline } from '../../contracts/history.ts';
import { studentTails } from '../student-t.ts';
import { medianOf } from './centred.ts';
import type { Difference } from './estimate.ts';
import { believable } from './false-discoveries.ts';
import type { Followed } from './followed.ts';
import type { Judged } from './judge-run.ts';
import { FAMILY_ORDER } from './relevance.ts';
import { ALARM_LEVEL, CONFIRMING_LEVEL, isEquivalent } from './replay.ts';
import type { MeasuredRun } from './runs-in-order.ts';
import { better, type Verdict } from './verdicts.ts';

/** The runs that the last one is held against. */
export interface FixedBaseline {
  /** Indices, in order. */
  readonly runs: readonly number[];
  readonly middle: Baseline['middle'];
}

/** The runs of a configured baseline; null where none is configured, or where it names no run that is there. */
export function fixedBaseline(baseline: Baseline | null, runs: readonly MeasuredRun[]): FixedBaseline | null {
  if (baseline === null) return null;
  const placed = runs.slice(0, -1).map(({ name, values }) => ({
    name,
    isBelow: (directory: string) => values.length > 0 && values.every(({ table }) => table.artifact.path.startsWith(`${directory}/`)),
  }));
  const found = baseline.runsOf(placed);
  return found.length === 0 ? null : { runs: found, middle: baseline.middle };
}

const METHOD = "Student's t on the logarithms of the runs, spread between runs pooled over series that are alike";

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Variance of the middle of so many normal values, in that of one; of a median for large numbers: Kendall and Stuart, 1, section 14. */
function widthOf(count: number, middle: Baseline['middle']): number {
  return middle === 'median' && count > 2 ? Math.PI / 2 / count : 1 / count;
}

/** Some runs of a series against its baseline. */
interface Held extends Difference {
  readonly series: Followed;
  readonly p: number;
}

function heldRuns(
  { logs }: Followed,
  before: readonly number[],
  after: readonly number[],
  { deviation, degrees }: Judged,
  middle: Baseline['middle'],
) {
  const [older, newer] = [before.map((run) => logs[run]!), after.map((run) => logs[run]!)];
  const difference = meanOf(newer) - (middle === 'median' ? medianOf(older) : meanOf(older));
  const error = deviation * Math.sqrt(widthOf(before.length, middle) + 1 / after.length);
  return { difference, error, degrees, method: METHOD, p: studentTails(difference / error, degrees) };
}

/** The runs before the last one, back to the first, that deviate alike and each beyond chance: a change that they bear out. */
function runsBearingOut(
  series: Followed,
  last: number,
  before: readonly number[],
  judged: Judged,
  middle: Baseline['middle'],
  sign: number,
): number[] {
  const found: number[] = [];
  for (let run = last - 1; run > before.at(-1)!; run -= 1) {
    if (Number.isNaN(series.logs[run]!)) continue;
    const { difference, p } = heldRuns(series, before, [run], judged, middle);
    if (Math.sign(difference) !== sign || p > CONFIRMING_LEVEL) break;
    found.unshift(run);
  }
  return found;
}

/** A series that both the last run and the baseline have. */
interface Ready {
  readonly series: Followed;
  readonly before: readonly number[];
  readonly spread: Judged;
}

/** What is said of a series whose last run deviates beyond chance. */
function changed(
  { series, before, spread }: Ready,
  last: number,
  { difference }: Held,
  middle: Baseline['middle'],
  isUp: boolean,
): Verdict {
  const bearing = runsBearingOut(series, last, before, spread, middle, Math.sign(difference));
  const after = [...bearing, last];
  const isConfirmed = bearing.length > 0;
  return {
    ...SINGLE,
    verdict: better(difference, isUp),
    shape: 'step',
    status: isConfirmed ? 'confirmed' : 'suspected',
    reason: isConfirmed ? 'an earlier run bears it out' : 'seen in one run: the next one confirms it or withdraws it',
    runsNeeded: isConfirmed ? null : 1,
    before,
    after,
    difference: heldRuns(series, before, after, spread, middle),
    since: after[0]!,
    ...middleOf(middle),
  };
}

const SINGLE = { together: false, returning: false } as const;
const UNDECIDED = { ...SINGLE, verdict: 'inconclusive', shape: null, status: null, runsNeeded: null, since: null } as const;

function middleOf(middle: Baseline['middle']): Pick<Verdict, 'middle'> {
  return middle === 'median' ? { middle } : {};
}

/**
 * Verdicts on the last run against runs that somebody has chosen, with the spread between runs that the whole history gives. All series count
 * as tests, as for any run; what earlier runs after the baseline show alike is confirmed.
 *
 * @param judged the last run by series, for the spread; a series without has no verdict.
 * @returns by series, once it is known whether more is better; a series without a value in the baseline is left out.
 */
export function heldAgainst(
  all: readonly Followed[],
  last: number,
  judged: ReadonlyMap<Followed, Judged>,
  { runs, middle }: FixedBaseline,
): Map<Followed, (isUp: boolean) => Verdict> {
  const verdicts = new Map<Followed, (isUp: boolean) => Verdict>();
  const ready: Ready[] = [];
  for (const series of all) {
    const before = runs.filter((run) => !Number.isNaN(series.logs[run]!));
    const spread = judged.get(series);
    if (Number.isNaN(series.logs[last]!) || before.length === 0) continue;
    if (spread !== undefined) ready.push({ series, before, spread });
    else {
      const reason = 'nothing is known of how far runs lie apart';
      verdicts.set(series, () => ({ ...UNDECIDED, reason, before, after: [last], difference: null, ...middleOf(middle) }));
    }
  }
  const tested = ready.map(({ series, before, spread }): Held => ({ series, ...heldRuns(series, before, [last], spread, middle) }));
  const accepted = believable(
    tested.map(({ p, series: { family } }) => ({ p, family })),
    FAMILY_ORDER,
    ALARM_LEVEL,
  );
  for (const [index, own] of ready.entries()) {
    const held = tested[index]!;
    const isSame = isEquivalent(held);
    const reason = isSame ? 'no change of interest' : 'runs lie too far apart for a verdict';
    const open: Verdict = { ...UNDECIDED, reason, before: own.before, after: [last], difference: held, ...middleOf(middle) };
    verdicts.set(own.series, (isUp) => {
      if (accepted[index] === true && !isSame) return changed(own, last, held, middle, isUp);
      return isSame ? { ...open, verdict: 'unchanged' } : open;
    });
  }
  return verdicts;
}
