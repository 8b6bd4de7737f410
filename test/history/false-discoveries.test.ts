import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { believable } from '../../src/core/history/false-discoveries.ts';
import { maxOf } from '../../src/sequences/extremes.ts';

function tests(ps: readonly number[], family = 'throughput') {
  return ps.map((p) => ({ p, family }));
}

describe('false discoveries', () => {
  test('are kept down as in the example of Benjamini and Hochberg (1995)', () => {
    const ps = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    expect(believable(tests(ps), ['throughput'], 0.05).filter(Boolean)).toHaveLength(4);
  });

  test('share the level among families, the first one the larger part', () => {
    const mixed = [...tests([0.02]), ...tests([0.02], 'latency'), ...tests([0.011], 'quality')];
    expect(believable(mixed, ['throughput', 'latency', 'quality'], 0.05)).toEqual([true, false, true]);
    expect(believable(tests([0.02], 'latency'), ['throughput', 'latency'], 0.05)).toEqual([true]);
  });

  test('never believe a test and not one with a smaller chance', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 50 }), (ps) => {
        const accepted = believable(tests(ps), ['throughput'], 0.05);
        const limit = maxOf(ps.filter((_, index) => accepted[index]));
        expect(accepted).toEqual(ps.map((p) => p <= limit));
      }),
    );
  });

  test('believe nothing of no tests', () => {
    expect(believable([], ['throughput'], 0.05)).toEqual([]);
  });
});
