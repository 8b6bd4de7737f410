import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { energyCandidate } from '../../src/core/history/energy-candidate.ts';
import { rankChange } from '../../src/core/history/rank-change.ts';
import { replay } from '../../src/core/history/replay.ts';
import { generator, noisy, normal, seriesOf } from './histories.ts';

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 2, maxLength: 25 });

/** Scaled energy distance of two lists, as the paper defines it. */
function energyDistance(left: readonly number[], right: readonly number[]): number {
  const sum = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, x) => total + b.reduce((own, y) => own + Math.abs(x - y), 0), 0);
  const [n, m] = [left.length, right.length];
  const within = (own: readonly number[]) => (own.length < 2 ? 0 : sum(own, own) / (own.length * (own.length - 1)));
  return ((n * m) / (n + m)) * ((2 * sum(left, right)) / (n * m) - within(left) - within(right));
}

describe('the candidate of the energy distance', () => {
  test('is the division and the end of which the distance is largest', () => {
    fc.assert(
      fc.property(values, (own) => {
        const all = own.flatMap((_, split) =>
          split === 0
            ? []
            : own.slice(split).map((_value, more) => energyDistance(own.slice(0, split), own.slice(split, split + more + 1))),
        );
        const largest = all.reduce((most, distance) => Math.max(most, distance), Number.NEGATIVE_INFINITY);
        const found = energyCandidate(own)!;
        expect(found.distance).toBeCloseTo(largest, 6);
        expect(found.index).toBeGreaterThan(0);
        expect(found.index).toBeLessThan(own.length);
      }),
    );
  });

  test('is where a step is', () => {
    expect(energyCandidate([1, 1.1, 0.9, 1, 1.05, 2, 2.1, 1.9, 2, 2.05])?.index).toBe(5);
    expect(energyCandidate([1])).toBeNull();
  });
});

describe('the division of the ranks', () => {
  test('is where a step is, whatever one value is', () => {
    const own = [1, 1.1, 0.9, 1, 1.05, 0.95, 2, 2.1, 1.9, 2, 2.05, 1.95];
    expect(rankChange(own)?.index).toBe(6);
    expect(rankChange(own)!.p).toBeLessThan(0.05);
    expect(rankChange(own.map((value, index) => (index === 2 ? 1e6 : value)))?.index).toBe(6);
  });

  test('is a chance between none and one', () => {
    fc.assert(
      fc.property(values, (own) => {
        const { index, p } = rankChange(own)!;
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(index).toBeGreaterThan(0);
        expect(index).toBeLessThan(own.length);
      }),
    );
    expect(rankChange([1])).toBeNull();
  });
});

describe('a search through a long level', () => {
  const runCount = 26;
  const searched = (change: (run: number) => number, seed = 3) => {
    const deviate = normal(generator(seed));
    const changes = [change, ...Array.from({ length: 9 }, () => () => 1)];
    const all = changes.map((own) => seriesOf(noisy(deviate, runCount, 0.03, own)));
    replay(all, runCount);
    return all;
  };

  test('finds a step that no single run gave away', () => {
    const [first, ...others] = searched((run) => (run >= 16 ? 0.93 : 1));
    expect(first!.confirmed).toHaveLength(1);
    expect(Math.abs(first!.confirmed[0]!.run - 16)).toBeLessThanOrEqual(2);
    expect(first!.confirmed[0]).toMatchObject({ sign: -1, settledIn: runCount - 1 });
    expect(others.flatMap(({ confirmed }) => confirmed)).toEqual([]);
  });

  test('finds nothing where nothing is', () => {
    expect(searched(() => 1).flatMap(({ confirmed }) => confirmed)).toEqual([]);
  });
});
