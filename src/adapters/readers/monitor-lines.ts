import { numbersIn } from '../../metrics/numbers-in.ts';
import { measured } from './readings.ts';
import type { Reading } from './table.ts';

/** What a column of a monitor's table holds. */
export interface MonitorColumn {
  readonly metric: string;
  readonly unit: string;
  readonly definition?: string;
}

/** A word of a line, and where it begins. */
export interface PlacedWord {
  readonly text: string;
  readonly start: number;
}

/** The words of a line, which blanks part. */
export function wordsOf(line: string): PlacedWord[] {
  return [...line.matchAll(/\S+/g)].map((match) => ({ text: match[0], start: match.index }));
}

/**
 * The readings of a line below a header of words: one word a column. The cell is named by the column, and by its place among the numbers of
 * the line, since the line does not hold the name.
 *
 * @param names of the columns, one for each of `words`.
 */
export function monitorReadings(
  line: string,
  names: readonly string[],
  words: readonly PlacedWord[],
  columns: ReadonlyMap<string, MonitorColumn>,
): Reading[] {
  return names.flatMap((name, position) => {
    const column = columns.get(name);
    const word = words[position];
    if (!column || !word) return [];
    const { metric, unit, definition } = column;
    return measured(metric, unit, `${name};index=${numbersIn(line.slice(0, word.start)).length}`, word.text, { definition });
  });
}
