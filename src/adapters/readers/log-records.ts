import type { Label, LabelValue, ObservationTable } from '../../contracts/observation.ts';
import { secondsOf } from '../../metrics/numbers-in.ts';
import { spelledUnit } from '../../metrics/units.ts';
import { measured, type ReadingDetail } from './readings.ts';
import { type Reading, type RowContext, tableBuilder } from './table.ts';

/** The lines of a log, counted from index 0, without line ends; of one that is still being written without the last line. */
export function logLines(text: string, growing: boolean): string[] {
  const lines = text.split(/\r?\n/);
  if (growing) lines.pop();
  return lines;
}

/** A number of a line: which one, and what it is. */
export interface LineNumber extends ReadingDetail {
  readonly metric: string;
  readonly unit: string;
  /** As written. */
  readonly raw: string | undefined;
  /** Text in the line before the number. */
  readonly after: string;
  /** Which number after that text, counted from 0. */
  readonly index?: number;
}

export interface LogRecords {
  /** Adds a number to the record that is open; opens one on this line where none is. */
  note(line: number, number: LineNumber): void;
  /** Labels of the open record, or of the next. */
  label(key: string, value: LabelValue | null): void;
  /** Has the open record a value of this metric? */
  has(metric: string): boolean;
  /** Ends the record that is open; one without a value is forgotten unless it failed. */
  close(context?: RowContext): void;
  /** The records so far, the open one included; null when there is none. */
  build(): ObservationTable | null;
}

/**
 * Collects records that a log states on one line or on several: a request, a run. Records share their columns where their lines stand in
 * the same order, so that every request of a long log is a row of one table.
 *
 * @param constants labels of all records.
 */
export function logRecords(
  constants: ReadonlyMap<string, Label | LabelValue> | Readonly<Record<string, Label | LabelValue | null | undefined>>,
): LogRecords {
  const table = tableBuilder('line', constants, true);
  let first: number | null = null;
  let readings: Reading[] = [];
  let labels = new Map<string, LabelValue | null>();

  function close(context: RowContext = {}): void {
    if (first !== null && readings.length > 0) table.add(first, readings, { labels, ...context });
    first = null;
    readings = [];
    labels = new Map();
  }

  return {
    note(line, { metric, unit, raw, after, index = 0, ...detail }) {
      const [found] = measured(metric, unit, '', raw, detail);
      if (!found) return;
      first ??= line;
      const at = `${line === first ? '' : `line=+${line - first};col=`}${after}${index === 0 ? '' : `;index=${index}`}`;
      readings.push({ ...found, at });
    },
    label: (key, value) => void labels.set(key, value),
    has: (metric) => readings.some((reading) => reading.metric === metric),
    close,
    build() {
      close();
      return table.build();
    },
  };
}

/** A duration with its unit behind it: `891.933µs`, `1.3 s`, `2m8.49s` (in seconds). Null for anything else. */
export function durationIn(text: string): { readonly raw: string; readonly unit: string } | null {
  const seconds = secondsOf(text.trim());
  if (seconds !== null) return { raw: String(seconds), unit: 's' };
  const match = /^(\d+(?:\.\d+)?)\s*([a-zµμ]+)$/.exec(text.trim());
  const unit = match ? spelledUnit(match[2]!) : null;
  return match && unit !== null ? { raw: match[1]!, unit } : null;
}
