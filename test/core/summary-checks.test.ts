import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { artifact, type RawRow } from './artifacts.ts';

function measured(...artifacts: ReadArtifact[]) {
  return measure(assemble(artifacts), artifacts);
}

function rows(path: string, own: readonly RawRow[], labels: Readonly<Record<string, LabelValue>> = { model: 'm' }): ReadArtifact {
  return artifact(path, own, { benchmark: 'b', ...labels });
}

interface Stated {
  readonly statistic?: string;
  readonly value: number;
  readonly count?: number;
  readonly unit?: string;
  readonly metric?: string;
  readonly labels?: Readonly<Record<string, LabelValue>>;
}

function summary(path: string, stated: readonly Stated[], labels: Readonly<Record<string, LabelValue>> = { model: 'm' }): ReadArtifact {
  const table = tableBuilder('row', { benchmark: 'b', ...labels });
  stated.forEach(({ statistic = 'mean', value, count, unit = 'tokens/s', metric = 'decode_throughput', labels: own = {} }, index) => {
    const reading = { metric, statistic, unit, at: `${statistic}_v`, value };
    table.add(index + 2, [count === undefined ? reading : { ...reading, count }], { labels: own });
  });
  return { ...artifact(path, []), parsed: { ...NOTHING_READ, tables: [table.build()!] } };
}

const RATES = [10.25, 20.5, 60.75].map((tokens_s) => ({ tokens_s }));

/** "1 agree", "30.5 of 30.123": what a summary comes to, null where it is held against nothing. */
function told(...artifacts: ReadArtifact[]): (string | null)[] {
  return measured(...artifacts).summaries.map(({ agreeing, contradicted }) =>
    [
      ...(agreeing === null ? [] : [`${agreeing.value} agree`]),
      ...contradicted.map(({ reported, computed }) => `${reported.value} for ${Number(computed.value.toFixed(6))}`),
    ].join('; '),
  );
}

function against(stated: Stated, own: readonly RawRow[] = RATES): string[] {
  return told(rows('d/a.csv', own), summary('d/a_summary.csv', [stated])) as string[];
}

describe('a summary held against its rows', () => {
  test.each<[what: string, stated: Stated, found: string[]]>([
    ['agrees as the mean of them', { value: 30.5 }, ['1 agree']],
    ['as the least', { statistic: 'min', value: 10.25 }, ['1 agree']],
    ['as the largest', { statistic: 'max', value: 60.75 }, ['1 agree']],
    ['as the median', { statistic: 'median', value: 20.5 }, ['1 agree']],
    ['as the deviation', { statistic: 'stdev', value: 26.6974 }, ['1 agree']],
    ['as a quantile', { statistic: 'p90', value: 52.7 }, ['1 agree']],
    ['rounded to a whole number', { value: 31 }, ['1 agree']],
    ['contradicts as another mean', { value: 35 }, ['35 for 30.5']],
    ['as another least', { statistic: 'min', value: 13 }, ['13 for 10.25']],
    ['proves nothing as another median', { statistic: 'median', value: 25 }, []],
    ['as another deviation', { statistic: 'stdev', value: 21.8 }, []],
    ['as a statistic that nobody knows', { statistic: 'mode', value: 10.25 }, []],
    ['agrees of as many samples', { value: 30.5, count: 3 }, ['1 agree']],
    ['says nothing of another number of them', { value: 35, count: 4 }, []],
    ['says nothing of another metric', { value: 35, metric: 'prefill_throughput' }, []],
  ])('%s', (_, stated, found) => {
    expect(against(stated)).toEqual(found);
  });

  test('is compared in the base unit', () => {
    const waits = [0.1, 0.2, 0.6].map((ttft_s) => ({ ttft_s }));
    const stated = (value: number, unit: string) => against({ value, unit, metric: 'time_to_first_token' }, waits);
    expect(stated(300, 'ms')).toEqual(['1 agree']);
    expect(stated(0.3, 's')).toEqual(['1 agree']);
    expect(stated(0.3, 'ms')).toEqual(['0.3 for 300']);
  });

  test('leaves failed rows out, and says how many', () => {
    const own = [...RATES, { tokens_s: 0, error: 'x' }];
    expect(against({ value: 30.5 }, own)).toEqual(['1 agree']);
    const { summaries } = measured(rows('d/a.csv', own), summary('d/a_summary.csv', [{ value: 25 }]));
    const { computed, reported } = summaries[0]!.contradicted[0]!;
    expect(computed).toMatchObject({
      kind: 'statistic',
      value: 30.5,
      sampleCount: 3,
      excluded: { failed: 1 },
      labels: { summary: 'd/a_summary.csv' },
      sources: [{ path: 'd/a.csv', cells: ['row=2-4;col=tokens_s'] }],
      direction: 'higher-is-better',
    });
    expect(reported).toMatchObject({
      kind: 'reported-statistic',
      value: 25,
      sources: [{ path: 'd/a_summary.csv', cells: ['row=2;col=mean_v'] }],
    });
  });

  test.each<[stated: number, agrees: boolean]>([
    [30.51, true],
    [30.5151, true],
    [30.53, false],
    [30.4, false],
  ])('allows for half a per mille, or the rounding of both: %d', (value, agrees) => {
    const exact = [10.251, 20.502, 60.747].map((tokens_s) => ({ tokens_s }));
    expect(against({ value }, exact)).toEqual([agrees ? '1 agree' : `${value} for 30.5`]);
  });

  test('allows for the rounding of the rows', () => {
    const coarse = [1, 2, 6].map((tokens_s) => ({ tokens_s }));
    expect(against({ value: 3.45 }, coarse)).toEqual(['1 agree']);
    expect(against({ value: 3.55 }, coarse)).toEqual(['3.55 for 3']);
  });

  test('of each setting is held against the rows of it', () => {
    const own = [1, 2].flatMap((num_ctx) => [10.25, 20.75].map((rate) => ({ num_ctx, tokens_s: rate * num_ctx })));
    const stated = [1, 2].map((num_ctx) => ({ value: 15.5 * num_ctx, labels: { num_ctx } }));
    expect(told(rows('d/a.csv', own), summary('d/a_summary.csv', stated))).toEqual(['2 agree']);
    expect(told(rows('d/a.csv', own), summary('d/a_summary.csv', [stated[0]!, { ...stated[1]!, value: 40 }]))).toEqual([
      '1 agree; 40 for 31',
    ]);
  });

  test('of a file of its own may speak of one subject without saying so, one within the rows may not', () => {
    const two = [rows('d/a.csv', RATES, { model: 'x' }), rows('d/b.csv', [{ tokens_s: 100.5 }, { tokens_s: 200.25 }], { model: 'y' })];
    expect(told(...two, summary('d/total.csv', [{ value: 30.5 }], {}))).toEqual(['1 agree']);
    expect(told(...two, summary('d/total.csv', [{ value: 150.375 }], {}))).toEqual(['1 agree']);
    expect(told(...two, summary('d/total.csv', [{ value: 78.45 }], {}))).toEqual(['1 agree']);
    expect(told(...two, summary('d/total.csv', [{ value: 90 }], {}))).toEqual(['90 for 78.45']);
  });

  test('that the rows give is said once: it is no series of its own', () => {
    const found = (value: number) => measured(rows('d/a.csv', RATES), summary('d/a_summary.csv', [{ value }]));
    expect(found(30.5).reported.map(({ backed }) => backed)).toEqual([true]);
    expect(found(35).reported.map(({ backed }) => backed)).toEqual([false]);
    expect(found(30.5).summaries[0]!.agreeing).toMatchObject({
      kind: 'count',
      statistic: 'summary values that the rows give',
      labels: { summary: 'd/a_summary.csv' },
      sampleCount: 1,
      sources: [{ path: 'd/a_summary.csv', cells: ['row=2;col=mean_v'] }],
    });
  });
});

describe('failed settings that a summary leaves out', () => {
  const failed = (num_ctx: number): RawRow => ({ num_ctx, tokens_s: 0, error: 'x' });
  const good = (num_ctx: number, tokens_s: number): RawRow => ({ num_ctx, tokens_s });
  const silent = (own: readonly RawRow[], ...stated: Stated[]) => {
    const [check] = measured(rows('d/a.csv', own), summary('d/a_summary.csv', stated)).summaries;
    return check?.silentFailures?.value ?? null;
  };
  const of = (num_ctx: number, value: number): Stated => ({ value, labels: { num_ctx } });

  test('are counted', () => {
    const own = [good(1, 10.5), good(1, 11.5), good(2, 20.5), failed(4), failed(4), failed(8)];
    expect(silent(own, of(1, 11), of(2, 20.5))).toBe(3);
    const [check] = measured(rows('d/a.csv', own), summary('d/a_summary.csv', [of(1, 11)])).summaries;
    expect(check!.silentFailures).toMatchObject({
      statistic: 'failed rows missing in the summary',
      labels: { summary: 'd/a_summary.csv' },
      sources: [{ path: 'd/a.csv', cells: ['row=5-6;col=error', 'row=7;col=error'] }],
    });
  });

  test('are none where the summary has a row of them, or speaks of all', () => {
    const own = [good(1, 10.5), good(1, 11.5), failed(4), failed(4)];
    expect(silent(own, of(1, 11), of(4, 0.5))).toBeNull();
    expect(silent(own, { value: 11 })).toBeNull();
    expect(silent([good(1, 10.5), good(2, 11.5)], of(1, 10.5))).toBeNull();
    expect(silent([{ tokens_s: 10.5 }, { tokens_s: 0, error: 'x' }], { value: 10.5 })).toBeNull();
  });
});
