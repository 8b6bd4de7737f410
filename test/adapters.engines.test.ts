import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseArtifact } from '../src/adapters/recognise.ts';
import { DEFINITIONS } from '../src/metrics/definitions.ts';
import { contentOf } from './corpus/corpus.ts';
import { type ReadValue, readValues } from './readable.ts';

// One test for each trap that the formats of local engines, micro-benchmarks, load generators, evaluation harnesses and GPU monitors set.

function fixture(path: string) {
  return parseArtifact(contentOf(path, readFileSync(join(import.meta.dirname, 'fixtures', path))));
}

function read(path: string, text: string) {
  return parseArtifact(contentOf(path, new TextEncoder().encode(text)));
}

function fixtureText(path: string): string {
  return readFileSync(join(import.meta.dirname, 'fixtures', path), 'utf8');
}

function values(path: string): ReadValue[] {
  return readValues(fixture(path).result);
}

/** `metric.statistic` -> values, of rows that did not fail. */
function byMetric(path: string): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { metric, statistic, value, failure } of values(path)) {
    const key = statistic === null ? metric : `${metric}.${statistic}`;
    if (failure === null) found[key] = [...(found[key] ?? []), value];
  }
  return found;
}

describe('llama-bench', () => {
  test('tells prompt processing, generation and both by the lengths', () => {
    const found = byMetric('llama-bench-json/normal/input.json');
    expect(found['prefill_throughput.mean']).toEqual([5120.5]);
    expect(found['decode_throughput.mean']).toEqual([200.1]);
    expect(found['total_token_throughput.mean']).toEqual([853.33]);
  });

  test('leaves out the standard deviation of one repetition, which is 0', () => {
    expect(byMetric('llama-bench-json/normal/input.json')['total_token_throughput.stdev']).toBeUndefined();
  });

  test('makes each repetition a sample of its own, in JSON lines and in a CSV cell that holds JSON', () => {
    expect(byMetric('llama-bench-jsonl/normal/input.jsonl')['decode_throughput']).toEqual([200.63, 199.38]);
    expect(byMetric('llama-bench-csv/derived-with-samples-in-a-cell/input.csv')['decode_throughput']).toEqual([179.75, 180.75]);
  });

  test('gives the same labels for true, True and 1, whatever the format', () => {
    const labels = ['llama-bench-json/normal/input.json', 'llama-bench-csv/normal/input.csv', 'llama-bench-jsonl/normal/input.jsonl'].map(
      (path) => values(path).find(({ metric, statistic }) => metric === 'decode_throughput' && statistic === 'mean')!.labels,
    );
    expect(labels[1]).toEqual(labels[0]);
    expect(labels[2]).toEqual(labels[0]);
  });

  test('keeps a series when a new build adds fields with their defaults', () => {
    const labels = (extra: object) => readValues(read('a.jsonl', `${JSON.stringify({ ...RECORD, ...extra })}\n`).result)[0]!.labels;
    expect(labels({ fit_target: 0, use_direct_io: false, n_cpu_moe: 0 })).toEqual(labels({}));
    expect(labels({ n_cpu_moe: 8 })).toMatchObject({ cpu_moe_layers: 8 });
  });

  test('says auto for a flash_attn of -1 and leaves out an unknown commit', () => {
    const [value] = readValues(read('a.jsonl', `${JSON.stringify({ ...RECORD, flash_attn: -1, build_commit: 'unknown' })}\n`).result);
    expect(value!.labels).toMatchObject({ flash_attention: 'auto' });
    expect(value!.labels).not.toHaveProperty('engine_version');
  });

  test('never shows the home directory that a model lies in', () => {
    const shown = JSON.stringify([
      ...values('llama-bench-csv/normal/input.csv'),
      fixture('llama-bench-csv/normal/input.csv').result.configuration,
    ]);
    expect(shown).not.toContain('someone');
  });

  test('reads the depth of "tg128 @ d8192", the device of the banner and the build line after the table', () => {
    const rows = values('llama-bench-markdown/console-log/input.log');
    expect(rows.find(({ metric }) => metric === 'decode_throughput')!.labels).toMatchObject({
      depth: 8192,
      output_length: 128,
      device: 'Example GPU 24GB',
      engine_version: 'abc1234de',
    });
  });

  test('does not give the build line of one table to the next', () => {
    const versions = values('llama-bench-markdown/readme-with-other-tables/input.md').map(({ labels }) => labels['engine_version']);
    expect(versions).toEqual(['abc1234de', 'abc1234de', undefined, undefined]);
  });

  test('llama-benchy: splits "a ± b", reads blanks as missing and calls the spread that of the population', () => {
    const found = byMetric('llama-benchy-markdown/normal/input.md');
    expect(found['decode_throughput.mean']).toEqual([180.1]);
    expect(found['decode_throughput.pstdev']).toEqual([0.5]);
    expect(found['time_to_first_response.mean']).toEqual([510, 1500]);
  });
});

const RECORD = {
  build_commit: 'abc1234de',
  model_filename: '/x/tiny.gguf',
  model_type: 'tiny 1B F16',
  n_prompt: 512,
  n_gen: 0,
  avg_ts: 100.5,
  stddev_ts: 0,
};

describe('Ollama', () => {
  test('reads durations as nanoseconds and derives no rate', () => {
    const rows = values('ollama-api/one-reply/input.json');
    expect(rows.filter(({ metric }) => metric.endsWith('_duration')).every(({ unit }) => unit === 'ns')).toBe(true);
    expect(rows.some(({ unit }) => unit === 'tokens/s')).toBe(false);
  });

  test('takes an absent field as missing, not as 0', () => {
    const { prompt_eval_count, load_duration, ...reply } = JSON.parse(fixtureText('ollama-api/one-reply/input.json'));
    const metrics = readValues(read('a.json', JSON.stringify(reply)).result).map(({ metric }) => metric);
    expect([prompt_eval_count, load_duration, ...metrics]).toEqual([
      26,
      1500000000,
      'total_duration',
      'prompt_eval_duration',
      'output_token_count',
      'eval_duration',
    ]);
  });

  test('reads the last chunk of a stream, an error as a failure, and a stream without end as a problem', () => {
    const { result } = fixture('ollama-api/streams-and-an-error/input.jsonl');
    expect(result.tables[0]!.places).toEqual([3, 4]);
    expect([...result.tables[0]!.failures.values()]).toEqual(['the server answered: model runner has unexpectedly stopped']);
    expect(result.problems).toContainEqual({ line: 5, message: 'the stream of this reply ends without its metrics' });
  });

  test('ollama bench: a 0 among the rates of ttft, load and total is no value, and comments are no rows', () => {
    expect(byMetric('ollama-bench-csv/normal/input.csv')['decode_throughput']).toEqual([250, 243.9]);
    expect(values('ollama-bench-csv/normal/input.csv').some(({ value }) => value === 0)).toBe(false);
  });

  test('ollama bench: a header and a comment are an all-failed run', () => {
    expect(fixture('ollama-bench-csv/all-failed/input.csv').verdict).toBe('empty');
  });

  test('a row with an error is failed, whatever its zeros say', () => {
    expect(byMetric('ollama-csv/failed-row/input.csv')['time_to_first_token']).toEqual([95.5]);
  });
});

describe('evaluation harnesses', () => {
  test('lm-eval: reads acc and acc,none, tells filters apart, and leaves out N/A', () => {
    expect(byMetric('lm-eval-results/plain-keys/input.json')['accuracy.mean']).toEqual([0.75]);
    const rows = values('lm-eval-results/keys-with-filter/input.json');
    expect(
      rows.filter(({ metric, statistic }) => metric === 'exact_match' && statistic === 'mean').map(({ labels }) => labels['filter']),
    ).toEqual(['strict-match', 'flexible-extract']);
    expect(rows.some(({ metric, statistic }) => metric === 'f1' && statistic === 'stderr')).toBe(false);
  });

  test('lm-eval: bare NaN and Infinity are missing values', () => {
    const found = byMetric('lm-eval-results/nan-and-infinity/input.json');
    expect(found['perplexity']).toEqual([12.5]);
    expect(found['perplexity.stderr']).toBeUndefined();
  });

  test('lm-eval: scores of a task that counts in per cent are per cent', () => {
    expect(
      values('lm-eval-results/plain-keys/input.json')
        .filter(({ unit }) => unit === '%')
        .map(({ value }) => value),
    ).toEqual([40.5, 55.25, 0.9]);
  });

  test('lm-eval: a key of the API is not kept', () => {
    expect(JSON.stringify([...fixture('lm-eval-results/keys-with-filter/input.json').result.configuration])).not.toContain('canary');
  });

  test('lighteval is not taken for lm-eval, nor the other way round', () => {
    expect(fixture('lighteval-results/normal/input.json').adapter).toBe('lighteval-results');
    expect(fixture('lm-eval-results/plain-keys/input.json').adapter).toBe('lm-eval-results');
  });
});

describe('MLPerf', () => {
  test('an accuracy run states no performance, however alike it looks', () => {
    expect(fixture('mlperf-loadgen-summary/accuracy/mlperf_log_summary.txt')).toMatchObject({ verdict: 'empty', sampleCount: 0 });
  });

  test('the numbers of an INVALID result are failed, with the reason', () => {
    const rows = values('mlperf-loadgen-summary/invalid/mlperf_log_summary.txt');
    expect(new Set(rows.map(({ failure }) => failure))).toEqual(new Set(['the result is INVALID: not met: Performance constraints']));
  });

  test('samples per second of Offline are compared with nothing else: the definition says so', () => {
    const [rate] = values('mlperf-loadgen-summary/offline/mlperf_log_summary.txt');
    expect(rate).toMatchObject({ value: 450.25, definition: 'request_throughput:mlperf-samples', labels: { request_rate: 'inf' } });
  });
});

describe('GPU monitors and profilers', () => {
  test('nvidia-smi: blanks before names, units in cells, [N/A] and [Not Supported]', () => {
    expect(byMetric('nvidia-smi-csv/units-in-header-and-cells/input.csv')).toMatchObject({
      gpu_power: [100.5, 110.25],
      gpu_utilization: [45, 0],
    });
  });

  test('DCGM: a memory temperature of 0 is not supported, and host names are left out', () => {
    const rows = values('dcgm-exposition/normal/input.txt');
    expect(rows.some(({ metric }) => metric === 'gpu_memory_temperature')).toBe(false);
    expect(JSON.stringify(rows)).not.toContain('secret-box');
  });

  test('Nsight Compute: units in the second header row, Indian digit groups, n/a, and ==PROF== lines first', () => {
    const rows = values('ncu-csv/wide-with-digit-groups/input.csv');
    expect(rows.filter(({ metric }) => metric === 'smsp_inst_executed_sum').map(({ value }) => value)).toEqual([668995806, 1296]);
    expect(rows.filter(({ metric }) => metric === 'operation_time').map(({ value, unit }) => [value, unit])).toEqual([
      [1234.56, 'us'],
      [9.408, 'us'],
    ]);
    expect(rows.filter(({ metric }) => metric === 'dram_bytes_read_sum')).toHaveLength(1);
  });

  test('torch.utils.benchmark: the unit differs from table to table in one file', () => {
    const units = values('torch-benchmark-text/units-differ-by-table/input.txt').map(({ unit }) => unit);
    expect(new Set(units)).toEqual(new Set(['ms', 'x', 'us']));
  });
});

describe('micro-benchmarks', () => {
  test('Google Benchmark: aggregates are no repetitions, an error is a failure, cv is a ratio', () => {
    const found = byMetric('google-benchmark-json/repetitions-and-aggregates/input.json');
    expect(found).toMatchObject({ operation_time: [10.5, 11.5], 'operation_time.mean': [11], 'operation_time.cv': [0.064] });
  });

  test('pytest-benchmark: several parameters in one string are taken apart by the object beside it', () => {
    const [first] = values('pytest-benchmark-json/rounds-and-parameters/input.json');
    expect(first).toMatchObject({ unit: 's', labels: { benchmark: 'tests/test_sort.py::test_sort', n: '10', how: 'quick' } });
  });

  test('hyperfine: runs with an exit code or without a time are failed; without exit_codes all times count', () => {
    expect(byMetric('hyperfine-json/failed-and-zero-times/input.json')).toEqual({ operation_time: [0.019, 9e-6] });
  });

  test('Criterion: change/ is relative, not nanoseconds', () => {
    const units = values('criterion-estimates/change-is-relative/target/criterion/sort/quick/change/estimates.json').map(
      ({ unit }) => unit,
    );
    expect(units).toEqual(['ratio', 'ratio']);
  });

  test('Bencher: a benchmark called __proto__ is read like any other', () => {
    expect(values('bencher-metric-format/normal/input.json').map(({ labels }) => labels['benchmark'])).toContain('__proto__');
  });
});

describe('load generators', () => {
  test('k6: both layouts are read, and passes of http_req_failed are the failed requests', () => {
    expect(byMetric('k6-summary/flat/input.json')).toMatchObject({ failed_request_count: [3], failed_request_rate: [0.015] });
    expect(byMetric('k6-summary/nested/input.json')).toMatchObject({ failed_request_count: [120], run_duration: [10000.5] });
  });

  test('locust: the row Aggregated is not counted twice where there is one endpoint', () => {
    expect(byMetric('locust-stats-csv/one-endpoint/input.csv')['request_count']).toEqual([50]);
  });

  test('k6 and locust: latencies include failed requests and say so', () => {
    for (const path of ['k6-summary/flat/input.json', 'locust-stats-csv/endpoints-and-aggregate/input.csv']) {
      const latencies = values(path).filter(({ metric }) => metric === 'request_latency');
      expect(new Set(latencies.map(({ definition }) => definition))).toEqual(new Set(['request_latency:with-failures']));
    }
  });

  test('EvalScope: -1 s, -1000 ms and NaN of an all-failed run are no values, and a rate of -1 is no limit', () => {
    const rows = values('evalscope-perf-summary/all-failed/benchmark_summary.json');
    expect(rows.every(({ failure, value }) => failure === 'every request failed' && value >= 0)).toBe(true);
    expect(rows[0]!.labels).toMatchObject({ request_rate: 'inf' });
  });

  test('llm-d: p0p1 is the 0.1st percentile, an alias is refused, and an unlimited concurrency is inf', () => {
    const rows = values('llm-d-benchmark-report/version-0.2/input.yaml');
    expect(rows.map(({ statistic }) => statistic)).toContain('p0.1');
    expect(rows[0]!.labels).toMatchObject({ concurrency: 'inf' });
    expect(fixture('llm-d-benchmark-report/alias-bomb/input.yaml').verdict).toBe('quarantined');
  });

  test('Chimera agents: a temperature of 0.800000011920929 is 0.8, and a run without a token is failed', () => {
    const agents = values('chimera-agent-metrics/two-agents/metrics.json').map(({ labels }) => labels['temperature']);
    expect(new Set(agents)).toEqual(new Set([undefined, 0.8]));
    expect(byMetric('chimera-agent-metrics/no-token-generated/metrics.json')).toEqual({});
  });
});

test('every definition that these adapters name is registered for its metric', () => {
  const registered = new Map(DEFINITIONS.map(({ id, metric }) => [id, metric]));
  for (const path of [
    'llama-bench-json/normal/input.json',
    'ollama-bench-csv/normal/input.csv',
    'k6-summary/flat/input.json',
    'otava-histostats-csv/normal/input.csv',
  ]) {
    for (const { metric, definition } of values(path)) if (definition !== null) expect(registered.get(definition)).toBe(metric);
  }
});
