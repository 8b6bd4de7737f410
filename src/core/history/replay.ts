import { studentTails } from '../student-t.ts';
import { LEVEL_RUN_COUNT_MAX } from './centred.ts';
import { settleChangePoints } from './change-points.ts';
import { believable } from './false-discoveries.ts';
import { beginAnew, type Followed, type Shift } from './followed.ts';
import { intervalOf, type Judged, type JudgedRun, judgeRuns } from './judge-run.ts';
import { FAMILY_ORDER, smallestOfInterest } from './relevance.ts';

/** Level of all single verdicts of a report together, and of what whole groups of series did. */
export const ALARM_LEVEL = 0.035;
/** Level of all verdicts on the last three runs together: what is found in one run is told for ten, so that it must be rarer. */
const WINDOW_LEVEL = 0.002;
const WINDOW = 3;
const TOGETHER_LEVEL = 0.01;
/** Chance of a difference that bears a suspicion out. */
export const CONFIRMING_LEVEL = 0.02;

/** Does the difference lie within what is of no interest, with two one-sided tests at 5 %: Schuirmann (1987)? */
export function isEquivalent(judged: Pick<Judged, 'series' | 'difference' | 'error' | 'degrees'>): boolean {
  const { low, high } = intervalOf(judged, 0.9);
  const bound = smallestOfInterest(judged.series.family);
  return -bound <= low && high <= bound;
}

/** Differences that are beyond chance, all of them counted, and not too small to matter. */
function believed(series: readonly Judged[], level: number): Judged[] {
  const accepted = believable(
    series.map(({ p, series: { family } }) => ({ p, family })),
    FAMILY_ORDER,
    level,
  );
  return series.filter((judged, index) => accepted[index] === true && !isEquivalent(judged));
}

/** Series of which this run alone says that something changed, and those of groups that moved as one. */
export function alarmsOf({ series, groups, slices }: JudgedRun): Map<Followed, boolean> {
  const wide = series.filter((judged) => !isEquivalent(judged));
  const alarms = new Map(believed(series, ALARM_LEVEL).map((judged) => [judged.series, false]));
  const byGroup = groups.filter(
    ({ p, difference, series: members }) =>
      p <= TOGETHER_LEVEL / groups.length && Math.abs(difference) > smallestOfInterest(members[0]!.family),
  );
  // Parts have a level of their own: the more of them there are, the rarer what one of them does must be.
  const bySlice = slices.found.filter(({ p }) => p <= TOGETHER_LEVEL / slices.count);
  for (const { series: members, difference, isWhole } of [...bySlice, ...byGroup]) {
    const moved = wide.filter((judged) => members.includes(judged.series) && Math.sign(judged.difference) === Math.sign(difference));
    for (const judged of moved) if (!alarms.has(judged.series) && judged.ownP <= CONFIRMING_LEVEL) alarms.set(judged.series, isWhole);
  }
  return alarms;
}

/**
 * Does a run bear a suspicion out? Both are held against the same runs, so that the error of these makes both differ alike: of the difference
 * of this run the share is taken away that the first one's would explain by that alone.
 */
function isBorneOut({ sign, difference, before }: Shift, judged: Judged): boolean {
  const alike = 1 / (Math.min(before.length, LEVEL_RUN_COUNT_MAX) + 1);
  const own = judged.difference - alike * difference;
  const error = judged.error * Math.sqrt(1 - alike ** 2);
  return Math.sign(own) === sign && studentTails(own / error, judged.degrees) <= CONFIRMING_LEVEL && !isEquivalent(judged);
}

/** Series of parts that moved in this run, with the way that they went: what bears out a suspicion that was raised of a part. */
function borneOutBySlice({ slices }: JudgedRun): Map<Followed, number> {
  const found = slices.found.filter(({ p }) => p <= CONFIRMING_LEVEL / 2);
  return new Map(found.flatMap(({ series, difference }) => series.map((own) => [own, Math.sign(difference)] as const)));
}

/** What the run means for a series: a suspicion is confirmed or withdrawn, a new one is raised, or the run belongs to the level. */
function settle(
  series: Followed,
  run: number,
  judged: Judged | undefined,
  alarm: boolean | undefined,
  sliceSign: number | undefined,
): void {
  const { pending } = series;
  const isOfSlice = sliceSign === pending?.sign && sliceSign === Math.sign(judged?.difference ?? 0);
  if (pending && judged && (isBorneOut(pending, judged) || (isOfSlice && !isEquivalent(judged)))) {
    series.confirmed.push({ ...pending, settledIn: run });
    series.earlier.push(series.level);
    series.level = [pending.run, run];
    series.pending = null;
    return;
  }
  if (pending) {
    series.spikes.push({ ...pending, settledIn: run });
    series.pending = null;
  }
  if (judged && alarm !== undefined) {
    const sign = judged.difference > 0 ? 1 : -1;
    series.pending = { run, sign, before: [...series.level], difference: judged.difference, together: alarm };
    return;
  }
  series.level.push(run);
}

/**
 * Three runs that lie apart from those before them together, though none of them did alone: a confirmed shift. Their median is judged, which
 * no single one of them makes.
 */
function settleWindow(all: readonly Followed[], run: number): void {
  const runs = Array.from({ length: WINDOW }, (_, back) => run - WINDOW + 1 + back);
  const ready = all.filter(({ level }) => runs.every((own) => level.includes(own)));
  for (const { series, difference } of believed(judgeRuns(ready, runs).series, WINDOW_LEVEL)) {
    const before = series.level.filter((own) => own < runs[0]!);
    series.confirmed.push({
      run: runs[0]!,
      sign: difference > 0 ? 1 : -1,
      before,
      difference,
      together: false,
      settledIn: run,
    });
    series.earlier.push(before);
    series.level = runs;
  }
}

/**
 * Goes through the runs in their order, each held against those before it as it would have been on its day: what deviates is suspected, the
 * next run of the series confirms it as a step or withdraws it as a spike. Three runs that lie apart together are a step, too. A confirmed
 * step begins a new level. At the end the levels are searched for changes that none of these gave away.
 *
 * @param all series, without any run; they are filled.
 * @returns how the last run was judged.
 */
export function replay(all: readonly Followed[], runCount: number): JudgedRun {
  let judged: JudgedRun = { series: [], groups: [], slices: { found: [], count: 0 } };
  for (let run = 0; run < runCount; run += 1) {
    for (const series of all) if (series.resets.includes(run)) beginAnew(series);
    judged = judgeRuns(all, [run]);
    const alarms = alarmsOf(judged);
    const bySeries = new Map(judged.series.map((own) => [own.series, own]));
    const bySlice = borneOutBySlice(judged);
    for (const series of all) {
      if (!Number.isNaN(series.logs[run]!)) settle(series, run, bySeries.get(series), alarms.get(series), bySlice.get(series));
    }
    if (run >= 2 * WINDOW - 1) settleWindow(all, run);
  }
  settleChangePoints(all, runCount - 1);
  return judged;
}
