import { describe, expect, test } from '@jest/globals';
import type { Measurement } from '../../src/contracts/measured.ts';
import { analysisTables } from '../../src/core/conclude/analysis.ts';
import { rethrow } from '../support/document-of.ts';
import {
  countOf,
  factOf,
  type Labels,
  labelsOf,
  measuredOf,
  measurementOf,
  namingBeside,
  ratioOf,
  reportedOf,
  seriesOf,
  subjectOf,
} from './by-hand.ts';

const RATE = 'decode_throughput';
const WAIT = 'time_to_first_token';
const A = { model: 'a' };
const B = { model: 'b' };
const naming = namingBeside(A, B);

type Statistics = Parameters<typeof seriesOf>[3];

const made = (given: Partial<Measurement>) => analysisTables(measurementOf(given), naming, rethrow);
const subjects = (...series: ReturnType<typeof seriesOf>[]) => series.map((own) => measuredOf([own]));

/** Tables as lines: role, title, what is the same in every row, columns; then each row with the statistics that it has. */
function seen(given: Partial<Measurement>): string[][] {
  return made(given).tables.map(({ role, title, constants, labelKeys, columns, rows, omittedRowCount }) => [
    `${role}: ${title} ${JSON.stringify(constants)} ${labelKeys.join()} | ${columns.join()}${omittedRowCount > 0 ? ` omitted=${omittedRowCount}` : ''}`,
    ...rows.map(({ labels, subset, facts }) => `${Object.values(labels).join(' ')} ${subset} ${Object.keys(facts).join()}`),
  ]);
}

const ALL: Statistics = { mean: 5, median: 5, p95: 9, p99: 9, min: 1, max: 9, cv: 0.5, p90: 7 };

describe('tables of series', () => {
  test('are one for each metric and definition, rates before times, with what is the same in every row stated once', () => {
    const own = [
      seriesOf(WAIT, 3, A, { mean: 1 }),
      seriesOf(RATE, 3, { ...A, benchmark: 'x', num_gpu: 1 }, { mean: 1 }),
      seriesOf(RATE, 3, { num_gpu: 1, ...B, benchmark: 'x', tone: 'dry' }, { mean: 1, max: 2 }),
      seriesOf('request_latency', 3, A, { mean: 1 }, { definition: 'request_latency:generation-time' }),
      seriesOf('request_latency', 3, A, { mean: 1 }, { definition: 'mine' }),
      seriesOf('request_latency', 3, A, { mean: 1 }),
    ];
    expect(seen({ subjects: subjects(...own) })).toEqual([
      ['series: Generation throughput {"benchmark":"x","num_gpu":1} model,tone | n,mean,max', 'a all n,mean', 'b dry all n,mean,max'],
      ['series: Time to first token {} model | n,mean', 'a all n,mean'],
      ['series: Request latency (mine) {} model | n,mean', 'a all n,mean'],
      ['series: Request latency {} model | n,mean', 'a all n,mean'],
      ['series: Request latency (generation time) {} model | n,mean', 'a all n,mean'],
    ]);
  });

  test.each([
    [1, 'n,mean'],
    [2, 'n,mean,median,min,max,cv'],
    [19, 'n,mean,median,min,max,cv'],
    [20, 'n,mean,median,p95,min,max,cv'],
    [99, 'n,mean,median,p95,min,max,cv'],
    [100, 'n,mean,median,p95,p99,min,max,cv'],
  ])('of %d samples show what that number supports', (n, columns) => {
    expect(seen({ subjects: subjects(seriesOf(RATE, n, A, ALL)) })).toEqual([
      [`series: Generation throughput {} model | ${columns}`, `a all ${columns}`],
    ]);
  });

  test.each(['decode_throughput', 'request_latency', 'load_duration', 'accuracy', 'memory_used', 'gpu_power', 'parallel_speedup'])(
    'are made of %s',
    (metric) => {
      expect(seen({ subjects: subjects(seriesOf(metric, 3, A, { mean: 1 })) })).toHaveLength(1);
    },
  );

  test('are made neither of counts of tokens, nor of cold starts, nor of what nobody knows', () => {
    const own = [
      seriesOf('output_token_count', 3, A, { mean: 1 }),
      seriesOf(RATE, 3, A, { mean: 1 }, { subset: 'cold' }),
      seriesOf('something_of_mine', 3, A, { mean: 1 }),
    ];
    expect(seen({ subjects: subjects(...own) })).toEqual([]);
  });

  test('have twenty-four rows at most', () => {
    const own = (count: number) => Array.from({ length: count }, (_, index) => seriesOf(RATE, 3, { model: `m${index}` }, { mean: 1 }));
    expect(seen({ subjects: subjects(...own(24)) })[0]).toHaveLength(25);
    expect(seen({ subjects: subjects(...own(26)) })[0]?.[0]).toMatch(/ omitted=2$/);
    expect(seen({ subjects: subjects(...own(26)) })[0]).toHaveLength(25);
  });

  test('name the facts that they show, the mean for the number of samples', () => {
    const own = seriesOf(RATE, 3, A, { mean: 1, max: 2 });
    const [mean, max] = [own.facts.get('mean')!.id, own.facts.get('max')!.id];
    expect(made({ subjects: subjects(own) }).tables[0]?.rows[0]?.facts).toEqual({ n: mean, mean, max });
  });
});

describe('the table of cold starts', () => {
  const cold = (n: number, metric: string, load: boolean) => ({
    subject: subjectOf(A),
    cold: seriesOf(metric, n, A, { mean: 5, median: 5, min: 1, max: 9 }, { subset: 'cold' }),
    warm: seriesOf(metric, 9, A, { median: 1 }),
    load: load ? seriesOf('load_duration', n, A, { median: 4 }) : null,
    promptEval: null,
    cost: factOf(metric, 'cost', 4),
    saving: null,
  });

  test('states one request by its value and several by their median, beside the warm ones and the load', () => {
    const head = 'cold-starts: Cold starts: time to first token right after a model load {} model';
    expect(seen({ coldStarts: [cold(1, WAIT, true)] })).toEqual([
      [`${head} | n,mean,min,max,median warm,median load time,cost`, 'a cold n,mean,min,max,median warm,median load time,cost'],
    ]);
    expect(seen({ coldStarts: [cold(2, WAIT, false)] })).toEqual([
      [`${head} | n,median,min,max,median warm,cost`, 'a cold n,median,min,max,median warm,cost'],
    ]);
  });

  test('does not state the load of a load', () => {
    expect(seen({ coldStarts: [cold(2, 'load_duration', true)] })[0]?.[0]).toMatch(/median warm,cost$/);
    expect(seen({ coldStarts: [cold(2, 'load_duration', true), cold(2, WAIT, true)] })).toHaveLength(2);
  });
});

describe('the table of failures', () => {
  test('states how many of how many', () => {
    const group = (labels: Labels) => ({
      labels: labelsOf(labels),
      subjects: [],
      failedRows: [],
      failed: countOf(1),
      requests: countOf(2),
      what: 'requests' as const,
      aftermath: null,
    });
    expect(seen({ failures: [group(A), group(B)] })).toEqual([
      ['failures: Failed requests {} model | requests,failed', 'a all requests,failed', 'b all requests,failed'],
    ]);
    expect(seen({ failures: [] })).toEqual([]);
  });
});

describe('tables of settings', () => {
  const at = (num_gpu: number, metric = RATE, definition: string | null = null) =>
    seriesOf(metric, 2, { ...A, num_gpu }, { mean: 9 }, { definition });
  const measured = measuredOf([], { subject: subjectOf(A, { parameters: ['num_gpu'], slices: ['concurrency', 'input_length'] }) });
  const rangeOf = (settings: ReturnType<typeof at>[], own = measured) => ({
    measured: own,
    settingCount: settings.length,
    settings,
    best: settings[0]!,
    worst: settings.at(-1)!,
    ratio: ratioOf(2),
  });

  test('are one for each sweep in its first metric, ten rows at most', () => {
    const settingRanges = [rangeOf([at(2), at(1)]), rangeOf([at(3)]), rangeOf([at(4, WAIT)]), rangeOf([at(5, RATE, 'd')])];
    expect(seen({ settingRanges })).toEqual([
      [
        'configurations: Settings of a by generation throughput {"model":"a"} num_gpu | n,mean',
        '2 all n,mean',
        '1 all n,mean',
        '3 all n,mean',
      ],
    ]);
    const many = rangeOf(Array.from({ length: 12 }, (_, index) => at(index)));
    expect(seen({ settingRanges: [many] })[0]?.[0]).toMatch(/ omitted=2$/);
    expect(seen({ settingRanges: [many] })[0]).toHaveLength(11);
  });

  test('that no other beats state both metrics, and the size of the work', () => {
    const point = (num_gpu: number, labels: Labels = {}) => ({
      throughput: seriesOf(RATE, 2, { ...A, num_gpu, ...labels }, { mean: 9 }, { subset: 'warm' }),
      latency: seriesOf(WAIT, 2, { ...A, num_gpu, ...labels }, { mean: 8 }),
    });
    const fronts = [{ measured, points: [point(1), point(2)] }];
    expect(seen({ fronts })).toEqual([
      [
        'pareto: Settings of a that no other beats in both generation throughput and time to first token {"model":"a"} num_gpu | n,generation throughput,time to first token',
        '1 warm n,generation throughput,time to first token',
        '2 warm n,generation throughput,time to first token',
      ],
    ]);
    const [own] = made({ fronts }).tables;
    const { throughput, latency } = fronts[0]!.points[0]!;
    const [rate, wait] = [throughput.facts.get('mean')!.id, latency.facts.get('mean')!.id];
    expect(own?.rows[0]?.facts).toEqual({ n: rate, 'generation throughput': rate, 'time to first token': wait });
  });

  test('that no other beats are called by the size of the work too, where that tells them apart', () => {
    const sizes = [128, 256].map((input_length) => ({ ...A, input_length }));
    const point = (labels: Labels) => ({
      throughput: seriesOf(RATE, 2, { ...labels, num_gpu: 1, concurrency: 4 }, { mean: 9 }),
      latency: seriesOf(WAIT, 2, { ...labels, num_gpu: 1, concurrency: 4 }, { mean: 8 }),
    });
    const fronts = sizes.map((labels) => ({ measured, points: [point(labels)] }));
    const { tables } = analysisTables(measurementOf({ fronts }), namingBeside(...sizes), rethrow);
    expect(tables.map(({ title }) => title.replace(/ that no.*/, ''))).toEqual([
      'Settings of a input_length=128',
      'Settings of a input_length=256',
    ]);
  });

  test('are six at most, by title; the others are named', () => {
    const sweep = (model: string) =>
      rangeOf(
        [seriesOf(RATE, 2, { model, num_gpu: 1 }, { mean: 9 })],
        measuredOf([], { subject: subjectOf({ model }, { parameters: ['num_gpu'] }) }),
      );
    const { tables, omitted } = made({ settingRanges: ['g', 'a', 'c', 'b', 'f', 'e', 'd'].map(sweep) });
    expect(tables.map(({ title }) => title.slice(0, 13))).toEqual([...'abcdef'].map((model) => `Settings of ${model}`));
    expect(omitted).toEqual(['Settings of g by generation throughput']);
  });
});

describe('tables of reported statistics', () => {
  test('have the usual statistics first, others by name, and the number of samples where a tool states one', () => {
    const statistics = { zeta: 1, cv: 1, stdev: 1, max: 1, min: 1, p99: 1, p95: 1, p90: 1, p50: 1, median: 1, mean: 1, alpha: 1 };
    const order = 'mean,median,p50,p90,p95,p99,min,max,stdev,cv,alpha,zeta';
    expect(seen({ reported: reportedOf(RATE, A, statistics) })[0]?.[0]).toBe(
      `reported: Generation throughput as reported by the tool {} model | ${order}`,
    );
    expect(seen({ reported: reportedOf(RATE, A, statistics, { sampleCount: 5 }) })[0]?.[0]).toMatch(new RegExp(`\\| n,${order}$`));
  });

  test('are one for each metric and definition, a row for each label set', () => {
    const reported = [
      ...reportedOf(RATE, A, { mean: 1 }),
      ...reportedOf(RATE, B, { mean: 1 }, { sampleCount: 7 }),
      ...reportedOf(RATE, A, { p99: 1 }),
      ...reportedOf(RATE, A, { mean: 1 }, { definition: 'x:my-own-way' }),
      ...reportedOf('output_token_count', A, { mean: 1 }),
      ...reportedOf(WAIT, A, { mean: 1 }, { backed: true }),
    ];
    expect(seen({ reported })).toEqual([
      ['reported: Generation throughput as reported by the tool {} model | n,mean,p99', 'a all mean,p99', 'b all n,mean'],
      ['reported: Generation throughput (my own way) as reported by the tool {} model | mean', 'a all mean'],
    ]);
  });

  test('say so where somebody stated all of it', () => {
    const stated = reportedOf(RATE, A, { stated: 1 }, { stated: true });
    expect(seen({ reported: stated })[0]?.[0]).toContain('as somebody states it in notes');
    expect(seen({ reported: [...stated, ...reportedOf(RATE, B, { mean: 1 })] })[0]?.[0]).toContain('as reported by the tool');
  });
});

describe('the tables of a report', () => {
  /** Metrics of a family that the registry does not know have no table, so tables are multiplied by definitions. */
  const ways = (metric: string, count: number, rows = 1) =>
    Array.from({ length: count }, (_, way) =>
      Array.from({ length: rows }, (_, row) =>
        seriesOf(metric, 3, { model: `m${row}` }, { mean: 1 }, { definition: `${metric}:w${String(way).padStart(2, '0')}` }),
      ),
    ).flat();

  test('are twenty-four at most; of more those that decide, each with twelve rows at most', () => {
    const all = made({ subjects: subjects(...ways(RATE, 24, 14)) });
    expect([all.tables.length, all.omitted, all.tables[0]?.rows.length, all.tables[0]?.omittedRowCount]).toEqual([24, [], 14, 0]);
    const crowded = made({ subjects: subjects(...ways(RATE, 25, 26)) });
    expect([crowded.tables.length, crowded.omitted, crowded.tables[0]?.rows.length, crowded.tables[0]?.omittedRowCount]).toEqual([
      24,
      ['Generation throughput (w24)'],
      12,
      14,
    ]);
    const few = made({ subjects: subjects(...ways(RATE, 25, 11)) });
    expect([few.tables[0]?.rows.length, few.tables[0]?.omittedRowCount]).toEqual([11, 0]);
  });

  test('that decide least are left out first: by family, reported ones after samples', () => {
    const least = (metric: string, over: Partial<Measurement> = {}) =>
      made({ subjects: subjects(...ways(RATE, 23), seriesOf(metric, 3, A, { mean: 1 })), ...over }).omitted;
    const reported = reportedOf('request_latency', A, { mean: 1 });
    const TOLD = 'Request latency as reported by the tool';
    for (const metric of ['request_throughput', WAIT]) expect(least(metric, { reported })).toEqual([TOLD]);
    expect(least('accuracy', { reported })).toEqual(['Accuracy']);
    expect(least('accuracy', { reported: reportedOf('load_duration', A, { mean: 1 }) })).toEqual([
      'Model load time as reported by the tool',
    ]);
    expect(least('load_duration', { reported: reportedOf('parallel_speedup', A, { mean: 1 }) })[0]).toMatch(/as reported by the tool$/);
    expect(least('gpu_power', { reported: reportedOf('memory_used', A, { mean: 1 }) })[0]).toMatch(/as reported by the tool$/);
  });

  test('of failures and cold starts are never left out', () => {
    const group = {
      labels: labelsOf(A),
      subjects: [],
      failedRows: [],
      failed: countOf(1),
      requests: countOf(2),
      what: 'requests' as const,
      aftermath: null,
    };
    const { tables, omitted } = made({ subjects: subjects(...ways(RATE, 24)), failures: [group] });
    expect([tables.at(-1)?.role, omitted]).toEqual(['failures', ['Generation throughput (w23)']]);
  });
});
