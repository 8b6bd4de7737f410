import type { CellAddress } from '../../metrics/cells.ts';

/** What stands in one source cell now. */
export interface ReadCell {
  /** The cell as the fact prints it; of a range, the whole range. */
  readonly cell: string;
  /** Line of the file on which it stands, counted from 1; null where the cell does not exist. */
  readonly line: number | null;
  /** What the source calls it: column name, last name of the JSON pointer, or label in the line. */
  readonly name: string;
  /** As written; null where the cell does not exist or is JSON null. */
  readonly raw: string | number | boolean | null;
  /** The number in it, without any conversion; null where there is none. */
  readonly value: number | null;
  /** Why there is no value; null where there is one. */
  readonly reason: string | null;
}

/** Reads the cells of one artifact, which it has parsed once. A range or a list yields several. */
export type CellReader = (cell: string, address: CellAddress) => ReadCell[];

/** A cell that cannot be read, and why. */
export function missing(cell: string, name: string, reason: string, line: number | null = null): ReadCell {
  return { cell, line, name, raw: null, value: null, reason };
}

/** The numbers of inclusive ranges, in order, until `exists` denies one: a row that is not there ends the list with itself. */
export function* expandRanges(ranges: CellAddress['ranges'], exists: (number: number) => boolean): Generator<number> {
  for (const [first, last] of ranges ?? []) {
    for (let number = first; number <= last; number += 1) {
      yield number;
      if (!exists(number)) return;
    }
  }
}
