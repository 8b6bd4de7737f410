import { describe, expect, test } from '@jest/globals';
import { definitionOf } from '../../src/metrics/definitions.ts';
import { valueAt, valuesOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';
import { everythingRead, parseFixture } from './fixture.ts';

describe('the traps of vLLM results', () => {
  test('all-failed run = zeros: one failed run, and no zero is a measurement', () => {
    const parsed = parseFixture('vllm-bench-serve', 'all-failed');
    expect(parsed.sampleCount).toBe(0);
    expect([...parsed.result.tables[0]!.failures]).toEqual([[0, 'none of 40 requests completed']]);
  });

  test('early-2025 CI files lack throughput keys: still recognised', () => {
    const parsed = parseFixture('vllm-bench-serve', 'without-throughput');
    expect(parsed.adapter).toBe('vllm-bench-serve');
    expect(valueAt(parsed, '/median_ttft_ms').value).toBe(39.5);
  });

  test('real key typo `request_goodput:`: read as goodput', () => {
    expect(valueAt(parseFixture('vllm-bench-serve', 'goodput-typo-and-cache-path'), '/request_goodput:')).toMatchObject({
      metric: 'request_goodput',
      value: 1.25,
      unit: 'requests/s',
    });
  });

  test('percentiles optional: p90 and p99.9 are read by their names', () => {
    const parsed = parseFixture('vllm-bench-serve', 'goodput-typo-and-cache-path');
    expect(valueAt(parsed, '/p99.9_ttft_ms').statistic).toBe('p99.9');
    expect(valueAt(parsed, '/p90_e2el_ms').statistic).toBe('p90');
  });

  test('only 1 number per run: throughput is a sample, latencies are statistics of the tool', () => {
    const parsed = parseFixture('vllm-bench-serve', 'normal');
    expect(valueAt(parsed, '/output_throughput').statistic).toBeNull();
    expect(valueAt(parsed, '/mean_ttft_ms')).toMatchObject({ statistic: 'mean', count: 40 });
  });

  test('n of token gaps is not the number of requests: stated for neither gaps nor time per output token', () => {
    const parsed = parseFixture('vllm-bench-serve', 'normal');
    expect([valueAt(parsed, '/mean_itl_ms').count, valueAt(parsed, '/mean_tpot_ms').count]).toEqual([null, null]);
  });

  test('model_id may be a local path: the repository of a cache path, and no home directory', () => {
    const parsed = parseFixture('vllm-bench-serve', 'goodput-typo-and-cache-path');
    expect(valueAt(parsed, '/duration').labels['model']).toBe('acme/tern-7b');
    expect(everythingRead(parseFixture('vllm-bench-serve', 'normal'))).not.toContain('/home/');
  });

  test.each(['normal', 'infinity'])('request rate "inf" as text and as bare Infinity is the label inf (%s)', (name) => {
    expect(valueAt(parseFixture('vllm-bench-serve', name), '/duration').labels['request_rate']).toBe('inf');
  });

  test('summary.json is a list: each run keeps its place, its repetition and its swept key', () => {
    const parsed = parseFixture('vllm-bench-serve', 'sweep-summary');
    expect(valueAt(parsed, '/1/output_throughput')).toMatchObject({
      value: 239.1,
      labels: { repetition: '1', max_num_seqs: '8', gpu_memory_utilization: '0.92' },
    });
  });

  test('per-request arrays beside the statistics: samples in seconds, and a failed request counts once', () => {
    const parsed = parseFixture('vllm-bench-serve', 'detailed-with-a-failed-request');
    expect(valuesOf(parsed, 'time_to_first_token').map(({ value, unit, failure }) => [value, unit, failure])).toEqual([
      [0.125, 's', null],
      [0.25, 's', null],
      [0, 's', 'the request failed'],
    ]);
    expect(parsed.result.tables.reduce((sum, { failures }) => sum + failures.size, 0)).toBe(1);
  });

  test('nothing inside vLLM latency and throughput files: no label is invented', () => {
    for (const id of ['vllm-bench-latency', 'vllm-bench-throughput']) {
      expect(readValues(parseFixture(id, 'normal').result).every(({ labels }) => Object.keys(labels).length === 0)).toBe(true);
    }
  });

  test('tokens_per_second counts prompt + output: total, not output throughput', () => {
    expect(valueAt(parseFixture('vllm-bench-throughput', 'normal'), '/tokens_per_second').metric).toBe('total_token_throughput');
  });
});

describe('the traps of SGLang results', () => {
  test('bare Infinity: parsed, and the rate is inf', () => {
    expect(
      valueAt(parseFixture('sglang-bench-serving', 'two-runs-one-all-failed'), 'line=1;pointer=/duration').labels['request_rate'],
    ).toBe('inf');
  });

  test('append mode, many runs per file: a row per line', () => {
    const { result } = parseFixture('sglang-bench-serving', 'two-runs-one-all-failed');
    expect(result.tables[0]!.places).toEqual([1, 2]);
    expect([...result.tables[0]!.failures.keys()]).toEqual([1]);
  });

  test('server_info incl. random_seed never enters the labels: configuration only, without keys and hosts', () => {
    const parsed = parseFixture('sglang-bench-serving', 'two-runs-one-all-failed');
    expect(parsed.result.configuration.get('/1/server_info/random_seed')).toBe(12345);
    expect(valueAt(parsed, 'line=1;pointer=/duration').labels).not.toHaveProperty('random_seed');
    expect(everythingRead(parsed)).not.toMatch(/sk-not-a-key|node7|\/home\//);
  });

  test('random_range_ratio 0 gives lengths far below the nominal: the ratio is a label beside them, and the true total is read', () => {
    const value = valueAt(parseFixture('sglang-bench-serving', 'two-runs-one-all-failed'), 'line=1;pointer=/total_input_tokens');
    expect(value).toMatchObject({ value: 2600, labels: { input_length: 256, random_range_ratio: 0 } });
  });

  test('a line that breaks off costs itself only', () => {
    const parsed = parseFixture('sglang-bench-serving', 'truncated');
    expect(parsed).toMatchObject({ verdict: 'partial' });
    expect(parsed.result.problems[0]!.line).toBe(2);
  });
});

describe('the traps of GuideLLM reports', () => {
  test.each([
    ['unversioned', 'unversioned', 16, undefined],
    ['version-1-with-requests', '1', 1, undefined],
    ['version-2-two-rates', '2', undefined, 1],
  ])('three generations: %s finds model, strategy and totals where it keeps them', (name, version, concurrency, rate) => {
    const parsed = parseFixture('guidellm-json', name);
    const [first] = valuesOf(parsed, 'request_latency', 'mean');
    expect(parsed.version).toBe(version);
    expect(first).toMatchObject({
      value: 2,
      unit: 's',
      count: 4,
      labels: { model: 'acme/tern-7b', input_length: 256, output_length: 100 },
    });
    expect([first!.labels['concurrency'], first!.labels['request_rate']]).toEqual([concurrency, rate]);
  });

  test('ITL count = tokens, not requests: n is the number of requests', () => {
    const parsed = parseFixture('guidellm-json', 'version-1-with-requests');
    expect(valueAt(parsed, '/benchmarks/0/metrics/inter_token_latency_ms/successful/mean').count).toBe(4);
  });

  test('requests_per_second median 0.0 while mean is not (time-weighted): the mean is the rate of the run, no median is read', () => {
    for (const parsed of [parseFixture('guidellm-json', 'version-1-with-requests'), parseFixture('guidellm-csv', 'normal')]) {
      expect(valuesOf(parsed, 'request_throughput')[0]).toMatchObject({ value: 0.5, statistic: null });
      expect(valuesOf(parsed, 'request_throughput', 'median')).toEqual([]);
    }
  });

  test('per_second 0 with count 0: missing, not zero', () => {
    expect(valuesOf(parseFixture('guidellm-json', 'version-1-with-requests'), 'input_token_throughput')).toEqual([]);
  });

  test('p001 = 0.1 %', () => {
    const value = valueAt(
      parseFixture('guidellm-json', 'unversioned'),
      '/benchmarks/0/metrics/request_latency/successful/percentiles/p001',
    );
    expect(value.statistic).toBe('p0.1');
  });

  test('its TPOT includes TTFT, its ITL does not: the definition says so', () => {
    const [value] = valuesOf(parseFixture('guidellm-json', 'unversioned'), 'time_per_output_token', 'mean');
    expect(definitionOf(value!.definition!)!.text).toContain('includes the time to the first token');
  });

  test('errored requests have a latency block of their own: only successful ones are read, errored ones are failures', () => {
    expect(valuesOf(parseFixture('guidellm-csv', 'normal'), 'request_latency', 'mean').map(({ value }) => value)).toEqual([2, 2]);
    const requests = parseFixture('guidellm-json', 'version-1-with-requests').result.tables[1]!;
    expect([...requests.failures.values()]).toEqual(['connection reset']);
    expect(requests.places).not.toContain('/benchmarks/0/requests/incomplete/0');
  });

  test('3 header rows, percentiles = JSON list in a cell without labels', () => {
    const parsed = parseFixture('guidellm-csv', 'normal');
    const value = valueAt(parsed, 'row=4;col=Time to First Token Successful ms Percentiles;pointer=/9');
    expect(value).toMatchObject({ metric: 'time_to_first_token', statistic: 'p99', value: 76.8, unit: 'ms' });
  });

  test('Profile, Backend cells are JSON: the model is in one, the address in it is not kept', () => {
    const parsed = parseFixture('guidellm-csv', 'normal');
    expect(readValues(parsed.result)[0]!.labels).toMatchObject({ model: 'acme/tern-7b', strategy: 'concurrent', concurrency: 16 });
    expect(everythingRead(parsed)).not.toContain('node7');
  });
});
