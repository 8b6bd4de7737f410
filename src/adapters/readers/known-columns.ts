import { type LabelValue, NOTHING_READ, type ObservationTable, type ParseResult, type Problem } from '../../contracts/observation.ts';
import { isKnownLabel, labelKey, slug } from '../../metrics/labels.ts';
import { rememberedText } from '../../metrics/remembered-text.ts';
import { failureIn, outcomeKind, statesOutcome } from '../../metrics/row-state.ts';
import type { ParseInput } from '../adapter.ts';
import { type CsvRecord, csvRecords } from './csv.ts';
import { findDelimiter } from './dialect.ts';
import { emptyDocument } from './documents.ts';
import { numberIn, timeOf } from './fields.ts';
import { measured } from './readings.ts';
import { tableBuilder } from './table.ts';

/** What a column of a tool's CSV holds. */
export interface KnownColumn {
  readonly metric: string;
  readonly unit: string;
  readonly statistic?: string;
  readonly definition?: string;
}

export interface KnownCsv {
  /** By name, as written. */
  readonly columns: ReadonlyMap<string, KnownColumn>;
  readonly constants: Readonly<Record<string, LabelValue | null>>;
  /** Columns that are labels under another key than their name. */
  readonly keys?: ReadonlyMap<string, string>;
  /** Column of the time at which the row was written; null where there is none. */
  readonly time: string | null;
  /** Measurements of which a zero says that nothing was measured. */
  readonly missingAtZero?: ReadonlySet<string>;
  /** Columns that are neither label nor measurement. */
  readonly left: ReadonlySet<string>;
}

/** Names of the header: the cells of the first line that is not blank. */
export function headerOf(lines: readonly string[]): readonly string[] {
  return namesIn(lines.find((line) => line.trim() !== '') ?? '');
}

/** A line may be long, and each adapter asks for the header of the file in hand: a few are kept. */
const namesIn = rememberedText(
  (line): readonly string[] => line.split(findDelimiter(line)).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')),
  16,
);

/**
 * Reads CSV of a known tool: columns that it names are measurements, an outcome says which rows failed, others are labels where they have
 * the name of one. A number under a name that nobody knows is no label: it is left out and named.
 */
export function knownColumns(
  { text, growing }: ParseInput,
  { columns, constants, keys = new Map(), time, left, missingAtZero = new Set() }: KnownCsv,
): ParseResult {
  const { records, problems } = csvRecords(growing ? text.slice(0, text.lastIndexOf('\n') + 1) : text);
  const [header, ...all] = records;
  const rows = all.filter(({ cells }) => header && cells.length >= header.cells.length);
  if (!header || all.length === 0) return { ...emptyDocument('a header and no row'), problems };
  const short = all.filter((row) => !rows.includes(row)).map(({ line }): Problem => ({ line, message: 'the row breaks off: not used' }));
  const { labels, unread } = labelNames(header, rows, columns, keys, new Set([...left, ...(time === null ? [] : [time])]));
  const outcomes = header.cells.flatMap((name, index) => {
    const kind = outcomeKind(name);
    return kind !== null &&
      statesOutcome(
        kind,
        name,
        rows.map(({ cells }) => cells[index]),
      )
      ? [{ name, index, kind }]
      : [];
  });
  const table = tableBuilder('row', constants, true);
  for (const { line, cells } of rows) {
    const failed = outcomes
      .map(({ name, index, kind }) => ({ name, reason: failureIn(kind, name, cells[index]) }))
      .find(({ reason }) => reason !== null);
    const readings = header.cells.flatMap((name, index) => {
      const column = columns.get(name);
      if (missingAtZero.has(name) && Number(cells[index]) === 0) return [];
      return column ? measured(column.metric, column.unit, name, cells[index], { ...column, failed: failed !== undefined }) : [];
    });
    table.add(line, readings, {
      labels: new Map(labels.map(({ key, index }) => [key, cells[index] === '' ? null : cells[index]!])),
      timeMs: time === null ? null : timeOf(cells[header.cells.indexOf(time)]),
      ...(failed ? { failure: failed.reason!, failureAt: failed.name } : {}),
    });
  }
  const built = table.build();
  const found = [
    ...problems,
    ...short,
    ...unread.map((name): Problem => ({ line: header.line, message: `the column "${name}" is not known and is left out` })),
  ];
  if (!built) return { ...emptyDocument('no row holds a measurement'), problems: found };
  return { ...NOTHING_READ, tables: [built], problems: found, runAt: firstTime(built) };
}

function firstTime({ times }: ObservationTable): number | null {
  return times?.find((time) => time !== null) ?? null;
}

function labelNames(
  header: CsvRecord,
  rows: readonly CsvRecord[],
  columns: ReadonlyMap<string, KnownColumn>,
  keys: ReadonlyMap<string, string>,
  left: ReadonlySet<string>,
) {
  const labels: { readonly key: string; readonly index: number }[] = [];
  const unread: string[] = [];
  header.cells.forEach((name, index) => {
    if (name === '' || columns.has(name) || left.has(name) || outcomeKind(name) !== null) return;
    const key = keys.get(name) ?? labelKey(name) ?? slug(name);
    const isNumeric = rows.every(({ cells }) => cells[index] === '' || numberIn(cells[index]) !== null);
    if (keys.has(name) || isKnownLabel(key) || !isNumeric) labels.push({ key, index });
    else unread.push(name);
  });
  return { labels, unread };
}
