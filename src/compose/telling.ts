import type { Brief, Narration } from '../contracts/narration.ts';
import type { NarratorMark, Report } from '../contracts/report.ts';
import type { ExpectedNarrator } from '../edges/files/staleness.ts';
import { weightsOf, weightsOfNarration } from '../edges/narration/agents-fingerprint.ts';
import { keptReplies } from '../edges/narration/kept-replies.ts';
import type { NarrationLookup } from '../edges/narration/narration-lookup.ts';
import { narrationKey } from './narration-key.ts';

/** How a report that is being made comes by what agents have answered about it. */
export interface Telling {
  readonly narrationOf: (brief: Brief) => Narration | null;
  /** What the report says of itself, so that it can be told later whether the agents are still to be asked. */
  readonly mark: (narrative: Report['narrative']) => NarratorMark;
}

/** Who should have been asked about a report that stands; null where that does not matter. */
export function expectedOf(lookup: NarrationLookup): ExpectedNarrator | null {
  return lookup.kind === 'kept' ? { agents: lookup.fingerprint, weights: weightsOf(lookup.digests) } : null;
}

/** How what `lookup` names comes into a report. */
export function tellingOf(lookup: NarrationLookup): Telling {
  if (lookup.kind === 'answered') return { narrationOf: () => lookup.narration, mark: () => lookup.mark };
  const { agents, fingerprint, digests, repliesDirectory } = lookup;
  const replies = keptReplies(repliesDirectory);
  return {
    narrationOf: (brief) => replies.read(narrationKey(brief, agents), digests),
    mark: ({ status, agents: asked }) => ({ status, agents: fingerprint, weights: weightsOfNarration({ agents: asked }) }),
  };
}
