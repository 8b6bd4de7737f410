import { describe, expect, test } from '@jest/globals';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';
import { cellsOf, parseFixture } from './fixture.ts';

// Traps of the formats that the tests beside this one leave out, each by its name.

function read(path: string, text: string) {
  return parseArtifact(contentOf(path, new TextEncoder().encode(text)));
}

function valuesIn(path: string, text: string) {
  return readValues(read(path, text).result);
}

describe('vLLM bench serve', () => {
  const RUN = { model_id: 'acme/tern-7b', backend: 'vllm', num_prompts: 100, completed: 100, duration: 263.2, burstiness: 1 };

  test('over-loaded run (rate 1.0 asked, 0.38 achieved): both rates are read, the latencies with n, and nothing is left out', () => {
    const run = { ...RUN, request_rate: 1, request_throughput: 0.38, mean_ttft_ms: 782_000.5 };
    const values = valuesIn('run.json', JSON.stringify(run));
    expect(values.find(({ metric }) => metric === 'request_throughput')).toMatchObject({ value: 0.38, labels: { request_rate: 1 } });
    expect(values.find(({ metric }) => metric === 'time_to_first_token')).toMatchObject({ value: 782_000.5, count: 100, failure: null });
  });

  test('no engine version and no GPU in the file: neither is made up', () => {
    const { result } = parseFixture('vllm-bench-serve', 'normal');
    const keys = result.tables.flatMap(({ labels, labelColumns }) => [...labels.keys(), ...labelColumns.map(({ key }) => key)]);
    expect(keys).not.toContain('engine_version');
    expect(keys).not.toContain('device');
  });

  test('time stamps and totals that a wrapper adds are no labels: they would make a series of each run', () => {
    const run = {
      ...RUN,
      request_rate: 'inf',
      max_num_seqs: 64,
      timestamp: '2026-05-11_23-00-27',
      benchmark_start_time_unix: 1_778_000_000,
      num_requests_total: 100,
      p75_input_tokens: 512,
      mean_ttft_ms: 90.5,
    };
    const { result } = read('run.json', JSON.stringify(run));
    const keys = result.tables.flatMap(({ labelColumns }) => labelColumns.map(({ key }) => key)).sort();
    expect(keys).toEqual(['backend', 'burstiness', 'max_num_seqs', 'model', 'prompt_count', 'request_rate']);
    expect(result.configuration.get('/timestamp')).toBe('2026-05-11_23-00-27');
  });
});

describe('llama-bench', () => {
  test('avg_ts is the mean of per-repetition rates, so it differs from n / avg_ns: both are kept as written', () => {
    const header = 'build_commit,model_filename,model_type,n_prompt,n_gen,test_time,avg_ns,stddev_ns,avg_ts,stddev_ts';
    const row =
      '"abc","tiny-1B-Q4_K_M.gguf","tiny 1B Q4_K - Medium","512","0","2026-03-01T10:00:00Z","436140000","9000000","1173.98","24.5"';
    const values = valuesIn('bench.csv', `${header}\n${row}\n`);
    const valueIn = (metric: string) => values.find((value) => value.metric === metric && value.statistic === 'mean')?.value;
    expect(valueIn('prefill_throughput')).toBe(1173.98);
    expect(valueIn('prompt_eval_duration')).toBe(436_140_000);
    expect((512 / valueIn('prompt_eval_duration')!) * 1e9).toBeCloseTo(1173.93, 1);
  });

  test('CSV has no samples, -r default 5: n is not made up', () => {
    const values = readValues(parseFixture('llama-bench-csv', 'normal').result);
    expect(values.every(({ statistic, count }) => statistic !== null && count === null)).toBe(true);
  });

  test('test_time has one second, tests of one run share it: each test keeps its own row', () => {
    const record = {
      build_commit: 'abc',
      model_filename: 'tiny.gguf',
      n_gen: 0,
      test_time: '2026-03-01T10:00:00Z',
      avg_ts: 100.5,
      stddev_ts: 1,
    };
    const lines = [128, 256].map((n_prompt) => JSON.stringify({ ...record, n_prompt, samples_ts: [100.5] })).join('\n');
    const [table] = read('bench.jsonl', lines).result.tables;
    expect(table!.places).toEqual([1, 2]);
    expect(new Set(table!.times)).toEqual(new Set([Date.parse('2026-03-01T10:00:00Z')]));
  });

  test('standard error redirected into the JSON lines: the banner is no record', () => {
    expect(parseFixture('llama-bench-jsonl', 'banner-of-standard-error')).toMatchObject({
      adapter: 'llama-bench-jsonl',
      verdict: 'accepted',
    });
  });
});

describe('llama-benchy', () => {
  const parsed = parseFixture('llama-benchy-json', 'failed-repetition-missing-from-values');
  const at = (cell: string) => readValues(parsed.result).find((value) => value.cell === cell);

  test('failed runs are missing from `values`: n is the number of values', () => {
    expect(at('/benchmarks/0/tg_throughput/mean')).toMatchObject({ value: 51, count: 2 });
    expect(at('/benchmarks/1/pp_throughput/mean')).toMatchObject({ value: 1800, count: 1 });
  });

  test('std is the population’s', () => {
    expect(at('/benchmarks/0/tg_throughput/std')).toMatchObject({ statistic: 'pstdev', value: 1 });
  });

  test('`tg_throughput` is the system’s, `tg_req_*` per request', () => {
    expect(at('/benchmarks/0/tg_throughput/mean')!.metric).toBe('output_token_throughput');
    expect(at('/benchmarks/0/tg_req_throughput/mean')!.metric).toBe('decode_throughput');
  });

  test('unit ms not written: times are milliseconds', () => {
    expect(at('/benchmarks/0/ttfr/mean')).toMatchObject({ unit: 'ms', value: 250 });
  });
});

describe('logs of llama.cpp', () => {
  test('one `total time` line a request without tokens/s: a duration, and the rates stand in the lines above', () => {
    const values = readValues(parseFixture('llama-server-log', 'two-requests').result);
    const totals = values.filter(({ cell }) => cell.includes('total time'));
    expect(totals.map(({ metric, value }) => [metric, value])).toEqual([
      ['total_duration', 2534.75],
      ['total_duration', 1220.25],
    ]);
    expect(values.filter(({ metric }) => metric === 'decode_throughput').map(({ value }) => value)).toEqual([53.48, 53.33]);
  });

  test('a prompt of one token costs 0.00 ms and `inf tokens per second`: no values', () => {
    expect(cellsOf(parseFixture('llama-server-log', 'command-line-program')).filter((cell) => cell.includes('prompt'))).toEqual([]);
  });
});

describe('Ollama', () => {
  const reply = (more: object) =>
    JSON.stringify({ model: 'tern:7b', created_at: '2026-03-01T10:00:00Z', response: 'x', done: true, ...more });

  test('API replies do not hold `num_ctx`: no label says it', () => {
    const { result } = parseFixture('ollama-api', 'one-reply');
    expect(result.tables.flatMap(({ labels }) => [...labels.keys()])).not.toContain('num_ctx');
  });

  test('cold `load_duration` 0.8 to 3.1 s against about 1 ms warm: read as it is, in nanoseconds', () => {
    const lines = [2_100_000_000, 1_050_000].map((load_duration) => reply({ load_duration, eval_count: 5, eval_duration: 100_000_000 }));
    const loads = valuesIn('replies.jsonl', `${lines.join('\n')}\n`).filter(({ metric }) => metric === 'load_duration');
    expect(loads.map(({ value, unit }) => [value, unit])).toEqual([
      [2_100_000_000, 'ns'],
      [1_050_000, 'ns'],
    ]);
  });

  test('prompt cache shrinks prompt_eval: an absent count of evaluated tokens is missing, not 0', () => {
    const values = valuesIn('reply.json', reply({ eval_count: 5, eval_duration: 100_000_000, prompt_eval_duration: 2_000_000 }));
    expect(values.map(({ metric }) => metric)).not.toContain('prompt_token_count');
  });

  test('1 token in 60 s rows: read as measured, not as a failure', () => {
    const header = 'timestamp,model,ttft_s,tokens_s,load_s,prompt_eval_s,eval_s,eval_count,error';
    const values = valuesIn('sweep.csv', `${header}\n2026-03-01T10:00:00Z,tern:7b,0.09,0.0167,0.07,0.02,60,1,\n`);
    expect(values.find(({ metric }) => metric === 'decode_throughput')).toMatchObject({ value: 0.0167, failure: null });
  });
});

describe('Chimera', () => {
  test('quoted CSV mixes: a quoted header and a bare one are the same columns', () => {
    const bare = 'timestamp,model,ttft_s,tokens_s,load_s,eval_s,eval_count,error';
    const quoted = `"${bare.replaceAll(',', '","')}"`;
    const row = '2026-03-01T10:00:00Z,tern:7b,0.5,50.25,0.25,2,100,';
    const quotedRow = `"${row.replaceAll(',', '","')}"`;
    expect(read('a.csv', `${quoted}\n${quotedRow}\n`)).toMatchObject({ adapter: 'chimera-csv', verdict: 'accepted' });
    expect(valuesIn('a.csv', `${quoted}\n${quotedRow}\n`)).toEqual(valuesIn('a.csv', `${bare}\n${row}\n`));
  });
});

describe('AIPerf and GenAI-Perf', () => {
  test('a third `Metric,GPU,…` table: not read as metrics of requests', () => {
    const text =
      'Metric,avg,min,max,p99,p95\r\nRequest Latency (ms),10.00,9.00,11.00,10.90,10.50\r\n\r\nMetric,Value\r\nRequest Count,5\r\n\r\n' +
      'Metric,GPU,avg,min,max\r\nGPU Power Usage (W),0,300.00,290.00,310.00\r\n';
    const cells = cellsOf(read('profile_export_genai_perf.csv', text));
    expect(cells).toEqual([...['avg', 'min', 'max', 'p99', 'p95'].map((column) => `row=2;col=${column}`), 'row=5;col=Value']);
  });

  test('2-decimals rounding: the value is the one written', () => {
    const [first] = readValues(parseFixture('aiperf-csv', 'e2e-throughput').result);
    expect(first).toMatchObject({ metric: 'end_to_end_token_throughput', value: 17.25 });
  });

  test('what was run is not in CSV: no label is made up', () => {
    const { result } = parseFixture('aiperf-csv', 'normal');
    expect(result.tables.flatMap(({ labels, labelColumns }) => [...labels.keys(), ...labelColumns.map(({ key }) => key)])).toEqual([]);
  });

  test('first releases put the metrics below `records`: read from there', () => {
    expect(cellsOf(parseFixture('aiperf-json', 'metrics-below-records'))).toContain('/records/ttft/p99');
  });

  test('slices of time: an idle slice is no zero, and a slice is no run (the definition says so)', () => {
    const values = readValues(parseFixture('aiperf-timeslices-csv', 'idle-slice').result);
    expect(values.every(({ value }) => value > 0)).toBe(true);
    expect(new Set(values.map(({ labels }) => labels['interval']))).toEqual(new Set(['0', '2']));
    expect(values.every(({ definition }) => definition?.endsWith(':time-slice'))).toBe(true);
  });
});

describe('evaluation harnesses', () => {
  test('"’:’ in file names": the file is read like any other', () => {
    const text = JSON.stringify({ results: { tern: { 'acc,none': 0.5 } }, versions: { tern: 1 }, configs: {}, config: { model: 'hf' } });
    expect(read('out/results_FLOR:2026-07-21T14:41:47.json', text)).toMatchObject({ adapter: 'lm-eval-results', verdict: 'accepted' });
  });

  test('not speed: every score belongs to the quality section', () => {
    for (const [adapter, name] of [
      ['lm-eval-results', 'keys-with-filter'],
      ['lighteval-results', 'normal'],
    ] as const) {
      const scores = readValues(parseFixture(adapter, name).result).filter(({ unit }) => unit === 'ratio');
      expect(scores.length).toBeGreaterThan(0);
      expect(scores.map(({ metric }) => [metric, metricOf(metric).family])).toEqual(scores.map(({ metric }) => [metric, 'quality']));
    }
  });
});

describe('load generators and databases', () => {
  test('locust flushes the CSV before the end (52 requests, the JSON 55): its count is read as it stands, as one of all answers', () => {
    const values = readValues(parseFixture('locust-stats-csv', 'one-endpoint').result);
    expect(values.find(({ metric }) => metric === 'request_count')!.definition).toBe('request_count:with-failures');
  });

  test('locust with streaming: the response time ends at the headers, so it has a definition of its own', () => {
    const values = readValues(parseFixture('locust-stats-csv', 'one-endpoint').result);
    expect(values.find(({ metric }) => metric === 'request_latency')!.definition).toBe('request_latency:with-failures');
  });

  test('the SQLite of EvalScope holds pickled answers: the requests are read, the answers are named and nothing is taken from them', () => {
    const { result, sampleCount } = parseFixture('evalscope-perf-requests', 'normal');
    expect(sampleCount).toBe(20);
    expect(result.coverage?.columns).toContainEqual(expect.objectContaining({ at: '/result/*/response_messages', use: 'left-out' }));
    expect(JSON.stringify(readValues(result))).not.toContain('gASV');
  });

  test('LLMPerf writes zeros for a request that failed: counted as failed, with the code', () => {
    const { result, sampleCount } = parseFixture('llmperf-individual-responses', 'failed-requests-are-zeros');
    expect([...result.tables[0]!.failures.values()]).toEqual(['error code 429', 'error code -100: Output too few tokens 39']);
    expect(sampleCount).toBe(12);
  });

  test('torch.utils.benchmark: bars within the description of a row are no columns, and a row that lacks a cell is not shifted', () => {
    const parsed = parseFixture('torch-benchmark-text', 'bars-in-the-description');
    expect(parsed).toMatchObject({ verdict: 'partial', reason: 'line 6: 1 cells under 2 columns: not used' });
    expect(readValues(parsed.result).map(({ value }) => value)).toEqual([7.4, 3.7, 9.1, 4.5]);
  });
});
