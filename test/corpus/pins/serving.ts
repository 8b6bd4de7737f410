import type { LabelValue } from '../../../src/contracts/observation.ts';

/** A value typed off the real file: cell, metric, statistic (null for a sample), raw value, unit, and n where the file says. */
export type Pin = readonly [cell: string, metric: string, statistic: string | null, value: number, unit: string, count?: number];

export interface PinnedFile {
  readonly file: string;
  readonly labels: Readonly<Record<string, LabelValue>>;
  readonly pins: readonly Pin[];
}

const TTFT = 'time_to_first_token';
const TPOT = 'time_per_output_token';
const ITL = 'inter_token_latency';
const E2E = 'request_latency';
const OUT = 'output_token_throughput';
const TOTAL = 'total_token_throughput';

/** By format, which is the name of the folder and the id of the adapter. */
export const SERVING_PINS: Readonly<Record<string, readonly PinnedFile[]>> = {
  'vllm-bench-serve': [
    {
      file: 'SemiAnalysisAI__InferenceX__concurrency_256_req_rate_inf_gpus_16_ctx_8_gen_8.json',
      labels: { model: 'MiniMaxAI/MiniMax-M2.5', request_rate: 'inf', concurrency: 256, prompt_count: 2560 },
      pins: [
        ['/mean_ttft_ms', TTFT, 'mean', 499.91884301671234, 'ms', 2560],
        ['/p99.9_itl_ms', ITL, 'p99.9', 40.692481586942456, 'ms'],
        ['/median_tpot_ms', TPOT, 'median', 27.98402836757511, 'ms'],
        ['/p90_e2el_ms', E2E, 'p90', 28989.10636473447, 'ms', 2560],
        ['/output_throughput', OUT, null, 8934.47381455358, 'tokens/s'],
        ['/total_token_throughput', TOTAL, null, 17868.94762910716, 'tokens/s'],
        ['/request_throughput', 'request_throughput', null, 8.72507208452498, 'requests/s'],
        ['/duration', 'run_duration', null, 293.4073180370033, 's'],
        ['/total_input_tokens', 'run_prompt_token_count', null, 2621440, 'count'],
      ],
    },
    {
      file: 'er0080__vllm-benchmarking__2__summary.json',
      labels: { model: 'facebook/opt-125m', concurrency: 2, repetition: '1', max_num_seqs: '8' },
      pins: [
        ['/1/output_throughput', OUT, null, 186.48326383470211, 'tokens/s'],
        ['/1/max_output_tokens_per_s', 'peak_output_token_throughput', null, 128, 'tokens/s'],
        ['/1/failed', 'failed_request_count', null, 0, 'count'],
        ['/1/max_concurrent_requests', 'peak_concurrency', null, 8, 'count'],
      ],
    },
  ],
  'vllm-bench-latency': [
    {
      file: 'zhangxinyuehfad__vllm-benchmarks__benchmarks_results_qwen_latency_llama8B_tp1.json',
      labels: {},
      pins: [
        ['/latencies/0', E2E, null, 7.474356308579445, 's'],
        ['/avg_latency', E2E, 'mean', 7.445559763287505, 's', 15],
      ],
    },
  ],
  'vllm-bench-throughput': [
    {
      file: 'zhangxinyuehfad__vllm-benchmarks__benchmarks_results_qwen_throughput_llama8B_tp1.json',
      labels: {},
      pins: [
        ['/tokens_per_second', TOTAL, null, 1217.7128693874117, 'tokens/s'],
        ['/requests_per_second', 'request_throughput', null, 2.8251887833219147, 'requests/s'],
        ['/total_num_tokens', 'run_total_token_count', null, 86204, 'count'],
      ],
    },
  ],
  'sglang-bench-serving': [
    {
      file: 'TonyLi15__sglang-benchmark__agg_n100_in512_out128_c32.jsonl',
      labels: {
        model: 'Qwen/Qwen2.5-3B-Instruct',
        benchmark: 'agg_n100_in512_out128_c32',
        request_rate: 'inf',
        concurrency: 32,
        input_length: 512,
        random_range_ratio: 0,
        tensor_parallel: 1,
        engine_version: '0.5.5.post3',
      },
      pins: [
        ['line=1;pointer=/mean_e2e_latency_ms', E2E, 'mean', 557.9127527959645, 'ms', 100],
        ['line=1;pointer=/p95_itl_ms', ITL, 'p95', 22.42972366511822, 'ms'],
        ['line=1;pointer=/input_throughput', 'input_token_throughput', null, 13511.924303368432, 'tokens/s'],
        ['line=1;pointer=/concurrency', 'achieved_concurrency', null, 28.450295820896617, 'count'],
        ['line=1;pointer=/total_throughput', TOTAL, null, 16663.363794435983, 'tokens/s'],
      ],
    },
    {
      file: 'TonyLi15__sglang-benchmark__pd_1p2d_n100_in512_out128_c64.jsonl',
      labels: { model: 'Qwen/Qwen2.5-3B-Instruct', concurrency: 64, benchmark: 'pd_1p2d_n100_in512_out128_c64' },
      pins: [['line=1;pointer=/median_ttft_ms', TTFT, 'median', 5932.389323599637, 'ms', 100]],
    },
  ],
  'guidellm-json': [
    {
      file: 'thesteve0__local-llm-benchmark__Olmo-3.1-32B--Q8_0.json',
      labels: { model: 'unsloth/Olmo-3.1-32B-Think-GGUF/Olmo-3.1-32B-Think-Q8_0.gguf', strategy: 'synchronous', concurrency: 1 },
      pins: [
        ['/benchmarks/0/metrics/request_latency/successful/mean', E2E, 'mean', 1288.093523979187, 's', 1],
        ['/benchmarks/0/metrics/time_to_first_token_ms/successful/percentiles/p999', TTFT, 'p99.9', 929.6948909759521, 'ms', 1],
        ['/benchmarks/0/metrics/inter_token_latency_ms/successful/mean', ITL, 'mean', 158.22508251869272, 'ms', 1],
        ['/benchmarks/0/metrics/output_tokens_per_second/successful/mean', OUT, null, 6.320887465009902, 'tokens/s'],
        ['/benchmarks/0/metrics/requests_per_second/successful/mean', 'request_throughput', null, 0.0007763411440116502, 'requests/s'],
        ['/benchmarks/0/requests/successful/0/request_latency', E2E, null, 1288.093523979187, 's'],
        ['/benchmarks/0/requests/successful/0/time_to_first_token_ms', TTFT, null, 929.6948909759521, 'ms'],
      ],
    },
    {
      file: 'llm-d__llm-d-benchmark__guidellm_report_v2.json',
      labels: { model: 'e2e-mock-model', strategy: 'constant', request_rate: 4, input_length: 32, output_length: 8 },
      pins: [
        ['/benchmarks/1/metrics/time_per_output_token_ms/successful/mean', TPOT, 'mean', 2.177119255065918, 'ms', 2],
        ['/benchmarks/1/metrics/prompt_tokens_per_second/successful/mean', 'input_token_throughput', null, 52.3990405449119, 'tokens/s'],
      ],
    },
  ],
  'guidellm-csv': [
    {
      file: 'thesteve0__local-llm-benchmark__benchmarks.csv',
      labels: { model: 'unsloth/gemma-4-26B-A4B-it-GGUF', strategy: 'synchronous', concurrency: 1 },
      pins: [
        ['row=4;col=Request Latency Successful Sec Mean', E2E, 'mean', 46.108335971832275, 's', 1],
        ['row=4;col=Time to First Token Successful ms Percentiles;pointer=/9', TTFT, 'p99', 20656.05330467224, 'ms', 1],
        ['row=4;col=Token Throughput Successful Output Tokens/Sec Mean', OUT, null, 77.43273808011925, 'tokens/s'],
        ['row=4;col=Server Throughput Successful Requests/Sec Mean', 'request_throughput', null, 0.02168805225612356, 'requests/s'],
        ['row=4;col=Request Counts Successful', 'request_count', null, 1, 'count'],
      ],
    },
  ],
  'aiperf-json': [
    {
      file: 'SemiAnalysisAI__InferenceX__e_disagg-false_spec-none_conc16_mi355x-amds_04_aiperf_artifacts_profile_export_aiperf.json',
      labels: { model: 'amd/Kimi-K2.7-Code-MXFP4', concurrency: 16, dataset: 'semianalysis_cc_traces_weka_062126_256k' },
      pins: [
        ['/request_latency/avg', E2E, 'mean', 127787.17536372684, 'ms', 659],
        ['/inter_chunk_latency/avg', 'inter_chunk_latency', 'mean', 79.18021450229502, 'ms', 574943],
        ['/output_token_throughput_per_user/p50', 'decode_throughput', 'median', 13.856448566617741, 'tokens/s', 659],
        ['/output_token_throughput/avg', OUT, null, 158.5366987952679, 'tokens/s'],
        ['/benchmark_duration/avg', 'run_duration', null, 3626.6550551040004, 's'],
      ],
    },
  ],
  'aiperf-csv': [
    {
      file: 'SemiAnalysisAI__InferenceX__m1517_direct_results_c16none_profile_export_aiperf.csv',
      labels: {},
      pins: [
        ['row=41;col=avg', E2E, 'mean', 40846.43, 'ms', 1735],
        ['row=43;col=avg', 'time_to_first_output_token', 'mean', 8578.24, 'ms', 1735],
        ['row=44;col=p99', TTFT, 'p99', 32601.45, 'ms', 1735],
        ['row=57;col=Value', OUT, null, 423.3, 'tokens/s'],
      ],
    },
  ],
  'aiperf-records-jsonl': [
    {
      file: 'ai-dynamo__aiperf__profile_export.jsonl',
      labels: { request: '1ed40a0d-e708-434d-bb8e-fb1b44cb8717', phase: 'profiling', turn: '0' },
      pins: [
        ['line=12;pointer=/metrics/request_latency/value', E2E, null, 7936.968269, 'ms'],
        ['line=12;pointer=/metrics/ttft/value', TTFT, null, 1680.543782, 'ms'],
        ['line=12;pointer=/metrics/output_sequence_length/value', 'output_token_count', null, 193, 'count'],
      ],
    },
  ],
  'aiperf-server-metrics-csv': [
    {
      file: 'SemiAnalysisAI__InferenceX__se_disagg-false_spec-none_conc16_mi355x-amds_04_aiperf_artifacts_server_metrics_export.csv',
      labels: { model: 'amd/Kimi-K2.7-Code-MXFP4', engine_rank: '0', source: 'server' },
      pins: [
        ['row=13;col=avg', 'kv_cache_utilization', 'mean', 0.9519, 'ratio'],
        ['row=39;col=total', 'run_output_token_count', 'sum', 609337, 'count'],
      ],
    },
  ],
  'inferencex-agg': [
    {
      file: 'SemiAnalysisAI__InferenceX__agg_kimik2.5_1k1k_int4_vllm_tp8-ep1-dpafalse_disagg-false_spec-mtp_conc4_MI355-gbt350-odcdh5-wbb3.json',
      labels: { model: 'moonshotai/Kimi-K2.5', device: 'mi355x', backend: 'vllm', dtype: 'int4', concurrency: 4, tensor_parallel: 8 },
      pins: [
        ['/mean_ttft', TTFT, 'mean', 0.3170863160688896, 's'],
        ['/p99.9_e2el', E2E, 'p99.9', 18.445460162415404, 's'],
        ['/output_tput_per_gpu', 'output_token_throughput_per_gpu', null, 27.678011491816765, 'tokens/s'],
        ['/median_intvty', 'decode_throughput', 'median', 57.49142521935413, 'tokens/s'],
      ],
    },
  ],
  'inferencex-baseline': [
    {
      file: 'SemiAnalysisAI__InferenceX__conc256.json',
      labels: { model: 'openai/gpt-oss-120b', device: 'b200', concurrency: 256, input_length: 1024, tensor_parallel: 4 },
      pins: [
        ['/metrics/median_ttft_ms', TTFT, 'median', 368.7536483630538, 'ms', 2554],
        ['/metrics/output_token_throughput', OUT, null, 15650.10698989954, 'tokens/s'],
        ['/gpu/mean_power_per_gpu_w', 'gpu_power', 'mean', 337.8, 'W'],
      ],
    },
  ],
  'inferencex-vllm-wrapper-seconds': [
    {
      file: 'SemiAnalysisAI__InferenceX__glm5_fp8_vllm_tp8_isl10240_osl128_conc32.json',
      labels: { model: 'zai-org/GLM-5-FP8', concurrency: 32, request_rate: 'inf' },
      pins: [
        ['/median_ttft', TTFT, 'median', 15.231834566220641, 's', 320],
        ['/p99_tpot', TPOT, 'p99', 0.25367466445396264, 's'],
        ['/input_throughput', 'input_token_throughput', null, 7892.500541375127, 'tokens/s'],
      ],
    },
  ],
  'inferencex-client-metrics-csv': [
    {
      file: 'SemiAnalysisAI__InferenceX__ts_sweep_results_20260204_062339_tp1_bs128_offloadoff_metrics_client_metrics.csv',
      labels: { request: '60fe65f7722cf58a0f3dfa5973c3545a', turn: '1' },
      pins: [
        ['row=2;col=ttft_ms', TTFT, null, 467.849, 'ms'],
        ['row=2;col=tpot_ms', TPOT, null, 205.335, 'ms'],
        ['row=2;col=latency_ms', E2E, null, 2726.533, 'ms'],
        ['row=2;col=interactivity_tok_per_sec', 'decode_throughput', null, 4.87, 'tokens/s'],
        ['row=2;col=approx_cached_percent', 'prefix_cache_hit_rate', null, 0, '%'],
      ],
    },
  ],
  'inferencex-server-metrics-csv': [
    {
      file: 'SemiAnalysisAI__InferenceX__alse_disagg-false_spec-none_conc128_b200-dgxc-slurm_5_metrics_server_metrics.csv',
      labels: {},
      pins: [
        ['row=2;col=kv_cache_usage_pct', 'kv_cache_utilization', null, 0.86, '%'],
        ['row=1579;col=num_requests_waiting', 'waiting_request_count', null, 105, 'count'],
        ['row=1579;col=interval_throughput_tok_per_sec', 'interval_token_throughput', null, 132.7, 'tokens/s'],
      ],
    },
  ],
  'llmperf-summary': [
    {
      file: 'ray-project__llmperf-leaderboard__bedrock_70b.json',
      labels: { model: 'meta.llama2-70b-chat-v1', backend: 'bedrock', concurrency: 5, input_length: 550, output_length: 150 },
      pins: [
        ['/results_ttft_s_quantiles_p99', TTFT, 'p99', 0.686971139999514, 's', 101],
        ['/results_end_to_end_latency_s_mean', E2E, 'mean', 7.058203132000026, 's', 101],
        ['/results_mean_output_throughput_token_per_s', OUT, null, 62.867056292903534, 'tokens/s'],
        ['/results_num_completed_requests_per_min', 'request_throughput', null, 25.18838751305755, 'requests/min'],
        ['/results_number_output_tokens_max', 'output_token_count', 'max', 152, 'count', 101],
        ['/results_number_errors', 'failed_request_count', null, 49, 'count'],
      ],
    },
  ],
  'inference-perf': [
    {
      file: 'kubernetes-sigs__inference-perf__2__stage_0_lifecycle_metrics.json',
      labels: { request_rate: 1 },
      pins: [
        ['/successes/latency/time_to_first_token/median', TTFT, 'median', 0.029263833013828844, 's', 60],
        ['/successes/latency/request_latency/p0.1', E2E, 'p0.1', 0.47241724534577223, 's', 60],
        [
          '/successes/latency/normalized_time_per_output_token/mean',
          'normalized_time_per_output_token',
          'mean',
          0.007863735790482359,
          's',
          60,
        ],
        ['/successes/throughput/output_tokens_per_sec', OUT, null, 62.08553187800729, 'tokens/s'],
        ['/load_summary/achieved_rate', 'achieved_request_rate', null, 1.0152245601589047, 'requests/s'],
      ],
    },
  ],
  'trtllm-bench-json': [
    {
      file: 'masahiro-kubota__trtllm-latency__2__in256_out40_bs1.json',
      labels: { model: 'Qwen/Qwen2.5-0.5B-Instruct', engine_version: '1.2.0', backend: 'TRT', kv_cache_fraction: 0.9, input_length: 256 },
      pins: [
        ['/streaming_metrics/ttft_percentiles/p50', TTFT, 'median', 4.049386999999999, 'ms', 100],
        ['/performance/request_latency_percentiles_ms/maximum', E2E, 'max', 83.38414399999999, 'ms', 100],
        ['/performance/system_output_throughput_tok_s', OUT, null, 533.3350599167006, 'tokens/s'],
        ['/streaming_metrics/gen_tps_percentiles/average', 'decode_throughput', 'mean', 556.4892114728295, 'tokens/s', 100],
      ],
    },
  ],
  'trtllm-bench-stdout': [
    {
      file: 'waynehacking8__trtllm-triton-serving__W3_kv080.txt',
      labels: { model: 'nvidia/Llama-3.1-8B-Instruct-FP8', engine_version: '0.20.0', kv_cache_fraction: 0.8, request_rate: 'inf' },
      pins: [
        ['line=207;col=Total Output Throughput (tokens/sec)', OUT, null, 46224.1507, 'tokens/s'],
        ['line=216;col=[Latency] P50', E2E, 'median', 41133.6677, 'ms', 15000],
      ],
    },
    {
      file: 'shaamil101-etched__trtllm-benchmarks__result_16384_512_250.txt',
      labels: { model: 'meta-llama/Llama-3.1-70B-Instruct', engine_version: '0.16.0', tensor_parallel: 8, input_length: 16384 },
      pins: [
        ['line=426;col=Token Throughput (tokens/sec)', OUT, null, 774.3481, 'tokens/s'],
        ['line=428;col=Total Latency (ms)', 'run_duration', null, 165300.3285, 'ms'],
      ],
    },
  ],
  'serving-stdout-log': [
    {
      file: 'Wentao274__vllm-benchmark-test__bench-test_01-4-320-i10240-o256.log',
      labels: { model: 'MiniMax-M2.5-bf16', concurrency: 4, request_rate: 'inf', input_length: 10240, output_length: 256 },
      pins: [
        ['line=111;col=Mean TTFT (ms)', TTFT, 'mean', 16214.96, 'ms', 320],
        ['line=106;col=Output token throughput (tok/s)', OUT, null, 34.63, 'tokens/s'],
      ],
    },
    {
      file: 'tsho__vllm-benchmark-scripts__bench-long-rate8.log',
      labels: { model: 'google/gemma-4-31B-it', request_rate: 8, input_length: 8000 },
      pins: [['line=38;col=Mean TTFT (ms)', TTFT, 'mean', 1824446.83, 'ms', 1000]],
    },
  ],
};
