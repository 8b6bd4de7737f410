/** Fields of the `timings` of a reply of llama-server, and what they are. */
export const TIMINGS: readonly (readonly [field: string, metric: string, unit: string])[] = [
  ['prompt_n', 'prompt_token_count', 'count'],
  ['prompt_ms', 'prompt_eval_duration', 'ms'],
  ['prompt_per_second', 'prefill_throughput', 'tokens/s'],
  ['prompt_per_token_ms', 'time_per_prompt_token', 'ms'],
  ['predicted_n', 'output_token_count', 'count'],
  ['predicted_ms', 'eval_duration', 'ms'],
  ['predicted_per_second', 'decode_throughput', 'tokens/s'],
  ['cache_n', 'cached_prompt_token_count', 'count'],
  ['draft_n', 'draft_token_count', 'count'],
  ['draft_n_accepted', 'accepted_draft_token_count', 'count'],
];

/** Where the fields are described. */
export const TIMINGS_SOURCE = 'https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md';
