import { believable } from './false-discoveries.ts';
import type { Followed, Shift } from './followed.ts';
import { intervalOf, type Judged, type JudgedRun, judgeRun } from './judge-run.ts';
import { FAMILY_ORDER, smallestOfInterest } from './relevance.ts';

/** Level of all single verdicts of a report together, and of what whole groups of series did. */
const ALARM_LEVEL = 0.025;
const TOGETHER_LEVEL = 0.01;
/** Chance of the difference that bears a suspicion out: it is held against the same level, whose error both share. */
const CONFIRMING_LEVEL = 0.01;

/** Does the difference lie within what is of no interest, with two one-sided tests at 5 %: Schuirmann (1987)? */
export function isEquivalent(judged: Judged): boolean {
  const { low, high } = intervalOf(judged, 0.9);
  const bound = smallestOfInterest(judged.series.family);
  return -bound <= low && high <= bound;
}

/** Series of which this run alone says that something changed, and those of groups that moved as one. */
function alarmsOf({ series, groups }: JudgedRun): Map<Followed, boolean> {
  const wide = series.filter((judged) => !isEquivalent(judged));
  const accepted = believable(
    series.map(({ p, series: { family } }) => ({ p, family })),
    FAMILY_ORDER,
    ALARM_LEVEL,
  );
  const single = new Set(series.filter((_, index) => accepted[index]));
  const alarms = new Map(wide.filter((judged) => single.has(judged)).map((judged) => [judged.series, false]));
  const byGroup = groups.filter(
    ({ p, difference, series: members }) =>
      p <= TOGETHER_LEVEL / groups.length && Math.abs(difference) > smallestOfInterest(members[0]!.family),
  );
  for (const { series: members, difference } of byGroup) {
    const moved = wide.filter((judged) => members.includes(judged.series) && Math.sign(judged.difference) === Math.sign(difference));
    for (const judged of moved) if (!alarms.has(judged.series) && judged.ownP <= CONFIRMING_LEVEL) alarms.set(judged.series, true);
  }
  return alarms;
}

function isBorneOut({ sign }: Shift, judged: Judged): boolean {
  return Math.sign(judged.difference) === sign && judged.ownP <= CONFIRMING_LEVEL && !isEquivalent(judged);
}

/** What the run means for a series: a suspicion is confirmed or withdrawn, a new one is raised, or the run belongs to the level. */
function settle(series: Followed, run: number, judged: Judged | undefined, alarm: boolean | undefined): void {
  const { pending } = series;
  if (pending && judged && isBorneOut(pending, judged)) {
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
    series.pending = { run, sign, before: [...series.level], together: alarm };
    return;
  }
  series.level.push(run);
}

/**
 * Goes through the runs in their order, each held against those before it as it would have been on its day: what deviates is suspected, the
 * next run of the series confirms it as a step or withdraws it as a spike. A confirmed step begins a new level.
 *
 * @param all series, without any run; they are filled.
 * @returns how the last run was judged.
 */
export function replay(all: readonly Followed[], runCount: number): JudgedRun {
  let judged: JudgedRun = { series: [], groups: [] };
  for (let run = 0; run < runCount; run += 1) {
    judged = judgeRun(all, run);
    const alarms = alarmsOf(judged);
    const bySeries = new Map(judged.series.map((own) => [own.series, own]));
    for (const series of all) {
      if (!Number.isNaN(series.logs[run]!)) settle(series, run, bySeries.get(series), alarms.get(series));
    }
  }
  return judged;
}
