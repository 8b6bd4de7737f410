import type { SampleRun, Samples } from '../../contracts/measured.ts';
import { toBase } from '../../metrics/units.ts';

function isThere({ column: { values } }: SampleRun, row: number): boolean {
  return !Number.isNaN(values[row] ?? Number.NaN);
}

/**
 * Reads the samples of some runs in the base unit. Rows without a value are left out.
 *
 * @returns runs that have a value, in the order given; none give no samples.
 */
export function readSamples(runs: readonly SampleRun[]): Samples {
  const found = runs.flatMap((run): SampleRun[] => {
    if (run.rows.every((row) => isThere(run, row))) return run.rows.length === 0 ? [] : [run];
    const rows = run.rows.filter((row) => isThere(run, row));
    return rows.length === 0 ? [] : [{ ...run, rows }];
  });
  const values = new Float64Array(found.reduce((sum, { rows }) => sum + rows.length, 0));
  let length = 0;
  for (const { column, rows } of found) {
    const { factor } = toBase(column.unit);
    for (const row of rows) {
      values[length] = column.values[row]! * factor;
      length += 1;
    }
  }
  return { values, runs: found };
}
