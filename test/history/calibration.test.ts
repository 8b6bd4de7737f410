import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calibrated } from '../../src/core/history/calibration.ts';
import { type Followed, followed } from '../../src/core/history/followed.ts';
import { replay } from '../../src/core/history/replay.ts';
import { reportOf } from '../support/report-of.ts';
import { generator, normal } from './histories.ts';

/** Series whose runs lie so far apart. */
function quiet(seed: number, runCount: number, spread: number, seriesCount = 12): Followed[] {
  const deviate = normal(generator(seed));
  return Array.from({ length: seriesCount }, () =>
    followed(
      'throughput',
      'g',
      Float64Array.from({ length: runCount }, () => 4 + spread * deviate()),
    ),
  );
}

function calibrationOf(all: readonly Followed[], runCount: number) {
  replay(all, runCount);
  return calibrated(
    all.map((own) => ({ followed: own, metric: 'decode_throughput' })),
    runCount,
  );
}

describe('the calibration on the runs of a history itself', () => {
  test('is the same for the same runs', () => {
    expect(calibrationOf(quiet(1, 16, 0.02), 16)).toEqual(calibrationOf(quiet(1, 16, 0.02), 16));
  });

  test('is not there for fewer than twelve runs, and for none', () => {
    expect(calibrationOf(quiet(2, 11, 0.02), 11)).toBeNull();
    expect(calibrationOf([], 30)).toBeNull();
  });

  test('raises few alarms in runs that vary by chance alone', () => {
    const all = Array.from({ length: 12 }, (_, seed) => calibrationOf(quiet(seed, 20, 0.02), 20)!);
    const share = all.reduce((sum, { alarmed, rounds }) => sum + alarmed / rounds, 0) / all.length;
    expect(share).toBeLessThan(0.1);
  });

  test('has a limit that a change of its size does show, in most histories', () => {
    const limit = calibrationOf(quiet(7, 20, 0.03), 20)!.limits.get('decode_throughput')!;
    expect(limit).toBeGreaterThan(0.06);
    expect(limit).toBeLessThan(0.25);
    const seen = Array.from({ length: 60 }, (_, seed) => {
      const all = quiet(100 + seed, 21, 0.03);
      all[0]!.logs[20] = all[0]!.logs[20]! - Math.log1p(limit);
      replay(all, 21);
      return all[0]!.pending !== null;
    });
    expect(seen.filter(Boolean).length).toBeGreaterThan(36);
    expect(seen.filter(Boolean).length).toBeLessThan(60);
  });

  test('grows with the spread of the runs', () => {
    const limits = [0.01, 0.03, 0.09].map((spread) => calibrationOf(quiet(5, 20, spread), 20)!.limits.get('decode_throughput')!);
    expect(limits).toEqual(limits.toSorted((a, b) => a - b));
  });

  test('holds whatever the values: no number is none', () => {
    const values = fc.array(fc.oneof(fc.constant(4), fc.double({ min: -5, max: 5, noNaN: true }), fc.constant(Number.NaN)), {
      minLength: 12,
      maxLength: 20,
    });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 6 }), (all) => {
        const runCount = Math.max(...all.map(({ length }) => length));
        const own = all.map((logs) =>
          followed(
            'throughput',
            'g',
            Float64Array.from({ length: runCount }, (_, run) => logs[run] ?? Number.NaN),
          ),
        );
        const found = calibrationOf(own, runCount);
        if (found === null) return;
        expect(found.alarmed).toBeLessThanOrEqual(found.rounds);
        for (const limit of found.limits.values()) expect(limit).toBeGreaterThan(0);
      }),
      { numRuns: 60 },
    );
  });
});

test('a report on enough nights says how often its verdicts would be wrong, and what they would have shown', () => {
  const deviate = normal(generator(4));
  const night = (day: number) => {
    const rows = ['elm:3b', 'oak:7b', 'ash:1b', 'fir:2b'].map((model) => `${model},${(100 * Math.exp(0.02 * deviate())).toFixed(3)}`);
    return [`2026-11-${String(day).padStart(2, '0')}/chat.csv`, `model,tokens_s\n${rows.join('\n')}\n`];
  };
  const { report } = reportOf(Object.fromEntries(Array.from({ length: 16 }, (_, at) => night(at + 1))));
  const told = report.findings.find(({ id }) => id === 'change-calibration')?.text;
  expect(told).toMatch(
    /^Put into another order 100 times, the runs of this history were called changed \d+ times?; the rules would see a change of one series at once from \d+ % on in token throughput\.$/,
  );
  expect(report.history?.calibration).toMatchObject({ rounds: 100, limits: [{ metric: 'token_throughput' }] });
  expect(report.narrative.rejected).toEqual([]);
});
