import { describe, expect, test } from '@jest/globals';
import type { NameContext } from '../../src/metrics/name-context.ts';
import { isBareChange, isMeasureName, isSettingName, readName, stemsOf, unknownName, withoutUnit } from '../../src/metrics/names.ts';

/** A reading as one line: metric, statistic, unit, whether the name states it, whose it is and by which definition. */
function read(name: string, context: NameContext = {}): string | null {
  const found = readName(name, context);
  if (found === null) return null;
  const { metric, statistic, unit, unitStated, qualifier, definition } = found;
  return [metric, statistic, unit, unitStated ? null : 'assumed', qualifier && `of ${qualifier}`, definition].filter(Boolean).join(' ');
}

const beside = (...siblings: string[]): NameContext => ({ siblings: new Set(siblings) });

describe('readName', () => {
  test.each<[string, string | null]>([
    // A known word with a unit of another quantity is no such metric.
    ['vram_pct', 'vram %'],
    ['gpu_memory_used_pct', 'gpu_memory_used_pct %'],
    ['memory_used_pct', 'memory_used_pct %'],
    ['latency_pct', 'latency_pct %'],
    ['latency (%)', null],
    ['accuracy_ms', 'accuracy_ms ms'],
    ['ttft_gb', 'ttft GB'],
    ['kv_cache_usage_gb', 'kv_cache_usage GB'],
    // The usual unit is assumed where there is one.
    ['gpu_power', 'gpu_power W assumed'],
    ['loss', 'loss score assumed'],
    ['kv_cache_usage', 'kv_cache_utilization % assumed'],
    ['decode_throughput', 'decode_throughput tokens/s assumed'],
    ['end_to_end_token_throughput', 'end_to_end_token_throughput tokens/s assumed'],
    // Times per thing.
    ['time_per_output_token_ms', 'time_per_output_token ms'],
    ['mean_time_per_output_token_s', 'time_per_output_token mean s'],
    ['time_per_prompt_token_ms', 'time_per_prompt_token ms'],
    ['energy_per_token_j', 'energy_per_token J'],
    // Whose it is, where words stand before a metric of one meaning; sums are no samples.
    ['a_b_ttft_ms', 'time_to_first_token ms of a_b'],
    ['ttft_latency_ms', 'ttft_latency ms'],
    ['request_latency_e2e_ms', 'request_latency ms'],
    ['sum_ttft_ms', null],
    ['total_ttft_ms', null],
    ['cum_x_ms', null],
    ['cumulative_x_gb', null],
    ['sum_x_ms', null],
    // Rates.
    ['requests_per_second', 'request_throughput requests/s'],
    ['throughput_rps', 'request_throughput requests/s'],
    ['rate_rps', 'request_throughput requests/s'],
    ['request_throughput_rps', 'request_throughput requests/s'],
    ['http_requests_per_second', 'http_throughput requests/s'],
    ['request_goodput_rps', 'request_goodput requests/s'],
    ['images_it_per_s', 'images_throughput operations/s'],
    ['agent_a_tok_s', 'token_throughput tokens/s of agent_a'],
    ['agent_a_throughput_tok_s', 'token_throughput tokens/s of agent_a'],
    ['throughput_agent_a_tok_s', 'token_throughput tokens/s of agent_a'],
    ['prompt_speed_tok_s', 'prefill_throughput tokens/s'],
    ['tg_rate_tok_s', 'decode_throughput tokens/s'],
    ['token_throughput_tok_s', 'token_throughput tokens/s'],
    ['total_token_throughput_tok_s', 'total_token_throughput tokens/s'],
    ['overall_tok_s', 'output_token_throughput tokens/s'],
    // Differences.
    ['throughput_diff', 'throughput_difference tokens/s assumed'],
    ['tp_delta', 'throughput_difference tokens/s assumed'],
    ['delta_tok_s', 'throughput_difference tokens/s'],
    ['mean_ttft_delta_ms', 'time_to_first_token_difference mean ms'],
    ['ttft_gain_ms', 'ttft_gain ms'],
    ['ttft_delta_gb', 'ttft_delta GB'],
    ['x_delta_ms', 'x_delta ms'],
    ['x_delta', null],
    ['delta', null],
    ['throughput_change', null],
    // What is left of a statistic in a name means that nobody understood it.
    ['mean_var_ms', null],
    ['ttft_var_ms', null],
    ['mean_latency_p99', null],
    ['123_ms', null],
    ['x_per_ms', null],
    ['mean_ms', 'operation_time mean ms'],
    ['mean_gb', null],
  ])('of %s is %s', (name, reading) => expect(read(name)).toBe(reading));

  test.each<[string, NameContext, string | null]>([
    ['generation_mean', { within: ['tokens_per_second'] }, 'decode_throughput mean tokens/s'],
    ['generation_mean', { within: ['tokens_per_second', 'x'] }, 'decode_throughput mean tokens/s'],
    ['generation_mean', { within: ['throughput_rps'] }, null],
    ['generation_mean', { within: ['ttft_ms'] }, null],
    ['tokens_per_second', { within: ['prefill'] }, 'prefill_throughput tokens/s'],
    ['tokens_per_second', { within: ['decode'] }, 'decode_throughput tokens/s'],
    ['tokens_per_second', { within: ['other'] }, 'token_throughput tokens/s'],
    ['requests_per_second', { within: ['prefill'] }, 'request_throughput requests/s'],
    ['ttft_s', { within: ['config'] }, null],
    ['ttft_s', { within: ['x', 'settings'] }, null],
    ['ttft_s', { within: ['x', 'processes'] }, null],
    ['cpu_percent', { within: ['ollamaProcesses'] }, null],
    ['cpu_percent', { within: ['process_list'] }, null],
    ['cpu_percent', { within: ['processor'] }, 'cpu_utilization %'],
    ['ttft_s', { within: ['post_processing'] }, 'time_to_first_token s'],
    ['ttft_s', { within: ['x', 'results'] }, 'time_to_first_token s'],
    ['mean', { bareStatisticOf: 'ttft_ms' }, 'time_to_first_token mean ms'],
    ['mean', { within: ['x_ms'] }, 'x mean ms'],
    ['mean_ms', { within: ['x'] }, 'operation_time mean ms'],
    ['mean_gb', { within: ['x'] }, null],
    ['p50', { within: ['latency'], unitHint: 'ms' }, 'latency median ms'],
    ['p50_s', { within: ['latency'], unitHint: 'ms' }, 'latency median s'],
    ['ttft', { unitHint: 's' }, 'time_to_first_token s assumed'],
    ['ttft', { unitHint: 'GB' }, null],
    ['overall_tok_s', beside('total_generation_time'), 'output_token_throughput tokens/s output_token_throughput:sum-of-request-times'],
    ['load_duration', beside('eval_duration', 'eval_count'), 'load_duration ns'],
    ['load_duration', beside('eval_duration'), null],
    ['load_duration', beside('eval_count'), null],
    ['x_load_duration', beside('eval_duration', 'eval_count'), null],
    ['load_duration_ms', beside('eval_duration', 'eval_count'), 'load_duration ms'],
  ])('of %s with %j is %s', (name, context, reading) => expect(read(name, context)).toBe(reading));

  test('says that a unit is stated which makes another quantity of it', () => {
    expect(readName('vram_pct')).toEqual({ metric: 'vram', statistic: null, unit: '%', unitStated: true });
    expect(readName('queue_wait_ms')).toEqual({ metric: 'queue_wait', statistic: null, unit: 'ms', unitStated: true });
  });
});

describe('withoutUnit', () => {
  test.each<[string, NameContext, string | null]>([
    ['ttft', {}, 'time_to_first_token null ms'],
    ['mean_ttft', {}, 'time_to_first_token mean ms'],
    ['mean', { within: ['ttft'] }, 'time_to_first_token mean ms'],
    ['ttft', { unitHint: 'GB' }, 'time_to_first_token null ms'],
    ['ttft_delta', {}, 'time_to_first_token_difference null ms'],
    ['gpu_energy', {}, 'gpu_energy null J'],
    ['time_per_prompt_token', {}, 'time_per_prompt_token null ms'],
    ['ttft_ms', {}, null],
    ['gpu_power', {}, null],
    ['whatever', {}, null],
    ['max_tokens', {}, null],
  ])('of %s with %j is %s', (name, context, expected) => {
    const found = withoutUnit(name, context);
    expect(found && `${found.metric} ${found.statistic} ${found.base}`).toBe(expected);
  });
});

describe('the kinds of names', () => {
  test.each(['Δ', 'Change', 'Change (%)', 'Gain %', 'diff pct'])('%s is nothing but a change', (name) =>
    expect(isBareChange(name)).toBe(true),
  );
  test.each(['x change', 'ttft', 'percent', ''])('%j is more than a change, or none', (name) => expect(isBareChange(name)).toBe(false));

  test.each([
    ['ttft_p99', { metric: 'ttft', statistic: 'p99' }],
    ['foo_ms_mean', { metric: 'foo', statistic: 'mean' }],
    ['größe_ms', { metric: 'größe', statistic: null }],
    ['123', null],
    ['p99', null],
    ['', null],
  ])('%j of no known meaning is %j', (name, expected) => expect(unknownName(name)).toEqual(expected));

  test.each(['ttft', 'tokens', 'decode', 'gen', 'gpu_power', 'foo_ms', 'x tok/s'])('%s names a metric by itself', (name) =>
    expect(isMeasureName(name)).toBe(true),
  );
  test.each(['foo', 'mean', ''])('%j names none', (name) => expect(isMeasureName(name)).toBe(false));

  test.each(
    'max_tokens min_new_tokens max_output_tokens max_input_tokens max_total_tokens max_completion_tokens max_num_seqs max_batched_tokens max_num_seq max_model_len max_position_length max_seqlen max_seq_len max_prompt_len max_len max_length max_workers max_retries max_depth max_size_mb max_tokens_total'.split(
      ' ',
    ),
  )('%s is a limit', (name) => expect(isSettingName(name)).toBe(true));
  test.each(
    'max_tokens_s max_tokens_per_second max_tokens_sec min_tokens_per_s_x xmax_tokens max_tokenss max_x tokens max_lens max_sizes'.split(
      ' ',
    ),
  )('%s is none', (name) => expect(isSettingName(name)).toBe(false));

  test('leave their stems, a bare rate as it is spelled', () => {
    expect([...stemsOf(['mean_load_s', 'tokens_s', 'Tokens per Second', 'mean', 'rps'])]).toEqual([
      'load',
      'tokens_per_second',
      'tokens_s',
    ]);
    expect([...stemsOf(['x_tokens_s'])]).toEqual(['x', 'tokens_s']);
    expect([...stemsOf(['tok/s'])]).toEqual(['tokens_per_second']);
    expect([...stemsOf(['mytokens_s', 'tokens_sx'])]).toEqual(['mytokens', 'tokens_sx']);
  });
});
