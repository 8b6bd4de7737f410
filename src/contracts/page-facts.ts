/** A line of an artifact and those right after it, as they stand there: number of the first one, counted from 1, then their texts. */
export type QuotedLines = readonly [first: number, ...lines: string[]];

/** An artifact that facts were computed from; no digest where nothing could be read of it. */
export type PageFile = readonly [path: string, sha256: string];

/** Cells of one column of one artifact. Numbers are places in lists of `PageFacts`. */
export type PageSource = readonly [
  file: number,
  /** Which cells, in words. */
  words: number,
  /** Name of the column, or of the field; -1 for none. */
  column: number,
  /** Lines that the cells name: first and last of each range, ascending. */
  ...lines: number[],
];

/** Another fact that a fact was computed from, and as what (baseline, candidate, run). */
export type PageRelation = readonly [role: number, fact: number];

/** One fact. Numbers are places in lists of `PageFacts` unless said otherwise; -1 for none. */
export type PageFact = readonly [
  id: string,
  /** In full, in the base unit. */
  value: number,
  unit: number,
  statistic: number,
  metric: number,
  subset: number,
  labels: number,
  /** How many samples, how many left out as failed, how many as implausible: numbers themselves. */
  counts: readonly [samples: number, failed: number, implausible: number],
  /** Ends in the base unit, then the text that names level and method; empty for none. */
  interval: readonly [] | readonly [low: number, high: number, method: number],
  formula: number,
  /** What the metric is. */
  definition: number,
  relations: readonly PageRelation[],
  /** In `sources`. */
  source: number,
];

/**
 * The facts behind the numbers of an HTML report, for the script in it: as JSON in the page, where a text that several of them share stands
 * once. A number of the page names its fact by its place in `facts`.
 */
export interface PageFacts {
  readonly texts: readonly string[];
  /** What facts are labelled with, each `key=value` as a place in `texts`. */
  readonly labels: readonly (readonly number[])[];
  readonly facts: readonly PageFact[];
  readonly sources: readonly (readonly PageSource[])[];
  readonly files: readonly PageFile[];
  /** Facts behind a reference in the text, by the reference. */
  readonly references: Readonly<Record<string, readonly number[]>>;
  /** How the command line explains a fact: the words before its id. */
  readonly explain: string;
}

/** What the page quotes of one artifact. */
export interface PageQuote {
  /** Line of the head of its columns; 0 where it has none. */
  readonly head: number;
  /** Ascending and apart. */
  readonly lines: readonly QuotedLines[];
}

/** The lines behind the facts, as they stand in the artifacts: the only part of a page that its report does not hold. */
export interface PageQuotes {
  /** As many as `PageFacts.files`. */
  readonly files: readonly PageQuote[];
  /** Lines of cells that do not name them themselves, by the place of the source in `PageFacts.sources` and in the list there: "12.0". */
  readonly places: Readonly<Record<string, readonly number[]>>;
}
