import type { CoveredColumn } from '../../contracts/coverage.ts';
import { NOTHING_READ, type ObservationTable, type ParseResult } from '../../contracts/observation.ts';
import type { Adapter, ParseInput } from '../adapter.ts';
import { type BuiltTable, tablesOf } from './build.ts';
import { delimitedTables } from './delimited.ts';
import { readTable } from './read-table.ts';

/** Any CSV file with a header line: one row per observation, or one row per group with `mean_...` columns. */
export const genericCsv: Adapter = {
  id: 'generic-csv',
  title: 'CSV with a header line',
  tool: 'any program',
  fallback: true,
  source: 'RFC 4180 and its dialects; meaning of columns: src/metrics/names.ts and src/metrics/labels.ts',
  claims: ({ kind }) => kind === 'csv',
  parse,
};

function parse({ text, growing }: ParseInput): ParseResult {
  const { tables, problems, leftOut, unread, rejected } = delimitedTables(complete(text, growing));
  if (rejected) return { ...NOTHING_READ, problems, rejected };
  const built = tables.map(readTable);
  const covered: CoveredColumn[] = [...built.flatMap((part) => part.covered), ...leftOut];
  const read = built.flatMap(tablesOf);
  const result: ParseResult = {
    ...NOTHING_READ,
    tables: read,
    problems: [...problems, ...built.flatMap((part) => part.problems)],
    coverage: { columns: covered, unread },
    runAt: earliest(read),
  };
  if (read.length > 0 || result.problems.length > 0) return result;
  return { ...result, rejected: { verdict: 'unknown', reason: nothingMeasured('CSV', built) } };
}

/** Why a table without a measurement has none. */
export function nothingMeasured(what: string, built: readonly BuiltTable[]): string {
  const reasons = [
    ...new Set(
      built.flatMap(({ covered }) => covered.flatMap(({ use, reason, at }) => (use === 'left-out' && reason ? [`${at}: ${reason}`] : []))),
    ),
  ];
  if (reasons.length === 0) return `${what}, but no column is a measurement: none has a known name, or a unit in its name`;
  return `${what}, but no column could be read as a measurement (${reasons.slice(0, 3).join('; ')}${reasons.length > 3 ? `; and ${reasons.length - 3} more` : ''})`;
}

/** A file that is still being written ends in a row that may be cut; only complete lines are read. */
function complete(text: string, growing: boolean): string {
  return growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

function earliest(tables: readonly ObservationTable[]): number | null {
  let first: number | null = null;
  for (const { times } of tables) for (const time of times ?? []) if (time !== null && (first === null || time < first)) first = time;
  return first;
}
