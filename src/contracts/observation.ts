import type { Coverage } from './coverage.ts';
import type { LabelOrigin, LabelValue, Problem } from './label.ts';

// The schemas stand apart: what reads files needs the types alone, and loads no validator.
export type { LabelEvidence, LabelOrigin, LabelRole, LabelValue, Problem } from './label.ts';

export interface Label {
  readonly value: LabelValue;
  readonly origin: LabelOrigin;
}

/**
 * One measured quantity of a table. `values` holds the raw numbers as written, one per row, NaN where the cell is missing or no
 * number; conversion to the base unit happens once, in `core/assemble`.
 */
export interface MeasureColumn {
  /** Metric id; of the registry where it is known there, else a slug of the source's own name. */
  readonly metric: string;
  /** null: each value is a sample. Otherwise the tool computed it: `mean`, `median`, `p99`, `stdev`, `min`, `max`, ... */
  readonly statistic: string | null;
  /** Unit as written by the source, a key of `src/metrics/units.ts`. */
  readonly unit: string;
  /** Column name, or JSON pointer below the row's pointer, or label in a text line: see `cellText`. */
  readonly at: string;
  /** Id of a tool-specific definition (`src/metrics/definitions.ts`) where it deviates from the registry's; absent otherwise. */
  readonly definition?: string;
  /** true where a person or program wrote the number down instead of measuring it: a table in a Markdown text. Never pooled or ranked with measured ones. */
  readonly stated?: boolean;
  /** true for one of several measurements of the same thing in one row (`tok_s_run1`, a list in a line): samples of one series. */
  readonly repeat?: boolean;
  /** How many samples stand behind each reported statistic, one per row, NaN where unknown; absent for samples. */
  readonly counts?: readonly number[];
  readonly values: readonly number[];
}

/** A label that varies by row, its values as the source writes them. */
export interface LabelColumn {
  readonly key: string;
  /** Column name or pointer below the row's, as in `MeasureColumn.at`; absent where the adapter made the label of several places. */
  readonly at?: string;
  readonly values: readonly (LabelValue | null)[];
}

/**
 * Observations that share their columns: the rows of a CSV file, the records of a JSON array, the lines of a JSONL file, one document.
 * Columnar, so that provenance costs a number per row and not a string per cell.
 */
export interface ObservationTable {
  /** How `places` address a row: CSV row (header is row 1), text or JSONL line, or JSON pointer of the record ('' is the document). */
  readonly placement: 'row' | 'line' | 'pointer';
  readonly places: readonly (number | string)[];
  /** Labels that hold for every row. */
  readonly labels: ReadonlyMap<string, Label>;
  readonly labelColumns: readonly LabelColumn[];
  readonly columns: readonly MeasureColumn[];
  /** Row index -> why the request or run of that row failed. Its values are counted as failed and used nowhere. */
  readonly failures: ReadonlyMap<number, string>;
  /** Row index -> `at` of the cell that says so (an error column, a status field); absent where no single cell does. */
  readonly failureCells: ReadonlyMap<number, string>;
  /** Rows of which the source says that they ended well (an empty error column, a status of 200): a zero there is no failure. */
  readonly good?: ReadonlySet<number>;
  /** Start of each observation, epoch milliseconds, or null where the source does not say. */
  readonly times: readonly (number | null)[] | null;
  /** Column name or pointer below the row's at which all `times` stand; absent where no single one has them. */
  readonly timesAt?: string;
  /** true when the order of the rows is the order in which they were measured (a log, a CSV appended row by row). */
  readonly ordered: boolean;
}

/** What a Markdown artifact says in one heading, line of text, list entry or table row: kept for fact-checking, never counted as data. */
export interface Statement {
  /** Line of the file, counted from 1. */
  readonly line: number;
  /** `continued`: a further line of the paragraph or entry before it. */
  readonly part: 'heading' | 'paragraph' | 'entry' | 'continued' | 'row';
  /** Plain text; the cells of a row joined as `Column: cell`. */
  readonly text: string;
  /** Headings above it, outermost first. */
  readonly headings: readonly string[];
  /** Of a row: its cells with the heads of their columns. */
  readonly cells?: readonly { readonly head: string; readonly text: string }[];
}

/** Does it say something in digits? A heading is a title. */
export function statesNumber({ part, text }: Pick<Statement, 'part' | 'text'>): boolean {
  return part !== 'heading' && /\d/.test(text);
}

/** What an adapter read from one artifact. */
export interface ParseResult {
  readonly tables: readonly ObservationTable[];
  readonly statements: readonly Statement[];
  readonly problems: readonly Problem[];
  /** When the run was made, epoch milliseconds, as the document itself says; null where it does not. */
  readonly runAt: number | null;
  /** Configuration the document states (engine, flags, host): searchable and diffable, never part of a series key. Flat, by pointer or name. */
  readonly configuration: ReadonlyMap<string, LabelValue>;
  /** Format version where the tool has several, else null. */
  readonly version: string | null;
  /** What of the file was used and what was not; null where the adapter does not count it. */
  readonly coverage: Coverage | null;
  /** Set when the file as a whole is of no use: recognised but unreadable, or empty. Otherwise the verdict follows from tables and problems. */
  readonly rejected: { readonly verdict: 'quarantined' | 'empty' | 'unknown'; readonly reason: string } | null;
}

/** An empty result to spread over: `{ ...NOTHING_READ, tables }`. */
export const NOTHING_READ: ParseResult = {
  tables: [],
  statements: [],
  problems: [],
  runAt: null,
  configuration: new Map(),
  version: null,
  coverage: null,
  rejected: null,
};
