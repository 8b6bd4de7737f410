import { describe, expect, test } from '@jest/globals';
import { bareTokenRate, byNeighbours, type NameContext } from '../../src/metrics/name-context.ts';

/** The metric that a stem means beside others; null where they say that it is no measure, 'open' where they have no say. */
function meant(stem: string, unit: string | null, beside: readonly string[], within: readonly string[] = []): string | null {
  const found = byNeighbours(stem, unit, { siblings: new Set(beside), within });
  if (!found) return found === null ? null : 'open';
  return found.definition ?? found.stem.metric;
}

describe('byNeighbours', () => {
  test.each<[string, string | null, string[], string | null]>([
    // Time of generation: apart from the prompt where that is timed too, or stands beside the time of the whole request.
    ['generation_time', 's', [], 'request_latency:generation-time'],
    ['gen_time', 's', ['tokens'], 'request_latency:generation-time'],
    ['generation_time', 's', ['eval'], 'eval_duration'],
    ['generation_time', 's', ['eval_count'], 'eval_duration'],
    ['gen_time', 's', ['eval_duration'], 'eval_duration'],
    ['gen_time', 's', ['eval_time'], 'eval_duration'],
    ['gen_time', 's', ['ttft', 'load'], 'eval_duration'],
    ['gen_time', 's', ['ttft'], 'request_latency:generation-time'],
    ['gen_time', 's', ['load'], 'request_latency:generation-time'],
    ...['latency', 'request_latency', 'e2e_latency', 'end_to_end_latency', 'e2el', 'total_latency'].map(
      (stem): [string, string, string[], string] => ['generation_time', 's', [stem], 'eval_duration'],
    ),
    // Times of anything are of a request where its tokens are timed or counted.
    ...['latency', 'duration', 'elapsed', 'elapsed_time', 'wall', 'wall_time', 'wall_clock', 'total_time'].flatMap(
      (stem): [string, string, string[], string | null][] => [
        [stem, 's', ['ttft'], 'request_latency'],
        [stem, 's', ['tokens_per_second'], 'request_latency'],
        [stem, 's', ['eval_count'], 'request_latency'],
        [stem, 's', ['other'], stem === 'total_time' ? null : 'open'],
      ],
    ),
    ['total_tokens', null, ['eval_count'], 'total_token_count'],
    ['total_tokens', null, ['prompt_tokens'], 'total_token_count'],
    ['total_tokens', null, ['prompt_eval_count'], 'total_token_count'],
    ['total_tokens', null, ['output_tokens'], null],
    // What is used and there, of a device or of the machine.
    ['memory_used', 'MB', ['power_draw'], 'gpu_memory_used'],
    ['memory_used', 'MB', ['power'], 'open'],
    ['memory_total', 'MB', ['power_draw'], 'gpu_memory_total'],
    ['memory_total', 'MB', [], null],
    ...['memory', 'memory_usage', 'ram', 'ram_usage'].flatMap((stem): [string, string | null, string[], string | null][] => [
      [stem, 'GB', [], 'memory_used'],
      [stem, '%', [], 'open'],
      [stem, null, [], null],
    ]),
    ['cpu', null, [], null],
    ['cpu', '%', [], 'open'],
    ['disk', null, [], null],
    ['disk', '%', [], 'open'],
    ['temperature', null, ['power_draw'], 'gpu_temperature'],
    ['temperature', '°C', [], 'gpu_temperature'],
    ['temperature', null, [], null],
    ['speedup', 'x', ['efficiency'], 'parallel_speedup'],
    ['speedup', 'x', [], 'open'],
    ['efficiency', null, ['speedup'], 'parallel_efficiency'],
    ['efficiency', null, [], null],
    ...['network_sent', 'network_recv', 'memory_free', 'power_limit', 'cv'].map((stem): [string, null, string[], null] => [
      stem,
      null,
      [],
      null,
    ]),
    ['ttft', 's', ['eval_count'], 'open'],
  ])('%s with the unit %s beside %j is %s', (stem, unit, beside, metric) => {
    expect(meant(stem, unit, beside)).toBe(metric);
  });

  test.each(['gpu', 'gpus', 'GPU', 'device', 'devices', 'vram'])('takes what stands in an object %s for that of a GPU', (outer) => {
    expect(meant('memory_used', 'MB', [], ['process', outer])).toBe('gpu_memory_used');
    expect(meant('temperature', null, [], [outer])).toBe('gpu_temperature');
  });

  test.each(['gpu_2', 'mygpu', 'devices_used', 'cpu'])('does not take what stands in an object %s for that of a GPU', (outer) => {
    expect(meant('memory_used', 'MB', [], [outer])).toBe('open');
  });

  test('asks nothing of a name that stands alone', () => {
    expect(byNeighbours('memory_used', 'MB', {} satisfies NameContext)).toBeUndefined();
  });

  test.each<[string, string | null, NameContext, unknown]>([
    ['total_tokens', null, { siblings: new Set(['eval_count']) }, { metric: 'total_token_count', base: 'count', unit: 'count' }],
    ['memory_used', 'MB', { within: ['gpu'] }, { metric: 'gpu_memory_used', base: 'bytes' }],
    ['memory_total', 'MB', { within: ['gpu'] }, { metric: 'gpu_memory_total', base: 'bytes' }],
    ['ram', 'GB', {}, { metric: 'memory_used', base: 'bytes' }],
    ['temperature', '°C', {}, { metric: 'gpu_temperature', base: '°C', unit: '°C' }],
    ['speedup', 'x', { siblings: new Set(['efficiency']) }, { metric: 'parallel_speedup', base: 'x', unit: 'x' }],
    ['efficiency', null, { siblings: new Set(['speedup']) }, { metric: 'parallel_efficiency', base: 'ratio', unit: 'ratio' }],
    ['wall', 's', { siblings: new Set(['ttft']) }, { metric: 'request_latency', base: 'ms' }],
  ])('says of %s in which unit it is counted', (stem, unit, context, expected) => {
    expect(byNeighbours(stem, unit, context)).toEqual({ stem: expected });
  });
});

test.each<[string[], string]>([
  [[], 'token_throughput'],
  [['tokens'], 'token_throughput'],
  [['eval_count'], 'decode_throughput'],
  [['ttft', 'load'], 'decode_throughput'],
  [['eval_count', 'latency'], 'decode_throughput'],
  [['generation_time'], 'end_to_end_token_throughput'],
  [['request_latency'], 'end_to_end_token_throughput'],
  [['latency'], 'end_to_end_token_throughput'],
  [['latency', 'ttft', 'tokens_s'], 'end_to_end_token_throughput'],
  [['ttft', 'tokens_s'], 'decode_throughput'],
  [['ttft'], 'token_throughput'],
  [['tokens_s'], 'token_throughput'],
])('a bare rate of tokens beside %j is %s', (beside, metric) => {
  expect(bareTokenRate(new Set(beside))).toBe(metric);
});
