import type { ParsedArtifact } from '../src/adapters/recognise.ts';
import type { LabelValue, ParseResult } from '../src/contracts/observation.ts';
import { labelBook } from '../src/core/assemble/labels.ts';
import { cellText } from '../src/metrics/cells.ts';

/** One value of a parsed artifact, with everything that belongs to it. */
export interface ReadValue {
  readonly metric: string;
  /** null for a sample. */
  readonly statistic: string | null;
  readonly value: number;
  readonly unit: string;
  readonly definition: string | null;
  readonly count: number | null;
  /** As a report prints it. */
  readonly cell: string;
  readonly labels: Readonly<Record<string, LabelValue>>;
  readonly failure: string | null;
  readonly timeMs: number | null;
}

/** Every value of the tables in order of table, row and column, labelled as a report on this file alone would; missing values are left out. */
export function readValues(parsed: ParseResult): ReadValue[] {
  const book = labelBook([{ path: 'file', placedAt: 'file', sha256: '', adapter: '', verdict: 'accepted', parsed }]);
  return parsed.tables.flatMap((table) =>
    table.places.flatMap((place, row) => {
      const labels: Record<string, LabelValue> = Object.create(null);
      for (const [key, { value }] of table.labels) labels[key] = book.value(key, value);
      for (const { key, values } of table.labelColumns) if (values[row] !== null) labels[key] = book.value(key, values[row]!);
      return table.columns
        .filter(({ values }) => !Number.isNaN(values[row]))
        .map(({ metric, statistic, unit, at, definition, counts, values }) => ({
          metric,
          statistic,
          value: values[row]!,
          unit,
          definition: definition ?? null,
          count: counts === undefined || Number.isNaN(counts[row]) ? null : counts[row]!,
          cell: cellText(table.placement, place, at),
          labels,
          failure: table.failures.get(row) ?? null,
          timeMs: table.times?.[row] ?? null,
        }));
    }),
  );
}

/** What a golden file records: every value with its cell, grouped by row, and all the rest. Numbers that JSON has not become text. */
export function printable({ adapter, verdict, reason, version, sampleCount, result }: ParsedArtifact): string {
  const recorded = {
    adapter,
    verdict,
    reason,
    version,
    sampleCount,
    runAt: result.runAt === null ? null : new Date(result.runAt).toISOString(),
    configuration: fromEntries(result.configuration),
    problems: result.problems,
    statements: result.statements,
    tables: result.tables.map((table) => ({
      placement: table.placement,
      ordered: table.ordered,
      labels: fromEntries([...table.labels].map(([key, { value, origin }]) => [key, `${value} (${origin})`])),
      rows: table.places.map((place, row) => ({
        place,
        labels: fromEntries(table.labelColumns.filter(({ values }) => values[row] !== null).map(({ key, values }) => [key, values[row]])),
        ...(table.failures.has(row) ? { failure: table.failures.get(row) } : {}),
        ...(table.times ? { time: table.times[row] === null ? null : new Date(table.times[row]!).toISOString() } : {}),
        values: fromEntries(
          table.columns
            .filter(({ values }) => !Number.isNaN(values[row]))
            .map((column) => [
              cellText(table.placement, place, column.at),
              [
                [column.metric, column.statistic, column.definition && `[${column.definition}]`].filter(Boolean).join(' '),
                `${column.values[row]} ${column.unit}`,
                ...(column.counts ? [`n=${column.counts[row]}`] : []),
              ].join(' | '),
            ]),
        ),
      })),
    })),
  };
  return `${JSON.stringify(recorded, null, 2)}\n`;
}

/** An object without prototype: a key called `__proto__` stays a key. */
function fromEntries(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return object;
}
