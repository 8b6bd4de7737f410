import type { ModelCall } from '../contracts/narration.ts';

/** A call that gave no answer: nothing is known of it but how long it took. */
export function failedCall(stage: string, outcome: string, totalMs: number): ModelCall {
  const unknown = { timeToFirstTokenMs: null, tokensPerSecond: null, promptTokens: null, tokensGenerated: null };
  return { stage, outcome, totalMs, ...unknown, promptEvalMs: null, evalMs: null, loadMs: null };
}
