import type { PinnedFile } from './pin.ts';

const A = 'decode_throughput';
const P = 'prefill_throughput';

export const LLAMA_AND_OLLAMA: readonly PinnedFile[] = [
  {
    file: 'llama-bench-csv/hogeheer499-commits__strix-halo-guide__iq4-nl-b4096-ub2048.csv',
    adapter: 'llama-bench-csv',
    pins: [
      [
        'row=2;col=avg_ts',
        P,
        'mean',
        1162.679257,
        'tokens/s',
        {
          model: 'Qwen3.6-35B-A3B-IQ4_NL',
          quantization: 'IQ4_NL - 4.5 bpw',
          backend: 'Vulkan',
          device: 'Radeon 8060S Graphics (RADV STRIX_HALO)',
          engine_version: '2496f9c14',
          num_gpu: 999,
          batch_size: 4096,
          ubatch_size: 2048,
          input_length: 512,
          depth: 0,
          flash_attention: 'on',
          use_mmap: 0,
        },
      ],
      ['row=2;col=stddev_ts', P, 'stdev', 66.695748, 'tokens/s'],
      ['row=2;col=avg_ns', 'prompt_eval_duration', 'mean', 441497504, 'ns'],
      ['row=3;col=avg_ts', A, 'mean', 77.336863, 'tokens/s', { output_length: 128 }],
      ['row=3;col=avg_ns', 'eval_duration', 'mean', 1655097647, 'ns'],
    ],
  },
  {
    file: 'llama-bench-csv/kyuz0__amd-strix-halo-toolboxes__7__curve_summary.csv',
    adapter: 'llama-bench-csv',
    pins: [
      [
        'row=2;col=avg_ts',
        A,
        'mean',
        9.12206,
        'tokens/s',
        { model: 'DeepSeek-V4-Flash-0731-UD-IQ2_XXS-00001-of-00003', backend: 'llama-vulkan-radv', ubatch_size: 256, depth: 0 },
        3,
      ],
      ['row=3;col=samples_ts;pointer=/1', A, null, 10.433, 'tokens/s', { depth: 8192 }],
    ],
  },
  {
    file: 'llama-bench-jsonl/kyuz0__amd-strix-halo-toolboxes__2__Qwen3.5-122B-A10B-UD-Q4_K_XL-00001-of-00003__llama-rocm-7.2.4__curve-generation__fa1__ub2048.jsonl',
    adapter: 'llama-bench-jsonl',
    pins: [
      ['line=1;pointer=/samples_ts/0', A, null, 21.6184, 'tokens/s', { backend: 'ROCm', device: 'AMD Radeon 8060S Graphics' }],
      ['line=1;pointer=/samples_ns/2', 'eval_duration', null, 5902634906, 'ns'],
      ['line=1;pointer=/avg_ts', A, 'mean', 21.663409, 'tokens/s', { flash_attention: 'on' }, 3],
      ['line=1;pointer=/stddev_ts', A, 'stdev', 0.038947, 'tokens/s', {}, 3],
    ],
  },
  {
    file: 'llama-bench-jsonl/lhl__strix-halo-testing__llama32-1b.default-hip.jsonl',
    adapter: 'llama-bench-jsonl',
    pins: [
      ['line=3;pointer=/avg_ts', P, 'mean', 4076.030516, 'tokens/s', { depth: 1024, input_length: 512, flash_attention: 'on' }, 1],
      ['line=4;pointer=/samples_ts/0', A, null, 188.791, 'tokens/s', { depth: 1024, model: 'Llama-3.2-1B-Instruct-Q4_K_M' }],
      ['line=3;pointer=/samples_ns/0', 'prompt_eval_duration', null, 125612406, 'ns'],
    ],
  },
  {
    file: 'llama-bench-md/kyuz0__amd-strix-halo-toolboxes__GLM-4.6-UD-Q4_K_XL-00001-of-00005__rocm6_4_4__hblt0__longctx32768__rpc.log',
    adapter: 'llama-bench-markdown',
    pins: [
      [
        'line=5;col=t/s',
        P,
        'mean',
        18.41,
        'tokens/s',
        {
          model: 'glm4moe 355B.A32B Q4_K - Medium',
          backend: 'ROCm,RPC',
          engine_version: '2656c0d26',
          device: 'Radeon 8060S Graphics',
          input_length: 2048,
          depth: 32768,
          ubatch_size: 2048,
        },
      ],
      ['line=6;col=t/s', A, 'mean', 4.12, 'tokens/s', { output_length: 32 }],
    ],
  },
  {
    file: 'llama-bench-md/lhl__strix-halo-testing__README.md',
    adapter: 'llama-bench-markdown',
    pins: [
      ['line=85;col=t/s', P, 'mean', 1216.56, 'tokens/s', { model: 'llama 7B Q4_0', num_gpu: 99, use_mmap: 0 }],
      ['line=85;col=t/s;index=1', P, 'stdev', 6.83, 'tokens/s'],
      ['line=86;col=t/s', A, 'mean', 46.68, 'tokens/s'],
    ],
  },
  {
    file: 'llama-bench-derived-json/kyuz0__amd-strix-halo-toolboxes__2__ubatch-calibrations.json',
    adapter: 'llama-ubatch-calibrations',
    pins: [
      [
        '/profiles/strix-halo/rocm/DeepSeek-V4-Flash-0731-UD-IQ2_XXS/runs/0/candidates/0/points/0/avg_ts',
        P,
        'mean',
        118.015841,
        'tokens/s',
        { model: 'DeepSeek-V4-Flash-0731-UD-IQ2_XXS', backend: 'llama-rocm-7.14', ubatch_size: 256, depth: 0, input_length: 2048 },
        3,
      ],
      [
        '/profiles/strix-halo/rocm/DeepSeek-V4-Flash-0731-UD-IQ2_XXS/runs/0/candidates/0/points/1/samples_ts/2',
        P,
        null,
        94.7198,
        'tokens/s',
      ],
    ],
  },
  {
    file: 'llama-benchy-md/Gabe298__vLLM-llama-benchy-testing-result__lorbus-qwen3.6.md',
    adapter: 'llama-benchy-markdown',
    pins: [
      ['line=5;col=t/s', P, 'mean', 2398.37, 'tokens/s', { model: 'Qwen3.6-27B-int4-AutoRound', depth: 1000, input_length: 2048 }],
      ['line=5;col=t/s;index=1', P, 'pstdev', 34.22, 'tokens/s'],
      ['line=5;col=ttfr (ms)', 'time_to_first_response', 'mean', 1342.38, 'ms'],
      ['line=5;col=est_ppt (ms)', 'prompt_eval_duration', 'mean', 1271.4, 'ms'],
      ['line=5;col=e2e_ttft (ms)', 'time_to_first_token', 'mean', 1342.38, 'ms'],
      ['line=6;col=t/s', A, 'mean', 75.11, 'tokens/s', { output_length: 480 }],
      ['line=6;col=peak t/s', 'peak_output_token_throughput', 'mean', 93.33, 'tokens/s'],
    ],
  },
  {
    file: 'ollama-csv/hogeheer499-commits__strix-halo-guide__ollama-qwen3.6-35b-a3b-0.23.1-api-r10.csv',
    adapter: 'ollama-csv',
    pins: [
      ['row=2;col=load_duration_ns', 'load_duration', null, 7680465722, 'ns', { model: 'qwen3.6:35b-a3b', phase: 'cold', request: '0' }],
      ['row=3;col=load_duration_ns', 'load_duration', null, 113614152, 'ns', { phase: 'warm' }],
      ['row=3;col=wall_s', 'request_latency', null, 2.799959659576416, 's'],
      ['row=3;col=eval_tps', A, null, 50.5232019381736, 'tokens/s'],
      ['row=3;col=prompt_eval_tps', P, null, 158.6406175655475, 'tokens/s'],
      ['row=3;col=eval_duration_ns', 'eval_duration', null, 2533489468, 'ns'],
      ['row=3;col=prompt_eval_duration_ns', 'prompt_eval_duration', null, 119767562, 'ns'],
      ['row=3;col=total_duration_ns', 'total_duration', null, 2798719408, 'ns'],
      ['row=3;col=eval_count', 'output_token_count', null, 128, 'count'],
      ['row=3;col=prompt_eval_count', 'prompt_token_count', null, 19, 'count'],
    ],
  },
];
