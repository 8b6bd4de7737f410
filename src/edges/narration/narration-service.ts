import type { Brief, Narration, NarrationAgent } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import type { ExpectedNarrator } from '../files/staleness.ts';
import type { ModelServer } from '../models/model-server.ts';
import { agentsFingerprint, weightsOf } from './agents-fingerprint.ts';
import type { Budget } from './budget.ts';
import type { Cooldown } from './cooldown.ts';
import type { KeptReplies } from './kept-replies.ts';
import type { NarrationLookup } from './narration-lookup.ts';
import type { Narrator, ReadyAgents } from './narrator.ts';
import type { QuietGate } from './quiet-gate.ts';

export interface NarrationParts {
  readonly agents: ReadyAgents;
  readonly servers: Readonly<Record<NarrationAgent['id'], ModelServer>>;
  readonly narrator: Narrator;
  /** What the answer to a brief is kept under. */
  readonly keyOf: (brief: Brief) => string;
  readonly gate: QuietGate;
  readonly replies: KeptReplies;
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
  /** Learns the digests of the weights, where nothing speaks against a request now. */
  lookUpDigests(signal: AbortSignal): Promise<void>;
}

export function narrationService(parts: NarrationParts): NarrationService {
  const { agents, servers, narrator, keyOf, gate, replies, repliesDirectory, cooldown, budget, noteWrite, holdFile } = parts;
  const fingerprint = agentsFingerprint(agents);

  return {
    agents,
    servers,
    gate,
    budget,
    noteWrite,
    holdFile,
    expected: () => ({ agents: fingerprint, weights: weightsOf(narrator.digests()) }),
    lookup: () => ({ kind: 'kept', agents, fingerprint, digests: narrator.digests(), repliesDirectory }),
    async ask(brief, signal) {
      try {
        replies.check();
        const narration = await gate.whileOpen(signal, (whileQuiet) => narrator.narrate(brief, whileQuiet));
        replies.keep(narration);
        cooldown.succeeded();
        return narration;
      } catch (error) {
        if (error instanceof AppError && !signal.aborted) cooldown.failed(error.message);
        throw error;
      }
    },
    kept: (brief) => replies.read(keyOf(brief), narrator.digests()),
    async lookUpDigests(signal) {
      if (await gate.isOpen(signal)) await narrator.lookUpDigests(signal);
    },
  };
}
