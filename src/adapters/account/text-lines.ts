import type { CoveredColumn } from '../../contracts/coverage.ts';
import { isAmong, isPartOfLabel } from './labelled-texts.ts';
import { tallies } from './tally.ts';
import type { WhatWasRead } from './what-was-read.ts';

/** Numbers with digit groups, and durations of several parts (`2m8.5s`) as one; part of a name (`v1`, `gemma3`) is none. */
const NUMBER = /(?<![\p{L}\p{N}_.])[-+]?\d+(?:,\d{3})*(?:\.\d+)*(?:e[-+]?\d+)?(?:[hm]\d+(?:\.\d+)?)*/giu;
/** A time of day or a date says when the line was written. */
const TIME = /\b\d{2,4}[-/]\d\d[-/]\d{2,4}\b|\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\b/g;
/** A kind of line is called by its beginning. */
const NAME_CHARS_MAX = 40;
/** This many kinds of lines or rows are named, those with most cells first; the others are counted. */
const NAMED_MAX = 8;
const UNKNOWN = 'numbers in lines of which nothing is known of this format';

/**
 * What became of the numbers in the lines of a text. Lines that differ in numbers only are one kind, called by its beginning with `#` for
 * each number.
 *
 * @param kept lines that are kept otherwise, or refused with a reason.
 */
export function textLines(text: string, read: WhatWasRead, kept: ReadonlySet<number>): { columns: CoveredColumn[]; unread: number } {
  const kinds = tallies();
  const said = new Map<string, boolean>();
  const isSaid = (number: string) => {
    const known = said.get(number) ?? ([...read.texts.values()].some((own) => isAmong(own, number)) || isPartOfLabel(number, read));
    said.set(number, known);
    return known;
  };
  let used = 0;
  let times = 0;
  text.split('\n').forEach((content, index) => {
    if (kept.has(index + 1)) return;
    times += content.match(TIME)?.length ?? 0;
    const line = content.replaceAll(TIME, '');
    const numbers = line.match(NUMBER) ?? [];
    const values = [...(read.lines.get(index + 1)?.values() ?? [])];
    const others = numbers.filter((number) => {
      const at = values.indexOf(Number(number.replaceAll(',', '')));
      if (at !== -1) values.splice(at, 1);
      return at === -1;
    });
    // A value that is written otherwise (`2m8.5s`) is one of the others; a label stands in a line once.
    const left = others.slice(values.length).filter((number, place, all) => all.indexOf(number) !== place || !isSaid(number));
    used += numbers.length - left.length;
    if (left.length > 0) kinds.of(lineKind(content)).filled += left.length;
  });
  const covered = leftOutKinds([...kinds.all].map(([at, { filled }]) => [at, filled]));
  const told: CoveredColumn[] = [
    { at: 'numbers in the lines', use: 'value', filled: used, leftOut: 0 },
    { at: 'times in the lines', use: 'declared', filled: times, leftOut: 0 },
  ];
  return { ...covered, columns: [...told, ...covered.columns] };
}

/** Kinds of lines or rows of which nothing is read, with the number of their cells: the largest are named. */
export function leftOutKinds(kinds: readonly (readonly [at: string, cells: number])[]): { columns: CoveredColumn[]; unread: number } {
  const sorted = kinds.toSorted(([, a], [, b]) => b - a);
  const columns = sorted
    .slice(0, NAMED_MAX)
    .map(([at, cells]): CoveredColumn => ({ at, use: 'left-out', filled: cells, leftOut: cells, reason: UNKNOWN }));
  return { columns, unread: sorted.slice(NAMED_MAX).reduce((sum, [, cells]) => sum + cells, 0) };
}

/** How many numbers stand in a text, times apart. */
export function numberCount(text: string): number {
  return text.replaceAll(TIME, '').match(NUMBER)?.length ?? 0;
}

/** What a line is called whose numbers were left out. */
export function lineKind(line: string): string {
  return line.replaceAll(TIME, '').trim().replaceAll(NUMBER, '#').replaceAll(/\s+/g, ' ').slice(0, NAME_CHARS_MAX);
}
