import type { Commentary, CommentaryAnswer, CommentaryBrief } from '../../contracts/commentary.ts';
import { type ClaimsOfSentences, checkedCommentary } from './checked-commentary.ts';
import { type Commented, commentaryBrief } from './fact-lines.ts';

/** What came of the commentary of a report. */
export interface MadeCommentary {
  /** null where there is nothing to write about. */
  readonly brief: CommentaryBrief | null;
  /** null where none was written yet, or nothing is to be written about. */
  readonly answer: CommentaryAnswer | null;
  readonly commentary: Commentary | null;
}

/** Facts of which nobody has more to say than the page does. */
const LINE_COUNT_MIN = 2;

/**
 * The commentary of a report: what is to be written about, and what was written about it earlier, checked.
 *
 * @param answerOf what was written about a brief; null where it was not asked for yet.
 * @param claimsOf the audit of texts; null where the data cannot be held against anything: nothing is kept then.
 */
export function madeCommentary(
  report: Commented,
  answerOf: (brief: CommentaryBrief) => CommentaryAnswer | null,
  claimsOf: ClaimsOfSentences | null,
): MadeCommentary {
  const brief = commentaryBrief(report);
  if (brief.lines.length < LINE_COUNT_MIN) return { brief: null, answer: null, commentary: null };
  const answer = answerOf(brief);
  if (answer === null || claimsOf === null) return { brief, answer, commentary: null };
  return { brief, answer, commentary: checkedCommentary(answer, report, claimsOf) };
}
