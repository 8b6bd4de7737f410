import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import type { MeasuredSeries } from '../../src/contracts/measured.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';
import { artifact, type RawRow } from './artifacts.ts';

function measured(...artifacts: ReadArtifact[]) {
  return measure(assemble(artifacts), artifacts);
}

function run(rows: readonly RawRow[], model = 'm', path = `${model}.csv`): ReadArtifact {
  return artifact(path, rows, { model, benchmark: 'b' });
}

/** A table of these metrics, in milliseconds, tokens/s and the like, with labels for the rest. */
function table(rows: readonly Readonly<Record<string, number | string | null>>[], path = 'a.csv'): ReadArtifact {
  const units: Record<string, string> = { output_token_throughput: 'tokens/s', accuracy: 'ratio', gpu_power: 'W' };
  const built = tableBuilder('row', { model: 'm', benchmark: 'b' });
  rows.forEach((row, index) => {
    const named = Object.entries(row);
    const isLabel = (key: string) => ['num_gpu', 'num_ctx', 'concurrency', 'input_length', 'error'].includes(key);
    const failure = row['error'] === undefined ? {} : { failure: 'x', failureAt: 'error' };
    built.add(
      index + 2,
      named.flatMap(([metric, value]) =>
        isLabel(metric) ? [] : [{ metric, unit: units[metric] ?? 'ms', at: metric, value: value as number | null }],
      ),
      { labels: Object.fromEntries(named.filter(([key]) => isLabel(key) && key !== 'error')), ...failure },
    );
  });
  return { ...artifact(path, []), parsed: { ...NOTHING_READ, tables: [built.build()!] } };
}

describe('the best and the worst setting', () => {
  const at = (num_gpu: number, tokens_s: number, over: RawRow = {}): RawRow => ({ num_gpu, tokens_s, ...over });
  const ranges = (...rows: RawRow[]) =>
    measured(run(rows)).settingRanges.map(({ best, worst, settingCount, settings, ratio }) => {
      const level = ({ labels }: MeasuredSeries) => labels.get('num_gpu');
      return `${best.metric}: ${level(best)} of ${settingCount}, not ${level(worst)}, ${ratio.value.toFixed(2)} (${settings.map(level).join(' ')})`;
    });

  test('are those of the largest and the least middle, in the direction of the metric', () => {
    expect(ranges(at(10, 5), at(20, 8), at(40, 4), at(40, 6))).toEqual(['decode_throughput: 20 of 3, not 10, 1.60 (20 40 10)']);
    expect(ranges(...[10, 20, 40].map((num_gpu) => ({ num_gpu, ttft_s: 100 / num_gpu })))).toEqual([
      'time_to_first_token: 40 of 3, not 10, 4.00 (40 20 10)',
    ]);
  });

  test('are none of one setting, of equal ones, of loads, and of what nobody asks for', () => {
    expect(ranges(at(10, 5), at(10, 8))).toEqual([]);
    expect(ranges(at(10, 5), at(20, 5))).toEqual([]);
    expect(ranges({ concurrency: 1, tokens_s: 5 }, { concurrency: 2, tokens_s: 6 })).toEqual([]);
    expect(ranges({ num_gpu: 1, load_s: 0.1 }, { num_gpu: 2, load_s: 0.2 })).toEqual([]);
  });

  test('are those of each load by itself', () => {
    const loads = [1, 2].flatMap((concurrency) =>
      [10, 20].map((num_gpu) => at(num_gpu, num_gpu * concurrency + (concurrency - 1) * 3, { concurrency })),
    );
    const found = measured(run(loads)).settingRanges.map(({ best, ratio }) => [
      best.labels.get('concurrency'),
      ratio.labels['concurrency'],
      ratio.value,
    ]);
    expect(found).toEqual([
      [1, 1, 2],
      [2, 2, 43 / 23],
    ]);
  });
});

describe('the settings that no other beats', () => {
  type Point = readonly [setting: number, throughput: number, wait: number];
  const front = (points: readonly Point[], label = 'num_gpu', second: Record<string, number> = {}) =>
    measured(
      table(
        points.map(([value, output_token_throughput, time_to_first_token]) => ({
          [label]: value,
          output_token_throughput,
          time_to_first_token,
          ...second,
        })),
      ),
    ).fronts.map(({ points: own }) => own.map(({ throughput }) => throughput.labels.get(label)));

  test.each<[what: string, points: Point[], found: number[][]]>([
    [
      'of a trade-off are all, fastest first',
      [
        [1, 10, 5],
        [2, 30, 9],
        [3, 20, 7],
      ],
      [[2, 3, 1]],
    ],
    [
      'leave out one that is slower in both',
      [
        [1, 10, 5],
        [2, 9, 6],
        [3, 20, 7],
      ],
      [[3, 1]],
    ],
    [
      'leave out one that is slower in one and equal in the other',
      [
        [1, 10, 5],
        [2, 10, 6],
        [3, 9, 5],
      ],
      [[1]],
    ],
    [
      'keep two that are equal in both',
      [
        [1, 10, 5],
        [2, 10, 5],
        [3, 9, 6],
      ],
      [[1, 2]],
    ],
    [
      'are not told of two',
      [
        [1, 10, 5],
        [2, 30, 9],
      ],
      [],
    ],
  ])('%s', (_, points, found) => expect(front(points)).toEqual(found));

  test('are told of loads on the same work, not of other work', () => {
    const points: Point[] = [
      [1, 10, 5],
      [2, 30, 9],
      [3, 20, 7],
    ];
    expect(front(points, 'concurrency')).toEqual([[2, 3, 1]]);
    expect(front(points, 'input_length')).toEqual([]);
  });

  test('are not told where a metric is missing, or of settings that have one of them only', () => {
    expect(measured(run([1, 2, 3].map((num_gpu) => ({ num_gpu, tokens_s: num_gpu })))).fronts).toEqual([]);
    const rows = [1, 2, 3].map((num_gpu) => ({ num_gpu, output_token_throughput: num_gpu, time_to_first_token: num_gpu < 3 ? 5 : null }));
    expect(measured(table(rows)).fronts).toEqual([]);
  });

  test('are told of the throughput of the system before that of one request', () => {
    const rows = [1, 2, 3].map((num_gpu) => ({
      num_gpu,
      output_token_throughput: num_gpu,
      decode_throughput: 9 - num_gpu,
      time_to_first_token: num_gpu,
      request_latency: 9,
    }));
    const [found] = measured(table(rows)).fronts;
    expect(found!.points.map(({ throughput, latency }) => [throughput.metric, latency.metric])[0]).toEqual([
      'output_token_throughput',
      'time_to_first_token',
    ]);
  });
});

describe('a curve', () => {
  const curves = (...artifacts: ReadArtifact[]) =>
    measured(...artifacts).curves.map(({ metric, key, shared, points }) => {
      const others = [...shared].filter(([label]) => !['model', 'benchmark'].includes(label)).map(([label, value]) => ` ${label}=${value}`);
      return `${metric} over ${key}${others.join('')}: ${points.map(({ labels }) => labels.get(key)).join(' ')}`;
    });
  const row = (concurrency: number, over: RawRow = {}): RawRow => ({
    concurrency,
    tokens_s: 10 + concurrency,
    ttft_s: concurrency,
    ...over,
  });

  test('is of the first throughput, in ascending order of the load', () => {
    expect(curves(run([row(16), row(4), row(128)]))).toEqual(['decode_throughput over concurrency: 4 16 128']);
    expect(curves(run([16, 4].map((concurrency) => ({ concurrency, ttft_s: concurrency }))))).toEqual([
      'time_to_first_token over concurrency: 4 16',
    ]);
  });

  test('is of one load or size at each value of the other, in the order of columns', () => {
    const rows = [1, 2].flatMap((concurrency) => [128, 256].map((input_length) => row(concurrency, { input_length })));
    expect(curves(run(rows))).toEqual([
      'decode_throughput over concurrency input_length=128: 1 2',
      'decode_throughput over concurrency input_length=256: 1 2',
      'decode_throughput over input_length concurrency=1: 128 256',
      'decode_throughput over input_length concurrency=2: 128 256',
    ]);
  });

  test('has two points at least, at numbers, each at a place of its own', () => {
    expect(curves(run([row(4), row(4)]))).toEqual([]);
    expect(curves(run([row(4), row(8, { concurrency: 'inf' })]))).toEqual([]);
    expect(curves(run([row(4), row(8), row(0, { concurrency: 'inf' })]))).toEqual(['decode_throughput over concurrency: 4 8']);
  });

  test('is not of settings, and not of counts and devices', () => {
    expect(curves(run([1, 2].map((num_gpu) => ({ num_gpu, tokens_s: num_gpu }))))).toEqual([]);
    expect(curves(table([1, 2].map((concurrency) => ({ concurrency, gpu_power: concurrency }))))).toEqual([]);
  });

  test('is of the warm samples where there are cold ones', () => {
    const rows = [1, 2].flatMap((concurrency) => [row(concurrency, { load_s: 2 }), row(concurrency, { load_s: 0.01 })]);
    const [own, ...others] = measured(run(rows)).curves;
    expect(others).toEqual([]);
    expect(own!.points.map(({ subset, sampleCount }) => [subset, sampleCount])).toEqual([
      ['warm', 1],
      ['warm', 1],
    ]);
  });

  test('is one of each subject, and of what a tool reports', () => {
    expect(curves(run([row(1), row(2)], 'm'), run([row(3), row(4)], 'n'))).toEqual([
      'decode_throughput over concurrency: 1 2',
      'decode_throughput over concurrency: 3 4',
    ]);
    expect(curves(run([1, 2].map((concurrency) => ({ concurrency, mean_tokens_s: concurrency }))))).toEqual([
      'decode_throughput over concurrency: 1 2',
    ]);
  });
});

describe('what a cold start costs', () => {
  const cold = (ttft_s: number, over: RawRow = {}): RawRow => ({ ttft_s, load_s: 2, prompt_eval_s: 0.1, ...over });
  const warm = (ttft_s: number, over: RawRow = {}): RawRow => ({ ttft_s, load_s: 0.01, prompt_eval_s: 0.05, ...over });
  const costs = (...rows: RawRow[]) =>
    measured(run(rows)).coldStarts.map(({ cost, saving, load, promptEval, cold: own, subject }) => ({
      cost: `${cost.metric} ${cost.value}`,
      saving: saving?.value ?? null,
      load: load?.sampleCount ?? null,
      promptEval: promptEval?.sampleCount ?? null,
      cold: own.sampleCount,
      concurrency: subject.labels.get('concurrency') ?? null,
    }));

  test('is the difference of the medians, of which the load is what a loaded model saves', () => {
    const found = costs(cold(3), cold(4), cold(9), warm(1), warm(2), warm(2.5));
    expect(found).toEqual([{ cost: 'time_to_first_token 2000', saving: 1990, load: 3, promptEval: 3, cold: 3, concurrency: null }]);
    const { cost } = measured(run([cold(3), warm(1)])).coldStarts[0]!;
    expect(cost).toMatchObject({
      kind: 'comparison',
      statistic: 'difference of medians',
      unit: 'ms',
      subset: 'cold',
      sampleCount: 2,
      direction: 'lower-is-better',
    });
  });

  test('is that of the load where the cold request waits no longer, and none where nothing is warm or nothing cold', () => {
    expect(costs(cold(1), warm(1), warm(2))).toMatchObject([{ cost: 'load_duration 1990', saving: 1990 }]);
    expect(costs(cold(3), cold(4))).toEqual([]);
    expect(costs(warm(3), warm(4))).toEqual([]);
  });

  test('is that of the load itself where nothing else is recorded', () => {
    const rows = [
      { load_s: 2, tokens_s: 5 },
      { load_s: 0.5, tokens_s: 6 },
      { load_s: 0.01, tokens_s: 7 },
    ];
    expect(costs(...rows)).toEqual([{ cost: 'load_duration 1240', saving: 1240, load: 2, promptEval: null, cold: 2, concurrency: null }]);
  });

  test('is that of the load at which most requests were cold', () => {
    const rows = [
      cold(3, { concurrency: 1 }),
      warm(1, { concurrency: 1 }),
      cold(5, { concurrency: 2 }),
      cold(6, { concurrency: 2 }),
      warm(1, { concurrency: 2 }),
    ];
    expect(costs(...rows)).toMatchObject([{ cost: 'time_to_first_token 4500', cold: 2, concurrency: 2 }]);
    expect(costs(...rows.filter((_, index) => index !== 3))).toMatchObject([{ cost: 'time_to_first_token 2000', concurrency: 1 }]);
  });
});

describe('columns that add up', () => {
  type Row = Readonly<Record<string, number | string | null>>;
  const identities = (rows: readonly Row[], ...others: ReadArtifact[]) =>
    measured(table(rows), ...others).identities.map(
      ({ whole, parts, rows: fact, paths }) => `${whole} = ${parts.join(' + ')} (${fact.value} in ${paths.join(' ')})`,
    );
  const row = (load: number, prompt: number, over: Row = {}): Row => ({
    time_to_first_token: load + prompt,
    load_duration: load,
    prompt_eval_duration: prompt,
    ...over,
  });
  const ROWS = [row(100, 20), row(110, 30), row(120, 25)];
  const FOUND = 'time_to_first_token = load_duration + prompt_eval_duration';

  test('are found in three rows at least', () => {
    expect(identities(ROWS)).toEqual([`${FOUND} (3 in a.csv)`]);
    expect(identities(ROWS.slice(1))).toEqual([]);
  });

  test('are found where failed rows and rows that lack one are left out', () => {
    expect(identities([...ROWS, row(1, 2, { time_to_first_token: null }), row(1, 2, { time_to_first_token: 9, error: 'x' })])).toEqual([
      `${FOUND} (3 in a.csv)`,
    ]);
    expect(identities([...ROWS.slice(1), row(1, 2, { time_to_first_token: null })])).toEqual([]);
  });

  test('are none where they differ in one row by more than rounding, or a part is nothing', () => {
    expect(identities([...ROWS, row(100, 20, { time_to_first_token: 121 })])).toEqual([]);
    expect(identities([...ROWS, row(100, 20, { time_to_first_token: 120.05 })])).toEqual([`${FOUND} (4 in a.csv)`]);
    expect(identities([...ROWS, row(100, 0)])).toEqual([]);
  });

  test('are found of three parts, and in whatever unit', () => {
    const three = [1, 2, 3].map((index) => ({
      total_duration: 100 + 21 * index + 7 * index * index,
      load_duration: 100,
      prompt_eval_duration: 21 * index,
      eval_duration: 7 * index * index,
    }));
    expect(identities(three)).toEqual(['total_duration = load_duration + prompt_eval_duration + eval_duration (3 in a.csv)']);
    const seconds = [1, 2, 3].map((index) => ({ ttft_s: (index * 10 + 5) / 1000, load_s: index / 100, prompt_eval_s: 0.005 }));
    expect(measured(run(seconds)).identities.map(({ whole, parts }) => [whole, ...parts])).toEqual([['ttft_s', 'load_s', 'prompt_eval_s']]);
  });

  test('of several files are one, with its rows in all of them', () => {
    const other = [row(200, 21), row(210, 31), row(220, 26)];
    expect(identities(ROWS, { ...table(other, 'b.csv') })).toEqual([`${FOUND} (6 in a.csv b.csv)`]);
  });

  test('are not looked for among more than twelve', () => {
    const times = [
      'request_latency',
      'inter_token_latency',
      'time_per_output_token',
      'latency',
      'total_duration',
      'eval_duration',
      'operation_time',
    ];
    const others = [...times, 'cpu_time', 'compile_time', 'time_to_first_byte'];
    const wide = (count: number) =>
      ROWS.map((own, index) => ({
        ...own,
        ...Object.fromEntries(others.slice(0, count - 3).map((name, at) => [name, 1000 * 2 ** at + 7 * index])),
      }));
    expect(identities(wide(12))).toEqual([`${FOUND} (3 in a.csv)`]);
    expect(identities(wide(13))).toEqual([]);
    expect(identities(wide(12).map((own) => ({ ...own, run_duration: 1e6 })))).toEqual([`${FOUND} (3 in a.csv)`]);
  });
});
