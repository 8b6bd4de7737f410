import { studentQuantile } from '../student-t.ts';
import { meanOf } from './centred.ts';
import { levelShares } from './false-discoveries.ts';
import { type Followed, followed } from './followed.ts';
import { type Judged, judgeRuns } from './judge-run.ts';
import { FAMILY_ORDER, smallestOfInterest } from './relevance.ts';
import { ALARM_LEVEL, alarmsOf } from './replay.ts';

/** A series after a replay, with its metric. */
export interface CalibratedSeries {
  readonly followed: Followed;
  readonly metric: string;
}

/** How the rules do on the user's own runs, were nothing to change in them. */
export interface Calibration {
  /** Runs that were reordered. */
  readonly runs: number;
  readonly rounds: number;
  /** Rounds whose last run was called changed. */
  readonly alarmed: number;
  /** By metric the change of one series that four of five such runs would show at once: a ratio, less one. */
  readonly limits: ReadonlyMap<string, number>;
}

/** Fewer runs at one level are a few blocks only, whose order says little. */
const RUN_COUNT_MIN = 12;
const RUN_COUNT_MAX = 30;
const ROUND_COUNT_MIN = 20;
const ROUND_COUNT_MAX = 100;
/** Values that all rounds together look at: what a replay of the same history costs. */
const VALUE_COUNT_MAX = 400_000;
/** Share of the runs with a change that must show it. */
const POWER = 0.8;

/** mulberry32: seeded and uniform in [0, 1). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A seed that the values alone decide: the same history has the same calibration, wherever it lies. */
function seedOf(all: readonly Float64Array[]): number {
  let seed = 2166136261;
  for (const values of all)
    for (const value of values) if (!Number.isNaN(value)) seed = Math.imul(seed ^ Math.round(value * 1e9), 16777619);
  return seed;
}

/** What is left of each series at its present level once the level is taken away; NaN where it has no such run. */
function residualsOf(all: readonly CalibratedSeries[], runs: readonly number[]): Float64Array[] {
  return all.map(({ followed: { logs, level } }) => {
    const own = new Set(level);
    const centre = meanOf(level.map((run) => logs[run]!));
    return Float64Array.from(runs, (run) => (own.has(run) ? logs[run]! - centre : Number.NaN));
  });
}

/** The places of some runs in another order: blocks of neighbours stay together, so that what one run hands on to the next stays as it was. */
function permuted(count: number, random: () => number): number[] {
  const length = Math.max(1, Math.round(Math.cbrt(count)));
  const offset = Math.floor(random() * count);
  const blocks = Array.from({ length: Math.ceil(count / length) }, (_, at) =>
    Array.from({ length: Math.min(length, count - at * length) }, (_own, within) => (offset + at * length + within) % count),
  );
  for (let at = blocks.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [blocks[at], blocks[other]] = [blocks[other]!, blocks[at]!];
  }
  return blocks.flat();
}

/** What a change of a series must come to, in the place of this run, to be called one: of the first of its family to be found. */
function thresholds(judged: readonly Judged[]): (own: Judged) => number {
  const shares = levelShares(
    judged.map(({ series }) => series.family),
    FAMILY_ORDER,
    ALARM_LEVEL,
  );
  const counts = new Map<string, number>();
  for (const { series } of judged) counts.set(series.family, (counts.get(series.family) ?? 0) + 1);
  const quantiles = new Map<string, number>();
  return ({ series: { family }, error, degrees }) => {
    // Quantiles change little with the degrees of freedom, and are dear.
    const key = `${family} ${Math.round(2 * degrees)}`;
    const known = quantiles.get(key) ?? studentQuantile(1 - shares.get(family)! / counts.get(family)! / 2, Math.round(2 * degrees) / 2);
    quantiles.set(key, known);
    return known * error;
  };
}

function quantileOf(values: readonly number[], probability: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(probability * sorted.length) - 1)]!;
}

/**
 * How often the rules call one of the user's own runs changed where nothing changed, and how large a change they would see: the runs since the last
 * confirmed change are put in another order, blocks of neighbours together and all series alike, and the last of them is judged. So it is the spread,
 * the shocks and the number of series of this history that decide, and no assumed ones. The seed follows from the values.
 *
 * @returns null where fewer than twelve runs lie at one level.
 */
export function calibrated(all: readonly CalibratedSeries[], runCount: number): Calibration | null {
  const long = all.filter(({ followed: { level } }) => level.length >= RUN_COUNT_MIN);
  const present = new Set(long.flatMap(({ followed: { level } }) => level));
  const runs = Array.from({ length: runCount }, (_, run) => run)
    .filter((run) => present.has(run))
    .slice(-RUN_COUNT_MAX);
  if (runs.length < RUN_COUNT_MIN) return null;
  const residuals = residualsOf(long, runs);
  const copies = long.map(({ followed: { family, group, labels } }) => followed(family, group, new Float64Array(runs.length), [], labels));
  const rounds = Math.min(ROUND_COUNT_MAX, Math.max(ROUND_COUNT_MIN, Math.floor(VALUE_COUNT_MAX / (long.length * runs.length))));
  const random = generator(seedOf(residuals));
  const needed = new Map<string, number[]>();
  const metricOf = new Map(copies.map((copy, at) => [copy, long[at]!.metric]));
  let alarmed = 0;
  for (let round = 0; round < rounds; round += 1) {
    const order = permuted(runs.length, random);
    copies.forEach((copy, at) => {
      order.forEach((from, to) => {
        copy.logs[to] = residuals[at]![from]!;
      });
      copy.level = order.flatMap((_, to) => (to < runs.length - 1 && !Number.isNaN(copy.logs[to]!) ? [to] : []));
    });
    const judged = judgeRuns(copies, [runs.length - 1]);
    if (alarmsOf(judged).size > 0) alarmed += 1;
    const thresholdOf = thresholds(judged.series);
    for (const own of judged.series) {
      const metric = metricOf.get(own.series)!;
      const known = needed.get(metric) ?? [];
      known.push(thresholdOf(own) - own.difference);
      needed.set(metric, known);
    }
  }
  const limits = [...needed].map(([metric, sizes]): [string, number] => {
    const { family } = long.find((own) => own.metric === metric)!.followed;
    return [metric, Math.expm1(Math.max(smallestOfInterest(family), quantileOf(sizes, POWER)))];
  });
  return { runs: runs.length, rounds, alarmed, limits: new Map(limits) };
}
