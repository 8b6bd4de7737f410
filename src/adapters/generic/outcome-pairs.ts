import { errorNumber, requestNumber } from '../../metrics/row-state.ts';
import { isMissing, type RawColumn, type RawTable, type Scalar } from './table.ts';

/** `3/200`, `3 of 200`, `3 / 200 (1.5 %)`: so many of so many. */
const PAIR = /^\s*(\d{1,12})\s*(?:\/|of|out of)\s*(\d{1,12})\s*(?:requests?|reqs?|prompts?)?\s*(?:\([^()]*\))?\s*$/i;

/**
 * Takes columns apart whose cells say how many of how many requests failed, or went well: each holds two numbers, of which the second counts
 * the requests that were made. Only where a cell is named by its column: a number within a text of a JSON document has no address.
 */
export function withOutcomePairs(raw: RawTable): RawTable {
  if (raw.placement === 'pointer' || !raw.columns.some((column) => isPaired(column, raw.rows.length))) return raw;
  return { ...raw, columns: raw.columns.flatMap((column) => (isPaired(column, raw.rows.length) ? partsOf(column) : [column])) };
}

/** Is this one of the cells of the second numbers, which are counted with the first? */
export function isSecondOfPair(at: string): boolean {
  return at.endsWith(SECOND);
}

const SECOND = ';index=1';

function partsOf(column: RawColumn): RawColumn[] {
  return [
    { ...column, at: `${column.at};index=0`, cell: (row) => pairIn(column.cell(row))?.[0] },
    { ...column, name: 'requests', at: `${column.at}${SECOND}`, cell: (row) => pairIn(column.cell(row))?.[1] },
  ];
}

function pairIn(cell: Scalar | undefined): readonly [string, string] | null {
  const found = typeof cell === 'string' ? PAIR.exec(cell) : null;
  return found && Number(found[1]) <= Number(found[2]) ? [found[1]!, found[2]!] : null;
}

function isPaired(column: RawColumn, rowCount: number): boolean {
  if (errorNumber(column.name, []) !== 'count' && requestNumber(column.name, []) !== 'completed') return false;
  const cells = Array.from({ length: rowCount }, (_, row) => column.cell(row)).filter((cell) => !isMissing(cell));
  return cells.length > 0 && cells.every((cell) => pairIn(cell) !== null);
}
