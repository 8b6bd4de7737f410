import type { ModelFailure } from '../../contracts/narration.ts';
import { oneLine } from '../../visible-text.ts';
import type { ModelFailed } from './model-server.ts';

/** Thrown below a model server and turned into a `ModelFailed` at its surface. `message` is for people: what happened and what to do. */
export class ModelServerError extends Error {
  override readonly name = 'ModelServerError';
  readonly reason: ModelFailure;

  constructor(reason: ModelFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/**
 * Runs one question to a server. What the server did wrong becomes a reply.
 *
 * @throws only what is no `ModelServerError`: a bug.
 */
export async function settled<Reply>(ask: () => Promise<Reply>): Promise<Reply | ModelFailed> {
  const startedAt = performance.now();
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ModelServerError)) throw error;
    return { kind: 'failed', reason: error.reason, message: oneLine(error.message), totalMs: performance.now() - startedAt };
  }
}
