import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Measurement } from '../../src/contracts/measured.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { artifact, type RawRow } from './artifacts.ts';

function measured(...artifacts: ReturnType<typeof artifact>[]): Measurement {
  return measure(assemble(artifacts), artifacts);
}

/** Statistics of samples, by what they are of. */
function statisticsOf({ facts }: Measurement): Map<string, number> {
  const statistics = facts.filter(({ kind, subset }) => kind === 'statistic' && subset !== 'matched');
  return new Map(
    statistics.map(({ metric, statistic, labels, subset, value }) => [JSON.stringify([metric, statistic, labels, subset]), value]),
  );
}

function expectEqual(actual: Map<string, number>, expected: Map<string, number>): void {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [key, value] of expected) expect(Math.abs(actual.get(key)! - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value) + 1e-12);
}

/** Numbers with more digits than chance repeats, as instruments give them. */
const nanoseconds = fc.integer({ min: 20_000_001, max: 400_000_000 }).filter((value) => value % 10 !== 0);
const time = nanoseconds.map((value) => value / 1e9);
const rate = nanoseconds.map((value) => value / 1e6);
const row = fc.record({ ttft_s: time, tokens_s: rate, load_s: fc.constant(0.03) });
const rows = fc.array(row, { minLength: 2, maxLength: 12 });
const models = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: 2, maxLength: 4 });
/** Rows of each of several models. */
const runs = models.chain((names) => fc.tuple(...names.map((model) => rows.map((own) => ({ model, own })))));

const RUNS = { numRuns: 25 };

describe('measure, whatever the rows', () => {
  test('gives the same statistics for the rows in any order', () => {
    const shuffled = rows.chain((own) => fc.tuple(fc.constant(own), fc.shuffledSubarray(own, { minLength: own.length })));
    fc.assert(
      fc.property(shuffled, ([own, other]) => {
        const of = (list: RawRow[]) => statisticsOf(measured(artifact('a.csv', list, { model: 'm' })));
        expectEqual(of(other), of(own));
      }),
      RUNS,
    );
  });

  test('gives the same statistics in whichever unit the rows are written', () => {
    fc.assert(
      fc.property(rows, (own) => {
        const inMs = own.map(({ ttft_s, ...rest }) => ({ ...rest, ttft_ms: ttft_s * 1000 }));
        expectEqual(
          statisticsOf(measured(artifact('a.csv', inMs, { model: 'm' }))),
          statisticsOf(measured(artifact('a.csv', own, { model: 'm' }))),
        );
      }),
      RUNS,
    );
  });

  test('gives the same numbers under other names', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const of = (rename: (model: string) => string) =>
          measured(...all.map(({ model, own }, index) => artifact(`${index}.csv`, own, { model: rename(model) })));
        const [plain, renamed] = [of((model) => model), of((model) => `x-${model}`)];
        const values = (measurement: Measurement) => [...statisticsOf(measurement).values()].sort((a, b) => a - b);
        expect(values(renamed)).toEqual(values(plain));
        const leaders = ({ rankings }: Measurement) =>
          rankings.map(({ entries }) => entries.map(({ series }) => series.labels.get('model')));
        expect(leaders(renamed)).toEqual(leaders(plain).map((names) => names.map((model) => `x-${model}`)));
      }),
      RUNS,
    );
  });

  test('changes no statistic for a failed row, and counts it', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (own, seat) => {
        const failed: RawRow = { ttft_s: 0, tokens_s: 0, error: 'connection refused' };
        const at = seat % (own.length + 1);
        const [good, bad] = [own, own.toSpliced(at, 0, failed as (typeof own)[number])].map((list) =>
          measured(artifact('a.csv', list, { model: 'm' })),
        ) as [Measurement, Measurement];
        expectEqual(statisticsOf(bad), statisticsOf(good));
        expect(good.failures).toEqual([]);
        expect(bad.failures.map((group) => [group.failed.value, group.requests.value])).toEqual([[1, own.length + 1]]);
      }),
      RUNS,
    );
  });

  test('changes no statistic for a copy of a file, and names the copy', () => {
    fc.assert(
      fc.property(rows, (own) => {
        const one = measured(artifact('a.csv', own, { model: 'm' }, 'same'));
        const two = measured(artifact('a.csv', own, { model: 'm' }, 'same'), artifact('b.csv', own, { model: 'm' }, 'same'));
        expectEqual(statisticsOf(two), statisticsOf(one));
        expect(two.duplicates.map(({ dropped }) => dropped)).toEqual(['b.csv']);
      }),
      RUNS,
    );
  });

  test('takes no file for a copy that shares one metric and differs in another', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 1.05, max: 2, noNaN: true }), (own, factor) => {
        const faster = own.map((entry) => ({ ...entry, tokens_s: entry.tokens_s * factor }));
        const both = measured(artifact('a.csv', own, { model: 'm' }), artifact('b.csv', faster, { model: 'm' }));
        expect(both.duplicates).toEqual([]);
        const counts = both.facts.filter(
          ({ metric, statistic, subset }) => metric === 'decode_throughput' && statistic === 'mean' && subset === 'all',
        );
        expect(counts.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(2 * own.length);
      }),
      RUNS,
    );
  });

  test('takes no file for a copy that has one metric in common and nothing else', () => {
    fc.assert(
      fc.property(rows, (own) => {
        const [waits, loads] = [
          own.map(({ ttft_s, tokens_s }) => ({ ttft_s, tokens_s })),
          own.map(({ tokens_s, load_s }) => ({ tokens_s, load_s })),
        ];
        const both = measured(artifact('a.csv', waits, { model: 'm' }), artifact('b.csv', loads, { model: 'm' }));
        expect(both.duplicates).toEqual([]);
        const means = both.facts.filter(
          ({ metric, statistic, subset }) => metric === 'decode_throughput' && statistic === 'mean' && subset === 'all',
        );
        expect(means.reduce((sum, { sampleCount }) => sum + sampleCount, 0)).toBe(2 * own.length);
      }),
      RUNS,
    );
  });

  test('states as coefficient of variation the deviation divided by the mean', () => {
    fc.assert(
      fc.property(rows, (own) => {
        const statistics = statisticsOf(measured(artifact('a.csv', own, { model: 'm' })));
        for (const [key, cv] of statistics) {
          const [metric, statistic, labels, subset] = JSON.parse(key);
          if (statistic !== 'cv') continue;
          const other = (name: string) => statistics.get(JSON.stringify([metric, name, labels, subset]))!;
          expect(cv).toBeCloseTo(other('stdev') / other('mean'), 12);
        }
      }),
      RUNS,
    );
  });
});

describe('a model load', () => {
  const loads = (least: number, most: number) =>
    fc.array(
      fc.tuple(fc.double({ min: least, max: most, noNaN: true }), row).map(([load_s, own]) => ({ ...own, load_s })),
      { minLength: 2, maxLength: 8 },
    );

  test('is one from half a second on, also where every request paid it', () => {
    fc.assert(
      fc.property(loads(0.5, 30), (own) => {
        const [table] = assemble([artifact('a.csv', own, { model: 'm' })]).subjects.flatMap(({ blocks }) => blocks);
        expect(table!.table.cold.size).toBe(own.length);
      }),
      RUNS,
    );
  });

  test('is none below half a second where no other request is much quicker', () => {
    fc.assert(
      fc.property(loads(0.1, 0.2999), (own) => {
        const [table] = assemble([artifact('a.csv', own, { model: 'm' })]).subjects.flatMap(({ blocks }) => blocks);
        expect(table!.table.cold.size).toBe(0);
      }),
      RUNS,
    );
  });
});

describe('rankings and settings, whatever the rows', () => {
  const HIGH = 'decode_throughput';

  test('put the higher throughput and the shorter wait first, with ratios of at least one', () => {
    fc.assert(
      fc.property(runs, (all) => {
        const { rankings } = measured(...all.map(({ model, own }, index) => artifact(`${index}.csv`, own, { model })));
        for (const { metric, statistic, entries } of rankings) {
          const values = entries.map(({ series }) => series.facts.get(statistic)!.value);
          expect(values).toEqual(values.toSorted((a, b) => (metric === HIGH ? b - a : a - b)));
          expect(values[0]).not.toBe(values[1]);
          const isScattered = entries.some(({ series: { facts } }) => (facts.get('stdev')?.value ?? 0) > facts.get('mean')!.value);
          expect(statistic).toBe(isScattered ? 'median' : 'mean');
          for (const { ratio } of entries.slice(1)) expect(ratio!.value).toBeGreaterThanOrEqual(1);
        }
      }),
      RUNS,
    );
  });

  test('are turned around by turning every number into its inverse', () => {
    fc.assert(
      fc.property(models, fc.uniqueArray(rate, { minLength: 4, maxLength: 4 }), (names, rates) => {
        const order = (turn: (value: number) => number) => {
          const files = names.map((model, index) =>
            artifact(`${index}.csv`, [{ tokens_s: turn(rates[index]!), ttft_s: 1 / turn(rates[index]!) }], { model }),
          );
          return measured(...files).rankings.map(({ metric, entries }) => [
            metric,
            entries.map(({ series }) => series.labels.get('model')),
          ]);
        };
        const turned = order((value) => 1 / value);
        expect(turned).toEqual(order((value) => value).map(([metric, leaders]) => [metric, (leaders as string[]).toReversed()]));
      }),
      RUNS,
    );
  });

  test('name as best setting the one with the highest throughput or the shortest wait', () => {
    const sweep = fc.uniqueArray(rate, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(sweep, (rates) => {
        const own = rates.flatMap((tokens_s, index) => [1, 2].map(() => ({ num_gpu: index + 1, tokens_s, ttft_s: tokens_s / 1000 })));
        const { settingRanges } = measured(artifact('a.csv', own, { model: 'm' }));
        expect(settingRanges.map(({ best }) => best.metric).sort()).toEqual([HIGH, 'time_to_first_token']);
        for (const { best, worst, settings, ratio } of settingRanges) {
          const means = settings.map(({ facts }) => facts.get('mean')!.value);
          const [largest, smallest] = [Math.max(...means), Math.min(...means)];
          const [first, last] = best.metric === HIGH ? [largest, smallest] : [smallest, largest];
          expect([best, worst].map(({ facts }) => facts.get('mean')!.value)).toEqual([first, last]);
          expect(means).toEqual(means.toSorted((a, b) => (best.metric === HIGH ? b - a : a - b)));
          expect(ratio.value).toBeCloseTo(largest / smallest, 9);
        }
      }),
      RUNS,
    );
  });
});

/** Integral of Student's density from -x to x, by Simpson's rule; the constant comes out as the integral over (nearly) everything. */
function studentProbability(x: number, degrees: number): number {
  // With t = sqrt(degrees) tan(u) the density becomes cos(u) ** (degrees - 1).
  const integral = (to: number) => {
    const steps = 20_000;
    const width = to / steps;
    let sum = 1 + Math.cos(to) ** (degrees - 1);
    for (let step = 1; step < steps; step += 1) sum += (step % 2 === 1 ? 4 : 2) * Math.cos(step * width) ** (degrees - 1);
    return (sum * width) / 3;
  };
  return integral(Math.atan(x / Math.sqrt(degrees))) / integral(Math.PI / 2 - 1e-9);
}

describe('the interval of a ratio', () => {
  test("covers 95 % by Student's distribution with Welch's degrees of freedom", () => {
    const samples = fc.uniqueArray(rate, { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const files = [a, b].map((list, index) =>
          artifact(
            `${index}.csv`,
            list.map((tokens_s) => ({ tokens_s })),
            { model: `m${index}` },
          ),
        );
        const [ranking] = measured(...files).rankings;
        fc.pre(ranking?.statistic === 'mean');
        const { ratio } = ranking!.entries[1]!;
        const parts = [a, b].map((list) => {
          const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
          const squares = list.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          return { n: list.length, share: squares / (list.length - 1) / mean ** 2 / list.length };
        });
        const variance = parts.reduce((sum, { share }) => sum + share, 0);
        const degrees = variance ** 2 / parts.reduce((sum, { n, share }) => sum + share ** 2 / (n - 1), 0);
        const { low, high } = ratio!.interval!;
        expect(Math.log(high / ratio!.value)).toBeCloseTo(Math.log(ratio!.value / low), 9);
        fc.pre(degrees >= 1.5);
        expect(studentProbability(Math.log(high / ratio!.value) / Math.sqrt(variance), degrees)).toBeCloseTo(0.95, 4);
      }),
      RUNS,
    );
  });
});

describe('effects of settings', () => {
  /** Pairs of settings in which `num_gpu` 2 gives `factor` times the throughput, and `noise` scatters it; `context` tells the pairs apart. */
  function sweep(pairCount: number, factor: number, noise: readonly number[]): RawRow[] {
    return Array.from({ length: pairCount }, (_, index) => index).flatMap((index) => {
      const base = 100 + 7 * index;
      const low = { num_ctx: 1024 * (index + 1), num_gpu: 1, tokens_s: base };
      const high = { num_ctx: 1024 * (index + 1), num_gpu: 2, tokens_s: base * factor * (1 + (noise[index] ?? 0)) };
      return index % 2 === 0 ? [low, high] : [high, low];
    });
  }
  const verdictOf = (list: RawRow[]) =>
    measured(artifact('a.csv', list, { model: 'm' })).effects.find(({ parameter }) => parameter === 'num_gpu')!.verdict;

  test('have no verdict from two pairs, however large, and one from four', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.2, max: 3, noNaN: true }), (factor) => {
        expect(verdictOf(sweep(2, factor, [1e-4, -1e-4]))).toBe('inconclusive');
        expect(verdictOf(sweep(4, factor, [1e-4, -1e-4, 2e-4, -2e-4]))).toBe('real');
      }),
      RUNS,
    );
  });

  test('are called none only where the whole interval lies within three per cent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.12, noNaN: true }), (size) => {
        const list = sweep(6, 1, [size, -size, size, -size, size, -size]);
        const { effects, facts } = measured(artifact('a.csv', list, { model: 'm' }));
        const effect = effects.find(({ parameter }) => parameter === 'num_gpu')!;
        const { low, high } = facts.find(({ id }) => id === effect.fact)!.interval!;
        const widest = Math.max(Math.abs(low), Math.abs(high));
        if (Math.abs(widest - 0.03) > 1e-9) expect(effect.verdict).toBe(widest > 0.03 ? 'inconclusive' : 'none');
      }),
      RUNS,
    );
  });
});

describe('a summary beside its rows', () => {
  const summarised = (own: readonly { ttft_s: number }[], factor: number) => {
    const mean = own.reduce((sum, { ttft_s }) => sum + ttft_s, 0) / own.length;
    return measured(
      artifact(
        'run/rows.csv',
        own.map(({ ttft_s }) => ({ ttft_s })),
        { model: 'm' },
      ),
      artifact('run/summary.csv', [{ mean_ttft_s: Number((mean * factor).toPrecision(9)) }], { model: 'm' }),
    ).summaries;
  };

  test('agrees where it is the mean of the rows, and is contradicted where it is not by a per mille or more', () => {
    const off = fc.oneof(fc.double({ min: 0.2, max: 0.998, noNaN: true }), fc.double({ min: 1.002, max: 5, noNaN: true }));
    fc.assert(
      fc.property(rows, off, (own, factor) => {
        expect(summarised(own, 1).map(({ agreeing, contradicted }) => [agreeing?.value ?? 0, contradicted.length])).toEqual([[1, 0]]);
        const [wrong] = summarised(own, factor);
        expect([wrong!.agreeing, wrong!.contradicted.length]).toEqual([null, 1]);
      }),
      RUNS,
    );
  });
});
