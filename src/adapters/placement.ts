import type { Coverage } from '../contracts/coverage.ts';
import { NOTHING_READ, type ObservationTable, type ParseResult, type Problem } from '../contracts/observation.ts';

/** Where a part of a file stands in it. */
export interface PartPlace {
  /** Lines of the file before its first one. */
  readonly linesBefore: number;
  /** JSON pointer of the document that it is, among the documents of the file (`/2`); '' where it is no document or the only one. */
  readonly pointer: string;
}

/** What was read from a part of a file, with its cells, problems and statements at their places in the file. */
export function placedIn(result: ParseResult, { linesBefore, pointer }: PartPlace): ParseResult {
  const moved = (at: string) =>
    at.replace(/^(line|row)=(\d+)(?=;)/, (_, unit: string, line: string) => `${unit}=${Number(line) + linesBefore}`);
  const placed = ({ line, ...problem }: Problem): Problem => (line === undefined ? problem : { ...problem, line: line + linesBefore });
  return {
    ...result,
    tables: result.tables.map(
      (table): ObservationTable => ({
        ...table,
        places: table.places.map((place) => (typeof place === 'number' ? place + linesBefore : `${pointer}${place}`)),
        columns: table.columns.map((column) => ({ ...column, at: moved(column.at) })),
        failureCells: new Map([...table.failureCells].map(([row, at]) => [row, moved(at)])),
      }),
    ),
    statements: result.statements.map((statement) => ({ ...statement, line: statement.line + linesBefore })),
    problems: result.problems.map(placed),
    configuration: new Map([...result.configuration].map(([key, value]) => [key.startsWith('/') ? `${pointer}${key}` : key, value])),
  };
}

/** What was read from the parts of a file, as one. A part that was refused costs itself only, unless none was read. */
export function merged(results: readonly ParseResult[]): ParseResult {
  const [only] = results;
  if (only && results.length === 1) return only;
  const isRead = results.some(({ rejected, tables }) => rejected === null && tables.length > 0);
  const refusals = results.flatMap(({ rejected, problems }): Problem[] =>
    rejected && problems.length === 0 ? [{ message: rejected.reason }] : [],
  );
  return {
    ...NOTHING_READ,
    tables: results.flatMap(({ tables }) => tables),
    statements: results.flatMap(({ statements }) => statements),
    problems: [...results.flatMap(({ problems }) => problems), ...(isRead ? refusals : [])],
    runAt: results.find(({ runAt }) => runAt !== null)?.runAt ?? null,
    configuration: new Map(results.toReversed().flatMap(({ configuration }) => [...configuration])),
    version: results.find(({ version }) => version !== null)?.version ?? null,
    coverage: mergedCoverage(results),
    rejected: isRead ? null : (results.find(({ rejected }) => rejected !== null)?.rejected ?? null),
  };
}

/** Parts whose adapter counts what it used; null where none does. */
function mergedCoverage(results: readonly ParseResult[]): Coverage | null {
  const counted = results.flatMap(({ coverage }) => coverage ?? []);
  if (counted.length === 0) return null;
  return { columns: counted.flatMap(({ columns }) => columns), unread: counted.reduce((sum, { unread }) => sum + unread, 0) };
}
