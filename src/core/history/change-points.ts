import { studentTails } from '../student-t.ts';
import { energyCandidate } from './energy-candidate.ts';
import { welchDifference } from './estimate.ts';
import { believable } from './false-discoveries.ts';
import type { Followed } from './followed.ts';
import { rankChange } from './rank-change.ts';
import { FAMILY_ORDER, smallestOfInterest } from './relevance.ts';

/** With fewer runs at one level what a search finds is mostly chance. */
const RUN_COUNT_MIN = 12;
/** A shorter part may be a spike. */
const PART_COUNT_MIN = 3;
/** Level of all that a search through all series of a report finds. */
const SEARCH_LEVEL = 0.01;
/** The second method must find the change within so many runs, with this chance at most. */
const AGREEMENT_RUNS = 2;
const AGREEMENT_LEVEL = 0.05;

/** A change within the level of a series that no single run gave away. */
interface Found {
  readonly series: Followed;
  /** Position within the level. */
  readonly index: number;
  readonly p: number;
  readonly difference: number;
}

function search(series: Followed): Found[] {
  const { level, logs, family } = series;
  if (level.length < RUN_COUNT_MIN) return [];
  const own = level.map((run) => logs[run]!);
  const candidate = energyCandidate(own);
  if (!candidate) return [];
  const { index } = candidate;
  if (index < PART_COUNT_MIN || own.length - index < PART_COUNT_MIN) return [];
  const estimate = welchDifference(own.slice(0, index), own.slice(index));
  const ranked = rankChange(own);
  if (!estimate || !ranked || Math.abs(ranked.index - index) > AGREEMENT_RUNS || ranked.p > AGREEMENT_LEVEL) return [];
  if (Math.abs(estimate.difference) < smallestOfInterest(family)) return [];
  // The division was chosen among so many: each of them had its chance.
  const p = Math.min(1, studentTails(estimate.difference / estimate.error, estimate.degrees) * (own.length - 1));
  return [{ series, index, p, difference: estimate.difference }];
}

/**
 * Looks for changes that came without any single run that stands out: in the level of each series of twelve runs or more, where the energy
 * distance divides it, if Student's t on both parts is beyond chance with all divisions and all series counted, and the ranks divide it
 * there too. What is found becomes a confirmed shift.
 */
export function settleChangePoints(all: readonly Followed[], run: number): void {
  const found = all.filter(({ pending }) => pending === null).flatMap(search);
  // Those that were searched in vain count, too.
  const searched = all.filter(({ level, pending }) => pending === null && level.length >= RUN_COUNT_MIN).length;
  const accepted = believable(
    found.map(({ p, series: { family } }) => ({ p: Math.min(1, (p * searched) / found.length), family })),
    FAMILY_ORDER,
    SEARCH_LEVEL,
  );
  found.forEach(({ series, index, difference }, position) => {
    if (accepted[position] !== true) return;
    const [before, after] = [series.level.slice(0, index), series.level.slice(index)];
    series.confirmed.push({ run: after[0]!, sign: difference > 0 ? 1 : -1, before, difference, together: false, settledIn: run });
    series.earlier.push(before);
    series.level = after;
  });
}
