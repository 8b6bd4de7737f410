import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import type { ParameterEffect } from '../../src/contracts/report.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { artifact, type RawRow } from './artifacts.ts';

function measured(rows: readonly RawRow[]): Measurement {
  const artifacts = [artifact('a.csv', rows, { model: 'm', benchmark: 'b' })];
  return measure(assemble(artifacts), artifacts);
}

function effectsIn(rows: readonly RawRow[]): readonly ParameterEffect[] {
  return measured(rows).effects;
}

/** Rows of two levels in turns, so that no drift over time is one. */
function inTurns(before: readonly number[], after: readonly number[], key = 'num_gpu'): RawRow[] {
  return before.flatMap((value, index) => [
    { [key]: 10, tokens_s: value },
    ...(after[index] === undefined ? [] : [{ [key]: 20, tokens_s: after[index] }]),
  ]);
}

const around = (center: number, spread: number, count = 6) =>
  Array.from({ length: count }, (_, index) => center + (index % 2 === 0 ? spread : -spread));

describe('the verdict on a setting', () => {
  test.each<[what: string, before: number[], after: number[], verdict: string, reason: string]>([
    ['beyond chance', around(100, 1), around(110, 1), 'real', 'beyond chance'],
    ['beyond chance the other way', around(110, 1), around(100, 1), 'real', 'beyond chance'],
    ['too small to matter', around(100, 0.01), around(100.5, 0.01), 'too-small-to-matter', 'below one per cent'],
    ['of one per cent', around(100, 0.01), around(101.1, 0.01), 'real', 'beyond chance'],
    ['within chance, and nothing that matters hidden', around(100, 1), around(100, 1), 'none', 'includes no effect'],
    ['within chance, and too wide', around(100, 20), around(105, 20), 'inconclusive', 'too wide'],
    ['of two samples a side', around(100, 1, 2), around(110, 1, 2), 'inconclusive', 'too few samples'],
    ['of three samples a side', around(100, 1, 3), around(120, 1, 3), 'real', 'beyond chance'],
    ['of few samples on one side', around(100, 1), around(110, 1, 2), 'inconclusive', 'too few samples'],
  ])('%s', (_, before, after, verdict, reason) => {
    const [effect, ...others] = effectsIn(inTurns(before, after));
    expect(others).toEqual([]);
    expect(effect).toMatchObject({
      verdict,
      parameter: 'num_gpu',
      from: 10,
      to: 20,
      metric: 'decode_throughput',
      reason: expect.stringContaining(reason),
    });
  });

  test('is confounded where the levels were run one after the other, unless the effect is too small to matter', () => {
    const oneByOne = (before: readonly number[], later: readonly number[]) =>
      effectsIn([...before.map((tokens_s) => ({ num_gpu: 10, tokens_s })), ...later.map((tokens_s) => ({ num_gpu: 20, tokens_s }))])[0];
    expect(oneByOne(around(100, 1), around(110, 1))).toMatchObject({
      verdict: 'confounded',
      reason: expect.stringContaining('one after the other'),
    });
    expect(oneByOne(around(100, 0.01), around(100.5, 0.01))).toMatchObject({ verdict: 'too-small-to-matter' });
    expect(oneByOne(around(100, 1), around(100, 1))).toMatchObject({ verdict: 'none' });
  });

  test('is confounded where a level was only run cold', () => {
    const rows = inTurns(around(100, 1), around(110, 1)).map((row) => ({ ...row, load_s: row['num_gpu'] === 20 ? 2 : 0.01 }));
    expect(effectsIn(rows)).toMatchObject([{ verdict: 'confounded', reason: 'the level and the cold start change together' }]);
  });

  test('counts pairs, or the samples of the smaller side', () => {
    const pairs = [1, 2, 3, 4].flatMap((num_ctx) =>
      [10, 20].map((num_gpu) => ({ num_ctx, num_gpu, tokens_s: 100 + num_gpu + num_ctx / 100 })),
    );
    expect(effectsIn(pairs).find(({ parameter }) => parameter === 'num_gpu')).toMatchObject({ pairCount: 4 });
    expect(effectsIn(inTurns(around(100, 1), around(110, 1, 4)))).toMatchObject([{ pairCount: 4 }]);
    const few = pairs.filter(({ num_ctx }) => num_ctx <= 2);
    expect(effectsIn(few).find(({ parameter }) => parameter === 'num_gpu')).toMatchObject({
      verdict: 'inconclusive',
      reason: 'too few matched settings',
    });
  });

  test('allows for the number of effects that are tested together', () => {
    // Alone the interval of this one lies just above zero.
    const [before, after] = [around(100, 1), around(101.5, 1)];
    const alone = effectsIn(inTurns(before, after));
    expect(alone).toMatchObject([{ verdict: 'real' }]);
    const loads = [1, 2, 3, 4, 5, 6].flatMap((concurrency) => inTurns(before, after).map((row) => ({ ...row, concurrency })));
    const together = effectsIn(loads);
    expect(together).toHaveLength(6);
    expect(together[0]).toMatchObject({ verdict: 'none', reason: 'not beyond chance when all effects tested are counted' });
  });
});

describe('an effect', () => {
  test('is a fact that relates the means of both levels', () => {
    const { effects, facts } = measured([
      ...inTurns(around(100, 1), around(110, 1)),
      { num_gpu: 10, tokens_s: 0, error: 'x' },
      { num_gpu: 20, tokens_s: -5 },
    ]);
    const byId = new Map(facts.map((fact) => [fact.id, fact]));
    const fact = byId.get(effects[0]!.fact)!;
    const [from, to] = [byId.get(fact.baseline!)!, byId.get(fact.candidate!)!];
    expect(fact).toMatchObject({
      kind: 'effect',
      statistic: 'relative change of the mean',
      value: expect.closeTo(0.1, 12),
      unit: 'ratio',
      subset: 'unpaired',
      sampleCount: 12,
      excluded: { failed: 1, implausible: 1 },
      labels: { model: 'm', benchmark: 'b' },
    });
    expect(from).toMatchObject({
      value: 100,
      sampleCount: 6,
      labels: { num_gpu: 10 },
      contrast: { num_gpu: 20 },
      excluded: { failed: 1, implausible: 0 },
    });
    expect(to).toMatchObject({
      value: 110,
      sampleCount: 6,
      labels: { num_gpu: 20 },
      contrast: { num_gpu: 10 },
      excluded: { failed: 0, implausible: 1 },
    });
    expect([from, to].map(({ subset, unit, direction }) => [subset, unit, direction])).toEqual([
      ['unpaired', 'tokens/s', 'higher-is-better'],
      ['unpaired', 'tokens/s', 'higher-is-better'],
    ]);
    expect(fact.interval!.low).toBeLessThan(0.1);
    expect(fact.interval!.high).toBeGreaterThan(0.1);
  });

  test('of matched settings is a fact of as many samples as there are pairs', () => {
    const pairs = [1, 2, 3].flatMap((num_ctx) => [10, 20].map((num_gpu) => ({ num_ctx, num_gpu, tokens_s: 100 + num_gpu + num_ctx })));
    const { effects, facts } = measured(pairs);
    const fact = facts.find(({ id }) => id === effects.find(({ parameter }) => parameter === 'num_gpu')!.fact)!;
    expect(fact).toMatchObject({ subset: 'matched', sampleCount: 3, value: expect.closeTo(122 / 112 - 1, 12) });
  });

  test('is told of each load by itself, with its labels', () => {
    const rows = [1, 2].flatMap((concurrency) =>
      inTurns(around(100 * concurrency, 1), around(110, 1)).map((row) => ({ ...row, concurrency })),
    );
    expect(effectsIn(rows).map(({ labels, parameter }) => [labels['concurrency'], parameter])).toEqual([
      [1, 'num_gpu'],
      [2, 'num_gpu'],
    ]);
  });

  test('is told of no load and no size: nobody chooses these', () => {
    expect(effectsIn(inTurns(around(100, 1), around(110, 1), 'concurrency'))).toEqual([]);
    expect(effectsIn(inTurns(around(100, 1), around(110, 1), 'input_length'))).toEqual([]);
  });

  test('is told of what is asked of a setting, else of two others', () => {
    const rows = (keys: readonly string[]) =>
      inTurns(around(100, 1), around(110, 1)).map(({ num_gpu, tokens_s }) => ({
        num_gpu: num_gpu!,
        ...Object.fromEntries(keys.map((key) => [key, Number(tokens_s)])),
      }));
    const metrics = (...keys: string[]) => effectsIn(rows(keys)).map(({ metric }) => metric);
    expect(metrics('tokens_s', 'ttft_s', 'requests_s', 'prompt_eval_s')).toEqual([
      'decode_throughput',
      'request_throughput',
      'time_to_first_token',
    ]);
    expect(metrics('prompt_eval_s')).toEqual(['prompt_eval_duration']);
    expect(metrics('completed')).toEqual([]);
  });

  test('is none of one sample, and none of what is not above zero', () => {
    expect(
      effectsIn([
        { num_gpu: 10, tokens_s: 5 },
        { num_gpu: 20, tokens_s: 6 },
        { num_gpu: 20, tokens_s: 7 },
      ]),
    ).toEqual([]);
  });
});
