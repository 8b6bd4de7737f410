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

/** Who failed how often of how many, most first: "m: 1 of 3 requests". */
function failuresIn(...artifacts: ReadArtifact[]): string[] {
  return measured(...artifacts).failures.map(({ labels, failed, requests, what }) => {
    const names = [...labels].flatMap(([key, value]) => (key === 'benchmark' ? [] : [value]));
    return `${names.join(' ')}: ${failed.value} of ${requests.value} ${what}`;
  });
}

function totalIn(...artifacts: ReadArtifact[]): string | null {
  const { failureTotal: total } = measured(...artifacts);
  return total && `${total.failed.value} of ${total.requests.value} ${total.what}`;
}

let seed = 0;

function good(over: RawRow = {}): RawRow {
  seed += 1;
  return { ttft_s: 0.2 + seed / 1000, tokens_s: 100 + seed, ...over };
}

const BAD: RawRow = { ttft_s: 0, tokens_s: 0, error: 'timed out' };

function run(path: string, rows: readonly RawRow[], labels: Readonly<Record<string, LabelValue>> = {}): ReadArtifact {
  return artifact(path, rows, { model: 'm', benchmark: 'b', ...labels });
}

/** Rows that count requests: columns of these metrics. */
function counts(
  path: string,
  rows: readonly Readonly<Record<string, number>>[],
  labels: Readonly<Record<string, LabelValue>> = {},
): ReadArtifact {
  const table = tableBuilder('row', { model: 'm', benchmark: 'b', ...labels });
  rows.forEach((row, index) => {
    const readings = Object.entries(row).map(([name, value]) => ({
      metric: { failed: 'failed_request_count', completed: 'request_count', made: 'request_count', tps: 'output_token_throughput' }[name]!,
      unit: name === 'tps' ? 'tokens/s' : 'count',
      at: name,
      value,
      ...(name === 'made' ? { definition: 'request_count:with-failures' } : {}),
    }));
    table.add(index + 2, readings, { labels: { concurrency: index + 1 } });
  });
  return { ...artifact(path, []), parsed: { ...NOTHING_READ, tables: [table.build()!] } };
}

describe('failed rows', () => {
  test('are counted of all rows of their run, most first', () => {
    expect(failuresIn(run('a.csv', [good(), BAD, good()], { model: 'x' }), run('b.csv', [BAD, BAD, good()], { model: 'y' }))).toEqual([
      'y: 2 of 3 requests',
      'x: 1 of 3 requests',
    ]);
  });

  test('are none where none failed', () => {
    expect(failuresIn(run('a.csv', [good(), good()]))).toEqual([]);
    expect(totalIn(run('a.csv', [good(), good()]))).toBeNull();
  });

  test('are told together over tests, loads and settings of one run, and apart by who ran', () => {
    const rows = [good({ test: 't1' }), { ...BAD, test: 't2' }, { ...BAD, test: 't1', num_ctx: 512 }, good({ num_gpu: 4 })];
    expect(failuresIn(run('a.csv', rows))).toEqual(['m: 2 of 4 requests']);
    const apart = ['quantization', 'backend', 'device'].flatMap((key) =>
      failuresIn(run('a.csv', [BAD, good()], { [key]: 'p' }), run('b.csv', [BAD, good()], { [key]: 'q' })),
    );
    expect(apart).toEqual(['m p', 'm q', 'm p', 'm q', 'm p', 'm q'].map((who) => `${who}: 1 of 2 requests`));
    expect(failuresIn(run('run1/a.csv', [BAD, good()]), run('run2/a.csv', [BAD, BAD, good()]))).toEqual([
      'm run2: 2 of 3 requests',
      'm run1: 1 of 2 requests',
    ]);
  });

  test('lead to the cells that say so, and all rows to their first column', () => {
    const [group] = measured(run('a.csv', [good(), BAD, good()])).failures;
    expect(group!.failed).toMatchObject({
      metric: 'failed_request_count',
      statistic: 'failed rows of the run',
      kind: 'count',
      unit: 'count',
      sampleCount: 1,
      sources: [{ path: 'a.csv', cells: ['row=3;col=error'] }],
    });
    expect(group!.requests).toMatchObject({
      metric: 'request_count',
      statistic: 'rows of the run',
      sampleCount: 3,
      sources: [{ path: 'a.csv', cells: ['row=2-4;col=ttft_s'] }],
    });
    expect(group!.failedRows.map(({ rows }) => [...rows])).toEqual([[1]]);
  });

  const rowsOf = (metric: string, unit: string, failed: boolean) => {
    const table = tableBuilder('row', { model: 'm', benchmark: 'b' });
    [0, 1, 2].forEach((index) => {
      seed += 1;
      table.add(
        index + 2,
        [{ metric, unit, at: metric, value: seed + 0.123 }],
        failed && index === 0 ? { failure: 'x', failureAt: 'error' } : {},
      );
    });
    return { ...artifact(`${metric}.csv`, []), parsed: { ...NOTHING_READ, tables: [table.build()!] } };
  };

  test.each([
    ['time_to_first_token', 'ms', 'requests'],
    ['decode_throughput', 'tokens/s', 'requests'],
    ['output_token_count', 'count', 'requests'],
    ['request_latency', 'ms', 'requests'],
    ['operation_time', 'ms', 'runs'],
    ['accuracy_x', 'score', 'runs'],
  ])('of a table of %s in %s are %s', (metric, unit, what) => {
    expect(failuresIn(rowsOf(metric, unit, true))).toEqual([`m: 1 of 3 ${what}`]);
  });

  test('are counted of requests, not of the repetitions of a test that has a rate, too', () => {
    const bench = { ...rowsOf('decode_throughput', 'tokens/s', false), adapter: 'llama-bench-json' };
    const failing = [run('a.csv', [good(), BAD], { model: 'x' }), run('b.csv', [good(), BAD], { model: 'y' })];
    expect(totalIn(...failing, bench)).toBe('2 of 4 requests');
  });

  test('are counted of the rows that measure the same, not of telemetry beside them', () => {
    const table = (metric: string, unit: string, failed: boolean) => rowsOf(metric, unit, failed).parsed.tables[0]!;
    const file = (...tables: ReturnType<typeof table>[]) => ({ ...artifact('a.csv', []), parsed: { ...NOTHING_READ, tables } });
    expect(failuresIn(file(table('operation_time', 'ms', true), table('gpu_power', 'W', false)))).toEqual(['m: 1 of 3 runs']);
    expect(failuresIn(file(table('operation_time', 'ms', true), table('operation_time', 'ms', false)))).toEqual(['m: 1 of 6 runs']);
    expect(failuresIn(file(table('operation_time', 'ms', true), table('cpu_time', 'ms', false)))).toEqual(['m: 1 of 3 runs']);
    expect(failuresIn(file(table('gpu_power', 'W', true), table('gpu_power', 'W', false)))).toEqual(['m: 1 of 3 runs']);
  });
});

describe('failed requests that rows count', () => {
  test.each<[what: string, rows: Record<string, number>[], found: string[]]>([
    ['beside those that were made', [{ made: 10, failed: 2, tps: 5 }], ['m: 2 of 10 requests']],
    ['beside those that completed', [{ completed: 8, failed: 2, tps: 5 }], ['m: 2 of 10 requests']],
    ['beside both', [{ made: 10, completed: 8, failed: 2, tps: 5 }], ['m: 2 of 10 requests']],
    ['beside both that do not add up', [{ made: 9, completed: 8, failed: 2, tps: 5 }], ['m: 2 of 10 requests']],
    ['as what did not complete', [{ made: 10, completed: 7, tps: 5 }], ['m: 3 of 10 requests']],
    ['as nothing that did not complete', [{ made: 10, completed: 10, tps: 5 }], []],
    ['as none', [{ made: 10, failed: 0, tps: 5 }], []],
    ['beside nothing', [{ failed: 2, tps: 5 }], []],
    ['as all that were made, alone', [{ made: 10, tps: 5 }], []],
    ['as parts of requests', [{ made: 10.5, completed: 7, tps: 5 }], []],
  ])('%s', (_, rows, found) => expect(failuresIn(counts('a.csv', rows))).toEqual(found));

  test('are told by load, where a run has several, most first', () => {
    const rows = [
      { made: 10, failed: 1, tps: 5 },
      { made: 20, failed: 3, tps: 6 },
      { made: 30, failed: 0, tps: 7 },
    ];
    expect(failuresIn(counts('a.csv', rows))).toEqual(['m 2: 3 of 20 requests', 'm 1: 1 of 10 requests']);
    expect(totalIn(counts('a.csv', rows))).toBe('4 of 60 requests');
  });

  test('are the facts that a reader can follow', () => {
    const [direct] = measured(counts('a.csv', [{ completed: 8, failed: 2, tps: 5 }])).failures;
    expect(direct!.failed).toMatchObject({ statistic: 'failed requests of the run', value: 2, sources: [{ cells: ['row=2;col=failed'] }] });
    expect(direct!.requests).toMatchObject({
      statistic: 'requests of the run',
      value: 10,
      sampleCount: 2,
      sources: [{ cells: ['row=2;col=completed', 'row=2;col=failed'] }],
    });
    const { failures, facts } = measured(counts('a.csv', [{ made: 10, completed: 7, tps: 5 }]));
    const completed = facts.find(({ statistic }) => statistic === 'completed requests of the run')!;
    expect(completed).toMatchObject({ value: 7, sources: [{ cells: ['row=2;col=completed'] }] });
    expect(failures[0]!.failed).toMatchObject({
      kind: 'comparison',
      value: 3,
      statistic: 'requests of the run that did not complete',
      formula: `${failures[0]!.requests.id} less ${completed.id}`,
      baseline: completed.id,
      candidate: failures[0]!.requests.id,
    });
    expect(failures[0]!.requests).toMatchObject({ value: 10, sources: [{ cells: ['row=2;col=made'] }] });
  });

  test('are those of the rows of the requests, where these are there too', () => {
    const rows = run('suite.csv', [good(), BAD, good()]);
    expect(failuresIn(rows, counts('suite_total.csv', [{ made: 3, failed: 1, tps: 5 }]))).toEqual(['m: 1 of 3 requests']);
    const whole = run('suite.csv', [good(), good(), good()]);
    expect(failuresIn(whole, counts('suite_total.csv', [{ made: 4, failed: 1, tps: 5 }]))).toHaveLength(1);
  });
});

describe('failures of all runs', () => {
  const two = (what: RawRow) => [
    run('a.csv', [good(), what], { model: 'x' }),
    run('b.csv', [what, what, good()], { model: 'y' }),
    run('c.csv', [good(), good()], { model: 'z' }),
  ];

  test('are counted of the rows of every run, those without failures included', () => {
    expect(totalIn(...two(BAD))).toBe('3 of 7 requests');
    const { failureTotal: total } = measured(...two(BAD));
    expect(total!.failed).toMatchObject({ statistic: 'failed rows of all runs', labels: {} });
    expect(total!.requests).toMatchObject({ statistic: 'rows of all runs', labels: {} });
  });

  test('are not told of one run, nor where some rows are requests and others count them', () => {
    expect(totalIn(two(BAD)[0]!, two(BAD)[2]!)).toBeNull();
    expect(totalIn(run('a.csv', [good(), BAD], { model: 'x' }), counts('b.csv', [{ made: 5, failed: 1, tps: 5 }]))).toBeNull();
  });

  test('are not told where requests and runs of something else failed', () => {
    const table = tableBuilder('row', { model: 'k', benchmark: 'b' });
    table.add(2, [{ metric: 'operation_time', unit: 'ms', at: 'ms', value: 5.5 }]);
    table.add(3, [{ metric: 'operation_time', unit: 'ms', at: 'ms', value: 0 }], { failure: 'x', failureAt: 'error' });
    const kernels = { ...artifact('k.csv', []), parsed: { ...NOTHING_READ, tables: [table.build()!] } };
    expect(failuresIn(kernels, two(BAD)[0]!)).toHaveLength(2);
    expect(totalIn(kernels, two(BAD)[0]!)).toBeNull();
  });

  test('are counted of requests alone where runs of something else failed beside several of them', () => {
    const table = tableBuilder('row', { model: 'k', benchmark: 'b' });
    table.add(2, [{ metric: 'operation_time', unit: 'ms', at: 'ms', value: 5.5 }]);
    table.add(3, [{ metric: 'operation_time', unit: 'ms', at: 'ms', value: 0 }], { failure: 'x', failureAt: 'error' });
    const kernels = { ...artifact('k.csv', []), parsed: { ...NOTHING_READ, tables: [table.build()!] } };
    expect(failuresIn(kernels, ...two(BAD))).toHaveLength(3);
    expect(totalIn(kernels, ...two(BAD))).toBe('3 of 7 requests');
  });

  test('are added up over runs that state them', () => {
    const stated = (path: string, model: string, failed: number) => counts(path, [{ made: 10, failed, tps: 5 + failed }], { model });
    expect(totalIn(stated('a.csv', 'x', 1), stated('b.csv', 'y', 2), stated('c.csv', 'z', 0))).toBe('3 of 30 requests');
    expect(totalIn(stated('a.csv', 'x', 1), stated('c.csv', 'z', 0))).toBeNull();
  });
});

describe('the request after a failure', () => {
  const aftermath = (...artifacts: ReadArtifact[]) => measured(...artifacts).failures.map((own) => own.aftermath?.value ?? null);
  const rate = (tokens_s: number, over: RawRow = {}): RawRow => ({ tokens_s, ttft_s: 0.1 + tokens_s / 10_000, ...over });

  test.each<[what: string, rows: RawRow[], found: number | null]>([
    ['is told where it is the slowest', [rate(50), BAD, rate(10), rate(51), rate(52), rate(53)], 10],
    ['not where another one is', [rate(9), BAD, rate(10), rate(51), rate(52), rate(53)], null],
    ['not of fewer than five', [BAD, rate(10), rate(51), rate(52), rate(53)], null],
    ['of five', [BAD, rate(10), rate(51), rate(52), rate(53), rate(54)], 10],
    ['after the last of several failures', [rate(50), BAD, BAD, rate(10), rate(51), rate(52), rate(53)], 10],
    ['after the first failure only', [rate(50), BAD, rate(20), BAD, rate(10), rate(51), rate(52)], null],
    ['not where the last row failed', [rate(50), rate(51), rate(52), rate(53), rate(54), BAD], null],
  ])('%s', (_, rows, found) => expect(aftermath(run('a.csv', rows))).toEqual([found]));

  const SLOW = [rate(50), BAD, rate(10), rate(51), rate(52), rate(53)];

  test('is not told of several series together, nor where the order is not known', () => {
    expect(aftermath(run('a.csv', [...SLOW, ...[60, 61, 62, 63, 64].map((own) => rate(own, { test: 'other' }))]))).toEqual([null]);
    const file = run('a.csv', SLOW);
    const unordered = { ...file, parsed: { ...file.parsed, tables: [{ ...file.parsed.tables[0]!, ordered: false }] } };
    expect(aftermath(unordered)).toEqual([null]);
  });

  test('is that of its own table, where others have a row at the same place', () => {
    const [before, own] = [[60, 61, 62].map((value) => rate(value)), SLOW].map((rows) => run('a.csv', rows).parsed.tables[0]!);
    const file = (...tables: (typeof own)[]) => ({
      ...artifact('a.csv', []),
      parsed: { ...NOTHING_READ, tables: tables.map((table) => table!) },
    });
    expect(aftermath(file(before, own))).toEqual([10]);
    expect(aftermath(file(own, before))).toEqual([10]);
  });
});

describe('a total beside its parts', () => {
  const endpoint = (test: string, failed: number, made: number) =>
    counts(`${test.replaceAll(/\W/g, '')}.csv`, [{ failed, made, tps: 50 + failed }], { test });

  test('is counted with neither of them', () => {
    const artifacts = [endpoint('/chat', 12, 900), endpoint('/embed', 3, 300), endpoint('Aggregated', 15, 1200)];
    expect(failuresIn(...artifacts)).toHaveLength(2);
    expect(totalIn(...artifacts)).toBe('15 of 1200 requests');
  });

  test('stands for itself where its parts are not there', () => {
    expect(failuresIn(endpoint('Aggregated', 15, 1200))).toEqual(['m: 15 of 1200 requests']);
    const other = counts('other.csv', [{ failed: 3, made: 300, tps: 51 }], { test: '/embed', model: 'n' });
    expect(failuresIn(endpoint('Aggregated', 15, 1200), other)).toHaveLength(2);
  });
});
