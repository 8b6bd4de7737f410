/**
 * Which way is better, of every metric that these formats hold. None where that depends on what was asked for (the length of an answer),
 * where the number describes the load or the machine, and where its author alone knows (a counter of his own script).
 */
export const HIGHER_IS_BETTER: readonly string[] = [
  'accuracy accuracy_normalized check_pass_rate decode_throughput end_to_end_token_throughput exact_match f1',
  'input_token_throughput input_token_throughput_per_gpu mc1 mc2 operation_throughput output_token_throughput',
  'output_token_throughput_per_gpu parallel_efficiency parallel_speedup peak_output_token_throughput prefill_throughput',
  'quasi_exact_match request_throughput speedup total_token_throughput total_token_throughput_per_gpu',
].flatMap((names) => names.split(' '));

export const LOWER_IS_BETTER: readonly string[] = [
  'cpu_time dropped_iteration_count eval_duration failed_request_count failed_request_rate failure_throughput gpu_energy',
  'http_req_blocked http_req_connecting http_req_receiving http_req_sending http_req_tls_handshaking',
  'inter_chunk_latency inter_token_latency iteration_duration load_duration memory_used normalized_time_per_output_token',
  'operation_time perplexity preemption_count prompt_eval_duration queue_time request_latency system_time',
  'time_per_output_token time_to_first_byte time_to_first_output_token time_to_first_response time_to_first_token',
  'total_duration user_time',
].flatMap((names) => names.split(' '));
