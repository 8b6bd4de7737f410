import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { NOTHING_READ, type ObservationTable } from '../../src/contracts/observation.ts';
import type { Assembly, ReadArtifact, Subject } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import type { FailedPart } from '../../src/core/attempt.ts';
import { rowCount } from '../../src/core/rows-by-table.ts';
import { artifact, type RawRow } from './artifacts.ts';

function subjectsOf(...artifacts: ReadArtifact[]): readonly Subject[] {
  return assemble(artifacts).subjects;
}

/** Rows with a value of their own each, so that none is a copy. */
function rowsWith(labels: readonly Readonly<Record<string, string | number>>[]): RawRow[] {
  return labels.map((own, index) => ({ ...own, tokens_s: 100.123 + index }));
}

function withTables(path: string, ...tables: ObservationTable[]): ReadArtifact {
  return { ...artifact(path, []), parsed: { ...NOTHING_READ, tables } };
}

function tableWith(path: string, rows: readonly RawRow[], constants: Readonly<Record<string, string>> = {}): ObservationTable {
  return artifact(path, rows, constants).parsed.tables[0]!;
}

describe('a size that each request has of its own', () => {
  const sized = (key: string, values: readonly number[]) =>
    artifact('a.csv', rowsWith(values.map((value) => ({ [key]: value }))), { model: 'm' });
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  test.each<[what: string, key: string, values: number[], isDrawn: boolean]>([
    ['33 of them in one row each', 'input_length', upTo(33), true],
    ['32 of them', 'input_length', upTo(32), false],
    ['33 of them in two rows each', 'input_length', [...upTo(33), ...upTo(33)], false],
    ['33 of them in two rows each but for one', 'input_length', [...upTo(33), ...upTo(32)], true],
    ['33 loads', 'concurrency', upTo(33), false],
    ['33 settings', 'num_ctx', upTo(33), false],
  ])('%s of %s', (_, key, values, isDrawn) => {
    const [subject, ...others] = subjectsOf(sized(key, values));
    expect(others).toEqual([]);
    expect([subject!.parameters, subject!.drawn]).toEqual(isDrawn ? [[], [key]] : [[key], []]);
    expect(rowCount(subject!.blocks)).toBe(values.length);
  });
});

describe('what varies within a subject', () => {
  test('are parameters in the order of table columns, loads and sizes slices, and constants labels', () => {
    const rows = rowsWith([
      { zeta_num_ctx: 1, concurrency: 1, num_gpu: 10, input_length: 128, backend: 'x', temperature: 0.5, seed: 1 },
      { zeta_num_ctx: 2, concurrency: 2, num_gpu: 20, input_length: 256, backend: 'x', temperature: 0.5, seed: 2 },
    ]);
    const [subject] = subjectsOf(artifact('a.csv', rows, { model: 'm' }));
    expect(subject!.parameters).toEqual(['num_gpu', 'concurrency', 'input_length', 'zeta_num_ctx']);
    expect(subject!.slices).toEqual(['concurrency', 'input_length']);
    expect(Object.fromEntries(subject!.labels)).toEqual({ model: 'm', benchmark: 'a', backend: 'x', temperature: 0.5 });
    expect([...subject!.labels.keys()]).toEqual(['model', 'benchmark', 'backend', 'temperature']);
    expect(subject!.blocks.map(({ setting }) => setting)).toEqual([
      [10, 1, 128, 1],
      [20, 2, 256, 2],
    ]);
  });

  test('is a setting that some rows do not state', () => {
    const [subject] = subjectsOf(artifact('a.csv', rowsWith([{ num_ctx: 512 }, {}, { num_ctx: 512 }]), { model: 'm' }));
    expect(subject!.parameters).toEqual(['num_ctx']);
    expect(subject!.labels.has('num_ctx')).toBe(false);
    expect(subject!.blocks.map(({ setting, rows }) => [setting, [...rows]])).toEqual([
      [[512], [0, 2]],
      [[''], [1]],
    ]);
  });

  test('is nothing where each label is the same in all rows', () => {
    const [subject] = subjectsOf(artifact('a.csv', rowsWith([{ num_ctx: 512 }, { num_ctx: 512 }]), { model: 'm' }));
    expect([subject!.parameters, subject!.slices, subject!.drawn]).toEqual([[], [], []]);
    expect(subject!.labels.get('num_ctx')).toBe(512);
  });
});

describe('the order of subjects', () => {
  const order = (...labels: Record<string, string>[]) =>
    subjectsOf(artifact('a.csv', rowsWith(labels), { benchmark: 'b' })).map((subject) =>
      [...subject.labels].flatMap(([key, value]) => (key === 'benchmark' ? [] : [value])).join(' '),
    );

  test('is by the label that comes first in tables, then the next; what lacks one comes first', () => {
    expect(
      order(
        { device: 'd2', model: 'b' },
        { device: 'd1', model: 'b' },
        { device: 'd1', model: 'a' },
        { model: 'b' },
        { device: 'd0' },
        { model: 'a', backend: 'z' },
      ),
    ).toEqual(['d0', 'a d1', 'a z', 'b', 'b d1', 'b d2']);
  });

  test('does not follow the order of files, nor do their blocks and reported values', () => {
    const files = [
      artifact('x/a.csv', rowsWith([{ num_ctx: 1 }, { num_ctx: 2 }]), { model: 'm', benchmark: 'b' }),
      artifact('x/b.csv', [{ tokens_s: 7.125, num_ctx: 4 }, { mean_tokens_s: 8.5 }], { model: 'm', benchmark: 'b' }),
      artifact('x/c.csv', rowsWith([{ num_ctx: 8, device: 'd' }]), { model: 'k', benchmark: 'b' }),
      artifact('x/d.csv', [{ mean_tokens_s: 9.5 }, { tokens_s: -1, load_s: 0.2 }], { model: 'm', benchmark: 'b' }),
      artifact('y/c.csv', rowsWith([{ num_ctx: 8, device: 'd' }]), { model: 'k', benchmark: 'b' }, 'same'),
      artifact('y/d.csv', rowsWith([{ num_ctx: 8, device: 'd' }]), { model: 'k', benchmark: 'b' }, 'same'),
    ];
    const told = ({ subjects, reported, duplicates, labels, implausible }: Assembly) => ({
      subjects: subjects.map(({ labels: own, parameters, blocks }) => [
        [...own],
        parameters,
        blocks.map(({ table, setting, rows }) => [table.artifact.path, setting, [...rows]]),
      ]),
      reported: reported.map(({ labels: own, table, row }) => [[...own], table.artifact.path, row]),
      duplicates: duplicates.map(({ kept, dropped }) => [kept, dropped]),
      labels,
      implausible: [...implausible],
    });
    const expected = told(assemble(files));
    expect(expected.duplicates.length).toBeGreaterThan(0);
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(told(assemble(shuffled))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});

describe('what a copy knows', () => {
  const RUN = [
    { ttft_s: 0.1258889, tokens_s: 182.637818 },
    { ttft_s: 0.1380218, tokens_s: 184.236313 },
  ];
  const labelsOf = (...artifacts: ReadArtifact[]) => subjectsOf(...artifacts).map(({ labels }) => Object.fromEntries(labels));

  test('is told of what is kept, above what its name tells and below what it states itself', () => {
    const copy = artifact('copy.json', RUN, { model: 'fable', backend: 'vllm' });
    expect(labelsOf(artifact('gemma3-4b_chat.csv', RUN), copy)).toEqual([{ model: 'fable', backend: 'vllm' }]);
    expect(labelsOf(artifact('suite.csv', RUN, { device: 'd' }), copy)).toEqual([
      { model: 'fable', benchmark: 'suite', backend: 'vllm', device: 'd' },
    ]);
  });

  test('is not, where the copy is of several tables, or of another file', () => {
    const two = [tableWith('copy.json', [RUN[0]!], { model: 'fable' }), tableWith('copy.json', [RUN[1]!], { model: 'fable' })];
    expect(labelsOf(artifact('suite.csv', RUN), withTables('copy.json', ...two))).toEqual([{ benchmark: 'suite' }]);
    const other = artifact('other.csv', [{ ttft_s: 0.75, tokens_s: 7.25 }]);
    expect(labelsOf(artifact('suite.csv', RUN), artifact('copy.json', RUN, { model: 'fable' }), other)).toEqual([
      { benchmark: 'other' },
      { model: 'fable', benchmark: 'suite' },
    ]);
  });
});

describe('statistics that a tool reports', () => {
  test('are in file order, without those of failed rows and missing cells', () => {
    const rows: RawRow[] = [
      { mean_tokens_s: 10, p99_tokens_s: 5 },
      { mean_tokens_s: 11, error: 'timed out' },
      { p99_tokens_s: 6 },
      { mean_tokens_s: 12, p99_tokens_s: 7 },
    ];
    const { reported, subjects } = assemble([artifact('a.csv', rows, { model: 'm' })]);
    const values = reported.map(({ row, column }) => [row, column.statistic, column.values[row]]);
    expect(values.sort()).toEqual([
      [0, 'mean', 10],
      [0, 'p99', 5],
      [2, 'p99', 6],
      [3, 'mean', 12],
      [3, 'p99', 7],
    ]);
    expect(subjects).toEqual([]);
  });

  test('have the labels of the single request, which samples have not', () => {
    const rows = [
      { mean_tokens_s: 10, tokens_s: 10.5, request: 'first' },
      { mean_tokens_s: 11, tokens_s: 11.5, request: 'second' },
    ];
    const { reported, subjects } = assemble([artifact('a.csv', rows, { model: 'm' })]);
    expect(reported.map(({ labels }) => labels.get('request'))).toEqual(['first', 'second']);
    expect(subjects.map(({ labels, blocks }) => [labels.has('request'), rowCount(blocks)])).toEqual([[false, 2]]);
  });

  const metric = (statistic: string | undefined, stated: boolean, value: number) => {
    const table = tableBuilder('pointer', { model: 'm' });
    const reading = { metric: 'decode_throughput', unit: 'tokens/s', at: '/tps', value };
    table.add('', [statistic === undefined ? reading : { ...reading, statistic }]);
    const built = table.build()!;
    return stated ? { ...built, columns: built.columns.map((column) => ({ ...column, stated })) } : built;
  };

  test.each<[what: string, tables: ObservationTable[], values: number[]]>([
    ['a stated value alone', [metric('stated', true, 9)], [9]],
    ['one beside a sample', [metric('stated', true, 9), metric(undefined, false, 8)], []],
    ['one beside a statistic', [metric('stated', true, 9), metric('mean', false, 8)], [8]],
    ['one beside another stated one', [metric('stated', true, 9), metric('stated', true, 8)], [9, 8]],
  ])('%s', (_, tables, values) => {
    const { reported } = assemble(tables.map((table, index) => withTables(`${index}.json`, table)));
    expect(reported.map(({ row, column }) => column.values[row])).toEqual(values);
  });
});

describe('values that are impossible', () => {
  test('are counted by file, over its columns and tables', () => {
    const bad = { ttft_s: -1, tokens_s: -2 };
    const good = { ttft_s: 1, tokens_s: 2 };
    const files = [
      withTables('a.csv', tableWith('a.csv', [bad, good, bad]), tableWith('a.csv', [good, { ttft_s: -3, tokens_s: 7.5 }])),
      artifact('b.csv', [good, { ttft_s: 4, tokens_s: 9 }], { model: 'm' }),
      artifact('c.csv', [{ ttft_s: -9, tokens_s: 3 }], { model: 'm' }),
    ];
    expect([...assemble(files).implausible]).toEqual([
      ['a.csv', 5],
      ['c.csv', 1],
    ]);
  });
});

describe('a bug in the search for copies', () => {
  test('has every file counted, and is told of', () => {
    const files = [artifact('a.csv', [{ tokens_s: 1.2345, ttft_s: 0.5 }], { model: 'm', benchmark: 'b' })];
    const twin = new Proxy(artifact('b.csv', [{ tokens_s: 1.2345, ttft_s: 0.5 }], { model: 'm', benchmark: 'b' }), {
      get(target, key) {
        if (key === 'sha256') throw new Error('boom');
        return Reflect.get(target, key);
      },
    });
    const failed: FailedPart[] = [];
    const { subjects, duplicates } = assemble([...files, twin], (part) => void failed.push(part));
    expect(failed.map(({ name }) => name)).toEqual(['assembly: copies']);
    expect(duplicates).toEqual([]);
    expect(subjects.map(({ labels }) => labels.get('source'))).toEqual(['a', 'b']);
  });
});
