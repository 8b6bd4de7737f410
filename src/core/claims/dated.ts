import type { Statement } from '../../contracts/observation.ts';
import type { Assembly } from '../../contracts/series.ts';
import { runFromPath } from '../../metrics/paths.ts';

/** A text says so of itself: "Generated on 2025-09-30", "Date: 2025-09-30", and its file may be called by the day. */
const SAYS_ITS_DAY = /\b(?:generated|created|written|compiled|date[d:]?|as of|reported)\b[^\d.]{0,24}(\d{4}-\d{2}-\d{2})\b/gi;
const DAY_IN_NAME = /(?<!\d)(20\d{2})[-_]?(\d{2})[-_]?(\d{2})(?!\d)/g;

/** The last day, year, month and day, on which a text says that it was written; null where it says none. */
function dayOfText(path: string, statements: readonly Statement[]): string | null {
  const said = statements.flatMap(({ text }) => [...text.matchAll(SAYS_ITS_DAY)].map(([, day]) => day!));
  const named = [...path.slice(path.lastIndexOf('/') + 1).matchAll(DAY_IN_NAME)].map(([, ...parts]) => parts.join('-'));
  return [...said, ...named].sort().at(-1) ?? null;
}

/** The day of the first run of the data; null where not all of them say when they ran. */
export function firstDayOf({ subjects, reported }: Assembly): string | null {
  const tables = [...subjects.flatMap(({ blocks }) => blocks), ...reported].map(({ table }) => table);
  const days = [...new Set(tables.map(({ artifact }) => artifact.parsed.runAt ?? runFromPath(artifact.placedAt).runAt))].map((at) =>
    at === null ? null : new Date(at).toISOString().slice(0, 10),
  );
  return days.length === 0 || days.includes(null) ? null : (days as string[]).sort()[0]!;
}

/** Was a text written before anything of the data was measured? Then it is of other runs. */
export function isBefore(path: string, statements: readonly Statement[], firstDay: string | null): boolean {
  const day = dayOfText(path, statements);
  return day !== null && firstDay !== null && day < firstDay;
}
