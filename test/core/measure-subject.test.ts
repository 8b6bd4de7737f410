import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import type { MeasuredSeries, MeasuredSubject } from '../../src/contracts/measured.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { factBook } from '../../src/core/fact-book.ts';
import { measureSubject } from '../../src/core/measure/measure-subject.ts';
import { sliceCount } from '../../src/core/measure/subject-cells.ts';
import { artifact, type RawRow } from './artifacts.ts';

/** The one subject of some rows. */
function subjectOf(rows: readonly RawRow[] | ReadArtifact) {
  const file = 'path' in rows ? rows : artifact('a.csv', rows, { model: 'm', benchmark: 'b' });
  const { subjects } = assemble([file]);
  expect(subjects).toHaveLength(1);
  return subjects[0]!;
}

function measured(rows: readonly RawRow[] | ReadArtifact, fullCount = 9): MeasuredSubject {
  return measureSubject(factBook(), subjectOf(rows), fullCount);
}

/** "metric subset labels pooled: samples (-failed)", the labels of the subject left out. */
function told({ metric, subset, labels, pooledOver, samples, facts }: MeasuredSeries): string {
  const own = [...labels].flatMap(([key, value]) => (['model', 'benchmark'].includes(key) ? [] : [`${key}=${value}`]));
  const { failed = 0, implausible = 0 } = [...facts.values()][0]?.excluded ?? {};
  return [
    metric.split('_').at(-1),
    subset,
    ...own,
    ...pooledOver.map((key) => `over ${key}`),
    `[${[...samples.values].join(' ')}]`,
    ...(failed > 0 ? [`failed ${failed}`] : []),
    ...(implausible > 0 ? [`impossible ${implausible}`] : []),
  ].join(' ');
}

const ALL = ['mean', 'median', 'stdev', 'cv', 'min', 'max', 'p95', 'p99'];

function statisticsOf({ facts }: MeasuredSeries): string[] {
  return [...facts.keys()];
}

describe('the facts of a series', () => {
  test('are every statistic of two samples, and the value alone of one', () => {
    expect(statisticsOf(measured([{ tokens_s: 5 }, { tokens_s: 7 }]).series[0]!)).toEqual(ALL);
    const one = measured([{ tokens_s: 5 }]).series[0]!;
    expect([...one.facts].map(([statistic, { value, sampleCount }]) => [statistic, value, sampleCount])).toEqual([
      ['mean', 5, 1],
      ['median', 5, 1],
    ]);
    expect(one.sampleCount).toBe(1);
  });

  test('have a direction of their own: a spread is neither good nor bad', () => {
    const { facts, unit } = measured([{ ttft_s: 5 }, { ttft_s: 7 }]).series[0]!;
    expect([...facts.values()].map(({ statistic, direction, unit: own }) => [statistic, direction, own])).toEqual(
      ALL.map((statistic) => [
        statistic,
        ['stdev', 'cv'].includes(statistic) ? 'none' : 'lower-is-better',
        statistic === 'cv' ? 'ratio' : 'ms',
      ]),
    );
    expect(unit).toBe('ms');
    expect(facts.get('stdev')!.value).toBeCloseTo(Math.sqrt(2) * 1000, 9);
    expect(facts.get('mean')!.interval).toBeDefined();
  });

  test('have no interval where they are readings of a device', () => {
    const table = tableBuilder('row', { model: 'm', benchmark: 'b' });
    for (const index of [0, 1, 2]) {
      table.add(index + 2, [
        { metric: 'gpu_power', unit: 'W', at: 'power', value: 100 + index },
        { metric: 'decode_throughput', unit: 'tokens/s', at: 'tps', value: 10 + index, definition: 'of-the-tool' },
      ]);
    }
    const { series } = measured({ ...artifact('a.csv', []), parsed: { ...NOTHING_READ, tables: [table.build()!] } });
    expect(series.map(({ metric, definition, facts }) => [metric, definition, facts.get('mean')!.interval !== undefined])).toEqual([
      ['decode_throughput', 'of-the-tool', true],
      ['gpu_power', null, false],
    ]);
    expect(series.map(({ facts }) => facts.get('mean')!.definition)).toEqual(['of-the-tool', undefined]);
  });

  test('name the column where a table has several of one metric', () => {
    const { series } = measured(artifact('a.json', [{ ttft_s: 1, ttft_ms: 2000 }], { model: 'm', benchmark: 'b' }));
    expect(series.map(told)).toEqual(['token all column=ttft_ms [2000]', 'token all column=ttft_s [1000]']);
  });

  test('count what failed and what was impossible', () => {
    const rows: RawRow[] = [{ tokens_s: 5 }, { tokens_s: -5 }, { tokens_s: 0, error: 'x' }, { tokens_s: 6 }];
    expect(measured(rows).series.map(told)).toEqual(['throughput all [5 6] failed 1 impossible 1']);
  });
});

describe('cold and warm samples', () => {
  const cold = (tokens_s: number, over: RawRow = {}): RawRow => ({ tokens_s, load_s: 2, ...over });
  const warm = (tokens_s: number, over: RawRow = {}): RawRow => ({ tokens_s, load_s: 0.01, ...over });
  const failed: RawRow = { tokens_s: 0, load_s: 0, error: 'x' };
  const rates = (rows: readonly RawRow[]) =>
    measured(rows)
      .series.filter(({ metric }) => metric === 'decode_throughput')
      .map(told);

  test('have series beside that of all, the failed rows counted among the warm', () => {
    expect(rates([cold(1), warm(2), failed, warm(3)])).toEqual([
      'throughput all [1 2 3] failed 1',
      'throughput warm [2 3] failed 1',
      'throughput cold [1]',
    ]);
    expect(rates([warm(2), warm(3)])).toEqual(['throughput all [2 3]']);
  });

  test('have no series of a metric that no cold row has, nor a warm one where all are cold', () => {
    expect(rates([{ load_s: 2, ttft_s: 3 }, warm(2), warm(3)])).toEqual(['throughput all [2 3]']);
    expect(rates([cold(1), cold(2)])).toEqual(['throughput all [1 2]', 'throughput cold [1 2]']);
  });

  test('make the settings those of warm rows, and count the ones that were only run cold', () => {
    const rows = [cold(1, { num_gpu: 10 }), cold(2, { num_gpu: 20 }), warm(3, { num_gpu: 20 }), { ...failed, num_gpu: 40 }];
    const { configurations, coldOnlyCount } = measured(rows);
    expect(configurations.filter(({ metric }) => metric === 'decode_throughput').map(told)).toEqual(['throughput warm num_gpu=20 [3]']);
    expect(coldOnlyCount).toBe(1);
    expect(measured([cold(1), warm(2)])).toMatchObject({ configurations: [], coldOnlyCount: 0 });
  });
});

describe('settings, loads and sizes', () => {
  const row = (tokens_s: number, over: RawRow): RawRow => ({ tokens_s, ...over });

  test('settings are pooled, and stated one by one with their middle', () => {
    const rows = [row(1, { num_gpu: 20 }), row(2, { num_gpu: 10 }), row(3, { num_gpu: 20 }), row(0, { num_gpu: 10, error: 'x' })];
    const { series, configurations, coldOnlyCount } = measured(rows);
    expect(series.map(told)).toEqual(['throughput all over num_gpu [1 2 3] failed 1']);
    expect(configurations.map(told)).toEqual(['throughput all num_gpu=20 [1 3]', 'throughput all num_gpu=10 [2] failed 1']);
    expect(configurations.map(statisticsOf)).toEqual([
      ['mean', 'median'],
      ['mean', 'median'],
    ]);
    expect(coldOnlyCount).toBe(0);
  });

  test('loads are never pooled: numbers by size, then texts', () => {
    const rows = [row(1, { concurrency: 16 }), row(2, { concurrency: 'inf' }), row(3, { concurrency: 4 }), row(4, { concurrency: 'auto' })];
    const { series, configurations } = measured(rows);
    const expected = [4, 16, 'auto', 'inf'].map((load) => `throughput all concurrency=${load}`);
    expect(series.map((own) => told(own).replace(/ \[.*/, ''))).toEqual(expected);
    expect(configurations).toEqual(series);
    expect(sliceCount(subjectOf(rows))).toBe(4);
  });

  test('are stated apart where both vary, in the order of loads and then sizes', () => {
    const at = (tokens_s: number, concurrency: number, input_length: number, num_gpu = 1) =>
      row(tokens_s, { concurrency, input_length, num_gpu });
    const rows = [at(1, 2, 256), at(2, 1, 256, 2), at(3, 2, 128), at(4, 1, 128), at(5, 1, 128, 2), at(6, 2, 256)];
    const { series, configurations } = measured(rows);
    expect(series.map(told)).toEqual(
      [
        'throughput all concurrency=1 input_length=128 over num_gpu [4 5]',
        'throughput all num_gpu=2 concurrency=1 input_length=256 [2]',
        'throughput all concurrency=2 input_length=128 [3]',
        'throughput all concurrency=2 input_length=256 [1 6]',
      ].map((text) => text.replace(' num_gpu=2', '')),
    );
    expect(configurations.map((own) => told(own))).toEqual([
      'throughput all num_gpu=1 concurrency=2 input_length=256 [1 6]',
      'throughput all num_gpu=2 concurrency=1 input_length=256 [2]',
      'throughput all num_gpu=1 concurrency=2 input_length=128 [3]',
      'throughput all num_gpu=1 concurrency=1 input_length=128 [4]',
      'throughput all num_gpu=2 concurrency=1 input_length=128 [5]',
    ]);
    expect(sliceCount(subjectOf(rows))).toBe(4);
  });

  test('that nobody states of a metric name none of its series', () => {
    const rows = [row(1, { num_gpu: 10 }), row(2, { num_gpu: 20 }), { ttft_s: 1 }, { ttft_s: 2 }];
    const { configurations } = measured(rows);
    expect(configurations.map(told)).toEqual(['throughput all num_gpu=10 [1]', 'throughput all num_gpu=20 [2]', 'token all [1000 2000]']);
    expect(measured([...rows, row(3, {})]).configurations.map(told)).toContain('throughput all num_gpu= [3]');
  });

  test('that vary in what is not compared have no configurations of it', () => {
    const rows = [
      { completed: 5, concurrency: 1, tokens_s: 4 },
      { completed: 6, concurrency: 2, tokens_s: 5 },
    ];
    const { series, configurations } = measured(rows);
    expect(new Set(series.map(({ metric }) => metric))).toEqual(new Set(['decode_throughput', 'request_count']));
    expect(new Set(configurations.map(({ metric }) => metric))).toEqual(new Set(['decode_throughput']));
  });

  test('sizes of single requests are pooled, and said to be', () => {
    const rows = Array.from({ length: 40 }, (_, index) => row(index + 1, { input_length: index + 1, num_gpu: 1 + (index % 2) }));
    const { series, configurations } = measured(rows);
    expect(series.map(({ pooledOver, sampleCount }) => [pooledOver, sampleCount])).toEqual([[['num_gpu', 'input_length'], 40]]);
    expect(configurations.map(({ pooledOver, sampleCount }) => [pooledOver, sampleCount])).toEqual([
      [['input_length'], 20],
      [['input_length'], 20],
    ]);
  });
});

describe('a subject beside many others', () => {
  const at = (concurrency: number): RawRow[] =>
    [1, 2].map((index) => ({ concurrency, tokens_s: concurrency + index, requests_s: index + 0.5, ttft_s: index, completed: 3 }));
  const rows = [1, 2, 3, 4, 5].flatMap(at);
  const counts = (own: MeasuredSubject) =>
    own.series.map((series) => `${series.labels.get('concurrency')} ${series.metric} ${statisticsOf(series).length}`);

  test('has every statistic of its first loads, and the middle of what is compared at the others', () => {
    const own = counts(measured(rows, 2));
    expect(own.filter((text) => text.includes('decode'))).toEqual(
      [1, 2, 3, 4, 5].map((load) => `${load} decode_throughput ${load <= 2 ? 8 : 2}`),
    );
    expect(own.filter((text) => text.includes('request_count'))).toEqual(['1 request_count 8', '2 request_count 8']);
  });

  test('that no table shows has the mean of the first metric of each family at three loads, without an interval', () => {
    const { series, configurations, coldOnlyCount } = measured(rows, 0);
    expect(series.map((own) => `${own.labels.get('concurrency')} ${own.metric} ${statisticsOf(own).join(' ')}`)).toEqual(
      ['decode_throughput', 'time_to_first_token'].flatMap((metric) => [1, 2, 3].map((load) => `${load} ${metric} mean`)),
    );
    expect(series.every(({ facts }) => facts.get('mean')!.interval === undefined)).toBe(true);
    expect([configurations, coldOnlyCount]).toEqual([[], 0]);
    const one = measured([{ tokens_s: 5 }], 0);
    expect(one.series.map(statisticsOf)).toEqual([['mean']]);
  });
});
