import { pointerToken } from '../../metrics/cells.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import type { RawColumn, Scalar } from './table.ts';

/** A table that a document holds in another form than a list of objects. */
export interface ShapedTable {
  readonly columns: readonly RawColumn[];
  /** Pointer of each row below the object that holds the table. */
  readonly places: readonly string[];
  /** true where the columns are the outer level: the pointer of a cell is that of its column, then that of its row. */
  readonly byColumn: boolean;
}

/**
 * Rows as lists under a list of names (`{"columns": [...], "data": [[...]]}`, pandas' orient "split"), or a list of lists whose first is
 * the header.
 */
export function rowsOfCells(node: Json): ShapedTable | null {
  if (Array.isArray(node)) {
    const [header, ...rows] = node;
    return isNames(header) && rows.length > 0 ? tableOfRows(header, rows, 1, '') : null;
  }
  if (!isObject(node)) return null;
  const names = own(node, ['columns', 'header', 'headers', 'fields']);
  for (const key of ['data', 'rows', 'values']) {
    const rows = Object.hasOwn(node, key) ? node[key] : undefined;
    if (isNames(names) && Array.isArray(rows) && rows.length > 0) return tableOfRows(names, rows, 0, `/${key}`);
  }
  return null;
}

function own(node: { [key: string]: Json }, keys: readonly string[]): Json | undefined {
  const key = keys.find((candidate) => Object.hasOwn(node, candidate));
  return key === undefined ? undefined : node[key];
}

function isNames(value: Json | undefined): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string' && name.trim() !== '');
}

function tableOfRows(names: readonly string[], rows: readonly Json[], first: number, at: string): ShapedTable | null {
  if (!rows.every((row) => Array.isArray(row) && row.length === names.length && row.every(isScalar))) return null;
  return {
    columns: names.map((name, index) => ({ name, within: [], at: `/${index}`, cell: (row) => (rows[row] as Scalar[])[index] })),
    places: rows.map((_, index) => `${at}/${index + first}`),
    byColumn: false,
  };
}

/**
 * Columns as objects from row to cell (`{"model": {"0": "a"}, "ttft_ms": {"0": 12.5}}`, pandas' default), or as lists of equal length of
 * which one at least is no list of numbers: lists of numbers alone may be anything.
 */
export function columnsOfCells(node: { [key: string]: Json }): ShapedTable | null {
  const entries = Object.entries(node);
  const lists = entries.filter(
    (entry): entry is [string, Scalar[]] => Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every(isScalar),
  );
  if (lists.length >= 2) {
    const length = maxOf(lists.map(([, list]) => list.length));
    const alike = lists.filter(([, list]) => list.length === length);
    const isLabelled = alike.some(([, list]) => list.some((cell) => typeof cell === 'string'));
    if (alike.length < 2 || !isLabelled || !alike.some(([, list]) => list.some((cell) => typeof cell === 'number'))) return null;
    return shaped(
      alike.map(([name, list]) => [name, (row: number) => list[row]] as const),
      Array.from({ length }, (_, index) => String(index)),
    );
  }
  const [first] = entries;
  if (entries.length < 2 || !first || !isObject(first[1])) return null;
  const keys = Object.keys(first[1]);
  if (keys.length === 0 || !keys.every((key) => /^\d+$/.test(key))) return null;
  const objects = entries.filter((entry): entry is [string, { [key: string]: Scalar }] => isObject(entry[1]) && sameKeys(entry[1], keys));
  if (objects.length < entries.length) return null;
  return shaped(
    objects.map(([name, cells]) => [name, (row: number) => cells[keys[row]!]] as const),
    keys,
  );
}

function sameKeys(object: { [key: string]: Json }, keys: readonly string[]): boolean {
  return Object.keys(object).length === keys.length && keys.every((key) => Object.hasOwn(object, key) && isScalar(object[key]!));
}

function shaped(
  columns: readonly (readonly [name: string, cell: (row: number) => Scalar | undefined])[],
  keys: readonly string[],
): ShapedTable {
  return {
    columns: columns.map(([name, cell]) => ({ name, within: [], at: `/${pointerToken(name)}`, cell })),
    places: keys.map((key) => `/${pointerToken(key)}`),
    byColumn: true,
  };
}

function isScalar(value: Json): value is Scalar {
  return typeof value !== 'object' || value === null;
}
