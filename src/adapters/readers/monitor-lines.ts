import { NOTHING_READ, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { numbersIn } from '../../metrics/numbers-in.ts';
import { emptyDocument } from './documents.ts';
import { measured } from './readings.ts';
import { type Reading, tableBuilder } from './table.ts';

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
function monitorReadings(
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

/** How the lines of a monitor are told apart. */
export interface MonitorFormat {
  readonly columns: ReadonlyMap<string, MonitorColumn>;
  /** Names of the columns that a header names; null for a line that is none. */
  readonly header: (line: string) => string[] | null;
  /** Words of a row, one for each name, and the device it is of; null for a line that is none. */
  readonly row: (
    line: string,
    names: readonly string[],
  ) => { readonly words: readonly PlacedWord[]; readonly device: string | null } | null;
}

/** The table of a monitor that prints a line for each device and moment below a header that recurs. */
export function monitorTable(lines: readonly string[], { columns, header, row }: MonitorFormat): ParseResult {
  const table = tableBuilder('line', {}, true);
  const problems: Problem[] = [];
  let names: readonly string[] = [];
  for (const [index, line] of lines.entries()) {
    names = header(line) ?? names;
    const found = names.length === 0 ? null : row(line, names);
    if (found === null) continue;
    const { words, device } = found;
    if (words.length !== names.length) {
      problems.push({ line: index + 1, message: `${words.length} values below ${names.length} columns: the line is left out` });
      continue;
    }
    const readings = monitorReadings(line, names, words, columns);
    if (readings.length > 0) table.add(index + 1, readings, { labels: { device } });
  }
  const built = table.build();
  return built ? { ...NOTHING_READ, tables: [built], problems } : emptyDocument('no device was read');
}
