import type { Label, LabelValue } from '../../contracts/observation.ts';
import type { Placement } from '../../metrics/cells.ts';
import type { Scalar } from './values.ts';

/** A column of a CSV file, or a leaf that the objects of a JSON array share. */
export interface Field {
  readonly name: string;
  /** Names of the objects and arrays around it, innermost first; none for a CSV column. */
  readonly within: readonly string[];
  /** See `MeasureColumn.at`. */
  readonly at: string;
}

/** Values of a record by `Field.at`; a map, or a view on the cells of a row, which costs nothing per cell. */
export interface Cells {
  get(at: string): Scalar | undefined;
}

/** A row of a CSV file, an object of a JSON document, a line of a JSONL file. */
export interface GenericRecord {
  readonly place: number | string;
  /** Line for messages, where there is one. */
  readonly line?: number;
  readonly cells: Cells;
  /** What the objects around it say. */
  readonly inherited: ReadonlyMap<string, LabelValue>;
  /** Why an object around it failed. */
  readonly failure?: string;
  /** Time stamp of the list element around it, for a record without its own. */
  readonly timeMs?: number;
}

/** Records that share their fields: they become one table. */
export interface RecordSet {
  readonly placement: Placement;
  readonly fields: readonly Field[];
  readonly records: readonly GenericRecord[];
  readonly constants: ReadonlyMap<string, Label>;
  /** Number of samples behind each statistic, where the document says so once for all. */
  readonly documentCount: number | null;
  readonly ordered: boolean;
  /** A numeric column of unknown meaning becomes a metric of its own when nothing else is known of the file. */
  readonly keepUnknown: boolean;
}
