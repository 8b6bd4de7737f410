import { type CellCondition, parseConditions, printConditions } from './cell-conditions.ts';
import { rememberedText } from './remembered-text.ts';

/** Where a row of an `ObservationTable` stands: see its `placement`. */
export type Placement = 'row' | 'line' | 'pointer';

/** Inclusive, `first <= last`. */
export type CellRange = readonly [first: number, last: number];

/**
 * Source cells: one, or all those of some rows of a column. This is the whole grammar of the `cells` of a source:
 *
 *     cell    = document | rows | items
 *     document = JSON pointer (RFC 6901) into the whole file; "" is the file itself
 *     rows    = ("row=" | "line=") ranges ";" target [";where=" conditions]
 *     items   = "item=" ranges ";of=" pointer ";pointer=" pointer [";where=" conditions]
 *     ranges  = range *("," range), range = number ["-" number], ascending and apart
 *     target  = "col=" name [";pointer=" pointer | ";index=" number] [";decimal=,"] | "pointer=" pointer
 *
 * - `row=2;col=tokens_s` is the cell of that column in the record that starts on line 2 of a CSV file; the header is row 1.
 * - `line=3;pointer=/ttft` points into the JSON on line 3; `line=12;col=Mean TTFT (ms)` is the number after that label, or below that
 *   head of a table; `;index=1` the second number there; `;decimal=,` says that the column is written with decimal commas; `row=2;col=Profile;pointer=/a/0` points into JSON within a cell.
 * - `item=0-99;of=/results;pointer=/ttft` are the cells `/results/0/ttft` to `/results/99/ttft`; in the file of JSON lines as in a document.
 * - `row=2-400001;col=ttft_s;where=model="a",error=""` are the cells of the rows for which every condition holds (`cell-conditions.ts`);
 *   the names in them are columns of the row, or JSON pointers below the line's record or the item.
 *
 * In names and pointers after `=`, a semicolon is written `\;` and a backslash `\\`. Several cells of one source do not overlap.
 */
export interface CellAddress {
  /** What `ranges` count: CSV rows, text lines, items of an array; null for a JSON pointer into the whole document. */
  readonly place: 'row' | 'line' | 'item' | null;
  readonly ranges: readonly CellRange[] | null;
  /** Tokens of the pointer to the array whose items `ranges` count; null without items. */
  readonly of: readonly string[] | null;
  /** Column name or label in a line; null for a pointer. */
  readonly column: string | null;
  /** Tokens of the JSON pointer, unescaped; null where there is none. */
  readonly pointer: readonly string[] | null;
  /** Which of several numbers, counted from 0; null for the first. */
  readonly index: number | null;
  /** The decimal mark of the column where it is not the point. */
  readonly decimal?: ',';
  /** Every one must hold for a row of the ranges to count. */
  readonly where: readonly CellCondition[];
}

/** Escapes one reference token of a JSON pointer (RFC 6901, section 3). */
export function pointerToken(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Tokens of a JSON pointer (RFC 6901): '' is the document itself and has none. */
export function pointerTokens(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A JSON pointer of its tokens. */
export function pointerText(tokens: readonly string[]): string {
  return tokens.map((token) => `/${pointerToken(token)}`).join('');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;]/g, '\\$&');
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\\;])/g, '$1');
}

function rangesText(ranges: readonly CellRange[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}

/** What an address says after its ranges and before its conditions. */
type Target = Pick<CellAddress, 'of' | 'column' | 'pointer' | 'index' | 'decimal'>;

function targetText({ of, column, pointer, index, decimal }: Target): string {
  const inArray = of === null ? '' : `;of=${escaped(pointerText(of))}`;
  const named = column === null ? '' : `;col=${escaped(column)}`;
  const below = pointer === null ? '' : `;pointer=${escaped(pointerText(pointer))}`;
  return `${inArray}${named}${below}${index === null ? '' : `;index=${index}`}${decimal === undefined ? '' : `;decimal=${decimal}`}`;
}

function whereText(where: readonly CellCondition[]): string {
  return where.length === 0 ? '' : `;where=${printConditions(where)}`;
}

/** Prints an address; `parseCell` reads it back. */
export function printCell({ place, ranges, where, ...target }: CellAddress): string {
  if (place === null || ranges === null) return pointerText(target.pointer ?? []);
  return `${place}=${rangesText(ranges)}${targetText(target)}${whereText(where)}`;
}

const PLACED = /^(row|line|item)=(\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*);(.*)$/s;
/** Text up to a part that begins with one of the words of the grammar; a semicolon that begins none belongs to the text. */
const TEXT = String.raw`((?:[^\\;]|\\.|;(?!(?:pointer=(?:\/|;|$)|index=\d|decimal=,|where=)))*)`;
const TARGET = new RegExp(
  String.raw`^(?:of=${TEXT};pointer=${TEXT}|col=${TEXT}(?:;pointer=${TEXT}|;index=(\d+))?(?:;decimal=(,))?|pointer=${TEXT})(?:;where=(.*))?$`,
  's',
);

function rangesOf(text: string): CellRange[] {
  return text.split(',').map((range) => {
    const dash = range.indexOf('-');
    const first = Number(dash < 0 ? range : range.slice(0, dash));
    return [first, dash < 0 ? first : Number(range.slice(dash + 1))];
  });
}

/** The target and the conditions of a printed cell; null for text that is neither. The cells of a column share them. */
const targetRead = rememberedText((text): (Target & Pick<CellAddress, 'where'>) | null => {
  const target = TARGET.exec(text);
  if (!target) return null;
  const [, of, itemPointer, column, cellPointer, index, decimal, ownPointer, conditions] = target;
  const where = conditions === undefined ? [] : parseConditions(conditions);
  const pointer = itemPointer ?? cellPointer ?? ownPointer;
  if (where === null) return null;
  return {
    of: of === undefined ? null : pointerTokens(unescaped(of)),
    column: column === undefined ? null : unescaped(column),
    pointer: pointer === undefined ? null : pointerTokens(unescaped(pointer)),
    index: index === undefined ? null : Number(index),
    ...(decimal === undefined ? {} : { decimal: ',' }),
    where,
  };
});

/** Takes a printed cell apart; null for text that is none. */
export function parseCell(cell: string): CellAddress | null {
  const nowhere = { place: null, ranges: null, of: null, column: null, pointer: null, index: null, where: [] };
  if (cell === '' || cell.startsWith('/')) return { ...nowhere, pointer: pointerTokens(cell) };
  const placed = PLACED.exec(cell);
  const target = placed && targetRead(placed[3]!);
  if (!placed || !target) return null;
  const place = placed[1] as 'row' | 'line' | 'item';
  return (place === 'item') === (target.of !== null) ? { place, ranges: rangesOf(placed[2]!), ...target } : null;
}

const AT = /^(.*?)(?:;pointer=(\/.*)|;index=(\d+))?(?:;decimal=(,))?$/s;

/** What `at` of a column says beyond the place of its row: column, pointer, index, decimal mark. */
export function targetOf(placement: Placement, at: string): Pick<CellAddress, 'column' | 'pointer' | 'index' | 'decimal'> {
  if (placement === 'pointer' || (placement === 'line' && at.startsWith('/'))) {
    return { column: null, pointer: pointerTokens(at), index: null };
  }
  const [, column, pointer, index, decimal] = AT.exec(at)!;
  return {
    column: column!,
    pointer: pointer === undefined ? null : pointerTokens(pointer),
    index: index === undefined ? null : Number(index),
    ...(decimal === undefined ? {} : { decimal: ',' }),
  };
}

/** Is `at` a whole cell, or one at a distance from the place of its row? */
export function isWholeCell(at: string): boolean {
  return /^(?:line|row)=\+?\d+;/.test(at);
}

const DISTANT = /^(line|row)=\+(\d+);(.*)$/s;

/**
 * The printed form of one source cell.
 *
 * @param place CSV row or text line, counted from 1, or the JSON pointer of the record ('' for the document).
 * @param at column name, `/pointer` below the record, or label within a text line; may end in `;pointer=/x` or `;index=2` where a
 *   single cell holds JSON or several numbers, and in `;decimal=,` where its column is written with decimal commas. Where the values of one
 *   observation stand on several lines (a block of a log, a CSV with a row per metric), `at` is the whole cell: `line=12;col=Mean TTFT (ms)`,
 *   `row=5;col=avg`; or, where such blocks recur and shall share their columns, the cell that many lines below the place:
 *   `line=+2;col=eval time`.
 */
export function cellText(placement: Placement, place: number | string, at: string): string {
  if (placement === 'pointer') return `${place}${at}`;
  if (!isWholeCell(at)) return `${placement}=${Number(place)}${TARGETS[placement](at)}`;
  const distant = DISTANT.exec(at);
  return distant ? `${distant[1]}=${Number(place) + Number(distant[2])};${distant[3]}` : at;
}

/** The printed form of the cells of one column in some rows that have numbers. @param at of a column, no whole cell. */
export function cellsText(placement: 'row' | 'line', ranges: readonly CellRange[], at: string, where: readonly CellCondition[]): string {
  return `${placement}=${rangesText(ranges)}${TARGETS[placement](at)}${whereText(where)}`;
}

/** What follows the rows in every cell of a column, by its `at`. */
const TARGETS = {
  row: rememberedText((at) => targetText({ of: null, ...targetOf('row', at) })),
  line: rememberedText((at) => targetText({ of: null, ...targetOf('line', at) })),
};
