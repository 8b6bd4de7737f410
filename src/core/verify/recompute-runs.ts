import type { Fact } from '../../contracts/fact.ts';

/**
 * The value of a fact that lies between those of several runs, computed again from theirs: their geometric mean.
 *
 * @returns why it cannot be computed, where that is so.
 */
export function geometricMeanOf({ runs = [], unit, metric }: Fact, factOf: (id: string) => Fact | undefined): number | string {
  const values: number[] = [];
  for (const id of runs) {
    const run = factOf(id);
    if (!run) return `is of ${id}, which is no fact of the report`;
    if (run.unit !== unit || run.metric !== metric) return `is of ${id}, which is ${run.metric} in ${run.unit}`;
    if (!(run.value > 0)) return `is of ${id}, which is not above zero and has no logarithm`;
    values.push(run.value);
  }
  if (values.length < 2) return 'names fewer than two runs that it lies between';
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
