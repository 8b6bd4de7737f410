import type { Adapter } from '../adapter.ts';
import { parseServingRuns, startsWithServingRun } from '../readers/serving-runs.ts';

/**
 * `vllm bench serve --save-result`: one object per run, latencies in milliseconds. A sweep's `summary.json` is a list of the same objects
 * and repeats the runs that also lie beside it as `run=N.json`. A run in which every request failed is a valid file full of zeros.
 */
export const vllmBenchServe: Adapter = {
  id: 'vllm-bench-serve',
  title: 'vLLM bench serve result',
  tool: 'vLLM',
  fallback: false,
  source: 'https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/serve.py',
  claims(sniff) {
    const { topKeys, complete } = sniff;
    // With --save-detailed the arrays come before the latencies and may fill the head; the throughput is before them.
    const isDetailed = !complete && ['model_id', 'tokenizer_id', 'request_throughput', 'burstiness'].every((key) => topKeys.has(key));
    return startsWithServingRun(sniff, '_ms') || isDetailed;
  },
  parse: (input) => parseServingRuns(input, (record) => (Object.hasOwn(record, 'endpoint_type') ? 'bench serve' : 'benchmark_serving')),
};
