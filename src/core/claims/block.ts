import type { LabelValue, MeasureColumn } from '../../contracts/observation.ts';
import type { AssembledTable } from '../../contracts/series.ts';

/** Where one value stands. */
export interface Cell {
  readonly table: AssembledTable;
  readonly row: number;
  readonly column: MeasureColumn;
  /** In the base unit. */
  readonly value: number;
  readonly isCold: boolean;
}

/** Values that share every label but those of a single observation. */
export interface Block {
  readonly labels: ReadonlyMap<string, LabelValue>;
  /** null for samples, else what the tool reports of them. */
  readonly statistic: string | null;
  readonly cells: readonly Cell[];
}
