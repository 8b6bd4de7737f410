import type { ObservationTable } from '../contracts/observation.ts';
import { labelRole } from '../metrics/labels.ts';

interface Heading {
  readonly line: number;
  readonly depth: number;
  readonly text: string;
}

const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
/** A line in bold that stands for a heading; deeper than any. */
const BOLD_LINE = /^\*\*([^*]+)\*\*:?\s*$/;
const BOLD_DEPTH = 7;
/** Rows of a table compared with those of others; a pasted table is short. */
const ROWS_MAX = 1000;

/**
 * Tables that say the same of what they measured, and stand under different headings of a Markdown text, get what differs in the headings
 * as a label: "master" and "PR" tell two configurations apart, a line number does not.
 *
 * @param text with the content of code blocks, whose comments look like headings, blanked out.
 * @param lineOf line on which a table stands; null where that is not known.
 */
export function labelledByHeadings(
  tables: readonly ObservationTable[],
  text: string,
  lineOf: (table: ObservationTable) => number | null,
): ObservationTable[] {
  if (tables.length < 2) return [...tables];
  const headings = headingsIn(text);
  const paths = tables.map((table) => pathOf(headings, lineOf(table)));
  const byRow = new Map<string, Set<string>>();
  tables.forEach((table, index) => {
    for (const key of rowKeys(table)) byRow.set(key, (byRow.get(key) ?? new Set()).add(paths[index]!.join('\n')));
  });
  if ([...byRow.values()].every((above) => above.size < 2)) return [...tables];
  const isShared = (depth: number) => paths.every((path) => path[depth] === paths[0]![depth]);
  return tables.map((table, index) => {
    const value = paths[index]!.filter((_, depth) => !isShared(depth)).join(', ');
    if (value === '' || table.labels.has('variant')) return table;
    return { ...table, labels: new Map([...table.labels, ['variant', { value, origin: 'document' as const }]]) };
  });
}

function headingsIn(text: string): Heading[] {
  return text.split('\n').flatMap((content, index): Heading[] => {
    const found = HEADING.exec(content);
    const bold = BOLD_LINE.exec(content);
    if (found) return [{ line: index + 1, depth: found[1]!.length, text: found[2]!.replaceAll(/[*`]/g, '') }];
    return bold ? [{ line: index + 1, depth: BOLD_DEPTH, text: bold[1]! }] : [];
  });
}

/** The headings above a line, outermost first. */
function pathOf(headings: readonly Heading[], line: number | null): string[] {
  const above: Heading[] = [];
  for (const heading of headings) {
    if (line === null || heading.line > line) break;
    while (above.length > 0 && above.at(-1)!.depth >= heading.depth) above.pop();
    above.push(heading);
  }
  return above.map(({ text }) => text);
}

/** What each row is about: its labels and its metrics, numbers of repetitions left out. */
function rowKeys({ labels, labelColumns, columns, places }: ObservationTable): Set<string> {
  const constants = [...labels].map(([key, { value }]) => [key, value]);
  const metrics = columns.map(({ metric, statistic }) => `${metric} ${statistic}`);
  const varying = labelColumns.filter(({ key }) => labelRole(key) !== 'observation');
  const rows = places.slice(0, ROWS_MAX).map((_, row) => varying.map(({ key, values }) => [key, values[row]]));
  return new Set(rows.map((row) => JSON.stringify([constants, row, metrics])));
}
