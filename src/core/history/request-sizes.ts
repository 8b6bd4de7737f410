import type { MeasuredValue, RequestSize } from '../../contracts/history.ts';
import { isKept, keptSize } from './kept-values.ts';

/** What one run measured of one series: its one value, or the values of its repetitions. */
export interface RunValue {
  readonly parts: readonly MeasuredValue[];
  /** Geometric mean of the parts. */
  readonly value: number;
}

/** Means that differ by no more than this are of the same work: prompts are given, answers are as long as the model makes them. */
const TOLERANCE: Readonly<Record<string, number>> = { prompt_token_count: 0.1, output_token_count: 0.25 };
/** Standard errors that a difference must exceed. */
const ERRORS_MIN = 4;

/** Sizes that cannot be those of the same work, in spite of chance. */
function differsIn(older: RunValue, newer: RunValue): string[] {
  return Object.keys(TOLERANCE).filter((metric) => {
    const [before, after] = [sizeOf(older, metric), sizeOf(newer, metric)];
    if (!before || !after) return false;
    const difference = Math.abs(after.mean - before.mean);
    const isBeyondChance = difference > ERRORS_MIN * Math.hypot(before.error, after.error);
    return isBeyondChance && difference > TOLERANCE[metric]! * Math.max(before.mean, after.mean);
  });
}

function sizeOf({ parts }: RunValue, metric: string): RequestSize | undefined {
  return isKept(parts[0]!) ? keptSize(parts[0]!, metric) : parts[0]!.sizes.get(metric);
}

/** Runs of one series whose requests were of one size. */
interface OneSize {
  readonly values: readonly (RunValue | null)[];
  /** Mean tokens of its first run, of what other runs of the series had otherwise; none where all are alike. */
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * The runs of a series apart by how long prompts and answers were: twice the tokens is other work, also where no label says so. Each run belongs to
 * the latest ones that it is like.
 */
export function ofOneSize(values: readonly (RunValue | null)[]): OneSize[] {
  const groups: number[][] = [];
  const differing = new Set<string>();
  for (const [run, value] of values.entries()) {
    if (value === null) continue;
    const apart = groups.map((own) => differsIn(values[own.at(-1)!]!, value));
    const place = apart.findLastIndex(({ length }) => length === 0);
    if (place >= 0) groups[place]!.push(run);
    else {
      for (const metric of apart.flat()) differing.add(metric);
      groups.push([run]);
    }
  }
  return groups.map((own) => ({
    values: values.map((value, run) => (own.includes(run) ? value : null)),
    sizes: new Map(
      [...differing].flatMap((metric): [string, number][] => {
        const size = sizeOf(values[own[0]!]!, metric);
        return size ? [[metric, Math.round(size.mean)]] : [];
      }),
    ),
  }));
}
