import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../../src/contracts/fact.ts';
import type { Measurement } from '../../src/contracts/measured.ts';
import { statisticOf } from '../../src/core/verify/statistic.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import { measureFiles } from './measured.ts';

/** A request of a sweep: who answered, at which setting, how fast and after which wait. */
interface Row {
  readonly model: string;
  readonly num_gpu: number;
  readonly tokens_s: number;
  readonly ttft_ms: number;
}

const hundredths = (min: number, max: number) => fc.integer({ min: min * 100, max: max * 100 }).map((n) => n / 100);
/** Values within a factor of three of each other, so that no first request looks like a model load. */
const row: fc.Arbitrary<Row> = fc.record({
  model: fc.constantFrom('acorn', 'birch', 'cedar'),
  num_gpu: fc.constantFrom(10, 20, 40),
  tokens_s: hundredths(100, 280),
  ttft_ms: hundredths(100, 280),
});
/** Every model at every setting at least twice, in any order, so that all can be compared. */
const sweep = fc
  .tuple(fc.array(row, { maxLength: 12 }), fc.array(fc.tuple(hundredths(100, 280), hundredths(100, 280)), { minLength: 18, maxLength: 18 }))
  .chain(([more, values]) => {
    const grid = values.map(
      ([tokens_s, ttft_ms], index): Row => ({
        model: ['acorn', 'birch', 'cedar'][index % 3]!,
        num_gpu: [10, 20, 40][Math.floor(index / 3) % 3]!,
        tokens_s,
        ttft_ms,
      }),
    );
    const rows = [...grid, ...more];
    return fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length });
  });

interface Spelling {
  readonly names?: Readonly<Record<string, string>>;
  /** 1000 writes the wait in seconds. */
  readonly perUnit?: number;
  readonly failed?: number;
}

function csv(rows: readonly Row[], { names = {}, perUnit = 1, failed = 0 }: Spelling = {}): string {
  const name = (model: string) => names[model] ?? model;
  const wait = perUnit === 1 ? 'ttft_ms' : 'ttft_s';
  const lines = rows.map(({ model, num_gpu, tokens_s, ttft_ms }) => `${name(model)},${num_gpu},${tokens_s},${ttft_ms / perUnit},`);
  const lost = Array.from({ length: failed }, () => `${name('acorn')},10,,,timed out`);
  return `model,num_gpu,tokens_s,${wait},error\n${[...lines, ...lost].join('\n')}\n`;
}

/** Facts by what they are about, as far as it is the same in two spellings of one table. */
function valuesOf({ facts }: Measurement, names: Readonly<Record<string, string>> = {}): Map<string, number> {
  const called = (labels: Fact['labels']) =>
    Object.entries(labels)
      .map(([key, value]) => `${key}=${key === 'model' ? (names[String(value)] ?? value) : value}`)
      .sort();
  return new Map(
    facts
      .filter(({ kind }) => kind === 'statistic')
      .map((fact) => [JSON.stringify([fact.metric, fact.statistic, fact.subset, called(fact.labels), fact.contrast ?? null]), fact.value]),
  );
}

function expectSame(found: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): void {
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [key, value] of expected) expect(Math.abs(found.get(key)! - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value) + 1e-12);
}

/** The samples behind a fact, chosen by its labels from the table itself. */
function samplesOf(rows: readonly Row[], { metric, labels }: Fact): number[] {
  const chosen = rows.filter(
    ({ model, num_gpu }) =>
      (labels['model'] === undefined || labels['model'] === model) && (labels['num_gpu'] === undefined || labels['num_gpu'] === num_gpu),
  );
  return chosen.map((own) => (metric === 'time_to_first_token' ? own.ttft_ms : own.tokens_s));
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
}

const runs = { numRuns: 8 };

describe('what is measured of any table', () => {
  test('is what an independent computation gives, statistic by statistic', () => {
    fc.assert(
      fc.property(sweep, (rows) => {
        const facts = measureFiles({ 'a.csv': csv(rows) }).facts.filter(({ kind, subset }) => kind === 'statistic' && subset === 'all');
        expect(new Set(facts.map(({ statistic }) => statistic)).size).toBeGreaterThanOrEqual(7);
        for (const fact of facts) {
          const samples = samplesOf(rows, fact);
          expect(fact.sampleCount).toBe(samples.length);
          expect([fact.statistic, isNear(fact.value, statisticOf(fact.statistic, samples)!)]).toEqual([fact.statistic, true]);
        }
      }),
      runs,
    );
  });

  test('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(sweep, (rows) => {
        const pooled = (own: readonly Row[]) =>
          new Map([...valuesOf(measureFiles({ 'a.csv': csv(own) }))].filter(([key]) => JSON.parse(key)[2] === 'all'));
        expectSame(pooled(rows.toReversed()), pooled(rows));
      }),
      runs,
    );
  });

  test('does not depend on what things are called', () => {
    const names = { acorn: 'maple', birch: 'aspen', cedar: 'willow' };
    const back = { maple: 'acorn', aspen: 'birch', willow: 'cedar' };
    fc.assert(
      fc.property(sweep, (rows) => {
        expectSame(valuesOf(measureFiles({ 'a.csv': csv(rows, { names }) }), back), valuesOf(measureFiles({ 'a.csv': csv(rows) })));
      }),
      runs,
    );
  });

  test('does not depend on the unit in which it is written', () => {
    fc.assert(
      fc.property(sweep, (rows) => {
        expectSame(valuesOf(measureFiles({ 'a.csv': csv(rows, { perUnit: 1000 }) })), valuesOf(measureFiles({ 'a.csv': csv(rows) })));
      }),
      runs,
    );
  });

  test('does not change when failed rows come along, which are counted against all requests', () => {
    fc.assert(
      fc.property(sweep, fc.integer({ min: 1, max: 4 }), (rows, failed) => {
        const measurement = measureFiles({ 'a.csv': csv(rows, { failed }) });
        expectSame(valuesOf(measurement), valuesOf(measureFiles({ 'a.csv': csv(rows) })));
        const group = measurement.failures.find(({ labels }) => labels.get('model') === 'acorn')!;
        expect([group.failed.value, group.requests.value]).toEqual([failed, rows.filter(({ model }) => model === 'acorn').length + failed]);
        const mean = measurement.facts.find(({ statistic, labels }) => statistic === 'mean' && labels['model'] === 'acorn')!;
        expect(mean.excluded.failed).toBe(failed);
      }),
      runs,
    );
  });

  test('does not change when the file is there twice', () => {
    fc.assert(
      fc.property(sweep, (rows) => {
        const text = csv(rows, { failed: 2 });
        const twice = measureFiles({ 'a.csv': text, 'copy of a.csv': text });
        expectSame(valuesOf(twice), valuesOf(measureFiles({ 'a.csv': text })));
        expect(twice.failures.map(({ failed }) => failed.value)).toEqual([2]);
      }),
      runs,
    );
  });
});

describe('what is compared', () => {
  /** Is the first value as good as the second, going by the direction of the registry? */
  function isAsGood(metric: string, first: number, second: number): boolean {
    return metricOf(metric).direction === 'higher-is-better' ? first >= second : first <= second;
  }

  test('is ranked with the best first, in the direction of the metric, and each ratio is at least one', () => {
    fc.assert(
      fc.property(sweep, (rows) => {
        const { rankings } = measureFiles({ 'a.csv': csv(rows) });
        expect(new Set(rankings.map(({ metric }) => metric)).size).toBe(2);
        for (const { metric, entries } of rankings) {
          const means = entries.map(({ series }) => statisticOf('mean', samplesOf(rows, series.facts.get('mean')!))!);
          for (const [index, mean] of means.entries()) {
            if (index > 0) expect(isAsGood(metric, means[index - 1]!, mean)).toBe(true);
            const ratio = Math.max(means[0]! / mean, mean / means[0]!);
            if (index > 0) expect(isNear(entries[index]!.ratio!.value, ratio)).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  test('has the best setting where no other is better, and the worst where none is worse', () => {
    fc.assert(
      fc.property(sweep, (rows) => {
        const { settingRanges } = measureFiles({ 'a.csv': csv(rows) });
        expect(settingRanges.length).toBeGreaterThan(0);
        for (const { best, worst, settings, ratio } of settingRanges) {
          const mean = (series: typeof best) => statisticOf('mean', samplesOf(rows, series.facts.get('mean')!))!;
          for (const series of settings) {
            expect(isAsGood(best.metric, mean(best), mean(series))).toBe(true);
            expect(isAsGood(best.metric, mean(series), mean(worst))).toBe(true);
          }
          expect(isNear(ratio.value, Math.max(mean(best) / mean(worst), mean(worst) / mean(best)))).toBe(true);
        }
      }),
      runs,
    );
  });

  test('names no best setting where all are equal', () => {
    const rows = [10, 20].map((num_gpu) => ({ model: 'm', num_gpu, tokens_s: 506.88, ttft_ms: num_gpu }));
    expect(measureFiles({ 'a.csv': csv(rows) }).settingRanges.map(({ best }) => best.metric)).toEqual(['time_to_first_token']);
  });
});
