import type { Label, LabelValue } from '../../contracts/observation.ts';
import { type DecimalMark, isMissingText } from '../../metrics/cell-number.ts';
import type { Placement } from '../../metrics/cells.ts';

/** A cell of a CSV file or a leaf of a JSON document; undefined where the record has none. */
export type Scalar = string | number | boolean | null;

/** A column of a table, or a leaf that the records of a document share. */
export interface RawColumn {
  readonly name: string;
  /** Names of the objects and arrays around it, innermost first; none for a column of a text. */
  readonly within: readonly string[];
  /** See `MeasureColumn.at`. */
  readonly at: string;
  /** true for one of several measurements of the same thing in one row: they are samples of one series. */
  readonly repeat?: boolean;
  /** Content as the source has it, by row. */
  cell(row: number): Scalar | undefined;
}

/** A row of a text table, an object of a JSON document, a line of a JSONL file. */
export interface RawRow {
  readonly place: number | string;
  /** Line for messages, where there is one. */
  readonly line?: number;
  /** What the objects around it say. */
  readonly inherited: ReadonlyMap<string, LabelValue>;
  /** Why an object around it failed. */
  readonly failure?: string;
  /** Time stamp of the list element around it, for a record without its own. */
  readonly timeMs?: number;
}

/** One shape for every table, whatever it was written in: columns of cells that share their rows. */
export interface RawTable {
  readonly placement: Placement;
  readonly columns: readonly RawColumn[];
  readonly rows: readonly RawRow[];
  readonly constants: ReadonlyMap<string, Label>;
  /** Number of samples behind each statistic, where the document says so once for all. */
  readonly documentCount: number | null;
  readonly ordered: boolean;
  /** The decimal mark of a table whose cells do not tell; null where both are usual. Where the format fixes it (JSON), no other is read. */
  readonly decimal: DecimalMark | null | 'fixed';
  /** true for a table in a text for people: its numbers are stated, not measured. */
  readonly stated: boolean;
  /** true for a file that is nothing but this table: what nobody knows is then kept under its own name rather than lost. */
  readonly isWhole: boolean;
}

/** What holds for every table of JSON: its numbers are numbers, and nothing around the records speaks for all of them. */
export const JSON_TABLE: Pick<RawTable, 'constants' | 'documentCount' | 'ordered' | 'decimal' | 'stated' | 'isWhole'> = {
  constants: new Map(),
  documentCount: null,
  ordered: true,
  decimal: 'fixed',
  stated: false,
  isWhole: false,
};

/** Is this a cell that says that there is no value? Infinity stands for one too: nothing measured is infinite. */
export function isMissing(cell: Scalar | undefined): boolean {
  if (cell === undefined || cell === null) return true;
  if (typeof cell === 'number') return !Number.isFinite(cell);
  return typeof cell === 'string' && isMissingText(cell);
}

/** Is there anything in the cell, be it a word for nothing? */
export function isFilled(cell: Scalar | undefined): boolean {
  return cell !== undefined && cell !== null && (typeof cell !== 'string' || cell.trim() !== '');
}
