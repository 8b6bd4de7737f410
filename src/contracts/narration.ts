import * as z from 'zod';
import { LabelValue } from './label.ts';

/** How large what a card tells is, in bins: a re-run whose values moved a little has the same cards. */
export const CardSize = z.enum(['none', 'small', 'medium', 'large', 'very large']);
export type CardSize = z.infer<typeof CardSize>;

/** How sure it is. `explained`: it has a cause that is no effect; `single`: each side was run once. */
export const CardCertainty = z.enum(['certain', 'undecided', 'single', 'explained', 'stated']);
export type CardCertainty = z.infer<typeof CardCertainty>;

/** What may be said with a card: the places of a report that a sentence of it can stand in. */
export const FrameRole = z.enum(['title', 'state', 'support', 'contrast', 'advise', 'caution']);
export type FrameRole = z.infer<typeof FrameRole>;

/** What a model sees of one finding, gap or next step: words of the registry and letters, never a number or a text from an artifact. */
export const Card = z.strictObject({
  id: z.string().describe('c1, g1, n1, i1: by place in the order of the program itself'),
  kind: z.string().describe('Kind of finding'),
  subjects: z.array(z.int().min(0)).describe('Indices of the subjects, printed as letters; the best first where they are ordered'),
  ordered: z.boolean().describe('Whether the first subject is ahead of the second and so on'),
  topic: z.string().describe('Metric, setting or telemetry in words of the registry'),
  size: CardSize.nullable(),
  certainty: CardCertainty.nullable(),
  scope: z.string().describe('Condition in words of the registry: "warm", "after a load", "every setting"; empty for none'),
  links: z.array(z.strictObject({ to: z.string(), link: z.string() })).describe('Directed, computed from facts'),
  roles: z.array(FrameRole).describe('Roles of which a frame is there'),
  causes: z.array(z.string()).describe('Ids of the hypotheses that could explain it'),
  must: z.boolean().describe('It may not be left out'),
});
export type Card = z.infer<typeof Card>;

/** Everything that the agents are told of a report: what they are asked is made from it and from nothing else. */
export const Brief = z.strictObject({
  cards: z.array(Card).max(12).describe('Findings, gaps and next steps, in the order of the program'),
  inventory: z.array(Card).max(12).describe('The state of the inputs, for the collector'),
});
export type Brief = z.infer<typeof Brief>;

/** What the collector answers: ids only. */
export const InventoryPlan = z.strictObject({ inventory: z.array(z.string()) });
export type InventoryPlan = z.infer<typeof InventoryPlan>;

export const Audience = z.enum(['operator', 'engineer']);
export type Audience = z.infer<typeof Audience>;

/** What the insight agent answers: ids only, `card.role` in the order in which they are to be said. */
export const InsightPlan = z.strictObject({
  audience: Audience,
  summary: z.array(z.string()),
  do: z.array(z.string()),
  risk: z.array(z.string()),
  causes: z.array(z.string()).describe('card.cause'),
});
export type InsightPlan = z.infer<typeof InsightPlan>;

/** One call of a model server. What a server does not tell of itself is null. */
export const ModelCall = z.strictObject({
  stage: z
    .string()
    .describe('What was asked: inventory, inventory swapped, insight, insight swapped, commentary; with "again" for a second try'),
  outcome: z.string().describe('kept, or the reason why the answer was not used'),
  timeToFirstTokenMs: z.number().nullable().describe('Wall time from the request to the first token, taken by us'),
  totalMs: z.number().describe('Wall time of the whole call, taken by us'),
  tokensPerSecond: z.number().nullable().describe('Tokens generated per second of the evaluation time that the server states'),
  promptTokens: z.int().nullable(),
  tokensGenerated: z.int().nullable(),
  promptEvalMs: z.number().nullable(),
  evalMs: z.number().nullable(),
  loadMs: z.number().nullable(),
});
export type ModelCall = z.infer<typeof ModelCall>;

/** An agent as it was when it answered. */
export const NarrationAgent = z.strictObject({
  id: z.enum(['collector', 'insight', 'commentator']),
  label: z.string(),
  persona: z.string(),
  provider: z.enum(['ollama', 'openai']),
  model: z.string(),
  digest: z.string().nullable().describe('Of the weights, where the server tells it'),
  options: z.record(z.string(), LabelValue).describe('As configured; what is not set is the default of the server'),
  calls: z.array(ModelCall),
});
export type NarrationAgent = z.infer<typeof NarrationAgent>;

/** What came of asking the agents about a brief. It is kept, so that the same brief is not asked again, and rendered anew with every report. */
export const Narration = z.strictObject({
  key: z
    .string()
    .describe('Hash of all that the answer depends on: cards, prompts, schemas, agents, verifier; not the digest of the weights'),
  inventory: InventoryPlan.nullable().describe('What survived the swap test; null where nothing did'),
  insight: InsightPlan.nullable(),
  reason: z.string().describe('Why there is no plan, in words without a number; empty where there is one'),
  agents: z.array(NarrationAgent),
  askedAt: z.iso.datetime(),
  concurrency: z
    .strictObject({ wallMs: z.number(), sequentialMs: z.number() })
    .nullable()
    .describe('Where agents ran side by side: how long both took together, and the sum of their times'),
});
export type Narration = z.infer<typeof Narration>;

/** What a model is asked in one call. */
export interface ModelQuestion {
  /** See `ModelCall.stage`. */
  readonly stage: string;
  readonly system: string;
  readonly prompt: string;
  /** JSON Schema (draft 2020-12) of the answer: objects, arrays and enumerations of ids, no free string; null where prose is asked for. */
  readonly schema: Readonly<Record<string, unknown>> | null;
  /** The answer is cut beyond so many tokens. */
  readonly answerTokensMax: number;
}

/** Why a server gave no answer. `truncated`: the prompt did not fit the context, so the answer would be to a part of it. */
export const MODEL_FAILURES = [
  'unreachable',
  'model-missing',
  'busy',
  'out-of-memory',
  'deadline',
  'broken-off',
  'empty',
  'thinking-only',
  'truncated',
  'aborted',
  'protocol',
] as const;
export type ModelFailure = (typeof MODEL_FAILURES)[number];

/** What came of one question: an answer, whatever its text is worth, or why there is none. Nothing is thrown for what a server does. */
export type ModelReply =
  | {
      readonly kind: 'answer';
      readonly text: string;
      /** `length`: it was cut at `answerTokensMax` or at the end of the context. */
      readonly stop: 'end' | 'length';
      /** The model thought first although it was told not to: with Ollama the figures of the call are then those of the second of two completions. */
      readonly thought?: true;
      readonly call: Omit<ModelCall, 'stage' | 'outcome'>;
    }
  | {
      readonly kind: 'failed';
      readonly reason: ModelFailure;
      /** For people: what happened and what to do; a missing model has the pull command. */
      readonly message: string;
      readonly totalMs: number;
    };

/** The agents that plan a report; the commentator writes beside it. */
export type PlannerId = Exclude<NarrationAgent['id'], 'commentator'>;

/** Asks a question of the model of an agent that plans. */
export type AskModel = (agent: PlannerId, question: ModelQuestion) => Promise<ModelReply>;
