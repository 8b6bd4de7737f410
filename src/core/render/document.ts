import type { Report } from '../../contracts/report.ts';

/** What a printed number comes from that no fact states. */
export type NumberOrigin = 'inventory' | 'label' | 'date' | 'method' | 'run' | 'problem' | 'ordinal';

/**
 * The report as a document, free of any markup: Markdown and HTML are two serialisations of it, so that they cannot say different things.
 * Every number is a node that knows where it comes from; `text` holds none.
 */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  /** Words of the registry (a metric, a tool, a definition, a formula): digits in them are part of a name. */
  | { readonly kind: 'term'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** A name or a quotation: never interpreted, whatever it holds. */
  | { readonly kind: 'code'; readonly text: string }
  /** A printed number of a fact with its unit, and the evidence row that it leads to. */
  | { readonly kind: 'figure'; readonly text: string; readonly fact: string; readonly evidence: string }
  /** A printed number that is no fact's, and where it comes from. */
  | { readonly kind: 'number'; readonly text: string; readonly from: NumberOrigin }
  /** A pointer to an evidence row: the last piece of a sentence, or of the line above a table. */
  | { readonly kind: 'reference'; readonly id: string };

export interface Column {
  readonly head: readonly Inline[];
  readonly align: 'left' | 'right';
}

export interface Table {
  readonly kind: 'table';
  /** What the table shows, for readers who do not see the heading above it. */
  readonly caption: readonly Inline[];
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (readonly Inline[])[])[];
  /** For reference only: closed at first in a medium that can open and close. */
  readonly folded?: boolean;
}

export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly entries: readonly (readonly Inline[])[] }
  | Table;

export interface Section {
  /** Anchor, unique in the document. */
  readonly id: string;
  readonly title: readonly Inline[];
  readonly blocks: readonly Block[];
  readonly sections: readonly Section[];
}

/** A part of the document that is left out where it cannot be made. */
export interface DocumentPart<T> {
  readonly name: string;
  readonly make: () => T;
}

/** Makes a part; null where that throws. */
export type MakePart = <T>(part: DocumentPart<T>) => T | null;

/** What one reference leads to: the facts of a sentence, those that it prints first, or of a table. */
export interface Evidence {
  /** 1, 2, ... in the order of the text. */
  readonly id: string;
  readonly of: 'sentence' | 'table';
  /** Whether the page refers to it: what is folded can be opened in other ways. */
  readonly onPage: boolean;
  readonly facts: readonly string[];
}

export interface ReportDocument {
  /** The report it was made from, with the numbers of the text counted. */
  readonly report: Report;
  /** In plain words, for the head of a file. */
  readonly title: string;
  /** The answer. */
  readonly heading: readonly Inline[];
  /** Below it: who and what, how much of it failed, when, compared with what. */
  readonly line: readonly Inline[];
  /** Read in two minutes: the summary, which has no title, what to do, what this cannot tell. */
  readonly page: readonly Section[];
  /** Opened on doubt. The evidence rows follow; each serialisation lays them out in its own way. */
  readonly folded: readonly Section[];
  /** What a model wrote, folded at the very end; null for nothing. */
  readonly commentary: Section | null;
  /** In order of first appearance. */
  readonly evidence: readonly Evidence[];
}
