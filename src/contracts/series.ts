import type { Verdict } from './artifact.ts';
import type { LabelEvidence, LabelValue, MeasureColumn, ObservationTable, ParseResult } from './observation.ts';

/** One artifact after recognition and parsing, as the stages of core see it. */
export interface ReadArtifact {
  /** Relative to the report directory. */
  readonly path: string;
  /** Relative to the root: what names of files and directories tell is read from this, so that every report of the file reads the same. */
  readonly placedAt: string;
  readonly sha256: string;
  readonly adapter: string;
  readonly verdict: Verdict;
  readonly parsed: ParseResult;
}

/** A table with what assembling found out about its rows. */
export interface AssembledTable {
  readonly artifact: ReadArtifact;
  readonly table: ObservationTable;
  /** Row index -> why it is left out as failed: the adapter's reasons, and zeros that stand for a failure. */
  readonly failures: ReadonlyMap<number, string>;
  /** Rows that paid a model load or a first-use cost. */
  readonly cold: ReadonlySet<number>;
  /** Index of a column -> rows whose value in it is impossible and was taken out (negative times and the like). */
  readonly implausible: ReadonlyMap<number, ReadonlySet<number>>;
}

/** A row of a table. */
export interface RowRef {
  readonly table: AssembledTable;
  readonly row: number;
}

/** Rows of one table, in ascending order of their index: a number a row, since a log may have a million. */
export interface RowSet {
  readonly table: AssembledTable;
  readonly rows: Uint32Array;
}

/** Rows of one table that agree in every label but those of the single observation. */
export interface RowBlock extends RowSet {
  readonly labels: ReadonlyMap<string, LabelValue>;
  /** Values of the subject's varying parameters, in their order; '' where the rows do not state one, which is a value of its own. */
  readonly setting: readonly LabelValue[];
}

/**
 * Who was measured: rows that agree in every identity label. Its parameters are the settings, loads and sizes that vary between its rows;
 * requests and prompts are repetitions.
 */
export interface Subject {
  /** Identity labels, and parameters that are the same in every row. */
  readonly labels: ReadonlyMap<string, LabelValue>;
  /** Keys of the parameters that vary, in column order. */
  readonly parameters: readonly string[];
  /** Those of the parameters that say how hard and on how much work: loads and sizes. Nothing is pooled over them. */
  readonly slices: readonly string[];
  /** Keys of sizes that differ from request to request, as drawn from a data set: pooled, and no parameter. */
  readonly drawn: readonly string[];
  /** All rows, failed ones too: blocks in file order of their first rows. */
  readonly blocks: readonly RowBlock[];
}

/** A statistic that a tool computed itself: one cell. */
export interface ReportedValue {
  readonly labels: ReadonlyMap<string, LabelValue>;
  readonly table: AssembledTable;
  readonly row: number;
  readonly column: MeasureColumn;
}

/** Observations that are there twice: only those of `kept` are counted. */
export interface Duplicate {
  readonly dropped: string;
  readonly kept: string;
  readonly artifact: ReadArtifact;
  /** The tables of the artifact that are not counted: all of them, or those whose every row is in `kept`. */
  readonly tables: readonly ObservationTable[];
  /** true when nothing else is left of the artifact that could be counted. */
  readonly whole: boolean;
  /** true when the bytes are the same, else the values are. */
  readonly identical: boolean;
}

/** What `core/assemble` hands on. */
export interface Assembly {
  readonly subjects: readonly Subject[];
  readonly reported: readonly ReportedValue[];
  readonly duplicates: readonly Duplicate[];
  /** Number of rows read, and of values kept out as implausible (negative times and the like), by artifact path. */
  readonly implausible: ReadonlyMap<string, number>;
  /** Every value of every label, with where it was read or inferred from. */
  readonly labels: readonly LabelEvidence[];
}
