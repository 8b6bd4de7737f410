import { describe, expect, test } from '@jest/globals';
import { nameParts } from '../../src/metrics/name-parts.ts';

type Parts = [name: string, stem: string, statistic: string | null, unit: string | null];

describe('nameParts', () => {
  test.each<Parts>([
    // A unit in brackets, after "in" or a comma, as last word, or as first word of a time.
    ['Latency [s]', 'latency', null, 's'],
    ['the latency (ms)', 'the_latency', null, 'ms'],
    ['Latency in ms', 'latency', null, 'ms'],
    ['Latency, ms', 'latency', null, 'ms'],
    ['Latency in furlongs', 'latency_in_furlongs', null, null],
    ['latency_in_ms', 'latency', null, 'ms'],
    ['in ms', 'in', null, 'ms'],
    ['latency(ms)(s)', 'latency_ms', null, 's'],
    ['Temperature (Sensor edge) (C)', 'temperature_sensor_edge', null, '°C'],
    ['Wait (min)', 'wait', null, 'min'],
    ['memory_used_gb', 'memory_used', null, 'GB'],
    ['CPU %', 'cpu', null, '%'],
    ['Seconds to first token', 'time_to_first_token', null, 's'],
    ['us_per_token', 'time_per_token', null, 'us'],
    ['seconds_total', 'time_total', null, 's'],
    ['s_until_done', 'time_until_done', null, 's'],
    ['s_till_done', 'time_till_done', null, 's'],
    ['gpu_memory_used', 'gpu_memory_used', null, null],
    // What an amount is divided by is not its unit.
    ['x_per_ms', 'x_per_ms', null, null],
    ['per_ms', 'per_ms', null, null],
    ['tokens_per_user_s', 'tokens_per_user_s', null, null],
    ['time_per_ms', 'time_per_ms', null, null],
    ['time_per_output_token_ms', 'time_per_output_token', null, 'ms'],
    ['mean_time_per_output_token_s', 'time_per_output_token', 'mean', 's'],
    ['agent_latency_per_step_us', 'agent_latency_per_step', null, 'us'],
    ['duration_per_step_ns', 'duration_per_step', null, 'ns'],
    ['energy_per_token_j', 'energy_per_token', null, 'J'],
    ['lifetime_per_token_ms', 'lifetime_per_token_ms', null, null],
    // A rate, in brackets or at the end; the words for a rate of tokens say no more than its unit.
    ['rate (tok/s)', 'rate', null, 'tokens/s'],
    ['rate (reqs per s)', 'rate', null, 'requests/s'],
    ['rate (it/s)', 'rate', null, 'operations/s'],
    ['Throughput (t/s)', '', null, 'tokens/s'],
    ['token_speed_tps', '', null, 'tokens/s'],
    ['throughput_tps', '', null, 'tokens/s'],
    ['tput (tok/s)', '', null, 'tokens/s'],
    ['throughput_rps', 'throughput', null, 'requests/s'],
    ['x / sec', 'x_per_sec', null, null],
    ['x/S', 'x_per_s', null, null],
    // The case of a letter tells bits from bytes and milli from mega.
    ['bandwidth_Mb_s', 'bandwidth', null, 'Mbit/s'],
    ['Bandwidth GB/s', 'bandwidth', null, 'GB/s'],
    ['bandwidth_GB_per_sec', 'bandwidth', null, 'GB/s'],
    ['link_Gbps', 'link', null, 'Gbit/s'],
    ['xGbps', 'x_gbps', null, null],
    ['GB/s', '', null, 'GB/s'],
    ['power_mW', 'power', null, 'mW'],
    ['power-mW', 'power', null, 'mW'],
    ['energy kWh', 'energy', null, 'kWh'],
    ['powermW', 'powerm', null, 'W'],
    // A quantity over its unit, as in the label of an axis.
    ['time to first token / s', 'time_to_first_token', null, 's'],
    ['time_per_output_token_per_sec', 'time_per_output_token', null, 's'],
    ['time per x / seconds', 'time_per_x', null, 's'],
    // A time of one execution.
    ['ns/op', 'operation_time', null, 'ns'],
    ['ms_per_iter', 'operation_time', null, 'ms'],
    ['s_per_call', 'operation_time', null, 's'],
    ['ms_run', 'operation_time', null, 'ms'],
    ['ns/op (ms)', 'ns_op', null, 'ms'],
    // Repeats.
    ['ttft_ms_rep_2', 'ttft', null, 'ms'],
    ['tok_s_run1', '', null, 'tokens/s'],
    ['tok_s_run1234', 'tok_s_run1234', null, null],
    // Statistics at either end, with what joins them to the rest; the first is taken.
    ['mean', '', 'mean', null],
    ['mean of ttft', 'ttft', 'mean', null],
    ['ttft mean in ms', 'ttft', 'mean', 'ms'],
    ['max_of_the_day_ms', 'day', 'max', 'ms'],
    ['of_ms', 'of', null, 'ms'],
    ['TTFT (p99)', 'ttft', 'p99', null],
    ['Wait (max)', 'wait', 'max', null],
    ['overall mean latency', 'latency', 'mean', null],
    ['overall latency', 'overall_latency', null, null],
    ['mean_mean', 'mean', 'mean', null],
    ['mean_latency_p99', 'latency_p99', 'mean', null],
    // Percentiles in all their spellings.
    ['p50', '', 'median', null],
    ['p1_x', 'x', 'p1', null],
    ['p999_latency', 'latency', 'p99.9', null],
    ['p100_latency', 'latency', 'p100', null],
    ['p99_9_tpot_ms', 'tpot', 'p99.9', 'ms'],
    ['p5_05_x', 'x', 'p5.05', null],
    ['x_p99_9', 'x', 'p99.9', null],
    ['latency_percentile_99', 'latency', 'p99', null],
    ['quantile_5_x', 'x', 'p5', null],
    ['pct_50', '', 'median', null],
    ['99th_percentile_latency_ms', 'latency', 'p99', 'ms'],
    ['latency_95th_pctl', 'latency', 'p95', null],
    ['1st_quantile_x', 'first_quantile_x', null, null],
    ['latency 25%', 'latency', 'p25', null],
    ['50%', '', 'median', null],
    ['75% latency', 'latency', 'p75', null],
    ['latency_ms_95', 'latency', 'p95', 'ms'],
    ['latency_95', 'latency_95', null, null],
    ['latency_ms_33', 'latency_ms_33', null, null],
    // Spellings: capitals are one word, abbreviations are written out, `req` at the start only.
    ['E2EL (ms)', 'e2el', null, 'ms'],
    ['reqLatency', 'request_latency', null, null],
    ['request_req_ms', 'request_req', null, 'ms'],
    ['lat_ms', 'latency', null, 'ms'],
    ['1st token ms', 'first_token', null, 'ms'],
    ['Δ TTFT', 'delta_ttft', null, null],
    ['∆x', 'delta_x', null, null],
    ['δ y', 'delta_y', null, null],
    ['a'.repeat(200), 'a'.repeat(200), null, null],
    ['a'.repeat(201), '', null, null],
  ])('takes %j apart', (name, stem, statistic, unit) => {
    expect(nameParts(name)).toEqual({ stem, statistic, unit });
  });

  test('takes (min) for the minimum where (max) stands beside it, and the other brackets as ever', () => {
    const beside = (name: string) => nameParts(name, true);
    expect(['Wait (min)', 'Wait (MIN)'].map(beside)).toEqual(Array(2).fill({ stem: 'wait', statistic: 'min', unit: null }));
    expect(beside('Wait (mins)')).toEqual({ stem: 'wait', statistic: null, unit: 'min' });
    expect(beside('Wait (s)')).toEqual({ stem: 'wait', statistic: null, unit: 's' });
  });
});
