import type { LabelValue, MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import type { ReadArtifact } from '../../contracts/series.ts';
import { identifies, isSwept } from '../../metrics/labels.ts';
import { metricOf } from '../../metrics/registry.ts';
import { remembered } from '../../metrics/remembered.ts';
import { halfOfLastDigit, significantDigits } from '../../metrics/rounding.ts';
import { toBase } from '../../metrics/units.ts';
import type { LabelBook } from './labels.ts';

/** A number with so many digits is not equal to another one by accident. */
export const DISTINCTIVE_DIGITS = 4;
/** Halves of last digits are equal in decimal; in binary they may differ in the last bits. */
const ROUNDING_SLACK = 1.000001;

/** A column as it is compared with others: its values in the base unit, and how far each may be from what was measured. */
export interface Quantity {
  readonly at: number;
  readonly name: string;
  readonly values: Float64Array;
  /** Half of the last digit that is written. */
  readonly tolerances: Float64Array;
  /** Are there digits enough that the value is not equal to another one by accident? Times and rates only: scores and counts repeat exactly. */
  readonly distinctive: readonly boolean[];
}

/** A table with everything that two of them are compared by. */
export interface Comparable {
  readonly artifact: ReadArtifact;
  readonly table: ObservationTable;
  readonly quantities: ReadonlyMap<string, Quantity>;
  /** Stated labels that hold for every row. */
  readonly constants: ReadonlyMap<string, LabelValue>;
  /** Labels that vary, those of the single request left out. */
  readonly columns: ReadonlyMap<string, readonly (LabelValue | null)[]>;
}

/** The reports of a directory and of its root compare the same columns. */
const quantityOf = remembered((column: MeasureColumn): Omit<Quantity, 'at'> => {
  const { factor } = toBase(column.unit);
  const { family } = metricOf(column.metric);
  const isNoisy = family === 'throughput' || family === 'latency' || family === 'duration' || family === 'telemetry';
  return {
    name: `${column.metric} ${column.statistic ?? ''}`,
    values: Float64Array.from(column.values, (raw) => raw * factor),
    tolerances: Float64Array.from(column.values, (raw) => halfOfLastDigit(raw) * factor),
    distinctive: column.values.map((raw) => isNoisy && Number.isFinite(raw) && raw !== 0 && significantDigits(raw) >= DISTINCTIVE_DIGITS),
  };
});

export function comparable(artifact: ReadArtifact, table: ObservationTable, book: LabelBook): Comparable {
  const quantities = new Map<string, Quantity>();
  table.columns.forEach((column, at) => {
    const quantity = { at, ...quantityOf(column) };
    if (!quantities.has(quantity.name)) quantities.set(quantity.name, quantity);
  });
  const counts = (key: string) => identifies(key) || isSwept(key);
  const constants = new Map<string, LabelValue>();
  for (const [key, { value }] of table.labels) if (counts(key)) constants.set(key, book.value(key, value));
  const columns = new Map<string, readonly (LabelValue | null)[]>();
  for (const { key, values } of table.labelColumns) {
    if (!counts(key)) continue;
    columns.set(
      key,
      values.map((value) => (value === null || value === '' ? null : book.value(key, value))),
    );
  }
  return { artifact, table, quantities, constants, columns };
}

/** How a row and a row of another table compare. */
export interface Agreement {
  readonly shared: number;
  readonly distinctive: number;
}

/** One value may be equal by accident, among many rows even one of many digits; two, one of them particular, are not. */
export function isNoAccident({ shared, distinctive }: Agreement): boolean {
  return shared >= 2 && distinctive >= 1;
}

function labelAt({ constants, columns }: Comparable, key: string, row: number): LabelValue | undefined {
  return columns.get(key)?.[row] ?? constants.get(key);
}

/** Do two values agree at the coarser of the precisions they are written with? null where one of them is not stated. */
export function agree(own: Quantity, row: number, theirs: Quantity, other: number): boolean | null {
  const apart = Math.abs(own.values[row]! - theirs.values[other]!);
  if (Number.isNaN(apart)) return null;
  return apart <= Math.max(own.tolerances[row]!, theirs.tolerances[other]!) * ROUNDING_SLACK;
}

/** Null where a value or a label that both rows state differs. */
export function compareRows(copy: Comparable, row: number, original: Comparable, other: number): Agreement | null {
  let [shared, distinctive] = [0, 0];
  for (const [name, own] of copy.quantities) {
    const theirs = original.quantities.get(name);
    if (theirs === undefined) continue;
    const isEqual = agree(own, row, theirs, other);
    if (isEqual === null) continue;
    if (!isEqual) return null;
    shared += 1;
    if (own.distinctive[row] && theirs.distinctive[other]) distinctive += 1;
  }
  for (const key of [...copy.constants.keys(), ...copy.columns.keys()]) {
    const [own, theirs] = [labelAt(copy, key, row), labelAt(original, key, other)];
    if (own !== undefined && theirs !== undefined && own !== theirs) return null;
  }
  return { shared, distinctive };
}
