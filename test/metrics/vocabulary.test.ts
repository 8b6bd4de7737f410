import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readName, stemsOf, withoutUnit } from '../../src/metrics/names.ts';
import { METRICS } from '../../src/metrics/registry.ts';
import { unitsOf } from '../../src/metrics/units.ts';

describe('the vocabulary of names', () => {
  test.each(METRICS.map(({ id, unit }) => [id, unit]))('knows the metric %s by its own id, with its unit %s in brackets', (id, unit) => {
    const spelled = unit === 'score' || unit === 'count' || unit === 'x' ? id : `${id} (${unit})`;
    expect(readName(spelled)).toMatchObject({ metric: id, statistic: null, unit: unitsOf(unit)[0] && unit });
  });

  test.each(METRICS.map(({ id }) => [id]))('never takes the bare id %s for something else', (id) => {
    const reading = readName(id) ?? withoutUnit(id);
    if (id !== 'latency' && id !== 'memory_utilization') expect(reading).toMatchObject({ metric: id, statistic: null });
  });

  test.each([
    ['latency_50th_ms', 'latency', 'median', 'ms'],
    ['latency_99th_ms', 'latency', 'p99', 'ms'],
    ['ttft_ms_99', 'time_to_first_token', 'p99', 'ms'],
    ['ttft_p99_ms', 'time_to_first_token', 'p99', 'ms'],
    ['TTFT Med (ms)', 'time_to_first_token', 'median', 'ms'],
    ['percentile_95_ttft_s', 'time_to_first_token', 'p95', 's'],
    ['ttft (p99) [ms]', 'time_to_first_token', 'p99', 'ms'],
    ['t_s_mean', 'token_throughput', 'mean', 'tokens/s'],
    ['t/s', 'token_throughput', null, 'tokens/s'],
    ['Req Tput (RPS)', 'request_throughput', null, 'requests/s'],
    ['request_throughput (req/s)', 'request_throughput', null, 'requests/s'],
    ['input_token_throughput (tok/s)', 'input_token_throughput', null, 'tokens/s'],
    ['tok_s_run1', 'token_throughput', null, 'tokens/s'],
    ['ttft_ms_rep_2', 'time_to_first_token', null, 'ms'],
    ['s/op', 'operation_time', null, 's'],
    ['Seconds to first token', 'time_to_first_token', null, 's'],
    ['ms per token', 'time_per_output_token', null, 'ms'],
    ['Inference speed in tokens/sec', 'token_throughput', null, 'tokens/s'],
    ['Prompt processing (tokens/s)', 'prefill_throughput', null, 'tokens/s'],
    ['Generation (tokens/s)', 'decode_throughput', null, 'tokens/s'],
    ['decode_throughput', 'decode_throughput', null, 'tokens/s'],
    ['total_latency_ms', 'request_latency', null, 'ms'],
    ['vram_pct', 'vram', null, '%'],
    ['E2EL (ms)', 'request_latency', null, 'ms'],
    ['gpu_peak_mem(gb)', 'gpu_memory_used', null, 'GB'],
    ['Time to First Token_s', 'time_to_first_token', null, 's'],
    ['Time To First Token (TTFT) p99 ms', 'time_to_first_token', 'p99', 'ms'],
    ['mean of ttft ms', 'time_to_first_token', 'mean', 'ms'],
    ['ttft_mean_in_ms', 'time_to_first_token', 'mean', 'ms'],
    ['99th percentile ttft (ms)', 'time_to_first_token', 'p99', 'ms'],
    ['ttft_99th_percentile_ms', 'time_to_first_token', 'p99', 'ms'],
    ['p999_ttft_ms', 'time_to_first_token', 'p99.9', 'ms'],
    ['1st token latency (ms)', 'time_to_first_token', null, 'ms'],
    ['bandwidth_Mb_s', 'bandwidth', null, 'Mbit/s'],
    ['bandwidth_MB_s', 'bandwidth', null, 'MB/s'],
    ['bandwidth_mb_s', 'bandwidth', null, 'MB/s'],
    ['Bandwidth Gb/s', 'bandwidth', null, 'Gbit/s'],
    ['mem_bw_GBps', 'mem_bandwidth', null, 'GB/s'],
    ['link_Gbps', 'link', null, 'Gbit/s'],
  ])('reads %s', (name, metric, statistic, unit) => {
    expect(readName(name)).toMatchObject({ metric, statistic, unit });
  });

  test.each([
    'TTFTp99_ms',
    'ttft_p50_over_runs_ms',
    'latency (p50/p99) ms',
    'geomean_tps',
    'latency_var_ms',
    'ttft_ci95_low_ms',
    'net_mb_s',
  ])('takes %s for no sample, since it states something that is not understood', (name) => {
    expect(readName(name)).toBeNull();
  });

  test('reads a metric, a statistic and a unit in any order and spelling as these, or not at all', () => {
    const metric = fc.constantFrom(
      ...[
        ['ttft', 'TTFT', 'time to first token', 'time_to_first_token'].map((word) => [word, 'time_to_first_token'] as const),
        ['itl', 'ITL', 'inter-token latency'].map((word) => [word, 'inter_token_latency'] as const),
        ['tpot', 'TPOT', 'time per output token'].map((word) => [word, 'time_per_output_token'] as const),
        ['e2e latency', 'request_latency', 'E2EL'].map((word) => [word, 'request_latency'] as const),
      ].flat(),
    );
    const statistic = fc.constantFrom(
      ['mean', 'mean'],
      ['avg', 'mean'],
      ['Average', 'mean'],
      ['median', 'median'],
      ['p50', 'median'],
      ['P99', 'p99'],
      ['99th', 'p99'],
      ['p99.9', 'p99.9'],
      ['95th percentile', 'p95'],
      ['percentile95', 'p95'],
      ['max', 'max'],
      ['stddev', 'stdev'],
      ['std', 'stdev'],
      ['min', 'min'],
    );
    const unit = fc.constantFrom(['ms', 'ms'], ['s', 's'], ['msec', 'ms'], ['seconds', 's'], ['us', 'us'], ['milliseconds', 'ms']);
    const shape = fc.constantFrom(
      '{s}_{m}_{u}',
      '{m}_{s}_{u}',
      '{m}_{u}_{s}',
      '{s} {m} ({u})',
      '{m} {s} [{u}]',
      '{m} ({s}) [{u}]',
      '{m} [{s}] ({u})',
      '{s}({m}) {u}',
      '{m}/{s} ({u})',
      '{m}.{s} ({u})',
      '{s} of {m} in {u}',
      '{m}-{s}-{u}',
      '{m} ({u}) {s}',
      '{s}: {m} ({u})',
      '{m} ({s}, {u})',
      '{m}, {s} ({u})',
      '{m} - {s} ({u})',
      '{m} @ {s} ({u})',
      '{u} {s} {m}',
      '{m} {s} / {u}',
    );
    fc.assert(
      fc.property(metric, statistic, unit, shape, ([word, id], [spelled, name], [sign, base], pattern) => {
        const text = pattern.replace('{s}', spelled!).replace('{m}', word).replace('{u}', sign!);
        const read = readName(text);
        if (read !== null) expect({ text, ...read }).toMatchObject({ text, metric: id, statistic: name, unit: base });
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['ttft', 'time_to_first_token', 'ms'],
    ['mean_ttft', 'time_to_first_token', 'ms'],
    ['latency', 'latency', 'ms'],
    ['total_duration', 'total_duration', 'ms'],
    ['memory_allocated', 'memory_used', 'bytes'],
  ])('knows that %s is %s, and that its unit is not stated', (name, metric, base) => {
    expect(readName(name)).toBeNull();
    expect(withoutUnit(name)).toMatchObject({ metric, base });
  });

  test('takes (min) for the minimum where it stands beside (max)', () => {
    expect(readName('Latency (min)')).toMatchObject({ unit: 'min' });
    expect(readName('Latency (min)', { minIsStatistic: true })).toBeNull();
    expect(withoutUnit('Latency (min)', { minIsStatistic: true })).toMatchObject({ metric: 'latency', statistic: 'min' });
  });

  test('takes a statistic without a metric for one of the column that it can be of', () => {
    expect(readName('percentile95(ms)', { bareStatisticOf: 'latency(ms)' })).toMatchObject({
      metric: 'latency',
      statistic: 'p95',
      unit: 'ms',
    });
  });

  test('takes a generation time beside a latency for the generation alone', () => {
    expect(readName('generation_time(ms)', { siblings: stemsOf(['latency(ms)']) })?.metric).toBe('eval_duration');
  });

  test('takes the numbers of a machine and of a configuration for no results', () => {
    expect(readName('memory_gb', { within: ['hardware'] })).toBeNull();
    expect(readName('max_latency_ms', { within: ['config'] })).toBeNull();
  });

  test('takes the phase of a bare rate from the object around it', () => {
    expect(readName('tokens_per_second', { within: ['prefill'] })?.metric).toBe('prefill_throughput');
    expect(readName('tps', { within: ['decode', 'results'] })?.metric).toBe('decode_throughput');
  });

  test('takes what is counted from the object around a name', () => {
    expect(readName('generation_mean', { within: ['tokens_per_second'] })).toMatchObject({
      metric: 'decode_throughput',
      statistic: 'mean',
    });
  });
});
