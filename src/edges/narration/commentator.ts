import type { CommentaryAnswer, CommentaryBrief } from '../../contracts/commentary.ts';
import type { ModelFailure, ModelQuestion, ModelReply } from '../../contracts/narration.ts';
import { AppError } from '../../errors.ts';
import type { ModelServer } from '../models/model-server.ts';
import type { ReadyAgent } from './narrator.ts';

/** Asks the commentator about a brief; see `core/comment/ask-commentator.ts`. */
export type Comment = (
  brief: CommentaryBrief,
  agent: ReadyAgent,
  ask: (question: ModelQuestion) => Promise<ModelReply>,
) => Promise<
  | { readonly kind: 'answered'; readonly answer: Omit<CommentaryAnswer, 'key' | 'askedAt'> }
  | { readonly kind: 'failed'; readonly reason: ModelFailure; readonly message: string }
>;

export interface Commentator {
  /**
   * Has something written about a brief. What a model writes is never a failure.
   *
   * @throws AppError `NARRATOR_UNREACHABLE` when its server did not answer, and the signal's reason.
   */
  comment(brief: CommentaryBrief, signal: AbortSignal): Promise<CommentaryAnswer>;
  /** What the answer to a brief is kept under. */
  keyOf(brief: CommentaryBrief): string;
  /** Of its weights as they were last seen; null before the first question, and where the server does not tell. */
  digest(): string | null;
  /** Asks the server for the digest, and nothing else. One that is away is passed over. */
  lookUpDigest(signal: AbortSignal): Promise<void>;
}

export interface CommentatorOptions {
  readonly agent: ReadyAgent;
  readonly server: ModelServer;
  readonly comment: Comment;
  /** What the answer to a brief is kept under. */
  readonly keyOf: (brief: CommentaryBrief) => string;
  /** A model was asked. @param ms how long it took, however it ended. */
  readonly onCall: (ms: number) => void;
}

/** From one question to the next the model stays loaded; after the last it is unloaded. */
const KEEP_ALIVE_MS = 60_000;
/** Freeing memory is a courtesy: it holds nothing up for longer. */
const UNLOAD_MS_MAX = 10_000;

export function commentator({ agent, server, comment, keyOf, onCall }: CommentatorOptions): Commentator {
  const { model, options } = agent;
  let digest: string | null = null;

  return {
    keyOf,
    digest: () => digest,
    async lookUpDigest(signal) {
      const description = await server.describe(model, options, signal);
      if (description.kind === 'described') digest = description.digest;
    },
    async comment(brief, signal) {
      const description = await server.describe(model, options, signal);
      signal.throwIfAborted();
      if (description.kind === 'failed') throw new AppError('NARRATOR_UNREACHABLE', description.message);
      digest = description.digest;
      const askedAt = new Date().toISOString();
      const settings = { thinks: description.thinks, keepAliveMs: KEEP_ALIVE_MS };
      try {
        const commenting = await comment(brief, { ...agent, digest }, async (question) => {
          const startMs = performance.now();
          const reply = await server.ask(model, options, question, settings, signal);
          onCall(performance.now() - startMs);
          return reply;
        });
        signal.throwIfAborted();
        if (commenting.kind === 'failed') throw new AppError('NARRATOR_UNREACHABLE', commenting.message);
        return { ...commenting.answer, key: keyOf(brief), askedAt };
      } finally {
        await server.unload(model, AbortSignal.timeout(UNLOAD_MS_MAX));
      }
    },
  };
}
