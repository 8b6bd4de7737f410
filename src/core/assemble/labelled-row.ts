import type { LabelValue } from '../../contracts/observation.ts';
import type { RowRef } from '../../contracts/series.ts';

/** A row with everything that is said of it: constants of the table, its own labels, and what the path tells. */
export interface LabelledRow extends RowRef {
  readonly labels: ReadonlyMap<string, LabelValue>;
}
