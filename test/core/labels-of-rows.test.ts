import { describe, expect, test } from '@jest/globals';
import type { Label, LabelValue } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { labelBook, labelsByRow } from '../../src/core/assemble/labels.ts';
import { artifact, type RawRow } from './artifacts.ts';

const ROW = { tokens_s: 12.5 };

/** What the path of the first artifact tells, beside the others. */
function toldByPath(...artifacts: ReadArtifact[]): Record<string, LabelValue> {
  const labels = labelBook(artifacts).fromPath(artifacts[0]!.path);
  return Object.fromEntries([...labels].map(([key, { value }]) => [key, value]));
}

function evidenceOf(...artifacts: ReadArtifact[]) {
  return labelBook(artifacts).evidence();
}

describe('a number in the name of a file', () => {
  const named = (path: string, rows: readonly RawRow[], constants: Readonly<Record<string, LabelValue>> = {}) =>
    toldByPath(artifact(path, rows, constants))['benchmark'];

  test.each<[path: string, constants: Record<string, LabelValue>, benchmark: string | undefined]>([
    ['chat_16.csv', {}, 'chat_16'],
    ['chat_16.csv', { concurrency: 16 }, 'chat'],
    ['chat_16.csv', { concurrency: '16' }, 'chat'],
    ['chat_16.csv', { concurrency: 64 }, 'chat_16'],
    ['chat_16_64.csv', { concurrency: 64 }, 'chat_16'],
    ['chat_16_64.csv', { concurrency: 64, num_ctx: 16 }, 'chat'],
    ['chat_in16.csv', { input_length: 16 }, 'chat'],
    ['16_chat.csv', { concurrency: 16 }, 'chat'],
    ['chat_16x.csv', { concurrency: 16 }, 'chat_16x'],
    ['chat16b2.csv', { concurrency: 2 }, 'chat16b2'],
    ['chat_16.csv', { seed: 16 }, 'chat_16'],
    ['chat_16.csv', { device: '16' }, 'chat_16'],
    ['in16_out32.csv', { input_length: 16, output_length: 32 }, undefined],
    ['chat.csv', { concurrency: 16 }, 'chat'],
  ])('%s, where the document states %j: %s', (path, constants, benchmark) => expect(named(path, [ROW], constants)).toBe(benchmark));

  test('is left out where a column of a load, a size or a setting states it', () => {
    expect(named('chat_16.csv', [{ ...ROW, concurrency: 8 }, ROW, { ...ROW, concurrency: 16 }])).toBe('chat');
    expect(named('chat_16.csv', [{ ...ROW, concurrency: 8 }])).toBe('chat_16');
    expect(named('chat_16.csv', [{ ...ROW, request: 16 }])).toBe('chat_16');
  });

  test('is where the name was found all the same', () => {
    const label = labelBook([artifact('chat_16.csv', [ROW], { concurrency: 16 })])
      .fromPath('chat_16.csv')
      .get('benchmark');
    expect(label).toEqual({ value: 'chat', origin: 'file-name' });
  });
});

describe('a model in the name of a file', () => {
  const model = (path: string, ...others: ReadArtifact[]) => toldByPath(artifact(path, [ROW]), ...others)['model'];
  const naming = (path: string, ...models: string[]) =>
    artifact(
      path,
      models.map((own) => ({ ...ROW, model: own })),
    );

  test.each([
    ['x/fable.csv', 'x/info.csv', true],
    ['x/fable.csv', 'x/deep/er/info.csv', true],
    ['fable.csv', 'x/info.csv', true],
    ['x/fable.csv', 'info.csv', false],
    ['x/fable.csv', 'y/info.csv', false],
    ['x/fable.csv', 'xy/info.csv', false],
  ])('%s is known from %s: %s', (path, other, isKnown) => {
    expect(model(path, naming(other, 'fable'))).toBe(isKnown ? 'fable' : undefined);
  });

  test('is known from what holds for a whole document', () => {
    expect(model('x/fable.csv', artifact('x/info.csv', [ROW], { model: 'fable' }))).toBe('fable');
    expect(model('x/fable.csv', artifact('x/info.csv', [ROW], { device: 'fable' }))).toBeUndefined();
    expect(model('x/fable.csv', artifact('x/info.csv', [{ ...ROW, device: 'fable' }]))).toBeUndefined();
  });

  test('is the fuller of two names that fit', () => {
    for (const names of [
      ['fable', 'fable:latest'],
      ['fable:latest', 'fable'],
    ]) {
      expect(model('fable.csv', naming('info.csv', ...names))).toBe('fable:latest');
    }
  });

  test('is called as the report calls the model whose path a column states', () => {
    expect(model('fable_q4.csv', naming('info.csv', '/home/ann/models/fable_q4.gguf'))).toBe('fable_q4');
  });
});

describe('where a label was read', () => {
  test('is a column before a document, a document before a name, and the first of equals', () => {
    const files = [
      artifact('fable_suite.csv', [ROW]),
      artifact('b.csv', [ROW], { model: 'fable', backend: 'vllm' }),
      artifact('c.csv', [ROW], { model: 'fable', backend: 'vllm' }),
      artifact('d.csv', [ROW, { ...ROW, backend: 'vllm' }]),
      artifact('e.csv', [{ ...ROW, backend: 'vllm' }]),
    ];
    const found = evidenceOf(...files).map(({ key, value, origin, path }) => [key, value, origin, path]);
    expect(found).toEqual([
      ['backend', 'vllm', 'column', 'd.csv'],
      ['benchmark', 'b', 'file-name', 'b.csv'],
      ['benchmark', 'c', 'file-name', 'c.csv'],
      ['benchmark', 'd', 'file-name', 'd.csv'],
      ['benchmark', 'e', 'file-name', 'e.csv'],
      ['benchmark', 'suite', 'file-name', 'fable_suite.csv'],
      ['model', 'fable', 'document', 'b.csv'],
    ]);
    expect(
      evidenceOf(files[0]!, artifact('g.csv', [{ ...ROW, request: 'r', model: 'fable' }])).filter(({ key }) => key !== 'benchmark'),
    ).toEqual([{ key: 'model', value: 'fable', role: 'contestant', origin: 'column', path: 'g.csv' }]);
  });

  test('has its cell, where the column has a name, in the first row with the value', () => {
    const table = artifact('a.csv', [ROW, ROW, ROW]).parsed.tables[0]!;
    const labelColumns = [
      { key: 'num_ctx', at: 'ctx', values: [null, 512, 512] },
      { key: 'num_gpu', values: [10, 20, 10] },
      { key: 'seed', at: 'seed', values: [1, 2, 3] },
    ];
    const base = artifact('a.csv', [ROW]);
    const found = evidenceOf({ ...base, parsed: { ...base.parsed, tables: [{ ...table, labelColumns }] } });
    expect(found.filter(({ origin }) => origin === 'column')).toEqual([
      { key: 'num_ctx', value: 512, role: 'setting', origin: 'column', path: 'a.csv', cell: 'row=3;col=ctx' },
      { key: 'num_gpu', value: 10, role: 'setting', origin: 'column', path: 'a.csv' },
      { key: 'num_gpu', value: 20, role: 'setting', origin: 'column', path: 'a.csv' },
    ]);
  });

  test('is listed by key, numbers by size, texts by letters', () => {
    const rows = [1024, 512, 64].map((num_ctx, index) => ({
      ...ROW,
      num_ctx,
      device: `gpu${10 - index}`,
      batch_size: ['x', 2, 'b'][index]!,
    }));
    const found = evidenceOf(artifact('a.csv', rows)).filter(({ key }) => key !== 'benchmark');
    expect(found.map(({ key, value }) => [key, value])).toEqual([
      ['batch_size', 2],
      ['batch_size', 'b'],
      ['batch_size', 'x'],
      ['device', 'gpu10'],
      ['device', 'gpu8'],
      ['device', 'gpu9'],
      ['num_ctx', 64],
      ['num_ctx', 512],
      ['num_ctx', 1024],
    ]);
  });
});

describe('labelsByRow', () => {
  const read = (rows: readonly RawRow[], constants: Record<string, LabelValue>, outer: Record<string, Label>, whole: boolean) => {
    const file = artifact('a.csv', rows, constants);
    const table = file.parsed.tables[0]!;
    const labelsOf = labelsByRow(labelBook([file]), table, new Map(Object.entries(outer)), whole);
    return table.places.map((_, row) => labelsOf(row));
  };
  const plain = (labels: ReadonlyMap<string, LabelValue>) => Object.fromEntries(labels);

  test('lets the row overrule the table, and the table what lies outside', () => {
    const outer: Record<string, Label> = {
      model: { value: 'path', origin: 'file-name' },
      backend: { value: 'path', origin: 'file-name' },
      device: { value: 'path', origin: 'file-name' },
    };
    const [own] = read([{ ...ROW, device: 'row' }], { backend: 'table', device: 'table' }, outer, false);
    expect(plain(own!)).toEqual({ model: 'path', backend: 'table', device: 'row' });
  });

  test('takes a blank cell, or none, for nothing stated', () => {
    const rows = [{ ...ROW, device: 'row' }, { ...ROW, device: '' }, ROW];
    expect(read(rows, { device: 'table' }, {}, false).map(plain)).toEqual([{ device: 'row' }, { device: 'table' }, { device: 'table' }]);
  });

  test('has the labels of the single request where they are asked for', () => {
    const rows = [
      { ...ROW, num_ctx: '512', seed: '7' },
      { ...ROW, num_ctx: '512', seed: '8' },
    ];
    expect(read(rows, {}, {}, true).map(plain)).toEqual([
      { num_ctx: 512, seed: '7' },
      { num_ctx: 512, seed: '8' },
    ]);
    const [first, second] = read(rows, {}, {}, false);
    expect(plain(first!)).toEqual({ num_ctx: 512 });
    expect(second).toBe(first);
  });

  test('gives rows that agree one map, and rows that differ in any column others', () => {
    const values = ['a', 'b', 'a', 'b'];
    const rows = values.map((device, index) => ({ ...ROW, device, backend: index < 2 ? 'x' : 'y' }));
    const maps = read([...rows, ...rows], {}, {}, false);
    expect(new Set(maps).size).toBe(4);
    expect(maps.slice(4).every((own, index) => own === maps[index])).toBe(true);
    expect(maps.slice(0, 4).map(plain)).toEqual(rows.map(({ device, backend }) => ({ device, backend })));
  });

  test('gives all rows of a table without columns of labels the same map', () => {
    const maps = read([ROW, ROW], { device: 'd' }, {}, false);
    expect(plain(maps[0]!)).toEqual({ device: 'd' });
    expect(maps[1]).toBe(maps[0]);
  });
});

describe('names that would be called the same', () => {
  test('are told apart by their directories, in columns and documents alike', () => {
    const files = [
      artifact('a.csv', [{ ...ROW, model: '/data/q4/model.gguf' }]),
      artifact('b.csv', [ROW], { model: '/data/q8/model.gguf' }),
    ];
    const book = labelBook(files);
    expect(['q4', 'q8'].map((own) => book.value('model', `/data/${own}/model.gguf`))).toEqual(['q4/model', 'q8/model']);
    expect(labelBook(files.slice(0, 1)).value('model', '/data/q4/model.gguf')).toBe('model');
  });

  test('of single requests are told apart where a tool reports statistics of them', () => {
    const asked = (statistic: 'tokens_s' | 'mean_tokens_s') =>
      ['/home/ann/q.txt', '/home/bob/q.txt'].map((prompt) => ({ [statistic]: 10, prompt }));
    const shown = (rows: readonly RawRow[]) => {
      const book = labelBook([artifact('a.csv', rows)]);
      return new Set(rows.map(({ prompt }) => book.value('prompt', prompt!))).size;
    };
    expect([shown(asked('mean_tokens_s')), shown(asked('tokens_s'))]).toEqual([2, 1]);
  });

  test('are values of their own where nobody wrote them', () => {
    const book = labelBook([]);
    expect([book.value('model', ' m '), book.value('num_ctx', '512'), book.value('flash_attention', true)]).toEqual(['m', 512, true]);
    expect(book.evidence()).toEqual([]);
  });
});
