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

interface PackedTable extends Omit<ObservationTable, 'places' | 'labelColumns' | 'columns' | 'failures' | 'failureCells' | 'times'> {
  readonly places: Float64Array | readonly (number | string)[];
  readonly labelColumns: readonly { readonly key: string; readonly values: Coded<LabelValue | null> }[];
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

/** A parse result in a form that passes from process to process as a few blocks of memory, however many values it has. */
export interface PackedResult extends Omit<ParseResult, 'tables'> {
  readonly tables: readonly PackedTable[];
}

/** Inverse of `unpackResult`. */
export function packResult(parsed: ParseResult): PackedResult {
  return { ...parsed, tables: parsed.tables.map(packTable) };
}

/**
 * Inverse of `packResult`.
 *
 * @param pause called after each column of a large table: lets others work in between.
 */
export async function unpackResult(packed: PackedResult, pause: () => Promise<void>): Promise<ParseResult> {
  const tables: ObservationTable[] = [];
  for (const table of packed.tables) tables.push(await unpackTable(table, pause));
  return { ...packed, tables };
}

/** Tables with fewer rows are unpacked in one go. */
const LARGE_ROW_COUNT = 10_000;

function packTable({ places, labelColumns, columns, failures, failureCells, times, ...rest }: ObservationTable): PackedTable {
  return {
    ...rest,
    places: places.every((place): place is number => typeof place === 'number') ? Float64Array.from(places) : places,
    labelColumns: labelColumns.map(({ key, values }) => ({ key, values: encode(values) })),
    columns: columns.map(({ values, counts, ...column }) => ({
      ...column,
      values: Float64Array.from(values),
      ...(counts && { counts: Float64Array.from(counts) }),
    })),
    failures: packMap(failures),
    failureCells: packMap(failureCells),
    times: times && Float64Array.from(times, (time) => time ?? Number.NaN),
  };
}

async function unpackTable(packed: PackedTable, pause: () => Promise<void>): Promise<ObservationTable> {
  const rest = packed.places.length < LARGE_ROW_COUNT ? () => Promise.resolve() : pause;
  const labelColumns: LabelColumn[] = [];
  for (const { key, values } of packed.labelColumns) {
    labelColumns.push({ key, values: decode(values) });
    await rest();
  }
  const columns: MeasureColumn[] = [];
  for (const { values, counts, ...column } of packed.columns) {
    columns.push({ ...column, values: numbers(values), ...(counts && { counts: numbers(counts) }) });
    await rest();
  }
  const places = isPacked(packed.places) ? numbers(packed.places) : packed.places;
  await rest();
  const failures = unpackMap(packed.failures);
  const failureCells = unpackMap(packed.failureCells);
  await rest();
  const times = packed.times && numbers(packed.times).map((time) => (Number.isNaN(time) ? null : time));
  return { ...packed, places, labelColumns, columns, failures, failureCells, times };
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

function isPacked(places: PackedTable['places']): places is Float64Array {
  return ArrayBuffer.isView(places);
}

function numbers(packed: Float64Array): number[] {
  const values: number[] = [];
  for (let index = 0; index < packed.length; index += 1) values.push(packed[index]!);
  return values;
}
