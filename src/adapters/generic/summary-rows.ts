import type { CoveredColumn } from '../../contracts/coverage.ts';
import { halfOfLastDigit } from '../../metrics/rounding.ts';
import { isUnmistakableSum, summingStatistic } from '../../metrics/summing-words.ts';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import { type ColumnNumbers, numbersOf } from './column-numbers.ts';
import { isFilled, isMissing, type RawColumn, type RawTable, type Scalar } from './table.ts';

/** Nobody names a summary at such length, and most cells of a table of names are no words of it. */
const WORD_CHARS_MAX = 40;
const PERCENTILE = /\d/;
const REASON = 'a row that sums up other rows is none of them';

/** A table without the rows that sum up its others, and what became of these. */
export interface Plain {
  readonly raw: RawTable;
  readonly covered: readonly CoveredColumn[];
}

/**
 * Takes the rows off that sum up the others, as spreadsheets and scripts write them below a table (`Average`, `Max`, `Total`) or below each of
 * its groups: the mean of three models is no fourth model. A row is one where a column of names holds such a word and, unless the word
 * leaves no doubt and it stands at the end, its numbers are that statistic of the rows above: a kernel may be called `max`, too.
 */
export function withoutSummaryRows(raw: RawTable): Plain {
  for (const column of raw.columns) {
    const summing = summingRows(raw, column);
    if (summing.size > 0) return { raw: rowsOf(raw, summing), covered: [...summing].map((row) => coverageOf(raw, column, row)) };
  }
  return { raw, covered: [] };
}

/** Rows that stand below each other, and all hold a word for a statistic. */
interface Block {
  readonly start: number;
  readonly end: number;
}

function summingRows(raw: RawTable, column: RawColumn): Set<number> {
  const blocks = blocksOf(raw, column);
  const summing = new Set<number>();
  if (blocks.length === 0 || blocks[0]!.end - blocks[0]!.start === raw.rows.length) return summing;
  const numbers = numbersOf({ ...raw, columns: raw.columns.filter((own) => own !== column) });
  let above = 0;
  for (const { start, end } of blocks) {
    const rows = range(start, end);
    const isEnd = end === raw.rows.length;
    // Each row is one of one group, and of the whole table: the work grows with the rows, however many groups there are.
    const whole = isEnd && above > 0 ? [range(0, start).filter((row) => !summing.has(row))] : [];
    const groups = [range(above, start), ...whole].filter(({ length }) => length > 0);
    const isTold = isEnd && rows.some((row) => isUnmistakableSum(wordIn(column.cell(row))));
    const isSummary =
      groups.length > 0 &&
      (isTold || rows.some((row) => groups.some((group) => isStatistic(numbers, summingStatistic(wordIn(column.cell(row))), row, group))));
    if (!isSummary) continue;
    for (const row of rows) summing.add(row);
    above = end;
  }
  return summing;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}

function blocksOf(raw: RawTable, column: RawColumn): Block[] {
  const blocks: Block[] = [];
  let start = -1;
  for (let row = 0; row <= raw.rows.length; row += 1) {
    const isWord = row < raw.rows.length && summingStatistic(wordIn(column.cell(row))) !== null;
    if (isWord && start < 0) start = row;
    if (isWord || start < 0) continue;
    // `p95` alone may be the ninety-fifth prompt: a percentile stands beside other statistics.
    if (range(start, row).some((own) => !PERCENTILE.test(wordIn(column.cell(own))))) blocks.push({ start, end: row });
    start = -1;
  }
  return blocks;
}

/** The word of a cell, without what sets it off: `**Average:**`, `Mean (3 models)`. */
function wordIn(cell: Scalar | undefined): string {
  if (typeof cell !== 'string' || cell.length > WORD_CHARS_MAX || !/^[\s*_`(]*[a-z]/i.test(cell)) return '';
  return cell
    .replaceAll(/[*_`:]+|\s*\([^()]*\)\s*$/g, '')
    .trim()
    .replace(/\.$/, '');
}

/** Are the numbers of the row that statistic of those of others? An extreme has to be one in every column, a mean or a total in one. */
function isStatistic(numbers: readonly ColumnNumbers[], statistic: string | null, row: number, others: readonly number[]): boolean {
  const agrees = numbers.flatMap(({ values }) => {
    const value = values[row]!;
    const samples = others.map((other) => values[other]!).filter((sample) => !Number.isNaN(sample));
    if (Number.isNaN(value) || samples.length < 2 || minOf(samples) === maxOf(samples)) return [];
    const tolerance = halfOfLastDigit(value) * (1 + 1e-9) + Math.abs(value) * 1e-12;
    return [candidatesOf(statistic, samples).some((candidate) => Math.abs(candidate - value) <= tolerance)];
  });
  return statistic === 'min' || statistic === 'max' ? agrees.length > 0 && agrees.every(Boolean) : agrees.some(Boolean);
}

function candidatesOf(statistic: string | null, samples: readonly number[]): number[] {
  const sum = samples.reduce((total, sample) => total + sample, 0);
  const mean = sum / samples.length;
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  const squares = samples.reduce((total, sample) => total + (sample - mean) ** 2, 0);
  switch (statistic) {
    case 'mean':
      return [mean];
    case 'median':
      return [middle];
    case 'stdev':
      return [Math.sqrt(squares / (samples.length - 1)), Math.sqrt(squares / samples.length)];
    case 'min':
      return [sorted[0]!];
    case 'max':
      return [sorted.at(-1)!];
    case 'total':
    case 'overall':
      return [sum, mean, middle];
    default:
      return [];
  }
}

function rowsOf(raw: RawTable, without: ReadonlySet<number>): RawTable {
  const kept = range(0, raw.rows.length).filter((row) => !without.has(row));
  return {
    ...raw,
    columns: raw.columns.map((column) => ({ ...column, cell: (row: number) => column.cell(kept[row]!) })),
    rows: kept.map((row) => raw.rows[row]!),
  };
}

/** The row with all that stands in it, so that whoever altered it sees that. */
function coverageOf({ columns, rows }: RawTable, named: RawColumn, row: number): CoveredColumn {
  const cells = columns.filter((column) => isFilled(column.cell(row)));
  const rest = cells.filter((column) => column !== named && !isMissing(column.cell(row))).map((column) => String(column.cell(row)));
  const { line, place } = rows[row]!;
  const where = line === undefined ? String(place) : `line ${line}`;
  return {
    at: String(named.cell(row)),
    use: 'left-out',
    filled: cells.length,
    leftOut: cells.length,
    reason: REASON,
    detail: `${where}: ${rest.join(', ')}`,
  };
}
