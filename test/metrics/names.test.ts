import { describe, expect, test } from '@jest/globals';
import { DEFINITIONS } from '../../src/metrics/definitions.ts';
import { isMeasureName, readName, stemsOf } from '../../src/metrics/names.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { isKnownUnit, spelledUnit, toBase } from '../../src/metrics/units.ts';

const OLLAMA = stemsOf(['ttft_s', 'tokens_s', 'load_s', 'prompt_eval_s', 'eval_s', 'eval_count', 'prompt_eval_count']);
const API = stemsOf(['total_duration', 'load_duration', 'prompt_eval_count', 'prompt_eval_duration', 'eval_count', 'eval_duration']);
const CALL = stemsOf(['generation_time_ms', 'tokens', 'tokens_per_second', 'total_generation_time_ms']);
const GPU = stemsOf(['temperature', 'power_draw', 'memory_used_mb']);
const AGENTS = stemsOf(['speedup', 'efficiency', 'throughput_delta', 'ttft_delta_ms']);

describe('readName', () => {
  test.each([
    ['ttft_s', 'time_to_first_token', null, 's'],
    ['mean_ttft_ms', 'time_to_first_token', 'mean', 'ms'],
    ['TTFT (s)', 'time_to_first_token', null, 's'],
    ['p99 ITL [us]', 'inter_token_latency', 'p99', 'us'],
    ['p99_9_tpot_ms', 'time_per_output_token', 'p99.9', 'ms'],
    ['median_e2el_ms', 'request_latency', 'median', 'ms'],
    ['p50_latency_ms', 'latency', 'median', 'ms'],
    ['latency_ms_std', 'latency', 'stdev', 'ms'],
    ['mean_time_ms', 'operation_time', 'mean', 'ms'],
    ['std_time_ms', 'operation_time', 'stdev', 'ms'],
    ['compile_time_s', 'compile_time', null, 's'],
    ['throughput_tok_s', 'token_throughput', null, 'tokens/s'],
    ['Tokens per Second', 'token_throughput', null, 'tokens/s'],
    ['decode tok/s', 'decode_throughput', null, 'tokens/s'],
    ['eval_tps', 'decode_throughput', null, 'tokens/s'],
    ['prompt_eval_tps', 'prefill_throughput', null, 'tokens/s'],
    ['output_tokens_per_second', 'output_token_throughput', null, 'tokens/s'],
    ['total_token_throughput (tokens/s)', 'total_token_throughput', null, 'tokens/s'],
    ['requests_per_second', 'request_throughput', null, 'requests/s'],
    ['Throughput (req/s)', 'request_throughput', null, 'requests/s'],
    ['iterations_per_second', 'operation_throughput', null, 'operations/s'],
    ['cpu_percent', 'cpu_utilization', null, '%'],
    ['memory_percent', 'memory_utilization', null, '%'],
    ['memory_used_gb', 'memory_used', null, 'GB'],
    ['peak_vram_gib', 'gpu_memory_used', 'max', 'GiB'],
    ['GPU Power (W)', 'gpu_power', null, 'W'],
    ['utilization_gpu', 'gpu_utilization', null, '%'],
    ['accuracy', 'accuracy', null, 'ratio'],
    ['eval_loss', 'loss', null, 'score'],
    ['model_size_bytes', 'model_size', null, 'bytes'],
    ['prompt_eval_count', 'prompt_token_count', null, 'count'],
    ['eval_count', 'output_token_count', null, 'count'],
    ['response_chars', 'response_char_count', null, 'count'],
    ['queue_wait_ms', 'queue_wait', null, 'ms'],
    ['bandwidth_gb_s', 'bandwidth', null, 'GB/s'],
    ['bandwidth (Gbps)', 'bandwidth', null, 'Gbit/s'],
    ['download (mbps)', 'download', null, 'Mbit/s'],
    ['hbm bandwidth (gbps)', 'hbm_bandwidth', null, 'GB/s'],
    ['VRAM used (Gb)', 'gpu_memory_used', null, 'GB'],
    ['rack power (MW)', 'rack_power', null, 'MW'],
    ['TTFT Δ (ms)', 'time_to_first_token_difference', null, 'ms'],
    ['Δ TTFT (s)', 'time_to_first_token_difference', null, 's'],
    ['TP Δ (tok/s)', 'throughput_difference', null, 'tokens/s'],
    ['∆ throughput (tok/s)', 'throughput_difference', null, 'tokens/s'],
    ['throughput_delta', 'throughput_difference', null, 'tokens/s'],
    ['ttft_diff_ms', 'time_to_first_token_difference', null, 'ms'],
    ['throughput_gain (tok/s)', 'throughput_gain', null, 'tokens/s'],
    ['latency change (ms)', 'latency_change', null, 'ms'],
    ['rail_power_mW', 'rail_power', null, 'mW'],
    ['rack_power_kW', 'rack_power', null, 'kW'],
    ['energy_mJ', 'energy', null, 'mJ'],
    ['energy_kWh', 'energy', null, 'kWh'],
    ['clock_kHz', 'clock', null, 'kHz'],
    ['max_tokens_s', 'token_throughput', 'max', 'tokens/s'],
    ['min_tokens_per_second', 'token_throughput', 'min', 'tokens/s'],
    ['max_output_tokens_per_sec', 'output_token_throughput', 'max', 'tokens/s'],
  ])('reads %s', (name, metric, statistic, unit) => {
    expect(readName(name)).toMatchObject({ metric, statistic, unit });
  });

  test.each([
    ['an identifier', 'prompt_index'],
    ['a setting', 'max_tokens'],
    ['a limit on the input', 'min_input_length'],
    ['a time without a unit', 'latency'],
    ['a bare statistic', 'p95'],
    ['a sum over requests', 'total_generation_time_ms'],
    ['a label', 'temperature'],
    ['a version', 'nvidia_driver'],
    ['a number as a name', '99.9%'],
    ['a counter since boot', 'network_sent_mb'],
    ['an empty name', ''],
  ])('finds no measure in %s', (_, name) => {
    expect(readName(name)).toBeNull();
  });

  test('decides by its neighbours what a bare rate counts', () => {
    expect(readName('tokens_s', { siblings: OLLAMA })?.metric).toBe('decode_throughput');
    expect(readName('mean_tokens_s', { siblings: stemsOf(['mean_ttft_s', 'mean_tokens_s']) })?.metric).toBe('decode_throughput');
    expect(readName('Tokens per Second', { siblings: CALL })?.metric).toBe('end_to_end_token_throughput');
    expect(readName('overall_tokens_per_second', { siblings: CALL })).toMatchObject({
      metric: 'output_token_throughput',
      definition: 'output_token_throughput:sum-of-request-times',
    });
  });

  test('takes a generation time around a call for the whole request, and one beside a prompt evaluation for generation alone', () => {
    expect(readName('Generation Time (ms)', { siblings: CALL })?.metric).toBe('request_latency');
    expect(readName('generation_time_ms', { siblings: OLLAMA })?.metric).toBe('eval_duration');
  });

  test.each(['total_duration', 'load_duration', 'prompt_eval_duration', 'eval_duration'])('knows that Ollama states %s in ns', (name) => {
    expect(readName(name, { siblings: API })?.unit).toBe('ns');
    expect(readName(name)).toBeNull();
  });

  test('takes the meaning of a bare statistic from the object around it', () => {
    expect(readName('p50_ms', { within: ['timing'] })).toMatchObject({ metric: 'operation_time', statistic: 'median', unit: 'ms' });
    expect(readName('p99', { within: ['ttft_ms', 'metrics'] })).toMatchObject({
      metric: 'time_to_first_token',
      statistic: 'p99',
      unit: 'ms',
    });
    expect(readName('mean', { within: ['ttft'], unitHint: 's' })).toMatchObject({ metric: 'time_to_first_token', unit: 's' });
    expect(readName('mean_ms', { within: ['agent_a_ttft'] })).toMatchObject({ metric: 'time_to_first_token', qualifier: 'agent_a' });
    expect(readName('p50', { within: ['latency_percentiles'] })).toBeNull();
  });

  test('reads telemetry of a device apart from a setting and from the main memory of the same name', () => {
    expect(readName('temperature', { siblings: GPU })).toMatchObject({ metric: 'gpu_temperature', unit: '°C' });
    expect(readName('memory_used_mb', { within: ['gpu'] })?.metric).toBe('gpu_memory_used');
    expect(readName('cpu_percent', { within: ['ollama_processes'] })).toBeNull();
  });

  test('reads the differences and ratios of two agents', () => {
    expect(readName('speedup', { siblings: AGENTS })).toMatchObject({ metric: 'parallel_speedup', unit: 'x' });
    expect(readName('speedup')).toMatchObject({ metric: 'speedup', unit: 'x' });
    expect(readName('efficiency', { siblings: AGENTS })).toMatchObject({ metric: 'parallel_efficiency', unitStated: false });
    expect(readName('efficiency')).toBeNull();
    expect(readName('throughput_delta')).toMatchObject({ metric: 'throughput_difference' });
    expect(readName('ttft_delta_ms')).toMatchObject({ metric: 'time_to_first_token_difference', unit: 'ms' });
  });

  test('tells whose a metric is where the name says so', () => {
    expect(readName('agent_a_ttft_s')).toMatchObject({ metric: 'time_to_first_token', qualifier: 'agent_a', unit: 's' });
  });
});

test('tells names of metrics from names of subjects', () => {
  expect(['ttft', 'latency_ms', 'prefill'].map(isMeasureName)).toEqual([true, true, true]);
  expect(['eager', 'attention', 'run_1'].map(isMeasureName)).toEqual([false, false, false]);
});

describe('spelledUnit', () => {
  test.each([
    ['milliseconds', 'ms'],
    ['tok/s', 'tokens/s'],
    ['Tokens per Second', 'tokens/s'],
    ['req/s', 'requests/s'],
    ['MiB', 'MiB'],
    ['%', '%'],
    ['mW', 'mW'],
    ['MJ', 'MJ'],
    ['furlong', null],
    ['', null],
  ])('reads %j', (text, unit) => {
    expect(spelledUnit(text)).toBe(unit);
  });
});

test('every metric states a base unit of the table, and every definition belongs to a metric', () => {
  for (const { id, unit } of METRICS) expect([id, isKnownUnit(unit) && toBase(unit).base === unit]).toEqual([id, true]);
  const ids = new Set(METRICS.map(({ id }) => id));
  for (const { id, metric } of DEFINITIONS) expect([id, ids.has(metric) && id.startsWith(`${metric}:`)]).toEqual([id, true]);
});
