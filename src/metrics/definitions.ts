/** What a tool means by a metric where it deviates from the registry. */
export interface Definition {
  /** `<metric>:<slug>`. */
  readonly id: string;
  readonly metric: string;
  readonly tool: string;
  readonly text: string;
}

/** Every deviation we know; values with different definitions are never compared silently. */
export const DEFINITIONS: readonly Definition[] = [
  {
    id: 'request_latency:vllm-batch',
    metric: 'request_latency',
    tool: 'vLLM bench latency',
    text: 'Time of one batch of prompts that is generated to the end inside the engine: no server, no queue, all prompts at once.',
  },
  {
    id: 'queue_time:client',
    metric: 'queue_time',
    tool: 'vLLM bench serve',
    text: 'Time that a request waits in the client, whose limit of concurrent requests is reached, before it is sent.',
  },
  {
    id: 'request_latency:with-client-queue',
    metric: 'request_latency',
    tool: 'vLLM bench serve',
    text: 'Latency of a request with the time that it waited in the client before it was sent.',
  },
  ...['prompt_eval_duration', 'eval_duration', 'total_duration'].map((metric) => ({
    id: `${metric}:llama-batched`,
    metric,
    tool: 'llama-batched-bench',
    text: 'Of all sequences of a batch at once, inside the engine: no server, no queue.',
  })),
  ...['input_token_throughput', 'output_token_throughput', 'total_token_throughput'].map((metric) => ({
    id: `${metric}:llama-batched`,
    metric,
    tool: 'llama-batched-bench',
    text: 'Tokens of all sequences of a batch by the time of that phase alone, inside the engine: no server, no queue.',
  })),
  {
    id: 'request_latency:trtllm-static-batch',
    metric: 'request_latency',
    tool: 'TensorRT-LLM benchmarks',
    text: 'Time of one static batch that is generated to the end inside the engine: no server, no queue.',
  },
  {
    id: 'output_token_throughput:generation-only',
    metric: 'output_token_throughput',
    tool: 'TensorRT-LLM benchmarks',
    text: 'Generated tokens of a static batch by the time of generation alone; prompt processing is not in it.',
  },
  {
    id: 'request_latency:trtllm-offline',
    metric: 'request_latency',
    tool: 'trtllm-bench',
    text: 'All requests are submitted at once and exceed the batch size, so latency is mostly time in the queue.',
  },
  {
    id: 'end_to_end_token_throughput:trtllm-per-user',
    metric: 'end_to_end_token_throughput',
    tool: 'trtllm-bench',
    text: 'Per user, with context phase and time in the queue: mean over requests of output tokens divided by request latency.',
  },
  {
    id: 'time_per_output_token:guidellm-with-ttft',
    metric: 'time_per_output_token',
    tool: 'GuideLLM',
    text: 'Request latency divided by output tokens: includes the time to the first token. Weighted by tokens.',
  },
  {
    id: 'inter_token_latency:guidellm-request-mean',
    metric: 'inter_token_latency',
    tool: 'GuideLLM',
    text: 'Mean gap of each request after its first token, weighted by tokens: its spread is between requests, not between tokens.',
  },
  {
    id: 'inter_token_latency:aiperf-request-mean',
    metric: 'inter_token_latency',
    tool: 'AIPerf, GenAI-Perf',
    text: 'Per request: generation time after the first token divided by the tokens after it, what others call time per output token.',
  },
  {
    id: 'inter_token_latency:llmperf-with-ttft',
    metric: 'inter_token_latency',
    tool: 'LLMPerf',
    text: 'Per request: sum of all gaps divided by output tokens, the time to the first token included.',
  },
  {
    id: 'prefill_throughput:isl-by-ttft',
    metric: 'prefill_throughput',
    tool: 'AIPerf',
    text: 'Per request: prompt tokens divided by the time to the first token, time in the queue included.',
  },
  {
    id: 'decode_throughput:inverse-tpot',
    metric: 'decode_throughput',
    tool: 'InferenceX',
    text: 'Interactivity: one divided by the median time per output token, over all requests of the run.',
  },
  {
    id: 'gpu_energy:counter',
    metric: 'gpu_energy',
    tool: 'AIPerf',
    text: 'Reading of a counter that runs since the driver was loaded: the difference of two readings is energy, one reading is not.',
  },
  {
    id: 'run_duration:sending',
    metric: 'run_duration',
    tool: 'inference-perf',
    text: 'Time in which the requests of the stage were sent; the last answers come after it.',
  },
  {
    id: 'total_token_throughput:llama-bench-pg',
    metric: 'total_token_throughput',
    tool: 'llama-bench',
    text: 'Prompt plus generated tokens of one sequence divided by the time of both; there is no server and one sequence at a time.',
  },
  {
    id: 'prefill_throughput:llama-benchy-client',
    metric: 'prefill_throughput',
    tool: 'llama-benchy',
    text: 'Prompt tokens divided by the estimated prompt processing time, which a client sees: time to first response less network latency.',
  },
  {
    id: 'prompt_eval_duration:llama-benchy-estimate',
    metric: 'prompt_eval_duration',
    tool: 'llama-benchy',
    text: 'Estimated by a client: time to first response less network latency.',
  },
  {
    id: 'time_to_first_token:ollama-bench',
    metric: 'time_to_first_token',
    tool: 'ollama bench',
    text: 'From sending the request to the first content of the answer, seen by the client: the model load is in it.',
  },
  {
    id: 'time_per_output_token:eval-mean',
    metric: 'time_per_output_token',
    tool: 'ollama bench',
    text: 'Generation time divided by all generated tokens, the first one included.',
  },
  {
    id: 'time_to_first_token:includes-load',
    metric: 'time_to_first_token',
    tool: 'Chimera agents',
    text: 'From sending the request to the first token: the model load is in it.',
  },
  {
    id: 'time_to_first_token:load-plus-prompt-eval',
    metric: 'time_to_first_token',
    tool: 'scripts around Ollama',
    text: 'Model load time plus prompt evaluation time, as the server states them: computed, not measured, and the model load is in it.',
  },
  {
    id: 'request_latency:generation-time',
    metric: 'request_latency',
    tool: 'scripts that time a call',
    text: 'Time of the call as the program saw it, named generation time; prompt processing and a model load may be in it.',
  },
  {
    id: 'output_token_throughput:sum-of-request-times',
    metric: 'output_token_throughput',
    tool: 'scripts that time a call',
    text: 'Tokens of all requests divided by the sum of their durations: the throughput of the system only where they ran one by one.',
  },
  {
    id: 'request_throughput:mlperf-samples',
    metric: 'request_throughput',
    tool: 'MLPerf LoadGen',
    text: 'Samples of the data set completed per second; a query may hold many samples.',
  },
  {
    id: 'request_latency:mlperf-offline',
    metric: 'request_latency',
    tool: 'MLPerf LoadGen',
    text: 'All samples are issued at once: latency is mostly time in the queue.',
  },
  {
    id: 'request_latency:with-failures',
    metric: 'request_latency',
    tool: 'k6, locust',
    text: 'Over all requests, the failed ones included; for a streamed answer it may end at the headers.',
  },
  {
    id: 'request_count:with-failures',
    metric: 'request_count',
    tool: 'k6, locust, wrk',
    text: 'All requests made, the failed ones included.',
  },
  {
    id: 'request_throughput:with-failures',
    metric: 'request_throughput',
    tool: 'k6, locust, wrk',
    text: 'All requests made divided by wall time, the failed ones included.',
  },
  {
    id: 'request_latency:wrk-corrected',
    metric: 'request_latency',
    tool: 'wrk',
    text: 'Over all answers, errors included, without those slower than the timeout, and with computed ones for what a stalled connection did not send.',
  },
  {
    id: 'operation_time:nosqlbench-hdr',
    metric: 'operation_time',
    tool: 'NoSQLBench',
    text: 'Per interval of the run, from an HDR histogram, whose buckets round to a few digits.',
  },
  ...['input_token_throughput', 'output_token_throughput'].map((metric) => ({
    id: `${metric}:server-interval`,
    metric,
    tool: 'server logs',
    text: 'Of the whole engine over an interval of the server log, a few seconds or steps long; idle intervals are left out.',
  })),
  ...serverSide('time_to_first_token', 'From the arrival of the request at the server to the first token; the network is not in it.'),
  ...serverSide('request_latency', 'From the arrival of the request at the server to its last token; the network is not in it.'),
  ...serverSide('inter_token_latency', 'Gap between tokens as the engine makes them; the network is not in it.'),
  ...serverSide('time_per_output_token', 'Per request, as the engine makes the tokens; the network is not in it.'),
  ...serverSide('running_request_count', 'Read at intervals over the whole run: idle times are averaged in as zeros.'),
  ...serverSide('waiting_request_count', 'Read at intervals over the whole run: idle times are averaged in as zeros.'),
  ...serverSide('kv_cache_utilization', 'Read at intervals over the whole run: idle times are averaged in as zeros.'),
  ...[
    'request_latency',
    'time_to_first_token',
    'time_to_first_output_token',
    'inter_chunk_latency',
    'decode_throughput',
    'end_to_end_token_throughput',
    'prompt_token_count',
    'output_token_count',
    'output_token_throughput',
    'input_token_throughput',
    'total_token_throughput',
    'request_throughput',
    'request_goodput',
    'request_count',
    'failed_request_count',
    'run_duration',
    'run_prompt_token_count',
    'run_output_token_count',
    'achieved_concurrency',
  ].map((metric) => ({
    id: `${metric}:time-slice`,
    metric,
    tool: 'AIPerf',
    text: 'Over one slice of time of a run; slices in which nothing happened are left out.',
  })),
];

function serverSide(metric: string, text: string): Definition[] {
  return [{ id: `${metric}:server-side`, metric, tool: 'server metrics', text }];
}

const BY_ID = new Map(DEFINITIONS.map((definition) => [definition.id, definition]));

/** The definition of an id, or null for an id that is not registered. */
export function definitionOf(id: string): Definition | null {
  return BY_ID.get(id) ?? null;
}
