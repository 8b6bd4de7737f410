import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { impossibility, type Reading } from '../../src/metrics/impossible.ts';
import { METRICS } from '../../src/metrics/registry.ts';

function reading(metric: string, value: number, unit: string, statistic: string | null = null): Reading {
  return { metric, statistic, value, unit };
}

/** A metric of the registry with a value on the far side of zero or one. */
const ofRegistry = fc.constantFrom(...METRICS);
const positive = fc.double({ min: 1e-6, max: 1e12, noNaN: true });

describe('impossibility', () => {
  test.each([
    ['a negative time', reading('time_to_first_token', -0.001, 'ms'), 'is negative'],
    ['a negative rate', reading('decode_throughput', -1, 'tokens/s'), 'is negative'],
    ['a negative bandwidth', reading('memory_bandwidth', -1, 'bytes/s'), 'is negative'],
    ['a negative power', reading('gpu_power', -1, 'W'), 'is negative'],
    ['a negative energy', reading('gpu_energy', -1, 'J'), 'is negative'],
    ['a negative clock', reading('gpu_clock', -1, 'MHz'), 'is negative'],
    ['a negative speed-up', reading('speedup', -2, 'x'), 'is negative'],
    ['a negative count', reading('output_token_count', -1, 'count'), 'is negative'],
    ['a negative share', reading('accuracy', -0.1, 'ratio'), 'is negative'],
    ['a negative spread of a difference', reading('throughput_difference', -1, 'tokens/s', 'stdev'), 'is negative'],
    ['an infinite time', reading('request_latency', Number.POSITIVE_INFINITY, 'ms'), 'is not a finite number'],
    ['no number', reading('request_latency', Number.NaN, 'ms'), 'is not a finite number'],
    ['an infinite spread', reading('request_latency', Number.POSITIVE_INFINITY, 'ms', 'stdev'), 'is not a finite number'],
    ['more right answers than answers', reading('accuracy', 1.01, 'ratio'), 'is more than the whole'],
    ['a device busy for longer than the time', reading('gpu_utilization', 1.2, 'ratio', 'mean'), 'is more than the whole'],
    ['a perplexity below one', reading('perplexity', 0.9, 'score'), 'is less than one'],
    ['a temperature below absolute zero', reading('gpu_temperature', -274, '°C'), 'is below absolute zero'],
  ])('refuses %s', (_, value, reason) => {
    expect(impossibility(value)).toBe(reason);
  });

  test.each([
    ['a difference that is negative', reading('time_to_first_token_difference', -3, 'ms')],
    ['a change that is negative', reading('operation_time_change', -0.2, 'ratio')],
    ['frost', reading('gpu_temperature', -20, '°C')],
    ['absolute zero', reading('gpu_temperature', -273.15, '°C')],
    ['the whole', reading('accuracy', 1, 'ratio')],
    ['the whole but for binary noise', reading('success_rate', 1 + 2e-16, 'ratio')],
    ['processor time of several cores', reading('cpu_utilization', 3.2, 'ratio')],
    ['a fan above its nominal largest', reading('gpu_fan_speed', 1.05, 'ratio')],
    ['more speed-up than devices', reading('parallel_efficiency', 1.1, 'ratio')],
    ['a score below zero', reading('loss', -1.5, 'score')],
    ['a value of unknown meaning', reading('something', -4, 'value')],
    ['a ratio of unknown meaning', reading('correlation', -0.4, 'ratio')],
    ['a coefficient of variation above one', reading('accuracy', 1.4, 'ratio', 'cv')],
    ['a small spread of a perplexity', reading('perplexity', 0.1, 'score', 'stdev')],
  ])('allows %s', (_, value) => {
    expect(impossibility(value)).toBeNull();
  });

  test.each([
    ['a request longer than its run', 'request_latency', 10_200, 'ms', 'run_duration', 10_000, 'is longer than the whole run'],
    ['a first token after the run', 'time_to_first_token', 61_000, 'ms', 'run_duration', 60_000, 'is longer than the whole run'],
    ['more memory used than there is', 'gpu_memory_used', 25e9, 'bytes', 'gpu_memory_total', 24e9, 'is more than the memory of the device'],
    ['more memory free than there is', 'gpu_memory_free', 25e9, 'bytes', 'gpu_memory_total', 24e9, 'is more than the memory of the device'],
  ])('refuses %s', (_, metric, value, unit, bound, limit, reason) => {
    const beside = (other: string) => (other === bound ? limit : Number.NaN);
    expect(impossibility(reading(metric, value, unit), beside)).toBe(reason);
    expect(impossibility(reading(metric, limit, unit), beside)).toBeNull();
    expect(impossibility(reading(metric, value, unit))).toBeNull();
  });

  test('refuses no zero and nothing that a metric of the registry can be', () => {
    fc.assert(
      fc.property(ofRegistry, fc.double({ min: 0, max: 1, noNaN: true }), ({ id, unit }, share) => {
        const value = id.endsWith('perplexity') ? 1 + share : share;
        expect(impossibility(reading(id, value, unit))).toBeNull();
      }),
    );
  });

  test('refuses every negative time, rate, size and count of the registry that is no difference', () => {
    fc.assert(
      fc.property(ofRegistry, positive, fc.constantFrom(null, 'mean', 'p99', 'max'), ({ id, unit }, size, statistic) => {
        const isSigned = ['score', '°C', 'ratio'].includes(unit) || /difference|change/.test(id);
        if (!isSigned) expect(impossibility(reading(id, -size, unit, statistic))).toBe('is negative');
      }),
    );
  });
});
