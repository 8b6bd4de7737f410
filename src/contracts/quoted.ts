/** Lines of one artifact as they stand in it, without secrets, and where in it cells stand. */
export interface QuotedArtifact {
  readonly path: string;
  /** Line number, counted from 1, to text; long texts shortened. */
  readonly lines: ReadonlyMap<number, string>;
  /** Line of the head of the columns of a CSV file; 0 where there is none. */
  readonly head: number;
  /** Lines of those cells that do not name them themselves, in the order of the cells: the first ones of a long list. */
  readonly linesOf: ReadonlyMap<string, readonly number[]>;
}
