import type { NameContext } from '../../metrics/name-context.ts';
import type { NamedMeasure, Reading } from '../../metrics/names.ts';
import type { OutcomeKind } from '../../metrics/row-state.ts';
import type { ColumnNumbers } from './column-numbers.ts';
import type { RawTable, Scalar } from './table.ts';

/** What a column is for. */
export type Role =
  | { readonly kind: 'measure'; readonly measure: NamedMeasure }
  | { readonly kind: 'label'; readonly key: string }
  | { readonly kind: 'outcome'; readonly outcome: OutcomeKind }
  /** A time stamp of the row; `isRun` where it is no more than the day on which the run was made, and so names the run. */
  | { readonly kind: 'time'; readonly isRun?: true }
  /** A JSON object of parameters; something else that is said of the row or the file, `what` in words. */
  | { readonly kind: 'parameters' }
  | { readonly kind: 'declared'; readonly what: string }
  /** Nothing is taken from it; `reason` is the same for all columns that are left out alike. */
  | { readonly kind: 'left-out'; readonly reason: string };

/** A column, its cells read as numbers, and its role. */
export interface RoledColumn {
  readonly numbers: ColumnNumbers;
  readonly role: Role;
}

/** What is declared by the text of prompts and answers. */
export const ANSWER = 'what a model was asked or answered';
/** Reason for numbers whose name says neither what was measured nor what was chosen. */
export const UNCLEAR = 'numbers of unknown meaning';

/** What stands beside the columns of a table. */
export interface Beside {
  readonly table: RawTable;
  /** What holds for the name of every column. */
  readonly names: NameContext;
  /** Rows count how their requests ended, so that a number of requests beside is one of them. */
  readonly countsOutcomes: boolean;
  /** Unit that a field of the same object states for all of it, by the pointer of the object. */
  readonly unitsByObject: ReadonlyMap<string, string>;
  /** What the name of a column means here: several judges ask. */
  readonly readingOf: (numbers: ColumnNumbers) => Reading;
}

/** Looks at one kind of evidence; undefined leaves the decision to the next. */
export type Judge = (numbers: ColumnNumbers, beside: Beside) => Role | undefined;

/** What stands in the column, by row. */
export function cellsOf({ column }: ColumnNumbers, { rows }: RawTable): (Scalar | undefined)[] {
  return rows.map((_, row) => column.cell(row));
}
