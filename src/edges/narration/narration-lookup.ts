import type { CommentaryAnswer } from '../../contracts/commentary.ts';
import type { Narration } from '../../contracts/narration.ts';
import type { NarratorMark } from '../../contracts/report.ts';
import type { Digests } from './kept-replies.ts';
import type { ReadyAgents } from './narrator.ts';

/**
 * What the process that makes a report needs to know of the agents: plain values.
 * - `kept`: what they have answered is looked up.
 * - `answered`: a report is made again as it was, with what they had answered then.
 */
export type NarrationLookup =
  | {
      readonly kind: 'kept';
      readonly agents: ReadyAgents;
      /** See `agentsFingerprint`. */
      readonly fingerprint: string;
      /** Of the weights, as they were last seen. */
      readonly digests: Digests;
      readonly repliesDirectory: string;
    }
  | {
      readonly kind: 'answered';
      readonly narration: Narration | null;
      /** `answer`: null where it was still to be written. `null`: none was to be. */
      readonly commentary: { readonly answer: CommentaryAnswer | null } | null;
      readonly mark: NarratorMark;
    };
