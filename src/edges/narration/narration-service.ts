import type { CommentaryAnswer, CommentaryBrief } from '../../contracts/commentary.ts';
import type { Brief, Narration, NarrationAgent, PlannerId } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import type { ExpectedNarrator } from '../files/staleness.ts';
import type { ModelServer } from '../models/model-server.ts';
import { agentsFingerprint, weightsOf } from './agents-fingerprint.ts';
import type { Budget } from './budget.ts';
import type { Commentator } from './commentator.ts';
import type { Cooldown } from './cooldown.ts';
import type { KeptReplies } from './kept-replies.ts';
import type { NarrationLookup } from './narration-lookup.ts';
import type { Narrator, ReadyAgents } from './narrator.ts';
import type { QuietGate } from './quiet-gate.ts';

export interface NarrationParts {
  readonly agents: ReadyAgents;
  readonly servers: Readonly<Partial<Record<NarrationAgent['id'], ModelServer>> & Record<PlannerId, ModelServer>>;
  readonly narrator: Narrator;
  /** null where no commentary is wanted. */
  readonly commentator: Commentator | null;
  /** What the answer to a brief is kept under. */
  readonly keyOf: (brief: Brief) => string;
  readonly gate: QuietGate;
  readonly replies: KeptReplies<Narration>;
  readonly answers: KeptReplies<CommentaryAnswer>;
  readonly repliesDirectory: string;
  readonly cooldown: Cooldown;
  readonly budget: Budget;
  /** Something below the roots was written. */
  readonly noteWrite: (path: string) => void;
  readonly holdFile: string;
}

/** Everything that a process which narrates shares among its reports. */
export interface NarrationService extends Pick<NarrationParts, 'agents' | 'servers' | 'gate' | 'budget' | 'noteWrite' | 'holdFile'> {
  /** Who should have been asked about each report, as far as is known now. */
  expected(): ExpectedNarrator;
  /** For the process that makes a report. */
  lookup(): NarrationLookup;
  /**
   * Asks about a brief while the gate is open, and keeps what came of it. After a failure of a server the gate stays closed for a while.
   *
   * @throws AppError `NARRATOR_UNREACHABLE`, `NARRATIONS_UNWRITABLE`, `NotQuiet`, and the signal's reason.
   */
  ask(brief: Brief, signal: AbortSignal): Promise<Narration>;
  /** What was answered to a brief by these weights; null where it was not asked yet. */
  kept(brief: Brief): Narration | null;
  /** What was written about a brief by these weights; null where it was not asked for yet. */
  keptCommentary(brief: CommentaryBrief): CommentaryAnswer | null;
  /** Has something written about a brief; as `ask`. @throws Error where no commentator is configured. */
  comment(brief: CommentaryBrief, signal: AbortSignal): Promise<CommentaryAnswer>;
  /** Learns the digests of the weights, where nothing speaks against a request now. */
  lookUpDigests(signal: AbortSignal): Promise<void>;
}

export function narrationService(parts: NarrationParts): NarrationService {
  const { agents, servers, narrator, commentator, keyOf, gate, replies, answers, repliesDirectory, cooldown, budget, noteWrite, holdFile } =
    parts;
  const fingerprint = agentsFingerprint(agents);
  const digests = () => ({ ...narrator.digests(), ...(commentator === null ? {} : { commentator: commentator.digest() }) });

  async function asked<R extends CommentaryAnswer | Narration>(
    store: KeptReplies<R>,
    ask: (whileQuiet: AbortSignal) => Promise<R>,
    signal: AbortSignal,
  ): Promise<R> {
    try {
      store.check();
      const reply = await gate.whileOpen(signal, ask);
      store.keep(reply);
      cooldown.succeeded();
      return reply;
    } catch (error) {
      if (error instanceof AppError && !signal.aborted) cooldown.failed(error.message);
      throw error;
    }
  }

  return {
    agents,
    servers,
    gate,
    budget,
    noteWrite,
    holdFile,
    expected: () => ({ agents: fingerprint, weights: weightsOf(digests()) }),
    lookup: () => ({ kind: 'kept', agents, fingerprint, digests: digests(), repliesDirectory }),
    ask: (brief, signal) => asked(replies, (whileQuiet) => narrator.narrate(brief, whileQuiet), signal),
    keptCommentary: (brief) => commentator && answers.read(commentator.keyOf(brief), digests()),
    async comment(brief, signal) {
      if (commentator === null) throw new Error('a commentary was asked for, and no commentator is configured');
      return asked(answers, (whileQuiet) => commentator.comment(brief, whileQuiet), signal);
    },
    kept: (brief) => replies.read(keyOf(brief), digests()),
    async lookUpDigests(signal) {
      if (!(await gate.isOpen(signal))) return;
      await narrator.lookUpDigests(signal);
      await commentator?.lookUpDigest(signal);
    },
  };
}
