import type { CommentaryBrief } from '../../contracts/commentary.ts';
import type { Report } from '../../contracts/report.ts';
import { attempt, type OnFailure } from '../attempt.ts';
import type { ClaimsOfSentences } from './checked-commentary.ts';
import type { MadeCommentary } from './commenting.ts';
import type { Commented } from './fact-lines.ts';

/** See `madeCommentary`. */
export type MakeCommentary = (report: Commented, claimsOf: ClaimsOfSentences | null) => MadeCommentary;

/**
 * A report with its commentary, as far as one was written; else with what is still to be asked about it. Nothing else of the report changes by it.
 *
 * @param comment null where none is wanted.
 */
export function commentedReport(
  report: Report,
  claimsOf: ClaimsOfSentences | null,
  comment: MakeCommentary | null,
  onFailure: OnFailure,
): { readonly report: Report; readonly question: CommentaryBrief | null } {
  const about = { ...report, effects: report.analysis.effects };
  const made = comment && attempt('commentary', () => comment(about, claimsOf), onFailure);
  if (made === null || made.brief === null) return { report, question: null };
  const { narrative } = report;
  const { answer, commentary, brief } = made;
  if (answer === null) return { report: { ...report, narrative: { ...narrative, status: 'pending' } }, question: brief };
  const agents = [...narrative.agents, ...answer.agents];
  return { report: { ...report, narrative: { ...narrative, agents, ...(commentary === null ? {} : { commentary }) } }, question: null };
}
