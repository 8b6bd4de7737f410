import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact } from '../../src/contracts/fact.ts';
import { statisticOf, studentInterval } from '../../src/core/verify/statistic.ts';
import { measureFiles } from './measured.ts';

const NOISE = [0.3, -0.2, 0.1, -0.4, 0.2, 0.05, -0.15, 0.25, -0.3, 0.05];

/** Two levels of one setting, run in turns, with these rates. */
function alternating(before: readonly number[], after: readonly number[]): string {
  const rows = before.flatMap((value, index) => [`m,10,${value}`, ...(after[index] === undefined ? [] : [`m,20,${after[index]}`])]);
  return `model,num_gpu,output_tokens_per_second\n${rows.join('\n')}\n`;
}

/** Pairs of settings that differ in num_ctx alone. */
function pairs(values: readonly (readonly [before: number, after: number])[]): string {
  const rows = values.flatMap(([before, after], index) => [`m,${10 * (index + 1)},1024,${before}`, `m,${10 * (index + 1)},4096,${after}`]);
  return `model,num_gpu,num_ctx,output_tokens_per_second\n${rows.join('\n')}\n`;
}

function effectIn(text: string, parameter: string) {
  const { effects, facts } = measureFiles({ 'a.csv': text });
  const effect = effects.find((own) => own.parameter === parameter);
  return effect && { ...effect, fact: facts.find(({ id }) => id === effect.fact)! };
}

/** Quantile 0.975 of Student's t for whole degrees of freedom, from an interval that was computed apart from the code under test. */
function studentOf(degrees: number): number {
  const samples = Array.from({ length: degrees + 1 }, (_, index) => index);
  const { high, low } = studentInterval(samples, 0.95)!;
  return ((high - low) / 2 / statisticOf('stdev', samples)!) * Math.sqrt(samples.length);
}

describe('the effect of a setting', () => {
  test('is found with ten runs a side and nothing to match them by', () => {
    const before = NOISE.map((noise) => 101.5 + noise);
    const after = NOISE.map((noise) => 201.5 - noise);
    const effect = effectIn(alternating(before, after), 'num_gpu')!;
    expect(effect).toMatchObject({ from: 10, to: 20, pairCount: 10, verdict: 'real', fact: { subset: 'unpaired', sampleCount: 20 } });
    expect(effect.fact.value).toBeCloseTo(statisticOf('mean', after)! / statisticOf('mean', before)! - 1, 12);
  });

  test('of matched settings uses every row of each, as many as both have', () => {
    const text = pairs([
      [100, 80],
      [110, 88],
      [120, 96.1],
      [130, 104],
    ]);
    const more = `${text}m,10,1024,101\nm,10,4096,81\nm,20,1024,500\n`;
    expect(effectIn(more, 'num_ctx')).toMatchObject({ pairCount: 5, verdict: 'real', fact: { subset: 'matched', sampleCount: 5 } });
  });

  test.each([
    [2, 'inconclusive'],
    [3, 'real'],
  ])('a fifth slower in each of %i pairs is %s', (count, verdict) => {
    const text = pairs(
      (
        [
          [50.01, 39.1],
          [49.91, 39.08],
          [49.97, 38.98],
        ] as [number, number][]
      ).slice(0, count),
    );
    expect(effectIn(text, 'num_ctx')).toMatchObject({ pairCount: count, verdict });
  });

  test('is called none only where the whole interval excludes what matters, and real only where it excludes none', () => {
    const noise = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 10, maxLength: 10 });
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(
        noise,
        noise,
        fc.double({ min: 0, max: 12, noNaN: true }),
        fc.double({ min: -8, max: 8, noNaN: true }),
        (a, b, size, shift) => {
          const effect = effectIn(
            alternating(
              a.map((own) => 100 + size * own),
              b.map((own) => 100 + shift + size * own),
            ),
            'num_gpu',
          );
          if (!effect) return;
          verdicts.add(effect.verdict);
          const { low, high } = effect.fact.interval!;
          expect(low).toBeLessThanOrEqual(effect.fact.value);
          expect(high).toBeGreaterThanOrEqual(effect.fact.value);
          if (effect.verdict === 'none') expect(Math.max(-low, high)).toBeLessThanOrEqual(0.03);
          if (effect.verdict === 'real') expect(low > 0 || high < 0).toBe(true);
          if (effect.verdict === 'inconclusive') expect(Math.max(-low, high)).toBeGreaterThan(0.03);
        },
      ),
      {
        numRuns: 60,
        seed: 1,
        examples: [
          [NOISE, NOISE, 8, 0],
          [NOISE, NOISE, 0.5, 0],
          [NOISE, NOISE, 0.5, 5],
        ],
      },
    );
    expect([...verdicts].sort()).toEqual(expect.arrayContaining(['inconclusive', 'none', 'real']));
  });

  test('is stated of no size of the work, which nobody chooses', () => {
    const rows = NOISE.flatMap((noise) => [`m,0,${100 + noise}`, `m,16384,${60 + noise}`]);
    expect(measureFiles({ 'a.csv': `model,n_depth,output_tokens_per_second\n${rows.join('\n')}\n` }).effects).toEqual([]);
  });
});

describe('the interval of a ratio', () => {
  function ratioOf(slow: readonly number[], fast: readonly number[]): Fact {
    const rows = [...slow.map((value) => `slow,${value}`), ...fast.map((value) => `fast,${value}`)];
    const { rankings } = measureFiles({ 'a.csv': `model,output_tokens_per_second\n${rows.join('\n')}\n` });
    return rankings[0]!.entries[1]!.ratio!;
  }

  test('of sides that spread alike has the degrees of freedom of both', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 9000, max: 11_000 }), { minLength: 3, maxLength: 9 }), (hundredths) => {
        fc.pre(new Set(hundredths).size > 1);
        const slow = hundredths.map((value) => value / 100);
        const { value, interval } = ratioOf(slow, slow.map((own) => own * 2)); // biome-ignore format: one thought
        const half = studentOf(2 * (slow.length - 1)) * Math.sqrt((2 * statisticOf('cv', slow)! ** 2) / slow.length);
        expect(value).toBeCloseTo(2, 9);
        expect(Math.log(interval!.high / value)).toBeCloseTo(half, 6);
        expect(Math.log(value / interval!.low)).toBeCloseTo(half, 6);
      }),
      { numRuns: 15 },
    );
  });

  test('of a constant and a spread side has the degrees of freedom of the latter', () => {
    const slow = [99, 100, 101, 103];
    const { value, interval } = ratioOf(slow, [200, 200, 200, 200, 200, 200, 200]);
    expect(Math.log(interval!.high / value)).toBeCloseTo((studentOf(3) * statisticOf('cv', slow)!) / 2, 6);
  });
});
