import type { ReportRecord, Vocabulary } from './evidence.ts';
import { type Judgement, truthOf } from './truth-of.ts';

/** Clauses that say "the same" or "too" of an order that was told before. */
const POINTS_BACK = /has the same order|is ahead \(/;

/**
 * Judges the sentences of a summary in their order: one that points back is held against the nearest one before it of its place.
 *
 * @returns judgements in the order of the sentences.
 */
export function pageTruth(sentences: readonly string[], report: ReportRecord, vocabulary: Vocabulary): Judgement[] {
  return sentences.map((sentence, index) => {
    const alone = truthOf(sentence, report, vocabulary);
    if (!POINTS_BACK.test(sentence) || alone.verdict === 'true') return alone;
    const joined = `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
    for (const before of sentences.slice(0, index).toReversed()) {
      const own = truthOf(`${before.replace(/\.$/, '')}; ${joined}`, report, vocabulary);
      const isElsewhere = own.why.endsWith('of another place') || own.why.endsWith('no order before it');
      if (!isElsewhere) return own;
    }
    return alone;
  });
}
