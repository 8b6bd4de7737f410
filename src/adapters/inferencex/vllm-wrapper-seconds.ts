import type { Adapter } from '../adapter.ts';
import { parseServingRuns, startsWithServingRun } from '../readers/serving-runs.ts';

/**
 * InferenceX's rewrite of the vLLM result: the same names without `_ms`, in seconds. Told apart by the missing suffix alone, since
 * confusing the two is an error by a factor of 1000.
 */
export const inferencexVllmWrapperSeconds: Adapter = {
  id: 'inferencex-vllm-wrapper-seconds',
  title: 'InferenceX result in seconds',
  tool: 'InferenceX',
  fallback: false,
  source: 'https://github.com/SemiAnalysisAI/InferenceX',
  claims: (sniff) => startsWithServingRun(sniff, '') && !startsWithServingRun(sniff, '_ms'),
  parse: (input) => parseServingRuns(input, () => null),
};
