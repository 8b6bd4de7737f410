import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { NOTHING_READ, type ObservationTable } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { rowCount } from '../../src/core/rows-by-table.ts';
import { artifact, type RawRow } from './artifacts.ts';

/** Values that no other call of it gives: what must be told apart is no copy. */
function rows(seed: number, count = 2): RawRow[] {
  return Array.from({ length: count }, (_, index) => ({ ttft_s: 0.2 + seed / 1000 + index / 10_000, tokens_s: 100 + seed + index / 100 }));
}

function file(path: string, seed: number, count?: number): ReadArtifact {
  return artifact(path, rows(seed, count), { model: 'm', benchmark: 'b' });
}

/** What tells the subjects apart, and how many rows each has: "run=1 source=x: 2". */
function toldApart(...artifacts: ReadArtifact[]): string[] {
  return assemble(artifacts).subjects.map(({ labels, blocks }) => {
    const told = [...labels].filter(([key]) => ['run', 'source', 'section', 'place', 'artifact'].includes(key));
    return `${told.map(([key, value]) => `${key}=${value}`).join(' ')}: ${rowCount(blocks)}`;
  });
}

function withTables(path: string, ...tables: ObservationTable[]): ReadArtifact {
  return { ...artifact(path, []), parsed: { ...NOTHING_READ, tables } };
}

function section(pointer: string, seed: number): ObservationTable {
  const table = tableBuilder('pointer', { model: 'm', benchmark: 'b' });
  table.add(pointer, [
    { metric: 'decode_throughput', unit: 'tokens/s', at: '/tps', value: 100.123 + seed },
    { metric: 'time_to_first_token', unit: 's', at: '/ttft', value: 0.2345 + seed / 1000 },
  ]);
  return table.build()!;
}

describe('rows of the same subject in several files', () => {
  test.each<[paths: string[], told: string[]]>([
    [
      ['a.csv', 'b.csv'],
      ['source=a: 2', 'source=b: 2'],
    ],
    [
      ['r/a/x.csv', 'r/b/x.csv'],
      ['source=a/x: 2', 'source=b/x: 2'],
    ],
    [
      ['r/a.csv', 'r/a/b.csv'],
      ['source=a: 2', 'source=a/b: 2'],
    ],
    [
      ['r/s/x.v1.csv', 'r/s/x.v2.csv'],
      ['source=x.v1: 2', 'source=x.v2: 2'],
    ],
    [
      ['run1/x.csv', 'run2/x.csv'],
      ['run=run1: 2', 'run=run2: 2'],
    ],
    [
      ['run1/x.csv', 'other/x.csv'],
      ['source=other/x: 2', 'source=run1/x: 2'],
    ],
    [
      ['run1/x.csv', 'run1/y.csv'],
      ['source=x: 2', 'source=y: 2'],
    ],
    [
      ['run1/x.csv', 'run1/y.csv', 'run2/x.csv'],
      ['run=run1 source=x: 2', 'run=run1 source=y: 2', 'run=run2: 2'],
    ],
    [
      ['2026-11-10/x.csv', '2026-11-11/x.csv'],
      ['run=2026-11-10T00:00:00Z: 2', 'run=2026-11-11T00:00:00Z: 2'],
    ],
    [['a.csv'], [': 2']],
  ])('%j are told apart by %j', (paths, told) => expect(toldApart(...paths.map((path, seed) => file(path, seed)))).toEqual(told));

  test('are no rivals of rows with another model, setting or load', () => {
    const named = (path: string, constants: Record<string, string | number>) =>
      artifact(path, rows(path.length), { benchmark: 'b', ...constants });
    expect(toldApart(named('a.csv', { model: 'm' }), named('bb.csv', { model: 'n' }))).toEqual([': 2', ': 2']);
    expect(toldApart(named('a.csv', { concurrency: 1 }), named('bb.csv', { concurrency: 2 }))).toEqual([': 4']);
    expect(toldApart(named('a.csv', { num_ctx: 1 }), named('bb.csv', { num_ctx: 2 }))).toEqual(['source=a: 2', 'source=bb: 2']);
    expect(toldApart(named('a.csv', { seed: 1 }), named('bb.csv', { seed: 2 }))).toEqual(['source=a: 2', 'source=bb: 2']);
  });
});

describe('numbered repetitions', () => {
  test.each([
    ['run=0.json', 'run=1.json'],
    ['x/rep1.json', 'x/rep2.json'],
    ['x/chat_trial-1.json', 'x/chat_trial-2.json'],
    ['x/chat.iter_01.json', 'x/chat.iter_02.json'],
    ['x/run1.old.json', 'x/run2.old.json'],
    ['x/chat-ATTEMPT1.json', 'x/chat-ATTEMPT2.json'],
  ])('%s and %s with one row each are one series', (first, second) => {
    expect(toldApart(file(first, 1, 1), file(second, 2, 1))).toEqual([': 2']);
  });

  test.each([
    ['run=0.json', 'run=1.json', 2],
    ['x/rep1.json', 'y/rep1.json', 1],
    ['x/a_rep1.json', 'x/b_rep2.json', 1],
    ['run1/x.json', 'run2/x.json', 1],
    ['x/prerun1.json', 'x/prerun2.json', 1],
  ])('%s and %s with %d rows each are two', (first, second, count) => {
    expect(toldApart(file(first, 1, count), file(second, 2, count))).toHaveLength(2);
  });
});

describe('sections of one document', () => {
  test('are told apart', () => {
    const document = withTables('a.json', section('/cold/0', 1), section('/warm/0', 2));
    expect(toldApart(document)).toEqual(['section=/cold: 1', 'section=/warm: 1']);
  });

  test('are not, where there is one', () => {
    expect(toldApart(withTables('a.json', section('/cold/0', 1), section('/cold/1', 2)))).toEqual([': 2']);
    expect(toldApart(withTables('a.json', section('', 1), section('/cold', 2)))).toEqual([': 2']);
  });

  test('of several files are named with the file, the whole document by a slash', () => {
    const documents = [withTables('a.json', section('', 1), section('/cold/0', 2)), withTables('b.json', section('', 3))];
    expect(toldApart(...documents)).toEqual(['source=a section=/: 1', 'source=a section=/cold: 1', 'source=b section=/: 1']);
  });

  test('are no matter in tables of rows', () => {
    const [first, second] = [file('a.csv', 1).parsed.tables[0]!, file('a.csv', 2).parsed.tables[0]!];
    expect(toldApart(withTables('a.csv', first, second))).toEqual([': 4']);
  });
});

describe('a summary that only counts', () => {
  const counts = (path: string, completed: number) => artifact(path, [{ completed }], { model: 'm', benchmark: 'b' });

  test('is no second run of what a file beside it measured', () => {
    expect(toldApart(file('a.csv', 1), counts('counts.csv', 8))).toEqual([': 2', 'source=counts: 1']);
    expect(toldApart(file('a.csv', 1), file('b.csv', 2), counts('counts.csv', 8))).toEqual([
      'source=a: 2',
      'source=b: 2',
      'source=counts: 1',
    ]);
  });

  test('alone is called by nothing', () => {
    expect(toldApart(counts('counts.csv', 8))).toEqual([': 1']);
    expect(toldApart(counts('a.csv', 8), counts('b.csv', 9))).toEqual(['source=a: 1', 'source=b: 1']);
  });
});

describe('a label that is there already', () => {
  test.each<[keys: Record<string, string>, told: string[]]>([
    [{ run: 'mine' }, ['run=mine source=run1: 2', 'run=mine source=run2: 2']],
    [{ run: 'mine', source: 'lab' }, ['run=mine source=lab artifact=run1: 2', 'run=mine source=lab artifact=run2: 2']],
    [{ run: 'mine', source: 'lab', artifact: 'x' }, ['run=mine source=lab artifact=x run1: 2', 'run=mine source=lab artifact=x run2: 2']],
  ])('stays: %j', (constants, told) => {
    const labelled = (path: string, seed: number) => artifact(path, rows(seed), { model: 'm', benchmark: 'b', ...constants });
    expect(toldApart(labelled('run1/x.csv', 1), labelled('run2/x.csv', 2))).toEqual(told);
  });
});

describe('statistics that a tool reports', () => {
  const means = (path: string, values: number[], constants: Record<string, string> = {}) =>
    artifact(
      path,
      values.map((mean_tokens_s) => ({ mean_tokens_s })),
      { model: 'm', benchmark: 'b', ...constants },
    );
  const told = (...artifacts: ReadArtifact[]) =>
    assemble(artifacts).reported.map(({ labels, row, column }) => {
      const own = [...labels].filter(([key]) => !['model', 'benchmark'].includes(key));
      return `${own.map(([key, value]) => `${key}=${value}`).join(' ')}: ${column.values[row]}`;
    });

  test('are called by nothing where there is one of each', () => {
    expect(told(means('a.csv', [10]))).toEqual([': 10']);
    expect(told(means('a.csv', [10]), means('b.csv', [11], { model: 'n' }))).toEqual([': 10', ': 11']);
    const both = artifact('a.csv', [{ mean_tokens_s: 10, p99_tokens_s: 5, mean_ttft_s: 0.2 }]);
    expect(told(both)).toHaveLength(3);
    expect(new Set(told(both).map((text) => text.split(':')[0])).size).toBe(1);
  });

  test('are told apart by their run, or by their file where one has none or the same', () => {
    expect(told(means('run1/a.csv', [10]), means('run2/a.csv', [11]))).toEqual(['run=run1: 10', 'run=run2: 11']);
    expect(told(means('run1/a.csv', [10]), means('x/a.csv', [11]))).toEqual(['source=run1/a: 10', 'source=x/a: 11']);
    expect(told(means('run1/a.csv', [10]), means('run1/b.csv', [11]))).toEqual(['source=a: 10', 'source=b: 11']);
    expect(told(means('run1/a.csv', [1]), means('run1/b.csv', [2]), means('run2/a.csv', [3]))).toEqual([
      'source=run1/a: 1',
      'source=run1/b: 2',
      'source=run2/a: 3',
    ]);
  });

  test('are told apart by their place within a file', () => {
    expect(told(means('a.csv', [10, 11]))).toEqual(['place=row=2;col=mean_tokens_s: 10', 'place=row=3;col=mean_tokens_s: 11']);
    expect(told(means('a.json', [10, 11]))).toEqual(['place=/results/0/mean_tokens_s: 10', 'place=/results/1/mean_tokens_s: 11']);
    expect(told(means('a.csv', [10, 11]), means('b.csv', [12]))).toEqual([
      'source=a place=row=2;col=mean_tokens_s: 10',
      'source=a place=row=3;col=mean_tokens_s: 11',
      'source=b place=row=2;col=mean_tokens_s: 12',
    ]);
  });

  test('of other definitions are other statistics', () => {
    const table = tableBuilder('pointer', { model: 'm' });
    const reading = { metric: 'time_per_output_token', statistic: 'mean', unit: 'ms', value: 9 };
    table.add('', [
      { ...reading, at: '/one' },
      { ...reading, at: '/other', definition: 'with-first-token' },
    ]);
    const { reported } = assemble([withTables('a.json', table.build()!)]);
    expect(reported.map(({ labels }) => labels.has('place'))).toEqual([false, false]);
  });
});
