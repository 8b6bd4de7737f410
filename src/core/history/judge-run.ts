import { remembered } from '../../metrics/remembered.ts';
import { groupBy } from '../group-by.ts';
import { studentQuantile, studentTails } from '../student-t.ts';
import { type Centred, centred, MEDIAN_VARIANCE, meanOf, medianOf, TOGETHER_COUNT_MIN, type Together } from './centred.ts';
import type { Followed } from './followed.ts';
import { sliceShifts } from './slice-shifts.ts';
import { moderated, type Spread } from './spread.ts';

/** What a run, or the median of three, says of one series, against the runs before it. Logarithms throughout. */
export interface Judged {
  readonly series: Followed;
  /** It less the mean of the level. */
  readonly difference: number;
  /** Standard error of `difference`, and its degrees of freedom. */
  readonly error: number;
  readonly degrees: number;
  /** Chance of such a difference, and of such a one beyond what all series of the group did: the larger of both. */
  readonly p: number;
  /** Chance of such a difference alone. */
  readonly ownP: number;
  /** Standard deviation from run to run. */
  readonly deviation: number;
}

export interface JudgedRun {
  readonly series: readonly Judged[];
  readonly groups: readonly Together[];
  /** What parts of groups did, and how many parts were looked at. */
  readonly slices: { readonly found: readonly Together[]; readonly count: number };
}

/** What the group did in each run: the median of how far its series were from their levels. */
function shocksOf(group: readonly Centred[]): Map<number, number> {
  const byRun = new Map<number, number[]>();
  for (const { offsets } of group) {
    for (const [run, offset] of offsets) {
      const known = byRun.get(run);
      if (known) known.push(offset);
      else byRun.set(run, [offset]);
    }
  }
  return new Map([...byRun].flatMap(([run, offsets]) => (offsets.length < TOGETHER_COUNT_MIN ? [] : [[run, medianOf(offsets)]])));
}

function ownSpread({ offsets, segmentCount }: Centred, shocks: ReadonlyMap<number, number>, groupSize: number): Spread {
  let squares = 0;
  let shared = 0;
  for (const [run, offset] of offsets) {
    const shock = shocks.get(run);
    squares += (offset - (shock ?? 0)) ** 2;
    if (shock !== undefined) shared += 1;
  }
  const degrees = offsets.size - segmentCount - Math.max(0, shared - segmentCount) / groupSize;
  return { variance: degrees > 0 ? squares / degrees : 0, degrees };
}

function isConstant({ offsets }: Centred): boolean {
  return [...offsets.values()].every((offset) => Math.abs(offset) < 1e-12);
}

/** Variance of what the group did from run to run, with its degrees of freedom; none for a group that is too small. */
function shockSpread(shocks: ReadonlyMap<number, number>): Spread {
  const values = [...shocks.values()];
  if (values.length < 3) return { variance: 0, degrees: 0 };
  const centre = meanOf(values);
  return { variance: values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1), degrees: values.length - 1 };
}

/** Degrees of freedom of a sum of two variances: Satterthwaite, Biometrics Bulletin 2 (1946). */
function summedDegrees(a: Spread, b: Spread): number {
  const terms = [a, b].reduce((sum, { variance, degrees }) => sum + (degrees > 0 ? variance ** 2 / degrees : 0), 0);
  return terms === 0 ? 0 : (a.variance + b.variance) ** 2 / terms;
}

interface JudgedGroup {
  readonly series: readonly Judged[];
  readonly together: readonly Together[];
  readonly slices: JudgedRun['slices'];
}

const NO_SERIES: readonly Followed[] = [];
const NO_SLICES = { found: [], count: 0 };

function judgeGroup(name: string, members: readonly Followed[], group: readonly Centred[], candidateVariance: number): JudgedGroup {
  const isLarge = group.length >= TOGETHER_COUNT_MIN;
  const shocks = isLarge ? shocksOf(group) : new Map<number, number>();
  const shock = shockSpread(shocks);
  const common = isLarge && shock.degrees > 0 ? medianOf(group.map(({ difference }) => difference)) : 0;
  const own = group.map((series) => ownSpread(series, shocks, group.length));
  // What few series have in common cannot be told from what each does by itself, so that they are no independent witnesses of the spread.
  const spreads = isLarge ? moderated(own) : own;
  const series = group.flatMap((centre, index): Judged[] => {
    const spread = spreads[index]!;
    // Two degrees of freedom: three runs before this one.
    if (own[index]!.degrees < 1 || centre.offsets.size < 3 || spread.variance <= 0) return [];
    const { width } = centre;
    const beyond = studentTails((centre.difference - common) / Math.sqrt(spread.variance * width), spread.degrees);
    const degrees = summedDegrees(spread, shock);
    const variance = spread.variance + shock.variance;
    const error = Math.sqrt(variance * width);
    const ownP = studentTails(centre.difference / error, degrees);
    return [
      {
        series: centre.series,
        difference: centre.difference,
        error,
        degrees,
        ownP,
        p: Math.max(ownP, beyond),
        deviation: Math.sqrt(variance),
      },
    ];
  });
  const slices = shocks.size === 0 || members.length === 0 ? NO_SLICES : sliceShifts(members, group, shocks, { common, candidateVariance });
  if (shock.variance <= 0) return { series, together: [], slices };
  const t = common / Math.sqrt(shock.variance * (candidateVariance + 1 / shocks.size));
  const moved = group.map((own) => own.series);
  return {
    series,
    together: [{ group: name, isWhole: true, series: moved, difference: common, p: studentTails(t, shock.degrees) }],
    slices,
  };
}

/** The series of each group: the same lists for the same series, so that what is fixed by their labels is found once. */
const membersOf = remembered((all: readonly Followed[]) => groupBy(all, ({ group }) => group));

/**
 * Holds one run, or the median of three, against the runs before it, the run as the unit. Each series has its own level; how far a run may be from it is learned
 * from all series of its group, after what they all did in a run is taken out: that is the machine, and judged by itself. Series that were
 * constant, or have fewer than three runs before these, are not judged.
 *
 * @param runs one or three, in order.
 */
export function judgeRuns(all: readonly Followed[], runs: readonly number[]): JudgedRun {
  const ready = all.flatMap((series) => centred(series, runs) ?? []).filter((own) => own.offsets.size >= 3 && !isConstant(own));
  const members = runs.length === 1 ? membersOf(all) : null;
  const judged = [...groupBy(ready, ({ series }) => series.group)].map(([name, group]) =>
    judgeGroup(name, members?.get(name) ?? NO_SERIES, group, MEDIAN_VARIANCE[runs.length]!),
  );
  const slices = judged.map((own) => own.slices);
  return {
    series: judged.flatMap(({ series }) => series),
    groups: judged.flatMap(({ together }) => together),
    slices: { found: slices.flatMap(({ found }) => found), count: slices.reduce((sum, { count }) => sum + count, 0) },
  };
}

/** Interval of a difference at a level, on the scale of logarithms. */
export function intervalOf({ difference, error, degrees }: Pick<Judged, 'difference' | 'error' | 'degrees'>, level: number) {
  const half = studentQuantile((1 + level) / 2, degrees) * error;
  return { low: difference - half, high: difference + half };
}
