import type { LabelValue } from '../../../src/contracts/observation.ts';

/** A value typed off the real file: cell, metric, statistic (null for a sample), raw value, unit, and some of the labels. */
export type Pin = readonly [
  cell: string,
  metric: string,
  statistic: string | null,
  value: number,
  unit: string,
  labels?: Readonly<Record<string, LabelValue>>,
  count?: number,
];

/** A real file, the adapter that must read it, and values of it. */
export interface PinnedFile {
  readonly file: string;
  readonly adapter: string;
  readonly pins: readonly Pin[];
}
