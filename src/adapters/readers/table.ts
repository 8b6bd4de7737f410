import type { Label, LabelValue, MeasureColumn, ObservationTable } from '../../contracts/observation.ts';
import type { Placement } from '../../metrics/cells.ts';

/** One number of one row, as the source writes it. */
export interface Reading {
  readonly metric: string;
  /** Absent for a sample; `mean`, `p99`, ... for a statistic that the tool computed. */
  readonly statistic?: string;
  readonly unit: string;
  /** See `MeasureColumn.at`. */
  readonly at: string;
  /** Raw value; null and NaN stand for a missing one, which is kept as a gap. */
  readonly value: number | null;
  readonly definition?: string;
  /** Samples behind a reported statistic, where the source says. */
  readonly count?: number;
}

/** What else is known of a row. */
export interface RowContext {
  readonly labels?: Readonly<Record<string, LabelValue | null>> | ReadonlyMap<string, LabelValue | null>;
  /** Why it failed; its readings are then counted as failed and used nowhere. */
  readonly failure?: string;
  /** `at` of the cell that says so: an error column, a status field. */
  readonly failureAt?: string;
  /** The source has a word for how the request ended, and it is a good one. */
  readonly good?: boolean;
  readonly timeMs?: number | null;
}

export interface TableBuilder {
  /** Adds a row. `place` is its CSV row, line or JSON pointer. */
  add(place: number | string, readings: readonly Reading[], context?: RowContext): void;
  /** The table so far; null when no row was added or no row has a reading. */
  build(): ObservationTable | null;
}

interface GrowingColumn {
  readonly head: Omit<MeasureColumn, 'values' | 'counts'>;
  readonly values: number[];
  readonly counts: number[];
}

/**
 * Collects rows into columns. Rows may have different readings: what a row lacks is NaN.
 *
 * @param labels constants of the table; the origin of each is `document` unless given as a `Label`.
 * @param ordered see `ObservationTable.ordered`.
 */
export function tableBuilder(
  placement: Placement,
  labels: ReadonlyMap<string, Label | LabelValue> | Readonly<Record<string, Label | LabelValue | null | undefined>> = {},
  ordered = false,
): TableBuilder {
  const places: (number | string)[] = [];
  const columns = new Map<string, GrowingColumn>();
  const labelColumns = new Map<string, (LabelValue | null)[]>();
  const failures = new Map<number, string>();
  const failureCells = new Map<number, string>();
  const good = new Set<number>();
  const times: (number | null)[] = [];
  let anyTime = false;

  function column(reading: Reading): GrowingColumn {
    // One string per reading: this is the hot path of large files.
    const key = `${reading.metric}\0${reading.statistic ?? ''}\0${reading.unit}\0${reading.at}\0${reading.definition ?? ''}`;
    let found = columns.get(key);
    if (!found) {
      const { metric, statistic = null, unit, at, definition } = reading;
      found = { head: { metric, statistic, unit, at, ...(definition === undefined ? {} : { definition }) }, values: [], counts: [] };
      columns.set(key, found);
    }
    return found;
  }

  return {
    add(place, readings, context = {}) {
      const index = places.length;
      places.push(place);
      for (const reading of readings) {
        const { values, counts } = column(reading);
        while (values.length < index) values.push(Number.NaN);
        while (counts.length < index) counts.push(Number.NaN);
        values.push(reading.value ?? Number.NaN);
        counts.push(reading.count ?? Number.NaN);
      }
      const rowLabels = context.labels instanceof Map ? context.labels : Object.entries(context.labels ?? {});
      for (const [key, value] of rowLabels) {
        let values = labelColumns.get(key);
        if (!values) {
          values = [];
          labelColumns.set(key, values);
        }
        while (values.length < index) values.push(null);
        values[index] = value;
      }
      if (context.failure !== undefined) failures.set(index, context.failure);
      if (context.good) good.add(index);
      if (context.failureAt !== undefined) failureCells.set(index, context.failureAt);
      times.push(context.timeMs ?? null);
      anyTime ||= typeof context.timeMs === 'number';
    },
    build() {
      if (places.length === 0 || columns.size === 0) return null;
      const entries = labels instanceof Map ? [...labels] : Object.entries(labels);
      const constants = new Map<string, Label>();
      for (const [key, label] of entries) {
        if (label === null || label === undefined) continue;
        constants.set(key, typeof label === 'object' ? label : { value: label, origin: 'document' });
      }
      const pad = <T>(values: T[], filler: T): T[] => {
        while (values.length < places.length) values.push(filler);
        return values;
      };
      return {
        placement,
        places,
        labels: constants,
        labelColumns: [...labelColumns].map(([key, values]) => ({ key, values: pad(values, null) })),
        columns: [...columns.values()].map(({ head, values, counts }) => ({
          ...head,
          values: pad(values, Number.NaN),
          ...(counts.some((count) => !Number.isNaN(count)) ? { counts: pad(counts, Number.NaN) } : {}),
        })),
        failures,
        failureCells,
        ...(good.size > 0 ? { good } : {}),
        times: anyTime ? times : null,
        ordered,
      };
    },
  };
}
