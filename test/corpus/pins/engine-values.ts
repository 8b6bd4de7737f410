import type { PinnedFile } from './pin.ts';

/** Values of the metrics that the other pins of these formats leave out. */
export const ENGINE_VALUES: readonly PinnedFile[] = [
  {
    file: 'serving-stdout-log/Wentao274__vllm-benchmark-test__bench-test_01-4-320-i10240-o256.log',
    adapter: 'serving-stdout-log',
    pins: [
      [
        'line=99;col=Successful requests',
        'request_count',
        null,
        320,
        'count',
        { model: 'MiniMax-M2.5-bf16', concurrency: 4, input_length: 10240 },
      ],
      ['line=100;col=Failed requests', 'failed_request_count', null, 0, 'count'],
      ['line=102;col=Benchmark duration (s)', 'run_duration', null, 2365.34, 's'],
      ['line=103;col=Total input tokens', 'run_prompt_token_count', null, 3276800, 'count'],
      ['line=104;col=Total generated tokens', 'run_output_token_count', null, 81920, 'count'],
      ['line=105;col=Request throughput (req/s)', 'request_throughput', null, 0.14, 'requests/s'],
      ['line=107;col=Peak output token throughput (tok/s)', 'peak_output_token_throughput', null, 111, 'tokens/s'],
      ['line=108;col=Peak concurrent requests', 'peak_concurrency', null, 8, 'count'],
      ['line=109;col=Total token throughput (tok/s)', 'total_token_throughput', null, 1419.97, 'tokens/s'],
      ['line=116;col=Mean TPOT (ms)', 'time_per_output_token', 'mean', 52.36, 'ms'],
      ['line=121;col=Mean ITL (ms)', 'inter_token_latency', 'mean', 52.22, 'ms'],
    ],
  },
  {
    file: 'sglang-bench-serving/TonyLi15__sglang-benchmark__agg_n100_in512_out128_c32.jsonl',
    adapter: 'sglang-bench-serving',
    pins: [
      [
        'line=1;pointer=/duration',
        'run_duration',
        null,
        1.9610086176544428,
        's',
        { model: 'Qwen/Qwen2.5-3B-Instruct', concurrency: 32, benchmark: 'agg_n100_in512_out128_c32' },
      ],
      ['line=1;pointer=/completed', 'request_count', null, 100, 'count'],
      ['line=1;pointer=/total_input_tokens', 'run_prompt_token_count', null, 26497, 'count'],
      ['line=1;pointer=/total_output_tokens', 'run_output_token_count', null, 6180, 'count'],
      ['line=1;pointer=/request_throughput', 'request_throughput', null, 50.994166522128666, 'requests/s'],
      ['line=1;pointer=/output_throughput', 'output_token_throughput', null, 3151.4394910675514, 'tokens/s'],
      ['line=1;pointer=/mean_tpot_ms', 'time_per_output_token', 'mean', 8.54356980120356, 'ms'],
    ],
  },
  {
    file: 'trtllm-bench-json/masahiro-kubota__trtllm-latency__2__in256_out40_bs1.json',
    adapter: 'trtllm-bench-json',
    pins: [
      [
        '/request_info/num_requests',
        'request_count',
        null,
        100,
        'count',
        { model: 'Qwen/Qwen2.5-0.5B-Instruct', input_length: 256, request_rate: 'inf' },
      ],
      ['/request_info/avg_num_concurrent_requests', 'achieved_concurrency', null, 0.9997273784507666, 'count'],
      ['/performance/total_latency_ms', 'run_duration', null, 7499.9757199999995, 'ms'],
      ['/performance/request_throughput_req_s', 'request_throughput', null, 13.333376497917515, 'requests/s'],
      ['/performance/system_total_throughput_tok_s', 'total_token_throughput', null, 3946.679443383585, 'tokens/s'],
      ['/performance/output_throughput_per_gpu_tok_s', 'output_token_throughput_per_gpu', null, 533.3350599167006, 'tokens/s'],
      ['/performance/output_throughput_per_user_tok_s', 'end_to_end_token_throughput', 'mean', 534.0244563546992, 'tokens/s', {}, 100],
      ['/streaming_metrics/tpot_percentiles/p50', 'time_per_output_token', 'median', 1.813374564102564, 'ms', {}, 100],
    ],
  },
  {
    file: 'trtllm-bench-stdout/shaamil101-etched__trtllm-benchmarks__result_16384_512_250.txt',
    adapter: 'trtllm-bench-stdout',
    pins: [
      [
        'line=423;col=Number of requests',
        'request_count',
        null,
        250,
        'count',
        { model: 'meta-llama/Llama-3.1-70B-Instruct', input_length: 16384, request_rate: 'inf' },
      ],
      ['line=427;col=Request Throughput (req/sec)', 'request_throughput', null, 1.5124, 'requests/s'],
    ],
  },
  {
    file: 'trtllm-bench-stdout/waynehacking8__trtllm-triton-serving__W1_osl256.txt',
    adapter: 'trtllm-bench-stdout',
    pins: [
      [
        'line=188;col=Number of concurrent requests',
        'achieved_concurrency',
        null,
        8149.7886,
        'count',
        { model: 'nvidia/Llama-3.1-8B-Instruct-FP8', input_length: 128, request_rate: 'inf' },
      ],
      ['line=208;col=Total Token Throughput (tokens/sec)', 'total_token_throughput', null, 49936.0164, 'tokens/s'],
      ['line=211;col=Per User Output Throughput [w/ ctx] (tps/user)', 'end_to_end_token_throughput', 'mean', 5.8306, 'tokens/s', {}, 15000],
      ['line=212;col=Per GPU Output Throughput (tps/gpu)', 'output_token_throughput_per_gpu', null, 33290.6776, 'tokens/s'],
    ],
  },
  {
    file: 'vllm-bench-serve/SemiAnalysisAI__InferenceX__concurrency_256_req_rate_inf_gpus_16_ctx_8_gen_8.json',
    adapter: 'vllm-bench-serve',
    pins: [
      ['/completed', 'request_count', null, 2560, 'count', { model: 'MiniMaxAI/MiniMax-M2.5', concurrency: 256, request_rate: 'inf' }],
      ['/total_output_tokens', 'run_output_token_count', null, 2621440, 'count'],
    ],
  },
  {
    file: 'vllm-bench-throughput/zhangxinyuehfad__vllm-benchmarks__benchmarks_results_qwen_throughput_llama8B_tp1.json',
    adapter: 'vllm-bench-throughput',
    pins: [
      ['/elapsed_time', 'run_duration', null, 70.79172945208848, 's'],
      ['/num_requests', 'request_count', null, 200, 'count'],
    ],
  },
];
