import * as z from 'zod';

/** What Ollama sends (`api/types.go`), as far as it is used; fields may be added by it. Durations are in ns, and a figure of 0 is left out. */

const count = z.int().min(0).optional();
const duration = z.number().min(0).optional();

/** A line of a streamed `/api/chat`, and the whole of one that is not. */
export const ChatLine = z.object({
  model: z.string(),
  message: z.object({ content: z.string(), thinking: z.string().optional() }),
  done: z.boolean(),
  done_reason: z.string().optional(),
  load_duration: duration,
  prompt_eval_count: count,
  prompt_eval_duration: duration,
  eval_count: count,
  eval_duration: duration,
});
export type ChatLine = z.infer<typeof ChatLine>;

export const ShowReply = z.object({
  capabilities: z.array(z.string()).default([]),
  model_info: z.record(z.string(), z.unknown()).nullish(),
  parameters: z.string().optional(),
});
export type ShowReply = z.infer<typeof ShowReply>;

export const TagsReply = z.object({
  models: z.array(z.object({ name: z.string(), model: z.string().optional(), digest: z.string().optional() })).nullable(),
});

export const PsReply = z.object({
  models: z
    .array(
      z.object({ name: z.string(), expires_at: z.iso.datetime({ offset: true }).optional(), context_length: z.int().min(0).optional() }),
    )
    .nullable(),
});
export type PsReply = z.infer<typeof PsReply>;
