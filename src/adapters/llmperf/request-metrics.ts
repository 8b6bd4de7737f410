/**
 * What LLMPerf measures of each request, by its name in `*_individual_responses.json`; in the summary it stands between `results_` and the
 * statistic. The `_s` means seconds.
 */
export const REQUEST_METRICS: ReadonlyMap<string, readonly [metric: string, unit: string, definition?: string]> = new Map([
  ['ttft_s', ['time_to_first_token', 's']],
  ['end_to_end_latency_s', ['request_latency', 's']],
  ['inter_token_latency_s', ['inter_token_latency', 's', 'inter_token_latency:llmperf-with-ttft']],
  ['request_output_throughput_token_per_s', ['end_to_end_token_throughput', 'tokens/s']],
  ['number_input_tokens', ['prompt_token_count', 'count']],
  ['number_output_tokens', ['output_token_count', 'count']],
]);
