import { CommentaryAnswer } from '../contracts/commentary.ts';
import { type Brief, Narration } from '../contracts/narration.ts';
import type { NarratorMark, Report } from '../contracts/report.ts';
import { madeCommentary } from '../core/comment/commenting.ts';
import type { ExpectedNarrator } from '../edges/files/staleness.ts';
import { weightsOf, weightsOfNarration } from '../edges/narration/agents-fingerprint.ts';
import { keptReplies } from '../edges/narration/kept-replies.ts';
import type { NarrationLookup } from '../edges/narration/narration-lookup.ts';
import type { PipelineDeps } from '../pipeline.ts';
import { commentaryKey } from './commentary-key.ts';
import { narrationKey } from './narration-key.ts';

/** How a report that is being made comes by what agents have answered about it. */
export interface Telling {
  readonly narrationOf: (brief: Brief) => Narration | null;
  readonly comment: PipelineDeps['comment'];
  /** What the report says of itself, so that it can be told later whether the agents are still to be asked. */
  readonly mark: (narrative: Report['narrative']) => NarratorMark;
}

/** Who should have been asked about a report that stands; null where that does not matter. */
export function expectedOf(lookup: NarrationLookup): ExpectedNarrator | null {
  return lookup.kind === 'kept' ? { agents: lookup.fingerprint, weights: weightsOf(lookup.digests) } : null;
}

/** How what `lookup` names comes into a report. */
export function tellingOf(lookup: NarrationLookup): Telling {
  if (lookup.kind === 'answered') {
    const { narration, commentary, mark } = lookup;
    return { narrationOf: () => narration, comment: commentary && commenter(() => commentary.answer), mark: () => mark };
  }
  const { agents, fingerprint, digests, repliesDirectory } = lookup;
  const { commentator } = agents;
  const replies = keptReplies(repliesDirectory, Narration);
  const answers = keptReplies(repliesDirectory, CommentaryAnswer);
  return {
    narrationOf: (brief) => replies.read(narrationKey(brief, agents), digests),
    comment: commentator && commenter((brief) => answers.read(commentaryKey(brief, commentator), digests)),
    mark: ({ status, agents: asked }) => ({ status, agents: fingerprint, weights: weightsOfNarration({ agents: asked }) }),
  };
}

function commenter(answerOf: Parameters<typeof madeCommentary>[1]): PipelineDeps['comment'] {
  return (report, claimsOf) => madeCommentary(report, answerOf, claimsOf);
}
