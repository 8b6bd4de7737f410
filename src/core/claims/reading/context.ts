import type { AnalysedText, Vocabulary } from './analysed-text.ts';

/** A text that is read, and what it stands under, the innermost first. */
export interface Context {
  /** The line on which the word at a place of the text stands. */
  readonly lineAt: (at: number) => number;
  readonly quote: string;
  readonly own: AnalysedText;
  readonly around: readonly AnalysedText[];
  readonly vocabulary: Vocabulary;
}
