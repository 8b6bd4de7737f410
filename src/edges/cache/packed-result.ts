import type { LabelColumn, LabelValue, MeasureColumn, ObservationTable, ParseResult } from '../../contracts/observation.ts';

/** A column as the numbers of its values in a list of distinct ones. */
interface Coded<T> {
  readonly distinct: readonly T[];
  readonly codes: Uint32Array;
}

interface PackedColumn extends Omit<MeasureColumn, 'values' | 'counts'> {
  readonly values: Float64Array;
  readonly counts?: Float64Array;
}

interface PackedLabelColumn extends Omit<LabelColumn, 'values'> {
  readonly values: Coded<LabelValue | null>;
}

interface PackedTable extends Omit<ObservationTable, 'places' | 'labelColumns' | 'columns' | 'failures' | 'failureCells' | 'times'> {
  readonly isPacked: true;
  readonly places: Float64Array | readonly (number | string)[];
  readonly labelColumns: readonly PackedLabelColumn[];
  readonly columns: readonly PackedColumn[];
  readonly failures: PackedMap;
  readonly failureCells: PackedMap;
  /** NaN where the time is not known. */
  readonly times: Float64Array | null;
}

/** Row index -> text. */
interface PackedMap {
  readonly rows: Uint32Array;
  readonly texts: Coded<string>;
}

/** A parse result whose long tables are a few blocks of memory, however many values they have: quick to write and, above all, to read. */
export interface PackedResult extends Omit<ParseResult, 'tables'> {
  readonly tables: readonly (ObservationTable | PackedTable)[];
}

/** Tables with fewer rows are quicker as they are. */
const LONG_ROW_COUNT = 256;

/** Inverse of `unpackResult`. @param longRowCount tables with fewer rows stay as they are. */
export function packResult(parsed: ParseResult, longRowCount = LONG_ROW_COUNT): PackedResult {
  return { ...parsed, tables: parsed.tables.map((table) => (table.places.length < longRowCount ? table : packTable(table))) };
}

/** Inverse of `packResult`. */
export function unpackResult(packed: PackedResult): ParseResult {
  return { ...packed, tables: packed.tables.map((table) => ('isPacked' in table ? unpackTable(table) : table)) };
}

function packTable({ places, labelColumns, columns, failures, failureCells, times, ...rest }: ObservationTable): PackedTable {
  return {
    ...rest,
    isPacked: true,
    places: places.every((place): place is number => typeof place === 'number') ? new Float64Array(places) : places,
    labelColumns: labelColumns.map(({ values, ...column }) => ({ ...column, values: encode(values) })),
    columns: columns.map(({ values, counts, ...column }) => ({
      ...column,
      values: new Float64Array(values),
      ...(counts && { counts: new Float64Array(counts) }),
    })),
    failures: packMap(failures),
    failureCells: packMap(failureCells),
    times: times && Float64Array.from(times, (time) => time ?? Number.NaN),
  };
}

function unpackTable({ isPacked: _isPacked, ...packed }: PackedTable): ObservationTable {
  return {
    ...packed,
    places: ArrayBuffer.isView(packed.places) ? numbers(packed.places) : packed.places,
    labelColumns: packed.labelColumns.map(({ values, ...column }) => ({ ...column, values: decode(values) })),
    columns: packed.columns.map(({ values, counts, ...column }) => ({
      ...column,
      values: numbers(values),
      ...(counts && { counts: numbers(counts) }),
    })),
    failures: unpackMap(packed.failures),
    failureCells: unpackMap(packed.failureCells),
    times: packed.times && numbers(packed.times).map((time) => (Number.isNaN(time) ? null : time)),
  };
}

function packMap(map: ReadonlyMap<number, string>): PackedMap {
  return { rows: Uint32Array.from(map.keys()), texts: encode([...map.values()]) };
}

function unpackMap({ rows, texts }: PackedMap): Map<number, string> {
  const map = new Map<number, string>();
  for (let index = 0; index < rows.length; index += 1) map.set(rows[index]!, texts.distinct[texts.codes[index]!]!);
  return map;
}

function encode<T>(values: readonly T[]): Coded<T> {
  const known = new Map<T, number>();
  const codes = Uint32Array.from(values, (value) => {
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  });
  return { distinct: [...known.keys()], codes };
}

function decode<T>({ distinct, codes }: Coded<T>): T[] {
  const values: T[] = [];
  for (let index = 0; index < codes.length; index += 1) values.push(distinct[codes[index]!]!);
  return values;
}

function numbers(packed: Float64Array): number[] {
  const values: number[] = [];
  for (let index = 0; index < packed.length; index += 1) values.push(packed[index]!);
  return values;
}
