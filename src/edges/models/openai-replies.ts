import * as z from 'zod';

/** What servers of the OpenAI protocol send, as far as it is used; each adds fields of its own. */

const count = z.int().min(0).nullish();

/** `/v1/models`. vLLM says the context as `max_model_len`, llama.cpp as `meta.n_ctx`. */
export const ModelsReply = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      owned_by: z.string().nullish(),
      aliases: z.array(z.string()).nullish(),
      max_model_len: count,
      meta: z.object({ n_ctx: count }).nullish(),
    }),
  ),
});
export type ListedModel = z.infer<typeof ModelsReply>['data'][number];

/** `/props` of llama.cpp. */
export const PropsReply = z.object({
  default_generation_settings: z.object({ n_ctx: z.int().min(1) }).partial(),
  chat_template: z.string().nullish(),
});

/** `/api/v0/models/NAME` of LM Studio. */
export const StudioModel = z.object({ loaded_context_length: count });

/** `/slots` of llama.cpp. */
export const SlotsReply = z.array(z.object({ is_processing: z.boolean() }));

/** `/tokenize`: llama.cpp lists the tokens, vLLM counts them too. */
export const TokenizeReply = z.object({ tokens: z.array(z.unknown()).nullish(), count });

/** One event of a streamed chat. vLLM and llama.cpp put thinking into `reasoning_content`, newer vLLM and others into `reasoning`. */
export const ChatEvent = z.object({
  choices: z.array(
    z.object({
      delta: z.object({
        content: z.string().nullish(),
        reasoning_content: z.string().nullish(),
        reasoning: z.string().nullish(),
      }),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish(),
  /** Of llama.cpp; in ms. `prompt_ms` is for the tokens that it did not remember from an earlier prompt. */
  timings: z
    .object({ prompt_ms: z.number().min(0), predicted_ms: z.number().min(0), predicted_n: z.int().min(0) })
    .partial()
    .nullish(),
});
export type ChatEvent = z.infer<typeof ChatEvent>;
