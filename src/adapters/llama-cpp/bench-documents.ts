import { NOTHING_READ, type ObservationTable, type ParseResult, type Problem } from '../../contracts/observation.ts';
import type { Placement } from '../../metrics/cells.ts';
import { elements, member, numberOf, timeOf } from '../readers/fields.ts';
import { isObject, type Json } from '../readers/json-value.ts';
import { type Reading, type TableBuilder, tableBuilder } from '../readers/table.ts';
import {
  averageReadings,
  benchConfiguration,
  benchLabels,
  type FieldOf,
  fieldText,
  kindOf,
  rateReading,
  type TestKind,
} from './bench-record.ts';

/** A record and where it stands: a line of JSON lines, or the pointer of an array element. */
export interface PlacedRecord {
  readonly place: number | string;
  readonly value: Json;
}

/** Repetitions read of one test; a record that claims more is damaged. */
const REPETITIONS_MAX = 10_000;

/**
 * Turns llama-bench records into tables: one of the averages, and one for each repetition, so that a repetition is a sample of its own.
 *
 * @param records in the order measured.
 * @param problems of reading so far; a record that is no llama-bench test is added to them.
 */
export function readBenchRecords(placement: Placement, records: readonly PlacedRecord[], problems: readonly Problem[]): ParseResult {
  const averages = tableBuilder(placement, {}, true);
  const repetitions: TableBuilder[] = [];
  const found: Problem[] = [...problems];
  let first: FieldOf | null = null;
  let runAt: number | null = null;
  for (const { place, value } of records) {
    const field: FieldOf = (name) => fieldText(member(value, name));
    const kind = kindOf(field);
    if (!isObject(value) || kind === null) {
      found.push({
        ...(typeof place === 'number' ? { line: place } : {}),
        message: `${place === '' || typeof place === 'number' ? 'the record' : place} names no test: n_prompt and n_gen are missing or 0`,
      });
      continue;
    }
    first ??= field;
    const timeMs = timeOf(value['test_time']);
    runAt ??= timeMs;
    const context = { labels: benchLabels(field), timeMs };
    const samples = sampleReadings(value, kind);
    const count = samples.filter((readings) => readings.length > 0).length;
    averages.add(
      place,
      averageReadings(field, kind, (name) => `/${name}`, count > 0 ? count : undefined),
      context,
    );
    samples.forEach((readings, index) => {
      repetitions[index] ??= tableBuilder(placement, {}, true);
      if (readings.length > 0) repetitions[index].add(place, readings, context);
    });
  }
  const tables = [averages, ...repetitions].map((builder) => builder.build()).filter((table): table is ObservationTable => table !== null);
  const configuration = first === null ? NOTHING_READ.configuration : benchConfiguration(first);
  return { ...NOTHING_READ, tables, problems: found, runAt, configuration };
}

/** Rate and time of each repetition, in order. */
function sampleReadings(record: Json, kind: TestKind): Reading[][] {
  const rates = elements(member(record, 'samples_ts'));
  const times = elements(member(record, 'samples_ns'));
  return Array.from({ length: Math.min(Math.max(rates.length, times.length), REPETITIONS_MAX) }, (_, index) =>
    [
      rateReading(kind, `/samples_ts/${index}`, numberOf(rates[index])),
      { metric: kind.duration, unit: 'ns', at: `/samples_ns/${index}`, value: numberOf(times[index]) },
    ].filter(({ value }) => value !== null && value > 0),
  );
}
