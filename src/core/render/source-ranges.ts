import type { Source } from '../../contracts/fact.ts';
import { appendAll } from '../../sequences/append-all.ts';
import type { Inline } from './document.ts';
import { code, joined, text } from './inline.ts';

/** Ranges or columns of one artifact that are printed before the rest is left to the JSON report. */
const GROUP_COUNT_MAX = 8;
const RANGE_COUNT_MAX = 12;

/** Numbers as ascending ranges: 2-6, 9. Every range is a set, so order and repetition do not show. */
export function ranges(numbers: readonly number[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const parts: string[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (sorted[end + 1] === sorted[end]! + 1) end += 1;
    parts.push(start === end ? String(sorted[start]) : `${sorted[start]}-${sorted[end]}`);
    start = end + 1;
  }
  const shown = parts.slice(0, RANGE_COUNT_MAX).join(', ');
  return parts.length > RANGE_COUNT_MAX ? `${shown}, ...` : shown;
}

/** Cells grouped by what is the same in them; `numbers` is what differs. */
interface CellGroup {
  readonly before: string;
  readonly after: string;
  readonly numbers: number[];
}

/** Splits a cell at the number that `position` counts among its numeric parts: row, line or index of a JSON pointer. */
function splitAt(cell: string, position: number): CellGroup | null {
  const found = [...cell.matchAll(/(?<=^row=|^line=|\/)\d+(?=;|\/|$)/g)][position];
  if (!found) return null;
  return { before: cell.slice(0, found.index), after: cell.slice(found.index + found[0].length), numbers: [Number(found[0])] };
}

function numericParts(cell: string): string[] {
  return [...cell.matchAll(/(?<=^row=|^line=|\/)\d+(?=;|\/|$)/g)].map((match) => match[0]);
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
      const split = splitAt(cell, Math.max(varying, 0)) ?? { before: cell, after: '', numbers: [] };
      const key = JSON.stringify([split.before, split.after]);
      const group = groups.get(key);
      if (group) appendAll(group.numbers, split.numbers);
      else groups.set(key, split);
    }
  }
  return [...groups.values()];
}

function groupContent(group: CellGroup): Inline[] {
  const place = /^(row|line)=$/.exec(group.before)?.[1];
  if (!place) {
    const many = new Set(group.numbers).size > 1;
    const middle = many ? `{${ranges(group.numbers)}}` : group.numbers.join('');
    return [code(`${group.before}${middle}${group.after}`)];
  }
  const where = text(`${place}${new Set(group.numbers).size > 1 ? 's' : ''} ${ranges(group.numbers)}`);
  const column = /^;col=(.*)$/s.exec(group.after)?.[1];
  if (column !== undefined) return [where, text(' of '), code(column)];
  const pointer = /^;pointer=(.*)$/s.exec(group.after)?.[1];
  return pointer === undefined ? [where] : [where, text(', '), code(pointer)];
}

/**
 * The cells of one artifact in words: "`a.csv` rows 2-36 of `tokens_s`", "`b.json` `/results/{0-9}/ttft_s`". A long list of groups ends
 * with an ellipsis; the JSON report holds every cell.
 */
export function sourceContent(source: Source): Inline[] {
  const groups = groupCells(source.cells);
  const shown = groups.slice(0, GROUP_COUNT_MAX).map(groupContent);
  const cells = joined(shown, ', ');
  if (cells.length === 0) return [code(source.path)];
  return [code(source.path), text(' '), ...cells, ...(groups.length > GROUP_COUNT_MAX ? [text(', ...')] : [])];
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
