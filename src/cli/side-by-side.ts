import type { ModelReply } from '../contracts/narration.ts';

/** What was measured of one answer. */
export type Answered = Extract<ModelReply, { kind: 'answer' }>['call'];

/** The same task under two agents: each alone, then both at once; one entry per repetition. */
export interface SideBySideRuns {
  readonly alone: readonly (readonly [Answered, Answered])[];
  readonly together: readonly { readonly calls: readonly [Answered, Answered]; readonly wallMs: number }[];
}

/** How two agents do beside each other. Ratios of medians over the repetitions. */
export interface SideBySide {
  /** Both one after the other, ms. */
  readonly sequentialMs: number;
  /** Both at the same time, ms. */
  readonly wallMs: number;
  /** sequential / wall: 2 where neither disturbs the other and both take equally long. */
  readonly speedUp: number;
  /** Speed-up per agent: 1 is ideal. */
  readonly efficiency: number;
  /** How much longer each took beside the other than alone, as a ratio. */
  readonly slowdown: readonly [number, number];
  /** found: one of them was slower beside the other by more than a tenth, each time. */
  readonly contention: 'found' | 'not found' | 'undecided';
}

/** A difference below this is what repetitions of one call differ by. */
const SLOWDOWN_MIN = 1.1;

/** @param runs at least one repetition. */
export function sideBySide({ alone, together }: SideBySideRuns): SideBySide {
  const sequentialMs = median(alone.map(([a, b]) => a.totalMs + b.totalMs));
  const wallMs = median(together.map((run) => run.wallMs));
  const slowdowns = ([0, 1] as const).map((agent) => {
    const own = median(alone.map((pair) => pair[agent].totalMs));
    return together.map(({ calls }) => calls[agent].totalMs / own);
  });
  const isSlower = slowdowns.map((ratios) => ratios.map((ratio) => ratio > SLOWDOWN_MIN));
  const contention = isSlower.some((slower) => slower.every(Boolean)) ? 'found' : isSlower.flat().some(Boolean) ? 'undecided' : 'not found';
  const speedUp = sequentialMs / wallMs;
  return { sequentialMs, wallMs, speedUp, efficiency: speedUp / 2, slowdown: [median(slowdowns[0]!), median(slowdowns[1]!)], contention };
}

/** Two configurations of one agent on the same task, medians over the repetitions; null where a server does not tell. */
export interface Difference {
  readonly tokensPerSecond: readonly [number | null, number | null];
  readonly timeToFirstTokenMs: readonly [number | null, number | null];
  /** Second against first, as a ratio minus one. */
  readonly throughputChange: number | null;
  readonly timeToFirstTokenChange: number | null;
}

export function difference(runs: readonly (readonly [Answered, Answered])[]): Difference {
  const of = (agent: 0 | 1, field: 'tokensPerSecond' | 'timeToFirstTokenMs') => {
    const known = runs.flatMap((pair) => pair[agent][field] ?? []);
    return known.length === 0 ? null : median(known);
  };
  const tokensPerSecond = [of(0, 'tokensPerSecond'), of(1, 'tokensPerSecond')] as const;
  const timeToFirstTokenMs = [of(0, 'timeToFirstTokenMs'), of(1, 'timeToFirstTokenMs')] as const;
  const change = ([a, b]: readonly [number | null, number | null]) => (a === null || b === null || a === 0 ? null : b / a - 1);
  return {
    tokensPerSecond,
    timeToFirstTokenMs,
    throughputChange: change(tokensPerSecond),
    timeToFirstTokenChange: change(timeToFirstTokenMs),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
