import type { Source } from '../../contracts/fact.ts';
import { printConditions } from '../../metrics/cell-conditions.ts';
import { type CellRange, parseCell, pointerText } from '../../metrics/cells.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Inline } from './document.ts';
import { code, joined, text } from './inline.ts';

/** Ranges or columns of one artifact that are printed before the rest is left to the JSON report. */
const GROUP_COUNT_MAX = 8;
const RANGE_COUNT_MAX = 12;

/** Ascending ranges that hold the same numbers, what adjoins or overlaps joined. */
function joinedRanges(own: readonly CellRange[]): CellRange[] {
  const parts: [number, number][] = [];
  for (const [first, last] of own.toSorted((a, b) => a[0] - b[0])) {
    const before = parts.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else parts.push([first, last]);
  }
  return parts;
}

function rangesText(own: readonly CellRange[]): string {
  const parts = joinedRanges(own).map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  const shown = parts.slice(0, RANGE_COUNT_MAX).join(', ');
  return parts.length > RANGE_COUNT_MAX ? `${shown}, ...` : shown;
}

/** Numbers as ascending ranges: 2-6, 9. Every range is a set, so order and repetition do not show. */
export function ranges(numbers: readonly number[]): string {
  return rangesText(numbers.map((number) => [number, number]));
}

function isOne(own: readonly CellRange[]): boolean {
  const [first, ...others] = joinedRanges(own);
  return first !== undefined && others.length === 0 && first[0] === first[1];
}

/** Cells grouped by what is the same in them; `numbers` is what differs. */
interface CellGroup {
  readonly before: string;
  readonly after: string;
  readonly numbers: CellRange[];
  /** What a selection asks of its rows, as printed; absent for other cells. */
  readonly where?: string;
}

/** Splits a cell at the number that `position` counts among its numeric parts: row, line or index of a JSON pointer. */
function splitAt(cell: string, position: number): CellGroup | null {
  const found = [...cell.matchAll(/(?<=^row=|^line=|\/)\d+(?=;|\/|$)/g)][position];
  if (!found) return null;
  return {
    before: cell.slice(0, found.index),
    after: cell.slice(found.index + found[0].length),
    numbers: [[Number(found[0]), Number(found[0])]],
  };
}

function numericParts(cell: string): string[] {
  return [...cell.matchAll(/(?<=^row=|^line=|\/)\d+(?=;|\/|$)/g)].map((match) => match[0]);
}

/** The group of a cell that names several rows or items; null for one cell. */
function groupOfRanges(cell: string): CellGroup | null {
  const address = parseCell(cell);
  if (!address?.ranges || (address.place !== 'item' && isOne(address.ranges) && address.where.length === 0)) return null;
  const { place, of, pointer, column, where } = address;
  const isItem = place === 'item';
  const target = column === null ? pointerText(pointer ?? []) : column;
  return {
    before: isItem ? `${pointerText(of ?? [])}/` : `${place}=`,
    after: isItem ? target : `;${column === null ? 'pointer' : 'col'}=${target}`,
    numbers: [...address.ranges],
    ...(where.length === 0 ? {} : { where: printConditions(where) }),
  };
}

/** Groups cells that differ in one number only; where several numbers differ (runs and their samples), the last of these makes the range. */
function groupCells(cells: readonly string[]): CellGroup[] {
  const shapes = new Map<string, string[]>();
  for (const cell of cells) {
    const shape = cell.replaceAll(/(?<=^row=|^line=|\/)\d+(?=;|\/|$)/g, '*');
    const alike = shapes.get(shape);
    if (alike) alike.push(cell);
    else shapes.set(shape, [cell]);
  }
  const groups = new Map<string, CellGroup>();
  for (const alike of shapes.values()) {
    const parts = alike.map(numericParts);
    const varying = (parts[0] ?? []).findLastIndex((_, position) => parts.some((part) => part[position] !== parts[0]![position]));
    for (const cell of alike) {
      const split = groupOfRanges(cell) ?? splitAt(cell, Math.max(varying, 0)) ?? { before: cell, after: '', numbers: [] };
      const key = JSON.stringify([split.before, split.after, split.where]);
      const group = groups.get(key);
      if (group) appendAll(group.numbers, split.numbers);
      else groups.set(key, split);
    }
  }
  return [...groups.values()];
}

function groupContent({ before, after, numbers, where }: CellGroup): Inline[] {
  const selected = where === undefined ? [] : [text(' where '), code(where)];
  const place = /^(row|line)=$/.exec(before)?.[1];
  const many = numbers.length > 0 && !isOne(numbers);
  if (!place) {
    const middle = many ? `{${rangesText(numbers)}}` : rangesText(numbers);
    return [code(`${before}${middle}${after}`), ...selected];
  }
  const placed = text(`${place}${many ? 's' : ''} ${rangesText(numbers)}`);
  const column = /^;col=(.*)$/s.exec(after)?.[1];
  if (column !== undefined) return [placed, text(' of '), code(column), ...selected];
  const pointer = /^;pointer=(.*)$/s.exec(after)?.[1];
  return pointer === undefined ? [placed, ...selected] : [placed, text(', '), code(pointer), ...selected];
}

/**
 * Cells of one artifact in words: "rows 2-36 of `tokens_s`", "`/results/{0-9}/ttft_s`". A long list of groups ends with an ellipsis; the JSON
 * report holds every cell. Empty for no cells.
 */
export function cellsContent(cells: readonly string[]): Inline[] {
  const groups = groupCells(cells);
  const shown = joined(groups.slice(0, GROUP_COUNT_MAX).map(groupContent), ', ');
  return groups.length > GROUP_COUNT_MAX ? [...shown, text(', ...')] : shown;
}

/** An artifact and its cells: "`a.csv` rows 2-36 of `tokens_s`". */
export function sourceContent({ path, cells }: Source): Inline[] {
  const content = cellsContent(cells);
  return content.length === 0 ? [code(path)] : [code(path), text(' '), ...content];
}

/** Several facts' sources as one list: paths in order of first appearance, their cells joined. */
export function mergeSources(sources: readonly Source[]): Source[] {
  const byPath = new Map<string, { path: string; sha256: string; cells: Set<string> }>();
  for (const { path, sha256, cells } of sources) {
    const known = byPath.get(path) ?? { path, sha256, cells: new Set<string>() };
    for (const cell of cells) known.cells.add(cell);
    byPath.set(path, known);
  }
  return [...byPath.values()].map(({ path, sha256, cells }) => ({ path, sha256, cells: [...cells] }));
}
