import { agreedMark, cellNumber, type DecimalMark, type MarkEvidence, markEvidence } from '../../metrics/cell-number.ts';
import { isFilled, isMissing, type RawColumn, type RawTable, type Scalar } from './table.ts';

/** What the cells of one column say as numbers. */
export interface ColumnNumbers {
  readonly column: RawColumn;
  /** By row, in the unit of its cell; NaN where there is none. */
  readonly values: Float64Array;
  /** What stands after a plus-minus sign, by row; null where no cell has one. */
  readonly spreads: Float64Array | null;
  /** Unit that each cell states, null for none, by row; null where no cell of the column states one. */
  readonly units: readonly (string | null)[] | null;
  readonly decimal: DecimalMark;
  /** Cells that are not blank, words for nothing included. */
  readonly filled: number;
  /** Cells that hold something: a number, a word, a truth value. */
  readonly present: number;
  readonly numeric: number;
  /** Rows with something that is no number. */
  readonly others: readonly number[];
  /** Why its numbers cannot be read; null where they can. */
  readonly refusal: string | null;
  /** Every number has a plus or minus sign: a list of changes. */
  readonly isSigned: boolean;
}

const NO_EVIDENCE: MarkEvidence = { point: 0, comma: 0, lonePoint: 0, loneComma: 0 };

/** Reads the cells of every column as numbers, each column with the decimal mark that all its cells agree on. */
export function numbersOf({ columns, rows, decimal }: RawTable): ColumnNumbers[] {
  if (decimal === 'fixed') return columns.map((column) => readColumn(column, rows.length, '.'));
  const evidence = columns.map((column) => markEvidence(texts(column, rows.length)));
  const around = { ...NO_EVIDENCE, point: sum(evidence, 'point'), comma: sum(evidence, 'comma') };
  return columns.map((column, index) => readColumn(column, rows.length, agreedMark(evidence[index]!, around, decimal)));
}

function sum(evidence: readonly MarkEvidence[], kind: keyof MarkEvidence): number {
  return evidence.reduce((total, own) => total + own[kind], 0);
}

function* texts(column: RawColumn, rowCount: number): Generator<string> {
  for (let row = 0; row < rowCount; row += 1) {
    const cell = column.cell(row);
    if (typeof cell === 'string') yield cell;
  }
}

function readColumn(column: RawColumn, rowCount: number, mark: DecimalMark | { readonly reason: string }): ColumnNumbers {
  const refusal = typeof mark === 'string' ? null : mark.reason;
  const decimal = typeof mark === 'string' ? mark : '.';
  const values = new Float64Array(rowCount).fill(Number.NaN);
  const others: number[] = [];
  let spreads: Float64Array | null = null;
  let units: (string | null)[] | null = null;
  let [filled, present, numeric, signed] = [0, 0, 0, 0];
  for (let row = 0; row < rowCount; row += 1) {
    const cell = column.cell(row);
    if (!isFilled(cell)) continue;
    filled += 1;
    if (isMissing(cell)) continue;
    present += 1;
    const number = numberIn(cell!, decimal);
    if (number === null) {
      others.push(row);
      continue;
    }
    numeric += 1;
    values[row] = number.value;
    if (number.signed || number.value < 0) signed += 1;
    if (number.unit !== null) {
      units ??= new Array<string | null>(rowCount).fill(null);
      units[row] = number.unit;
    }
    if (number.spread !== null) {
      spreads ??= new Float64Array(rowCount).fill(Number.NaN);
      spreads[row] = number.spread;
    }
  }
  const isSigned = numeric > 0 && signed === numeric;
  return { column, values, spreads, units, decimal, filled, present, numeric, others, refusal, isSigned };
}

function numberIn(
  cell: Scalar,
  decimal: DecimalMark,
): { value: number; unit: string | null; spread: number | null; signed: boolean } | null {
  if (typeof cell === 'number') return { value: cell, unit: null, spread: null, signed: false };
  return typeof cell === 'string' ? cellNumber(cell, decimal) : null;
}

/** Is every cell that holds something a number? */
export function isNumeric({ present, numeric }: ColumnNumbers): boolean {
  return numeric > 0 && numeric === present;
}

const UNSTATED: ReadonlySet<string | null> = new Set([null]);
const NO_NUMBER: ReadonlySet<string | null> = new Set();

/** Units that the cells state, null among them where some number has none; empty where no number is there. */
export function cellUnits({ units, values, numeric }: ColumnNumbers): ReadonlySet<string | null> {
  if (units === null) return numeric > 0 ? UNSTATED : NO_NUMBER;
  const found = new Set<string | null>();
  values.forEach((value, row) => {
    if (!Number.isNaN(value)) found.add(units[row] ?? null);
  });
  return found;
}

/** What a reader learns of numbers that are left out: how many, and between which bounds. */
export function inWords({ values, numeric }: ColumnNumbers): string {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const count = `${numeric} ${numeric === 1 ? 'number' : 'numbers'}`;
  return low === high ? `${count}, ${short(low)}` : `${count} from ${short(low)} to ${short(high)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
