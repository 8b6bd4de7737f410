import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { replay } from '../../src/core/history/replay.ts';
import { verdictOf } from '../../src/core/history/verdicts.ts';
import { generator, noisy, normal, seriesOf } from './histories.ts';

/** The verdict on the first of some series after its last run, more being better. */
function judgedLast(all: ReturnType<typeof seriesOf>[], runCount: number) {
  const judged = new Map(replay(all, runCount).series.map((one) => [one.series, one]));
  return verdictOf(all[0]!, runCount - 1, judged.get(all[0]!), true);
}

/** One series that changes among quiet ones. */
function amongSisters(change: (run: number) => number, runCount: number, sisterCount = 8) {
  const deviate = normal(generator(7));
  return [change, ...Array.from({ length: sisterCount }, () => () => 1)].map((own) => seriesOf(noisy(deviate, runCount, 0.006, own)));
}

describe('a step', () => {
  test('is suspected in the run in which it is seen first', () => {
    const verdict = judgedLast(
      amongSisters((run) => (run >= 8 ? 0.91 : 1), 9),
      9,
    );
    expect(verdict).toMatchObject({ verdict: 'regressed', status: 'suspected', since: 8, runsNeeded: 1, after: [8], together: false });
  });

  test('is confirmed by the next run, and dated to where it began', () => {
    const verdict = judgedLast(
      amongSisters((run) => (run >= 8 ? 0.91 : 1), 10),
      10,
    );
    expect(verdict).toMatchObject({ verdict: 'regressed', status: 'confirmed', shape: 'step', since: 8, after: [8, 9] });
    expect(verdict?.before).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(verdict?.difference?.difference).toBeCloseTo(Math.log(0.91), 1);
  });

  test('upwards is an improvement', () => {
    expect(
      judgedLast(
        amongSisters((run) => (run >= 8 ? 1.1 : 1), 10),
        10,
      ),
    ).toMatchObject({ verdict: 'improved', status: 'confirmed' });
  });

  test('that went back is recovered', () => {
    const verdict = judgedLast(
      amongSisters((run) => (run >= 8 && run < 12 ? 0.9 : 1), 14),
      14,
    );
    expect(verdict).toMatchObject({ verdict: 'improved', status: 'recovered', since: 12 });
  });

  test('that came little by little is a drift', () => {
    const verdict = judgedLast(
      amongSisters((run) => Math.exp(-0.006 * run), 16),
      16,
    );
    expect(verdict).toMatchObject({ verdict: 'regressed', status: 'confirmed', shape: 'drift' });
  });

  test('long past is no news: the run is held against the new level', () => {
    expect(
      judgedLast(
        amongSisters((run) => (run >= 8 ? 0.91 : 1), 24),
        24,
      ),
    ).toMatchObject({ verdict: 'unchanged', status: null });
  });
});

describe('what is no step', () => {
  test('a spike is withdrawn by the next run', () => {
    const all = amongSisters((run) => (run === 8 ? 0.8 : 1), 10);
    expect(judgedLast(all, 10)).toMatchObject({ verdict: 'unchanged', status: null });
    expect(all[0]!.spikes.map(({ run, settledIn }) => [run, settledIn])).toEqual([[8, 9]]);
    expect(all[0]!.confirmed).toEqual([]);
    // It is kept out of what later runs are held against.
    expect(all[0]!.level).not.toContain(8);
  });

  test('quiet series are unchanged', () => {
    expect(
      judgedLast(
        amongSisters(() => 1, 9),
        9,
      ),
    ).toMatchObject({ verdict: 'unchanged', reason: 'no change of interest' });
  });

  test('a shift of the whole machine is one suspicion of all series together', () => {
    const deviate = normal(generator(3));
    const all = Array.from({ length: 12 }, () => seriesOf(noisy(deviate, 9, 0.004, (run) => (run === 8 ? 0.85 : 1))));
    replay(all, 9);
    expect(all.every(({ pending }) => pending?.together === true && pending.sign === -1)).toBe(true);
  });

  test('what few series do while the machine as a whole moves is told apart from it', () => {
    const deviate = normal(generator(5));
    const shocks = Array.from({ length: 12 }, () => Math.exp(0.02 * deviate()));
    const all = Array.from({ length: 20 }, (_, index) =>
      seriesOf(noisy(deviate, 12, 0.003, (run) => shocks[run]! * (index === 0 && run >= 10 ? 0.8 : 1))),
    );
    replay(all, 12);
    expect(all.flatMap(({ confirmed }, index) => confirmed.map(({ run }) => [index, run]))).toEqual([[0, 10]]);
  });
});

describe('few runs', () => {
  test.each([
    [1, null],
    [2, { verdict: 'inconclusive', runsNeeded: 2, difference: null }],
    [3, { verdict: 'inconclusive', runsNeeded: 1, difference: null }],
  ])('%d of them give no verdict', (runCount, expected) => {
    const all = amongSisters((run) => (run === runCount - 1 ? 0.5 : 1), runCount);
    const verdict = judgedLast(all, runCount);
    if (expected === null) expect(verdict).toBeNull();
    else expect(verdict).toMatchObject(expected);
  });

  test('none give nothing', () => {
    expect(replay([], 5)).toMatchObject({ series: [], groups: [], slices: { found: [] } });
    expect(replay([seriesOf([])], 0)).toMatchObject({ series: [], groups: [], slices: { found: [] } });
  });
});

describe('a series without spread', () => {
  test('has no verdict, whatever its last value is', () => {
    for (const last of [100, 50]) {
      const all = [seriesOf([100, 100, 100, 100, 100, last])];
      expect(judgedLast(all, 6)).toMatchObject({ verdict: 'inconclusive', difference: null, runsNeeded: null });
    }
  });
});

test('no history of any values throws, or gives a number that is none', () => {
  const value = fc.oneof(fc.constant(null), fc.constant(100), fc.double({ min: 1e-3, max: 1e6, noNaN: true }));
  const history = fc
    .integer({ min: 1, max: 12 })
    .chain((runCount) =>
      fc.tuple(
        fc.constant(runCount),
        fc.array(fc.array(value, { minLength: runCount, maxLength: runCount }), { minLength: 1, maxLength: 6 }),
      ),
    );
  fc.assert(
    fc.property(history, ([runCount, rows]) => {
      const all = rows.map((row) => seriesOf(row));
      const judged = replay(all, runCount);
      for (const own of judged.series) {
        for (const number of [own.difference, own.error, own.degrees, own.p, own.ownP, own.deviation]) expect(number).not.toBeNaN();
      }
      const byRow = new Map(judged.series.map((one) => [one.series, one]));
      for (const own of all) {
        const verdict = verdictOf(own, runCount - 1, byRow.get(own), true);
        if (verdict?.difference) expect(verdict.difference.difference).not.toBeNaN();
      }
    }),
  );
});

describe('a series that began anew by decision', () => {
  const fallen = (run: number) => (run >= 8 ? 0.91 : 1);

  function resetAt(run: number, runCount: number) {
    return amongSisters(fallen, runCount).map((series) => ({ ...series, resets: [run] }));
  }

  test('is held against nothing that was before', () => {
    expect(judgedLast(resetAt(8, 9), 9)).toBeNull();
    expect(judgedLast(resetAt(8, 12), 12)).toMatchObject({ verdict: 'unchanged', before: [8, 9, 10], status: null });
  });

  test('keeps the spread between runs that was learned before', () => {
    const series = resetAt(8, 10);
    const verdict = judgedLast(series, 10);
    expect(verdict).toMatchObject({ before: [8] });
    expect(verdict?.difference?.degrees).toBeGreaterThan(6);
  });

  test('is confirmed to fall where it falls after that', () => {
    const again = amongSisters((run) => (run >= 12 ? 0.8 : fallen(run)), 14).map((series) => ({ ...series, resets: [8] }));
    expect(judgedLast(again, 14)).toMatchObject({ verdict: 'regressed', status: 'confirmed', since: 12, before: [8, 9, 10, 11] });
  });
});

describe('a change that comes back', () => {
  const returning = (run: number) => ((run >= 8 && run < 12) || run >= 16 ? 0.9 : 1);

  test('is told from one that is seen for the first time', () => {
    expect(judgedLast(amongSisters(returning, 10), 10)).toMatchObject({ verdict: 'regressed', returning: false });
    expect(judgedLast(amongSisters(returning, 14), 14)).toMatchObject({ status: 'recovered', returning: false });
    expect(judgedLast(amongSisters(returning, 17), 17)).toMatchObject({ status: 'suspected', returning: true });
    expect(judgedLast(amongSisters(returning, 18), 18)).toMatchObject({ status: 'confirmed', returning: true });
    const back = (run: number) => (run >= 20 ? 1 : returning(run));
    expect(judgedLast(amongSisters(back, 22), 22)).toMatchObject({ verdict: 'improved', status: 'recovered' });
  });

  test('is none that goes on falling', () => {
    const stairs = (run: number) => (run >= 14 ? 0.8 : run >= 8 ? 0.9 : 1);
    expect(judgedLast(amongSisters(stairs, 16), 16)).toMatchObject({ verdict: 'regressed', returning: false });
  });
});
