import { describe, expect, test } from '@jest/globals';
import { DEFINITIONS, definitionOf } from '../../src/metrics/definitions.ts';
import { knownMetric } from '../../src/metrics/registry.ts';
import { valueAt, valuesOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';
import { cellsOf, everythingRead, parseFixture } from './fixture.ts';

describe('the traps of AIPerf and GenAI-Perf exports', () => {
  test('null metrics are missing, and timestamps are no metrics', () => {
    const cells = cellsOf(parseFixture('aiperf-json', 'normal'));
    expect(cells.filter((cell) => /goodput|timestamp/.test(cell))).toEqual([]);
  });

  test('energy in MJ is a counter, memory temperature 0 is unsupported, power_violation is not read', () => {
    const parsed = parseFixture('aiperf-json', 'normal');
    const [energy] = valuesOf(parsed, 'gpu_energy', 'max');
    expect(energy).toMatchObject({
      value: 15.625,
      unit: 'MJ',
      definition: 'gpu_energy:counter',
      labels: { device: 'Acme A1', gpu_index: '0' },
    });
    expect(cellsOf(parsed).filter((cell) => /temperature|violation/.test(cell))).toEqual([]);
  });

  test('n in `request_count.avg`, `count` in 1.2 and later', () => {
    expect(valueAt(parseFixture('aiperf-json', 'normal'), '/inter_chunk_latency/avg').count).toBe(3100);
    expect(valueAt(parseFixture('genai-perf-json', 'normal'), '/request_latency/avg').count).toBe(54);
  });

  test('blank line, then `Metric,Value`: one run out of two tables with CRLF, each value with its own row', () => {
    const parsed = parseFixture('aiperf-csv', 'normal');
    expect(valueAt(parsed, 'row=5;col=p99')).toMatchObject({ metric: 'time_to_first_token', value: 79.9, count: 32 });
    expect(valueAt(parsed, 'row=10;col=Value')).toMatchObject({ metric: 'output_token_throughput', statistic: null });
    expect(parsed.result.tables[0]!.places).toHaveLength(1);
  });

  test('AIPerf percentiles ascending with sum and std, GenAI-Perf descending: told apart', () => {
    expect(parseFixture('aiperf-csv', 'normal').adapter).toBe('aiperf-csv');
    expect(parseFixture('genai-perf-csv', 'normal').adapter).toBe('genai-perf-csv');
  });

  test('GenAI-Perf quotes "1,146.31"', () => {
    expect(valueAt(parseFixture('genai-perf-csv', 'normal'), 'row=4;col=avg')).toMatchObject({ metric: 'request_latency', value: 1146.31 });
  });

  test.each(['aiperf-csv', 'genai-perf-csv'])('`Request Goodput,-1.00` = unavailable (%s)', (id) => {
    expect(valuesOf(parseFixture(id, 'normal'), 'request_goodput')).toEqual([]);
  });

  test('`N/A` cells are missing', () => {
    expect(valuesOf(parseFixture('genai-perf-csv', 'unavailable-cells'), 'time_to_first_token', 'mean')).toEqual([]);
  });

  test('a killed run adds (error-adjusted) rows with empty avg: not read as the metric itself', () => {
    expect(valuesOf(parseFixture('aiperf-csv', 'killed-run'), 'request_latency', 'p99')).toEqual([]);
  });

  test('a cancelled run says so', () => {
    expect(parseFixture('aiperf-json', 'cancelled-old-schema').reason).toContain('cancelled');
  });

  test('an all-failed run leaves only the records: counted as failed, with the reason', () => {
    const parsed = parseFixture('aiperf-records-jsonl', 'all-failed');
    expect(parsed).toMatchObject({ verdict: 'accepted', sampleCount: 0 });
    expect([...parsed.result.tables[0]!.failures.values()]).toEqual(Array(2).fill('RequestCancellationError: cancelled after 0.5 seconds'));
  });

  test('warm-up requests keep their phase', () => {
    const phases = valuesOf(parseFixture('aiperf-records-jsonl', 'with-cancelled'), 'request_latency').map(({ labels }) => labels['phase']);
    expect(phases).toEqual(['warmup', 'profiling', 'profiling']);
  });

  test('server metrics: leading comments before the header, and gauges average idle zeros in (the definition says so)', () => {
    const value = valueAt(parseFixture('aiperf-server-metrics-csv', 'normal'), 'row=7;col=avg');
    expect(value).toMatchObject({
      metric: 'kv_cache_utilization',
      statistic: 'mean',
      value: 0.25,
      labels: { source: 'server', engine_rank: '0' },
    });
    expect(definitionOf(value.definition!)!.text).toContain('idle');
    expect(everythingRead(parseFixture('aiperf-server-metrics-csv', 'normal'))).not.toMatch(/node7|sk-not-a-key/);
  });
});

describe('the traps of InferenceX results', () => {
  test('same names as vLLM, 1000 x apart: seconds without _ms, milliseconds with it', () => {
    expect(parseFixture('inferencex-vllm-wrapper-seconds', 'normal').adapter).toBe('inferencex-vllm-wrapper-seconds');
    expect(valueAt(parseFixture('inferencex-vllm-wrapper-seconds', 'normal'), '/median_ttft')).toMatchObject({ value: 0.25, unit: 's' });
    expect(valueAt(parseFixture('inferencex-baseline', 'normal'), '/metrics/median_ttft_ms')).toMatchObject({ value: 368.75, unit: 'ms' });
    expect(valueAt(parseFixture('inferencex-agg', 'normal'), '/median_ttft')).toMatchObject({ value: 0.3, unit: 's' });
  });

  test('mock rows use 0.0 for missing', () => {
    const cells = cellsOf(parseFixture('inferencex-agg', 'zeros-for-missing-in-a-list'));
    expect(cells.filter((cell) => /^\/0\/.*(?:ttft|e2el)/.test(cell))).toEqual([]);
    expect(cells).toContain('/1/median_ttft');
  });

  test('interactivity is the inverse of the statistic of TPOT: only its median is one of the speed itself', () => {
    expect(cellsOf(parseFixture('inferencex-agg', 'normal')).filter((cell) => cell.endsWith('intvty'))).toEqual(['/median_intvty']);
  });

  test('the name of the host is not kept', () => {
    expect(everythingRead(parseFixture('inferencex-baseline', 'normal'))).not.toContain('node7');
  });

  test('a request without latency is a failure', () => {
    const { result } = parseFixture('inferencex-client-metrics-csv', 'with-a-failed-request');
    expect([...result.tables[0]!.failures.keys()]).toEqual([2]);
  });
});

describe('the traps of LLMPerf, inference-perf and trtllm-bench', () => {
  test('`_s_` inside the key is seconds, and the smallest token counts are strings', () => {
    const parsed = parseFixture('llmperf-summary', 'normal');
    expect(valueAt(parsed, '/results_ttft_s_mean')).toMatchObject({ value: 0.4, unit: 's', count: 18 });
    expect(valuesOf(parsed, 'output_token_count', 'min')[0]).toMatchObject({ value: 120 });
  });

  test('error counts as keys: configuration, not labels', () => {
    const parsed = parseFixture('llmperf-summary', 'normal');
    expect(parsed.result.configuration.get('/results_error_code_frequency')).toBe('{429.0: 2}');
    expect(valuesOf(parsed, 'failed_request_count')[0]!.value).toBe(2);
  });

  test('LLMPerf inter-token latency includes TTFT', () => {
    expect(
      definitionOf(valuesOf(parseFixture('llmperf-summary', 'normal'), 'inter_token_latency', 'mean')[0]!.definition!)!.text,
    ).toContain('included');
  });

  test('inference-perf: seconds with no unit in the file, `median` and `p0.1` keys', () => {
    const parsed = parseFixture('inference-perf', 'overloaded-with-failures');
    expect(valuesOf(parsed, 'time_to_first_token', 'median')[0]).toMatchObject({ value: 0.03, unit: 's', count: 58 });
    expect(valuesOf(parsed, 'time_to_first_token', 'p0.1')).toHaveLength(1);
  });

  test('TPOT without TTFT, normalized with it: two metrics', () => {
    const parsed = parseFixture('inference-perf', 'overloaded-with-failures');
    expect(valuesOf(parsed, 'time_per_output_token', 'mean')[0]!.value).toBe(0.0035);
    expect(valuesOf(parsed, 'normalized_time_per_output_token', 'mean')[0]!.value).toBe(0.0078);
  });

  test('failed requests show 2 ms latency: not read', () => {
    expect(
      valuesOf(parseFixture('inference-perf', 'overloaded-with-failures'), 'request_latency', 'mean').map(({ value }) => value),
    ).toEqual([0.48]);
  });

  test('overload: the rate asked for is a label, the achieved one is measured', () => {
    const [rate] = valuesOf(parseFixture('inference-perf', 'overloaded-with-failures'), 'achieved_request_rate');
    expect(rate).toMatchObject({ value: 1.25, labels: { request_rate: 8 } });
  });

  test('kv_cache_percentage 90.0 (0.20) and 0.9 (1.2) are the same fraction', () => {
    const fractions = [
      parseFixture('trtllm-bench-json', 'streaming'),
      parseFixture('trtllm-bench-json', 'offline-queueing-0.20'),
      parseFixture('trtllm-bench-stdout', 'two-reports'),
    ].map((parsed) => readValues(parsed.result)[0]!.labels['kv_cache_fraction']);
    expect(fractions).toEqual([0.9, 0.9, 0.9]);
  });

  test('issue_rate 4.9e14 means unlimited, and the text None is missing', () => {
    const { labels } = readValues(parseFixture('trtllm-bench-json', 'offline-queueing-0.20').result)[0]!;
    expect(labels['request_rate']).toBe('inf');
    expect(labels).not.toHaveProperty('expert_parallel');
    expect(readValues(parseFixture('trtllm-bench-stdout', 'two-reports').result)[0]!.labels).not.toHaveProperty('quantization');
  });

  test('offline latency is queueing: a definition of its own, where more requests wait than a batch holds', () => {
    expect(valuesOf(parseFixture('trtllm-bench-json', 'offline-queueing-0.20'), 'request_latency', 'median')[0]!.definition).toBe(
      'request_latency:trtllm-offline',
    );
    expect(valuesOf(parseFixture('trtllm-bench-json', 'streaming'), 'request_latency', 'median')[0]!.definition).toBeNull();
  });
});

describe('the traps of console logs', () => {
  test('carriage returns of a progress bar do not shift the lines', () => {
    expect(valueAt(parseFixture('serving-stdout-log', 'normal'), 'line=18;col=Mean TTFT (ms)').value).toBe(81.25);
  });

  test('Namespace(...) says what was run; keys and hosts in it are not kept', () => {
    const parsed = parseFixture('serving-stdout-log', 'normal');
    expect(readValues(parsed.result)[0]!.labels).toMatchObject({
      model: 'tern-7b',
      request_rate: 'inf',
      concurrency: 4,
      input_length: 512,
    });
    expect(everythingRead(parsed)).not.toMatch(/sk-not-a-key|node7/);
  });

  test('all-failed run: one failed run out of many lines', () => {
    const parsed = parseFixture('serving-stdout-log', 'all-failed');
    expect(parsed.sampleCount).toBe(0);
    expect(parsed.result.tables[0]!.failures.size).toBe(1);
  });

  test('several runs in one log are several runs with their own settings', () => {
    const rates = parseFixture('serving-stdout-log', 'sglang-two-runs').result.tables.map(
      ({ labels }) => labels.get('request_rate')!.value,
    );
    expect(rates).toEqual(['8.0', '16.0']);
  });

  test('retokenized tokens are another count', () => {
    expect(valuesOf(parseFixture('serving-stdout-log', 'sglang-two-runs'), 'run_output_token_count').map(({ value }) => value)).toEqual([
      700, 700,
    ]);
  });

  test('a result that breaks off is read up to there and said to be cut; its last number, which may be cut, is left out', () => {
    const parsed = parseFixture('serving-stdout-log', 'truncated');
    expect(parsed).toMatchObject({ verdict: 'partial', reason: expect.stringContaining('breaks off') });
    expect(valuesOf(parsed, 'time_to_first_token', 'p99')).toEqual([]);
    expect(parseFixture('trtllm-bench-stdout', 'truncated').verdict).toBe('partial');
  });

  test('a run that died before its result is empty, with the reason', () => {
    expect(parseFixture('serving-stdout-log', 'died-before-the-result')).toMatchObject({
      verdict: 'empty',
      reason: expect.stringContaining('did not finish'),
    });
  });
});

test('every metric and definition that the serving adapters use is registered', () => {
  for (const { id, metric } of DEFINITIONS) {
    expect(id.startsWith(`${metric}:`)).toBe(true);
    expect([id, knownMetric(metric)?.id]).toEqual([id, metric]);
  }
});
