import { describe, expect, test } from '@jest/globals';
import type { Subject } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { type Contrast, contrastsOf, followsOrder, type SettingCell, settingCells } from '../../src/core/measure/contrasts.ts';
import { artifact, type RawRow } from './artifacts.ts';

const METRIC = 'decode_throughput';

function subjectOf(...files: (readonly RawRow[])[]): Subject {
  const artifacts = files.map((rows, index) => artifact(`run=${index}.csv`, rows, { model: 'm', benchmark: 'b' }));
  const [subject, ...others] = assemble(artifacts).subjects;
  expect(others).toEqual([]);
  return subject!;
}

function cellsOf(rows: readonly RawRow[]): { cells: SettingCell[]; at: (key: string) => number } {
  const subject = subjectOf(rows);
  const cells = settingCells({ subject, series: [], configurations: [], coldOnlyCount: 0 }, METRIC);
  return { cells, at: (key) => subject.parameters.indexOf(key) };
}

/** "10 [1 2] -> 20 [3 4]", with what was left out and how the sides belong together. */
function told({ from, to, isPaired, byCold }: Contrast): string {
  const side = ({ level, samples, excluded }: Contrast['from']) =>
    `${level} [${[...samples.values].join(' ')}]${excluded.failed + excluded.implausible > 0 ? ` -${excluded.failed}-${excluded.implausible}` : ''}`;
  return `${side(from)} -> ${side(to)}${isPaired ? ' paired' : ''}${byCold ? ' by cold' : ''}`;
}

function contrastsIn(rows: readonly RawRow[], key = 'num_gpu', isTouchedByLoad = true): string[] {
  const { cells, at } = cellsOf(rows);
  return contrastsOf(cells, at(key), isTouchedByLoad).map(told);
}

const row = (num_gpu: number | string, tokens_s: number, over: RawRow = {}): RawRow => ({ num_gpu, tokens_s, ...over });
/** Of a request that had the model loaded. */
const cold = (num_gpu: number | string, tokens_s: number, over: RawRow = {}): RawRow => row(num_gpu, tokens_s, { load_s: 2, ...over });
const warm = (num_gpu: number | string, tokens_s: number, over: RawRow = {}): RawRow => row(num_gpu, tokens_s, { load_s: 0.01, ...over });

describe('two levels of a setting', () => {
  test.each<[what: string, rows: RawRow[], expected: string[]]>([
    ['the extremes are compared', [row(20, 1), row(10, 2), row(40, 3), row(10, 4)], ['10 [2 4] -> 40 [3]']],
    ['numbers by their size', [row(100, 1), row(9, 2)], ['9 [2] -> 100 [1]']],
    ['texts by their letters', [row('off', 1), row('auto', 2), row('on', 3)], ['auto [2] -> on [3]']],
    ['rows that state none are left out', [row(10, 1), row('', 2), row(20, 3)], ['10 [1] -> 20 [3]']],
    ['one that failed throughout is none', [row(10, 1), row(20, 2), row(40, 0, { error: 'x' })], ['10 [1] -> 20 [2]']],
    ['failed rows are counted', [row(10, 1), row(10, 0, { error: 'x' }), row(20, 3)], ['10 [1] -1-0 -> 20 [3]']],
    ['impossible values are counted', [row(10, 1), row(20, 3), row(20, -4)], ['10 [1] -> 20 [3] -0-1']],
    ['an impossible value of a failed row is no other', [row(10, 1), row(20, 3), row(20, -4, { error: 'x' })], ['10 [1] -> 20 [3] -1-0']],
    ['one level alone is no contrast', [row(10, 1), row(10, 2), row('', 3)], []],
  ])('%s', (_, rows, expected) => expect(contrastsIn(rows)).toEqual(expected));

  const other = (num_gpu: number, num_ctx: number, tokens_s: number) => row(num_gpu, tokens_s, { num_ctx });

  test('are matched at each other setting, with as many rows as both have, in file order', () => {
    const rows = [other(10, 1, 1), other(10, 1, 2), other(20, 1, 3), other(10, 2, 4), other(20, 2, 5), other(20, 2, 6)];
    expect(contrastsIn(rows)).toEqual(['10 [1 4] -> 20 [3 5] paired']);
    expect(contrastsIn(rows, 'num_ctx')).toEqual(['1 [1 3] -> 2 [4 5] paired']);
  });

  test('are compared whole where only one other setting has both', () => {
    expect(contrastsIn([other(10, 1, 1), other(10, 1, 2), other(20, 1, 3), other(10, 2, 4), other(40, 2, 5), other(40, 1, 6)])).toEqual([
      '10 [1 4] -> 40 [6 5] paired',
    ]);
    expect(contrastsIn([other(10, 1, 1), other(10, 1, 2), other(20, 1, 3), other(10, 2, 4)])).toEqual(['10 [1 2] -> 20 [3]']);
  });

  test('are none where they have no other setting in common', () => {
    expect(contrastsIn([other(10, 1, 1), other(20, 2, 3)])).toEqual([]);
  });

  test('count what was left out in the settings that are compared only', () => {
    const failed = (num_gpu: number, num_ctx: number) => row(num_gpu, 0, { num_ctx, error: 'x' });
    expect(contrastsIn([other(10, 1, 1), failed(10, 1), other(20, 1, 3), failed(20, 1), failed(20, 1), failed(10, 2)])).toEqual([
      '10 [1] -1-0 -> 20 [3] -2-0',
    ]);
  });
});

describe('cold rows of what a load is no part of', () => {
  const rows = [1, 2].flatMap((num_ctx) => [
    cold(10, num_ctx, { num_ctx }),
    warm(10, num_ctx + 2, { num_ctx }),
    warm(20, num_ctx + 4, { num_ctx }),
    cold(20, num_ctx + 6, { num_ctx }),
  ]);

  test('are matched with cold ones, warm with warm', () => {
    expect(contrastsIn(rows, 'num_gpu', false)).toEqual(['10 [3 1 4 2] -> 20 [5 7 6 8] paired']);
    expect(contrastsIn(rows)).toEqual(['10 [3 4] -> 20 [5 6] paired']);
  });

  test('are left out where no other setting varies, and so nothing is matched', () => {
    expect(contrastsIn([cold(10, 1), warm(10, 2), warm(20, 3), cold(20, 4)], 'num_gpu', false)).toEqual(['10 [2] -> 20 [3]']);
  });
});

describe('cold rows', () => {
  test.each<[what: string, rows: RawRow[], expected: string[]]>([
    ['are left out', [cold(10, 1), warm(10, 2), warm(20, 3)], ['10 [2] -> 20 [3]']],
    ['of half a level too', [cold(10, 1), warm(10, 2), warm(20, 3), cold(20, 4)], ['10 [2] -> 20 [3]']],
    [
      'most of a level make it one of its own',
      [cold(10, 1), cold(10, 2), warm(10, 3), warm(20, 4), warm(40, 5)],
      ['20 [4] -> 40 [5]', '10 [3 1 2] -> 20 [4] by cold'],
    ],
    [
      'of the last level are held against the one before',
      [warm(10, 1), warm(20, 2), cold(40, 3)],
      ['10 [1] -> 20 [2]', '20 [2] -> 40 [3] by cold'],
    ],
    [
      'of a level between two are held against the lower',
      [warm(10, 1), cold(20, 2), warm(40, 3)],
      ['10 [1] -> 40 [3]', '10 [1] -> 20 [2] by cold'],
    ],
    ['of all levels tell nothing', [cold(10, 1), cold(20, 2)], []],
    ['against one warm level', [warm(10, 1), cold(20, 2)], ['10 [1] -> 20 [2] by cold']],
  ])('%s', (_, rows, expected) => expect(contrastsIn(rows)).toEqual(expected));
});

describe('the samples of a block', () => {
  test('are told by warm and cold, without failed and missing ones', () => {
    const { cells } = cellsOf([warm(10, 1), cold(10, 2), warm(10, 0, { error: 'x' }), { num_gpu: 10, load_s: 0.01 }, warm(20, 3)]);
    expect(cells.map(({ setting, warm: own, cold: others, excluded }) => [setting, [...own.rows], [...others.rows], excluded])).toEqual([
      [[10], [0], [1], { failed: 1, implausible: 0 }],
      [[20], [4], [], { failed: 0, implausible: 0 }],
    ]);
  });

  test('are left out where the table has no such column, or two', () => {
    const { cells } = cellsOf([{ num_gpu: 10, ttft_s: 1 }]);
    expect(cells).toEqual([]);
    const twice = subjectOf([{ num_gpu: 10, ttft_s: 1, ttft_ms: 999 }]);
    const measured = { subject: twice, series: [], configurations: [], coldOnlyCount: 0 };
    expect(settingCells(measured, 'time_to_first_token')).toEqual([]);
    expect(settingCells(measured, METRIC)).toEqual([]);
  });

  test('are no statistics that stand beside them', () => {
    const { cells } = cellsOf([{ num_gpu: 10, tokens_s: 5, mean_tokens_s: 7 }]);
    expect(cells.map(({ warm: { column } }) => column.values[0])).toEqual([5]);
  });
});

describe('levels that were run one after the other', () => {
  const follows = (rows: readonly RawRow[]) => {
    const { cells, at } = cellsOf(rows);
    return followsOrder(cells, at('num_gpu'));
  };

  test.each<[what: string, rows: RawRow[], expected: boolean]>([
    ['ascending', [row(10, 1), row(10, 2), row(20, 3), row(20, 4)], true],
    ['descending', [row(20, 1), row(20, 2), row(10, 3)], true],
    ['interleaved', [row(10, 1), row(20, 2), row(10, 3), row(20, 4)], false],
    ['one within the other', [row(10, 1), row(20, 2), row(10, 3)], false],
    ['with rows between them that state none', [row(10, 1), row('', 2), row(10, 3), row(20, 4), row('', 5)], true],
    ['cold ones first', [cold(10, 1), warm(10, 2), cold(20, 3), warm(20, 4)], true],
    ['a cold one of the other level between', [warm(10, 1), cold(20, 2), warm(10, 3), warm(20, 4)], false],
  ])('%s: %s', (_, rows, expected) => expect(follows(rows)).toBe(expected));

  const files = (...own: (readonly RawRow[])[]) => {
    const subject = subjectOf(...own);
    const cells = settingCells({ subject, series: [], configurations: [], coldOnlyCount: 0 }, METRIC);
    return { subject, follows: (of = cells) => followsOrder(of, subject.parameters.indexOf('num_gpu')), cells };
  };

  test('in several files, each a level, are in the order of the files', () => {
    expect(files([row(10, 1)], [row(20, 2)]).follows()).toBe(true);
    expect(files([row(10, 1)], [row(10, 2)], [row(20, 3)]).follows()).toBe(true);
    expect(files([row(10, 1)], [row(20, 2)], [row(10, 3)]).follows()).toBe(false);
  });

  test('are not known of rows in no order', () => {
    const { cells, follows: of } = files([row(10, 1)], [row(20, 2)]);
    const unordered = cells.map((cell, index) => {
      const table = { ...cell.warm.table, table: { ...cell.warm.table.table, ordered: index > 0 } };
      return { ...cell, warm: { ...cell.warm, table }, cold: { ...cell.cold, table } };
    });
    expect(of(unordered)).toBe(false);
  });
});
