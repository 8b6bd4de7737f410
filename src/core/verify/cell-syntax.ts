/** A source cell taken apart: see `cellText` in `src/metrics/cells.ts` for how it is printed. */
export interface CellAddress {
  /** Inclusive ranges of CSV rows or text lines; null when the cell is a JSON pointer into the whole document. */
  readonly ranges: readonly (readonly [first: number, last: number])[] | null;
  /** Column name or label in a line; null for a pointer. */
  readonly column: string | null;
  /** Tokens of the JSON pointer, unescaped; null where there is none. */
  readonly pointer: readonly string[] | null;
  /** Which of several numbers, counted from 0; null for the first. */
  readonly index: number | null;
}

const PLACED = /^(?:row|line)=(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*);(.*)$/s;
const COLUMN = /^col=(.*?)(?:;pointer=(\/.*)|;index=(\d+))?$/s;

/** Tokens of a JSON pointer (RFC 6901): '' is the document itself and has none. */
export function pointerTokens(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * Takes a printed cell apart: `row=2;col=tokens_s`, `row=2-36,40;col=x`, `/results/0/ttft_s`, `line=3;pointer=/ttft`,
 * `line=12;col=Mean TTFT (ms);index=1`, `row=2;col=Profile;pointer=/a/0`.
 *
 * @returns null for text that is no cell.
 */
export function parseCell(cell: string): CellAddress | null {
  if (cell === '' || cell.startsWith('/')) return { ranges: null, column: null, pointer: pointerTokens(cell), index: null };
  const placed = PLACED.exec(cell);
  if (!placed) return null;
  const ranges = placed[1]!.split(',').map((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return [first!, last!] as const;
  });
  const rest = placed[2]!;
  if (rest.startsWith('pointer=/')) return { ranges, column: null, pointer: pointerTokens(rest.slice('pointer='.length)), index: null };
  const column = COLUMN.exec(rest);
  if (!column) return null;
  return {
    ranges,
    column: column[1]!.trim(),
    pointer: column[2] === undefined ? null : pointerTokens(column[2]),
    index: column[3] === undefined ? null : Number(column[3]),
  };
}
