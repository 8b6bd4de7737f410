import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import type { Measurement } from '../../src/contracts/measured.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { measure } from '../../src/core/measure/measure.ts';

type Labels = Readonly<Record<string, LabelValue>>;
type Row = Readonly<Record<string, LabelValue | readonly number[]>> & { readonly value: number | readonly number[] };

interface Kind {
  readonly metric?: string;
  readonly unit?: string;
  readonly statistics?: readonly string[];
}

/** One file with a row for each value; `statistics`: each row has these of a tool instead of a sample. */
function file(
  rows: readonly Row[],
  { metric = 'decode_throughput', unit = 'tokens/s', statistics }: Kind = {},
  path = 'a.csv',
): ReadArtifact {
  const table = tableBuilder('row', { benchmark: 'b' });
  let place = 2;
  for (const { value, ...others } of rows) {
    const labels = others as Labels;
    const values = typeof value === 'number' ? [value] : value;
    if (statistics === undefined) {
      for (const own of values) {
        table.add(place, [{ metric, unit, at: 'v', value: own }], { labels });
        place += 1;
      }
      continue;
    }
    table.add(
      place,
      statistics.map((statistic, index) => ({ metric, unit, statistic, at: statistic, value: values[index]! })),
      { labels },
    );
    place += 1;
  }
  return { ...artifact(path), parsed: { ...NOTHING_READ, tables: [table.build()!] } };
}

function artifact(path: string): ReadArtifact {
  return { path, placedAt: path, sha256: path, adapter: 'test', verdict: 'accepted', parsed: NOTHING_READ };
}

function measured(rows: readonly Row[], kind: Kind = {}): Measurement {
  const artifacts = [file(rows, kind)];
  return measure(assemble(artifacts), artifacts);
}

/** "model: b > a 2.00", best first, each with the ratio to the best. */
function ranked(rows: readonly Row[], kind: Kind = {}): string[] {
  return measured(rows, kind).rankings.map(({ key, entries, shared }) => {
    const others = [...shared].filter(([label]) => label !== 'benchmark').map(([label, value]) => ` ${label}=${value}`);
    const names = entries.map(({ series, ratio }) => `${series.labels.get(key)}${ratio === null ? '' : ` ${ratio.value.toFixed(2)}`}`);
    return `${key}${others.join('')}: ${names.join(' > ')}`;
  });
}

/** "model over concurrency: b > a 2 of 3, 0.50 to 2.00". */
function rankedOver(rows: readonly Row[], kind: Kind = {}): string[] {
  return measured(rows, kind).matchedRankings.map(({ key, over, leader, rivals }) => {
    const told = rivals.map(({ value, count, ahead, clear, least, most, differsIn }) => {
      const clearly = clear === null ? '' : ` (${clear.value} clear)`;
      const also = differsIn.length === 0 ? '' : `, also ${differsIn.join(' ')}`;
      return `${value} ${ahead.value} of ${count.value}${clearly}, ${least.value.toFixed(2)} to ${most.value.toFixed(2)}${also}`;
    });
    return `${key} over ${over.join(' ')}: ${leader} > ${told.join('; ')}`;
  });
}

function unranked(rows: readonly Row[], kind: Kind = {}): string[] {
  return measured(rows, kind).unranked.map(
    ({ key, reason, contestants }) =>
      `${key} ${reason}: ${contestants.map(({ value, footing }) => [value, ...footing.values()].join(' ')).join(', ')}`,
  );
}

const WAIT: Kind = { metric: 'time_to_first_token', unit: 'ms' };

describe('contestants that differ in one thing', () => {
  test.each<[what: string, rows: Row[], kind: Kind, found: string[]]>([
    [
      'are ranked, best first',
      [
        { model: 'a', value: 5 },
        { model: 'b', value: 10 },
        { model: 'c', value: 8 },
      ],
      {},
      ['model: b > c 1.25 > a 2.00'],
    ],
    [
      'by the least, where less is better',
      [
        { model: 'a', value: 5 },
        { model: 'b', value: 10 },
      ],
      WAIT,
      ['model: a > b 2.00'],
    ],
    [
      'by the mean',
      [
        { model: 'a', value: [5, 9, 5] },
        { model: 'b', value: [6, 6, 6] },
      ],
      {},
      ['model: a > b 1.06'],
    ],
    [
      'not where the first two are equal',
      [
        { model: 'a', value: 5 },
        { model: 'b', value: 5 },
        { model: 'c', value: 4 },
      ],
      {},
      [],
    ],
    ['not one alone', [{ model: 'a', value: 5 }], {}, []],
    [
      'not with what sums them up',
      [
        { model: 'a', value: 5 },
        { model: 'b', value: 4 },
        { model: 'total', value: 9 },
      ],
      {},
      ['model: a > b 1.25'],
    ],
    [
      'in their quality',
      [
        { model: 'a', value: 0.5 },
        { model: 'b', value: 0.75 },
      ],
      { metric: 'accuracy', unit: 'ratio' },
      ['model: b > a 1.50'],
    ],
    [
      'not in readings of a device',
      [
        { model: 'a', value: 5 },
        { model: 'b', value: 4 },
      ],
      { metric: 'gpu_power', unit: 'W' },
      [],
    ],
    [
      'not in what has no direction',
      [
        { model: 'a', value: 5 },
        { model: 'b', value: 4 },
      ],
      { metric: 'run_duration', unit: 's' },
      [],
    ],
    [
      'not on other work',
      [
        { model: 'a', test: 's', value: 5 },
        { model: 'b', test: 't', value: 4 },
      ],
      {},
      [],
    ],
    [
      'by each choice',
      [
        { model: 'a', backend: 'x', value: 5 },
        { model: 'a', backend: 'y', value: 10 },
      ],
      {},
      ['backend model=a: y > x 2.00'],
    ],
    [
      'not in two choices at once',
      [
        { model: 'a', backend: 'x', value: 5 },
        { model: 'b', backend: 'y', value: 10 },
      ],
      {},
      [],
    ],
    [
      'engines with versions of their own',
      [
        { backend: 'x', engine_version: '1', value: 5 },
        { backend: 'y', engine_version: '2', value: 10 },
      ],
      {},
      ['backend: y > x 2.00'],
    ],
    [
      'not models on engines of two versions',
      [
        { model: 'x', engine_version: '1', value: 5 },
        { model: 'y', engine_version: '2', value: 10 },
      ],
      {},
      [],
    ],
    [
      'quantizations that the models have',
      [
        { model: 'x', quantization: 'q4', value: 5 },
        { model: 'y', quantization: 'q8', value: 10 },
      ],
      {},
      ['model: y > x 2.00'],
    ],
    [
      'flags of one that the other does not have',
      [
        { model: 'x', flag: '1', value: 5 },
        { model: 'y', value: 10 },
      ],
      {},
      ['model: y > x 2.00'],
    ],
    [
      'devices of two kinds',
      [
        { device: 'CPU', value: 5 },
        { device: 'NVIDIA A10', value: 10 },
      ],
      {},
      ['device: NVIDIA A10 > CPU 2.00'],
    ],
    [
      'ways to do the same work',
      [
        { operation: 'matmul_triton', value: 5 },
        { operation: 'matmul_cuda', value: 10 },
      ],
      {},
      ['operation: matmul_cuda > matmul_triton 2.00'],
    ],
    [
      'not other work',
      [
        { operation: 'matmul', value: 5 },
        { operation: 'softmax', value: 10 },
      ],
      {},
      [],
    ],
  ])('%s', (_, rows, kind, found) => expect(ranked(rows, kind)).toEqual(found));

  test('that are there twice are told apart by what else is known of them', () => {
    const rows = ['q4', 'q8'].flatMap((quantization, at) => [
      { model: 'a', quantization, value: 5 + at },
      { model: 'b', quantization, value: 10 + 4 * at },
    ]);
    expect(ranked(rows)).toEqual([
      'model quantization=q4: b > a 2.00',
      'model quantization=q8: b > a 2.33',
      'quantization model=a: q8 > q4 1.20',
      'quantization model=b: q8 > q4 1.40',
    ]);
    const flags = ['x', 'y'].flatMap((flag, at) => [
      { model: 'a', flag, value: 5 + at },
      { model: 'b', flag, value: 10 + 4 * at },
    ]);
    expect(ranked(flags)).toEqual(['model flag=x: b > a 2.00', 'model flag=y: b > a 2.33']);
    expect(ranked([...flags.slice(0, 2), flags[2]!])).toEqual(['model flag=x: b > a 2.00']);
  });

  test('are ranked as measured, and as a tool reports, each by itself', () => {
    const rows: Row[] = [
      { model: 'a', value: 5 },
      { model: 'b', value: 10 },
    ];
    expect(ranked(rows, { statistics: ['mean'] })).toEqual(['model: b > a 2.00']);
    expect(ranked(rows, { statistics: ['median'] })).toEqual(['model: b > a 2.00']);
    expect(ranked(rows, { statistics: ['p99'] })).toEqual([]);
    const artifacts = [file([rows[0]!], {}, 'a.csv'), file([rows[1]!], { statistics: ['mean'] }, 'x/b.csv')];
    expect(measure(assemble(artifacts), artifacts).rankings).toEqual([]);
  });

  test('are not ranked by a mean that one slow call may have made', () => {
    const slow = [1, 1, 1, 1, 100];
    const rows: Row[] = [
      { model: 'a', value: slow },
      { model: 'b', value: [2, 2, 2, 2, 2] },
    ];
    expect(measured(rows, WAIT).rankings.map(({ statistic }) => statistic)).toEqual(['median']);
    expect(ranked(rows, WAIT)).toEqual(['model: a > b 2.00']);
    const spread = (statistics: string[], ...values: number[]): [Row[], Kind] => [
      [
        { model: 'a', value: values },
        { model: 'b', value: values.map((own) => own * 2) },
      ],
      { ...WAIT, statistics },
    ];
    const told = (statistics: string[], ...values: number[]) => {
      const { rankings, unranked: others } = measured(...spread(statistics, ...values));
      return [...rankings.map(({ statistic }) => statistic), ...others.map(({ reason }) => reason)];
    };
    expect(told(['mean', 'stdev'], 10, 9)).toEqual(['mean']);
    expect(told(['mean', 'stdev'], 10, 11)).toEqual(['spread']);
    expect(told(['mean', 'cv'], 10, 1.5)).toEqual(['spread']);
    expect(told(['mean', 'stdev', 'min'], 10, 11, 1)).toEqual(['min']);
    expect(told(['mean', 'stdev', 'median', 'min'], 10, 11, 5, 1)).toEqual(['median']);
  });

  test('have no least rate for a robust one', () => {
    const rows: Row[] = [
      { model: 'a', value: [10, 11, 1] },
      { model: 'b', value: [20, 22, 2] },
    ];
    expect(ranked(rows, { statistics: ['mean', 'stdev', 'min'] })).toEqual([]);
    expect(unranked(rows, { statistics: ['mean', 'stdev', 'min'] })).toEqual(['model spread: a, b']);
  });
});

describe('contestants on unequal footing', () => {
  const on = (model: string, device: string, value: number, dtype = 'fp16'): Row => ({ model, device, dtype, value });

  test.each<[what: string, rows: Row[], found: string[]]>([
    ['of two devices', [on('a', 'CPU', 5), on('b', 'NVIDIA A10', 9)], ['model footing: a cpu CPU fp16, b gpu NVIDIA A10 fp16']],
    ['of two precisions', [on('a', 'CPU', 5), on('b', 'CPU', 9, 'int8')], ['model footing: a cpu CPU fp16, b cpu CPU int8']],
    ['are ranked where they meet', [on('a', 'CPU', 5), on('b', 'CPU', 9)], []],
    [
      'are not said to be where all met another',
      [on('a', 'CPU', 5), on('b', 'CPU', 9), on('a', 'NVIDIA A10', 5), on('b', 'NVIDIA A10', 9)],
      [],
    ],
    [
      'are said to be where one met none',
      [on('a', 'CPU', 5), on('b', 'CPU', 9), on('c', 'NVIDIA A10', 99)],
      ['model footing: a cpu CPU fp16, b cpu CPU fp16, c gpu NVIDIA A10 fp16'],
    ],
    ['of one model are its own', [on('a', 'CPU', 5), on('a', 'NVIDIA A10', 9)], []],
  ])('%s', (_, rows, found) => expect(unranked(rows).filter((text) => text.startsWith('model'))).toEqual(found));
});

describe('contestants at several loads and settings', () => {
  const at = (model: string, concurrency: number, value: number | readonly number[], over: Labels = {}): Row => ({
    model,
    concurrency,
    value,
    ...over,
  });

  test.each<[what: string, rows: Row[], kind: Kind, found: string[]]>([
    [
      'are compared at each that both have',
      [at('a', 1, 5), at('b', 1, 10), at('a', 2, 8), at('b', 2, 12), at('a', 4, 9), at('b', 8, 99)],
      {},
      ['model over concurrency: b > a 2 of 2, 1.50 to 2.00'],
    ],
    [
      'led by the one that is ahead in most',
      [at('a', 1, 5), at('b', 1, 50), at('a', 2, 9), at('b', 2, 8), at('a', 4, 9), at('b', 4, 8)],
      {},
      ['model over concurrency: a > b 2 of 3, 0.10 to 1.13'],
    ],
    [
      'of two ahead as often by the one with the larger factors',
      [at('a', 1, 10), at('b', 1, 9), at('a', 2, 5), at('b', 2, 50)],
      {},
      ['model over concurrency: b > a 1 of 2, 0.90 to 10.00'],
    ],
    [
      'where less is better',
      [at('a', 1, 5), at('b', 1, 10), at('a', 2, 8), at('b', 2, 12)],
      WAIT,
      ['model over concurrency: a > b 2 of 2, 1.50 to 2.00'],
    ],
    ['with nobody ahead where all are equal', [at('a', 1, 5), at('b', 1, 5), at('a', 2, 6), at('b', 2, 6)], {}, []],
    [
      'with equal ones counted, but not won',
      [at('a', 1, 5), at('b', 1, 5), at('a', 2, 6), at('b', 2, 7)],
      {},
      ['model over concurrency: b > a 1 of 2, 1.00 to 1.17'],
    ],
    [
      'with the nearest rival first',
      [1, 2].flatMap((load) => [at('a', load, 100), at('far', load, 10), at('near', load, 90 + load)]),
      {},
      ['model over concurrency: a > near 2 of 2, 1.09 to 1.10; far 2 of 2, 10.00 to 10.00'],
    ],
    [
      'with what else sets them apart',
      [1, 2].flatMap((load) => [at('a', load, 5, { quantization: 'q4' }), at('b', load, 10, { quantization: 'q8' })]),
      {},
      ['model over concurrency: b > a 2 of 2, 2.00 to 2.00, also quantization'],
    ],
  ])('%s', (_, rows, kind, found) => {
    expect(rankedOver(rows, kind)).toEqual(found);
    expect(ranked(rows, kind)).toEqual([]);
  });

  test('are clearly ahead where the interval of the ratio says so', () => {
    const rows = [at('a', 1, [5, 5.1, 4.9]), at('b', 1, [10, 10.1, 9.9]), at('a', 2, [8, 2, 5]), at('b', 2, [9, 3, 6])];
    expect(rankedOver(rows)).toEqual(['model over concurrency: b > a 2 of 2 (1 clear), 1.20 to 2.00']);
  });

  test('are facts that count cells and name their sources', () => {
    const [ranking] = measured([at('a', 1, 5), at('b', 1, 10), at('a', 2, 8), at('b', 2, 7)]).matchedRankings;
    const { count, ahead } = ranking!.rivals[0]!;
    expect(count).toMatchObject({
      kind: 'count',
      statistic: 'cells compared by mean',
      value: 2,
      labels: { benchmark: 'b' },
      contrast: { leader: 'b', model: 'a' },
      sources: [{ cells: ['row=3;col=v', 'row=5;col=v'] }],
    });
    expect(ahead).toMatchObject({ statistic: 'cells ahead by mean', value: 1, sources: [{ cells: ['row=3;col=v'] }] });
    expect(ranking).toMatchObject({ statistic: 'mean', subset: 'all', unit: 'tokens/s', pooledOver: [] });
  });

  test('have the cells of what a tool reports', () => {
    const rows = [at('a', 1, 5), at('b', 1, 10), at('a', 2, 8), at('b', 2, 12)];
    const [ranking] = measured(rows, { statistics: ['mean'] }).matchedRankings;
    expect(ranking!.rivals[0]!.count).toMatchObject({
      statistic: 'reported cells compared by mean',
      sources: [{ cells: ['row=3;col=mean'] }, { cells: ['row=5;col=mean'] }],
    });
  });

  const sweep = (model: string, settings: readonly number[], base: number): Row[] =>
    settings.map((num_ctx) => ({ model, num_ctx, value: base + num_ctx }));

  test.each<[own: number[], other: number[], isRanked: boolean]>([
    [[1, 2, 3, 4, 5], [1, 2, 3, 4], true],
    [[1, 2, 3, 4], [1, 2, 3, 4, 5], true],
    [[1, 2, 3, 4, 5], [1, 2, 3], false],
    [[1, 2, 3, 4], [1, 2, 3], false],
    [[1, 2], [3, 4], false],
  ])('that tried the settings %j and %j are ranked: %s', (own, other, isRanked) => {
    expect(ranked([...sweep('a', own, 10), ...sweep('b', other, 100)])).toHaveLength(isRanked ? 1 : 0);
  });

  test('are matched in the settings that both completed', () => {
    const matched = (a: readonly number[], b: readonly number[]) => {
      const rows = [
        ...a.map((value, num_ctx) => ({ model: 'a', num_ctx, value })),
        ...b.map((value, num_ctx) => ({ model: 'b', num_ctx, value })),
      ];
      const [, other] = measured(rows).rankings[0]?.entries ?? [];
      return other?.matched ? `${other.matched.ahead.value} of ${other.matched.count.value}` : null;
    };
    expect(matched([10, 20, 30], [9, 21, 15])).toBe('2 of 3');
    expect(matched([10, 20, 30, 40, 50], [9, 21, 15, 39])).toBe('3 of 4');
    expect(matched([10, 20], [9, 19])).toBe('2 of 2');
    expect(matched([10], [9])).toBeNull();
    expect(matched([10, 20, 30], [11, 20, 4])).toBe('1 of 3');
    const waits = [
      ...[5, 6].map((value, num_ctx) => ({ model: 'a', num_ctx, value })),
      ...[7, 5].map((value, num_ctx) => ({ model: 'b', num_ctx, value })),
    ];
    const { matched: own } = measured(waits, WAIT).rankings[0]!.entries[1]!;
    expect([own!.ahead.value, own!.count.value]).toEqual([1, 2]);
    expect(own!.count).toMatchObject({
      statistic: 'matched settings',
      contrast: { model: 'b' },
      sources: [{ cells: ['row=2;col=v', 'row=3;col=v'] }],
    });
    expect(own!.ahead).toMatchObject({ statistic: 'settings ahead', sources: [{ cells: ['row=2;col=v'] }] });
  });

  test('are compared in their warm samples wherever one of them has cold ones', () => {
    const table = tableBuilder('row', { benchmark: 'b' });
    const rows = [
      ['a', 2, 1],
      ['a', 0.01, 10],
      ['b', 0.01, 8],
      ['b', 0.02, 8],
    ] as const;
    rows.forEach(([model, load, value], index) => {
      table.add(
        index + 2,
        [
          { metric: 'load_duration', unit: 's', at: 'load', value: load },
          { metric: 'decode_throughput', unit: 'tokens/s', at: 'v', value },
        ],
        { labels: { model } },
      );
    });
    const artifacts = [{ ...artifact('a.csv'), parsed: { ...NOTHING_READ, tables: [table.build()!] } }];
    const [ranking] = measure(assemble(artifacts), artifacts).rankings.filter(({ metric }) => metric === 'decode_throughput');
    expect(ranking).toMatchObject({ subset: 'warm' });
    expect(ranking!.entries.map(({ series }) => [series.labels.get('model'), series.subset])).toEqual([
      ['a', 'warm'],
      ['b', 'all'],
    ]);
  });
});
