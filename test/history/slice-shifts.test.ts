import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Followed, followed } from '../../src/core/history/followed.ts';
import { judgeRuns } from '../../src/core/history/judge-run.ts';
import { replay } from '../../src/core/history/replay.ts';
import { verdictOf } from '../../src/core/history/verdicts.ts';
import { generator, normal } from './histories.ts';

const MODELS = ['a', 'b', 'c', 'd'];
const DEPTHS = [0, 4096, 8192, 16384, 32768];

/** Four models at five depths twice, whose runs lie 3 % apart, changed by `change(model, depth, run)` as a logarithm. */
function sweep(seed: number, runCount: number, change: (model: string, depth: number, run: number) => number): Followed[] {
  const deviate = normal(generator(seed));
  return MODELS.flatMap((model) =>
    DEPTHS.flatMap((depth) =>
      ['pp', 'tg'].map((test) => {
        const logs = Float64Array.from({ length: runCount }, (_, run) => 4 + 0.03 * deviate() + change(model, depth, run));
        return followed(
          'throughput',
          'g',
          logs,
          [],
          new Map<string, string | number>([
            ['model', model],
            ['depth', depth],
            ['test', test],
          ]),
        );
      }),
    ),
  );
}

/** In how many of some histories most series of model a, and of the others, are suspected in the last run. */
function counted(runCount: number, change: Parameters<typeof sweep>[2]): { readonly found: number; readonly wrong: number } {
  const histories = Array.from({ length: 30 }, (_, seed) => {
    const all = sweep(seed, runCount, change);
    replay(all, runCount);
    const of = (isWanted: (model: unknown) => boolean) =>
      all.filter(({ labels, pending }) => isWanted(labels.get('model')) && pending !== null).length;
    return { found: of((model) => model === 'a'), wrong: of((model) => model !== 'a') };
  });
  return {
    found: histories.filter(({ found }) => found >= 5).length,
    wrong: histories.filter(({ wrong }) => wrong >= 5).length,
  };
}

describe('a part of a sweep', () => {
  test('that changes together is seen although no series of it is sure by itself', () => {
    const { found, wrong } = counted(7, (model, _depth, run) => (model === 'a' && run === 6 ? Math.log(0.9) : 0));
    expect(found).toBeGreaterThanOrEqual(15);
    expect(wrong).toBe(0);
  });

  test('whose series share what varies from run to run is one witness, and raises nothing', () => {
    const deviate = normal(generator(99));
    const shared = Array.from({ length: 7 }, () => 0.05 * deviate());
    const { found, wrong } = counted(7, (model, _depth, run) => (model === 'a' ? shared[run]! : 0));
    expect(found + wrong).toBeLessThanOrEqual(1);
  });

  test('that lies beyond a size is one, from there on', () => {
    const all = sweep(3, 9, (_model, depth, run) => (depth >= 16384 && run === 8 ? Math.log(0.9) : 0));
    const judged = judgeRuns(levelled(all, 8), [8]);
    const sizes = judged.slices.found.map(({ series }) => [...new Set(series.map(({ labels }) => labels.get('depth')))]);
    expect(sizes).toContainEqual([16384, 32768]);
  });

  test('is borne out by the next run, and is a step since it began', () => {
    const all = sweep(5, 10, (model, _depth, run) => (model === 'a' && run >= 8 ? Math.log(0.9) : 0));
    replay(all, 10);
    const confirmed = all.filter((series) => series.confirmed.some(({ run }) => run === 8));
    expect(confirmed.length).toBeGreaterThanOrEqual(7);
    expect([...new Set(confirmed.map(({ labels }) => labels.get('model')))]).toEqual(['a']);
  });

  test('is at least four series, and never all of them', () => {
    const all = levelled(
      sweep(1, 6, () => 0),
      5,
    );
    expect(judgeRuns(all, [5]).slices.count).toBeGreaterThan(0);
    expect(judgeRuns(all.slice(0, 3), [5]).slices).toEqual({ found: [], count: 0 });
    expect(judgeRuns(all.slice(0, 4), [5]).slices.count).toBe(0);
  });
});

/** Series with all runs before one in their level. */
function levelled(all: readonly Followed[], run: number): Followed[] {
  for (const series of all) series.level = Array.from({ length: run }, (_, index) => index);
  return [...all];
}

describe('whatever the values', () => {
  const value = fc.oneof(fc.constant(100), fc.constant(101), fc.double({ min: 1e-9, max: 1e9, noNaN: true }), fc.constant(null));
  const series = fc.array(fc.array(value, { minLength: 0, maxLength: 14 }), { maxLength: 6 });

  test('nothing that is judged is no number, and equal runs have no verdict', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 0, max: 14 }), (all, runCount) => {
        const own = all.map((values, at) => {
          const logs = Float64Array.from({ length: runCount }, (_, run) => Math.log(values[run] ?? Number.NaN));
          return followed('throughput', 'g', logs, [], new Map([['model', String(at % 2)]]));
        });
        const judged = replay(own, runCount);
        for (const { p, ownP, difference, error, deviation } of judged.series)
          for (const number of [p, ownP, difference, error, deviation]) expect(number).not.toBeNaN();
        for (const one of own) {
          const verdict = verdictOf(
            one,
            runCount - 1,
            judged.series.find(({ series: other }) => other === one),
            true,
          );
          const values = new Set([...one.logs].filter((log) => !Number.isNaN(log)));
          if (verdict?.difference) expect(verdict.difference.difference).not.toBeNaN();
          if (values.size <= 1 || runCount < 4) expect(verdict?.verdict ?? 'inconclusive').toBe('inconclusive');
        }
      }),
      { numRuns: 300 },
    );
  });
});
