import type { Adapter } from './adapter.ts';
import { aiperfCsv } from './aiperf/csv.ts';
import { aiperfJson } from './aiperf/json.ts';
import { aiperfRecordsJsonl } from './aiperf/records.ts';
import { aiperfServerMetricsCsv } from './aiperf/server-metrics-csv.ts';
import { aiperfServerMetricsJson } from './aiperf/server-metrics-json.ts';
import { aiperfTimeslicesCsv } from './aiperf/timeslices-csv.ts';
import { aiperfTimeslicesJson } from './aiperf/timeslices-json.ts';
import { rocmSmiCsv } from './amd/rocm-csv.ts';
import { rocmSmiJson } from './amd/rocm-json.ts';
import { amdSmiCsv } from './amd/smi-csv.ts';
import { bencherMetricFormat } from './bencher/metric-format.ts';
import { benchscribeKeptRun } from './benchscribe/kept-run.ts';
import { chimeraAgentMetrics } from './chimera/agent-metrics.ts';
import { chimeraBenchmarkCsv } from './chimera/benchmark-csv.ts';
import { crashLog } from './crash/log.ts';
import { criterionEstimates } from './criterion/estimates.ts';
import { evalscopePerfPercentiles } from './evalscope/percentiles.ts';
import { evalscopePerfRequests } from './evalscope/requests.ts';
import { evalscopePerfSummary } from './evalscope/summary.ts';
import { genaiPerfCsv } from './genai-perf/csv.ts';
import { genaiPerfJson } from './genai-perf/json.ts';
import { genericCsv } from './generic/csv.ts';
import { genericJson } from './generic/json.ts';
import { genericJsonl } from './generic/jsonl.ts';
import { genericMarkdown } from './generic/markdown.ts';
import { genericText } from './generic/text.ts';
import { githubActionBenchmarkCustom } from './github-action-benchmark/custom-json.ts';
import { goBenchText } from './go/bench-text.ts';
import { benchstatText } from './go/benchstat-text.ts';
import { googleBenchmarkJson } from './google-benchmark/json.ts';
import { guidellmCsv } from './guidellm/csv.ts';
import { guidellmJson } from './guidellm/json.ts';
import { hyperfineJson } from './hyperfine/json.ts';
import { inferencePerf } from './inference-perf/lifecycle.ts';
import { inferencePerfRequests } from './inference-perf/requests-json.ts';
import { inferencexAgg } from './inferencex/agg.ts';
import { inferencexBaseline } from './inferencex/baseline.ts';
import { inferencexClientMetricsCsv } from './inferencex/client-metrics-csv.ts';
import { inferencexServerMetricsCsv } from './inferencex/server-metrics-csv.ts';
import { inferencexVllmWrapperSeconds } from './inferencex/vllm-wrapper-seconds.ts';
import { jmhResultJson } from './jmh/result-json.ts';
import { jmhResultText } from './jmh/result-text.ts';
import { k6Summary } from './k6/summary.ts';
import { koboldcppBenchmarkCsv } from './koboldcpp/benchmark-csv.ts';
import { koboldcppConsoleText } from './koboldcpp/console-text.ts';
import { lightevalResults } from './lighteval/results.ts';
import { llamaBatchedJsonl } from './llama-cpp/batched-jsonl.ts';
import { llamaBatchedMarkdown } from './llama-cpp/batched-markdown.ts';
import { llamaBenchCsv } from './llama-cpp/bench-csv.ts';
import { llamaBenchJson } from './llama-cpp/bench-json.ts';
import { llamaBenchJsonl } from './llama-cpp/bench-jsonl.ts';
import { llamaBenchMarkdown } from './llama-cpp/bench-markdown.ts';
import { llamaBenchSql } from './llama-cpp/bench-sql.ts';
import { llamaBenchyCsv } from './llama-cpp/benchy-csv.ts';
import { llamaBenchyJson } from './llama-cpp/benchy-json.ts';
import { llamaBenchyMarkdown } from './llama-cpp/benchy-markdown.ts';
import { llamaBenchyProgress } from './llama-cpp/benchy-progress.ts';
import { llamaPerplexityLog } from './llama-cpp/perplexity-log.ts';
import { llamaServerLog } from './llama-cpp/server-log.ts';
import { llamaTimingsCsv } from './llama-cpp/timings-csv.ts';
import { llamaTimingsJson } from './llama-cpp/timings-json.ts';
import { llamaUbatchCalibrations } from './llama-cpp/ubatch-calibrations.ts';
import { llmdBenchmarkReport } from './llm-d/benchmark-report.ts';
import { llmperfIndividualResponses } from './llmperf/individual-responses.ts';
import { llmperfSummary } from './llmperf/summary.ts';
import { lmEvalResults } from './lm-eval/results.ts';
import { lmEvalSamples } from './lm-eval/samples.ts';
import { lmStudioStatsJson } from './lm-studio/stats-json.ts';
import { lmStudioStatsText } from './lm-studio/stats-text.ts';
import { lmdeployText } from './lmdeploy/restful-text.ts';
import { locustHistoryCsv } from './locust/history-csv.ts';
import { locustStatsCsv } from './locust/stats-csv.ts';
import { locustStatsJson } from './locust/stats-json.ts';
import { runsCsv } from './mlflow/runs-csv.ts';
import { mlperfLoadgenSummary } from './mlperf/loadgen-summary.ts';
import { mlxConsoleText } from './mlx/console-text.ts';
import { dcgmExposition } from './nvidia/dcgm-exposition.ts';
import { dcgmiDmon } from './nvidia/dcgmi-dmon.ts';
import { ncuCsv } from './nvidia/ncu-csv.ts';
import { nvidiaSmiCsv } from './nvidia/smi-csv.ts';
import { nvidiaSmiDmon } from './nvidia/smi-dmon.ts';
import { ollamaApi } from './ollama/api.ts';
import { ollamaBenchCsv } from './ollama/bench-csv.ts';
import { ollamaBenchText } from './ollama/bench-text.ts';
import { ollamaCsv } from './ollama/derived-csv.ts';
import { ollamaVerboseText } from './ollama/verbose-text.ts';
import { openvinoGenaiText } from './openvino/genai-text.ts';
import { optimumReportJson } from './optimum/report-json.ts';
import { otavaHistostatsCsv } from './otava/histostats-csv.ts';
import { otavaSeriesCsv } from './otava/series-csv.ts';
import { pytestBenchmarkJson } from './pytest-benchmark/json.ts';
import { servingStdoutLog } from './serving/stdout-log.ts';
import { sglangBenchServing } from './sglang/bench-serving.ts';
import { sglangOneBatchLog } from './sglang/one-batch-log.ts';
import { sglangServerLog } from './sglang/server-log.ts';
import { tgiBenchmarkTables } from './tgi/benchmark-tables.ts';
import { tgiServerLog } from './tgi/server-log.ts';
import { torchBenchmarkText } from './torch/benchmark-text.ts';
import { trtllmBenchJson } from './trtllm/bench-json.ts';
import { trtllmBenchStdout } from './trtllm/bench-stdout.ts';
import { trtllmBenchmarkCsv } from './trtllm/benchmark-csv.ts';
import { trtllmBenchmarkLines } from './trtllm/benchmark-lines.ts';
import { vllmEngineLog } from './vllm/engine-log.ts';
import { vllmBenchLatency } from './vllm/latency.ts';
import { vllmOfflineStdout } from './vllm/offline-stdout.ts';
import { vllmBenchServe } from './vllm/serve.ts';
import { vllmBenchThroughput } from './vllm/throughput.ts';
import { wrkStdout } from './wrk/stdout.ts';
import { yamlResults } from './yaml/results.ts';

/** Every adapter, one line each. Order means nothing: exactly one adapter may claim a file. */
export const adapters: readonly Adapter[] = [
  aiperfCsv,
  aiperfJson,
  aiperfRecordsJsonl,
  aiperfServerMetricsCsv,
  aiperfServerMetricsJson,
  aiperfTimeslicesCsv,
  aiperfTimeslicesJson,
  amdSmiCsv,
  bencherMetricFormat,
  benchscribeKeptRun,
  benchstatText,
  chimeraAgentMetrics,
  chimeraBenchmarkCsv,
  crashLog,
  criterionEstimates,
  dcgmExposition,
  dcgmiDmon,
  evalscopePerfPercentiles,
  evalscopePerfRequests,
  evalscopePerfSummary,
  genaiPerfCsv,
  genaiPerfJson,
  genericCsv,
  genericJson,
  genericJsonl,
  genericMarkdown,
  genericText,
  githubActionBenchmarkCustom,
  goBenchText,
  googleBenchmarkJson,
  guidellmCsv,
  guidellmJson,
  hyperfineJson,
  inferencePerf,
  inferencePerfRequests,
  inferencexAgg,
  inferencexBaseline,
  inferencexClientMetricsCsv,
  inferencexServerMetricsCsv,
  inferencexVllmWrapperSeconds,
  jmhResultJson,
  jmhResultText,
  k6Summary,
  koboldcppBenchmarkCsv,
  koboldcppConsoleText,
  lightevalResults,
  llamaBatchedJsonl,
  llamaBatchedMarkdown,
  llamaBenchCsv,
  llamaBenchJson,
  llamaBenchJsonl,
  llamaBenchMarkdown,
  llamaBenchSql,
  llamaBenchyCsv,
  llamaBenchyJson,
  llamaBenchyMarkdown,
  llamaBenchyProgress,
  llamaPerplexityLog,
  llamaServerLog,
  llamaTimingsCsv,
  llamaTimingsJson,
  llamaUbatchCalibrations,
  llmdBenchmarkReport,
  llmperfIndividualResponses,
  llmperfSummary,
  lmEvalResults,
  lmEvalSamples,
  lmStudioStatsJson,
  lmStudioStatsText,
  lmdeployText,
  locustHistoryCsv,
  locustStatsCsv,
  locustStatsJson,
  mlperfLoadgenSummary,
  mlxConsoleText,
  ncuCsv,
  nvidiaSmiCsv,
  nvidiaSmiDmon,
  ollamaApi,
  ollamaBenchCsv,
  ollamaBenchText,
  ollamaCsv,
  ollamaVerboseText,
  openvinoGenaiText,
  optimumReportJson,
  otavaHistostatsCsv,
  otavaSeriesCsv,
  pytestBenchmarkJson,
  rocmSmiCsv,
  rocmSmiJson,
  runsCsv,
  servingStdoutLog,
  sglangBenchServing,
  sglangOneBatchLog,
  sglangServerLog,
  tgiBenchmarkTables,
  tgiServerLog,
  torchBenchmarkText,
  trtllmBenchJson,
  trtllmBenchStdout,
  trtllmBenchmarkCsv,
  trtllmBenchmarkLines,
  vllmBenchLatency,
  vllmBenchServe,
  vllmBenchThroughput,
  vllmEngineLog,
  vllmOfflineStdout,
  wrkStdout,
  yamlResults,
];
