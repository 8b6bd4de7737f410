import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import type { LabelValue, ObservationTable } from '../../src/contracts/observation.ts';
import type { AssembledTable } from '../../src/contracts/series.ts';
import { rowSources, sourcesOf } from '../../src/core/measure/sources.ts';
import { artifact } from './artifacts.ts';

type Placement = ObservationTable['placement'];

interface Shape {
  readonly placement?: Placement;
  readonly path?: string;
  readonly unit?: string;
  readonly at?: string;
  readonly place?: (index: number) => number | string;
  readonly value?: (index: number) => number | null;
  readonly labels?: (index: number) => Readonly<Record<string, LabelValue | null>>;
  readonly impossible?: readonly number[];
}

function tableOf(count: number, shape: Shape = {}): AssembledTable {
  const { placement = 'row', path = 'a.csv', unit = 'ms', at = 'v', labels = () => ({}), impossible = [] } = shape;
  const { place = (index) => index + 2, value = (index) => index + 1 } = shape;
  const built = tableBuilder(placement);
  for (let index = 0; index < count; index += 1) {
    built.add(place(index), [{ metric: 'latency', unit, at, value: value(index) }], { labels: labels(index) });
  }
  const table = built.build()!;
  const labelColumns = table.labelColumns.map((column) => ({ ...column, at: placement === 'row' ? column.key : `/${column.key}` }));
  return {
    artifact: artifact(path, []),
    table: { ...table, labelColumns },
    failures: new Map(),
    cold: new Set(),
    implausible: impossible.length === 0 ? new Map() : new Map([[0, new Set(impossible)]]),
  };
}

/** The cells of the samples in these rows. */
function cells(table: AssembledTable, rows: readonly number[]): string[] {
  return sourcesOf([{ table, rows: Uint32Array.from(rows), column: table.table.columns[0]! }]).flatMap((source) => source.cells);
}

/** So many rows, every so many of them. */
function every(step: number, count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index * step);
}

describe('the cells of samples', () => {
  test.each<[rows: number[], expected: string[]]>([
    [[0], ['row=2;col=v']],
    [[0, 1, 2], ['row=2-4;col=v']],
    [[0, 2, 3, 5], ['row=2,4-5,7;col=v']],
  ])('in rows %j are %j', (rows, expected) => expect(cells(tableOf(6), rows)).toEqual(expected));

  test('in lines are lines, of JSON with its pointer', () => {
    expect(cells(tableOf(3, { placement: 'line' }), [0, 1])).toEqual(['line=2-3;col=v']);
    expect(cells(tableOf(3, { placement: 'line', at: '/x/v' }), [0, 1])).toEqual(['line=2-3;pointer=/x/v']);
  });

  test('in a document are each its pointer, up to two hundred, and the items of an array beyond', () => {
    const items = (count: number) => tableOf(count, { placement: 'pointer', at: '/v', place: (index) => `/r/${index}` });
    expect(cells(items(2), [0, 1])).toEqual(['/r/0/v', '/r/1/v']);
    expect(cells(items(200), every(1, 200))).toHaveLength(200);
    expect(cells(items(201), every(1, 201))).toEqual(['item=0-200;of=/r;pointer=/v']);
    const below = tableOf(201, { placement: 'pointer', at: '/v', place: (index) => `/r/${index}/x` });
    expect(cells(below, every(1, 201))).toEqual(['item=0-200;of=/r;pointer=/x/v']);
  });

  test('in a large document are items from thirteen on', () => {
    const large = tableOf(5001, { placement: 'pointer', at: '/v', place: (index) => `/r/${index}` });
    expect(cells(large, every(1, 12))).toHaveLength(12);
    expect(cells(large, every(1, 13))).toEqual(['item=0-12;of=/r;pointer=/v']);
    const smaller = tableOf(5000, { placement: 'pointer', at: '/v', place: (index) => `/r/${index}` });
    expect(cells(smaller, every(1, 13))).toHaveLength(13);
  });

  test('in several arrays are those of each, and of what is in none its own pointer', () => {
    const place = (index: number) => (index === 404 ? '/total' : `/runs/${index % 2}/s/${Math.floor(index / 2)}`);
    const table = tableOf(405, { placement: 'pointer', at: '/v', place });
    expect(cells(table, every(1, 405))).toEqual(['item=0-201;of=/runs/0/s;pointer=/v', 'item=0-201;of=/runs/1/s;pointer=/v', '/total/v']);
  });

  test('that are whole cells, or at a distance, are told one by one', () => {
    expect(cells(tableOf(2, { placement: 'line', at: 'line=12;col=x' }), [0])).toEqual(['line=12;col=x']);
    expect(cells(tableOf(2, { placement: 'line', at: 'line=+2;col=x' }), [0, 1])).toEqual(['line=4;col=x', 'line=5;col=x']);
  });

  test('are told by file and unit, in the order of the runs', () => {
    const tables = [tableOf(3), tableOf(3, { unit: 's' }), tableOf(3, { path: 'b.csv' }), tableOf(3)];
    const [one, seconds, other] = tables as [AssembledTable, AssembledTable, AssembledTable];
    const shared = { ...seconds, artifact: one.artifact };
    const run = (table: AssembledTable, ...rows: number[]) => ({ table, rows: Uint32Array.from(rows), column: table.table.columns[0]! });
    expect(sourcesOf([run(one, 0), run(other, 0, 1), run(shared, 2), run(one, 2)])).toEqual([
      { path: 'a.csv', sha256: 'a.csv', unit: 'ms', cells: ['row=2;col=v', 'row=4;col=v'] },
      { path: 'a.csv', sha256: 'a.csv', unit: 's', cells: ['row=4;col=v'] },
      { path: 'b.csv', sha256: 'b.csv', unit: 'ms', cells: ['row=2-3;col=v'] },
    ]);
    expect(sourcesOf([])).toEqual([]);
  });
});

describe('a selection by labels', () => {
  const alternating = (index: number) => ({ model: index % 2 === 0 ? 'a' : 'b' });

  test('stands for more than two hundred ranges, or twelve of a large table', () => {
    expect(cells(tableOf(402, { labels: alternating }), every(2, 200))[0]).toMatch(/^row=2,4,6,.*,400;col=v$/);
    expect(cells(tableOf(402, { labels: alternating }), every(2, 201))).toEqual(['row=2-402;col=v;where=model="a"']);
    expect(cells(tableOf(5000, { labels: alternating }), every(2, 13))[0]).toMatch(/^row=2,4,6/);
    expect(cells(tableOf(5001, { labels: alternating }), every(2, 12))[0]).toMatch(/^row=2,4,6/);
    expect(cells(tableOf(5001, { labels: alternating }), every(2, 13))).toEqual(['row=2-26;col=v;where=model="a"']);
  });

  test('is of the rows between the first and the last', () => {
    expect(cells(tableOf(5001, { labels: alternating }), every(2, 20, 101))).toEqual(['row=103-141;col=v;where=model="b"']);
  });

  test('names every label in which the rows agree and the table varies', () => {
    const labels = (index: number) => ({ model: index % 2 === 0 ? 'a' : 'b', num_ctx: index % 4, device: 'd', seed: index });
    expect(cells(tableOf(5001, { labels }), every(4, 13))).toEqual(['row=2-50;col=v;where=model="a",num_ctx="0"']);
  });

  test('names the empty text for a label that is blank or not there', () => {
    const labels = (index: number) => ({ model: index % 2 === 0 ? (index % 4 === 0 ? null : ' ') : 'b' });
    expect(cells(tableOf(5001, { labels }), every(2, 13))).toEqual(['row=2-26;col=v;where=model=""']);
  });

  test('leaves single rows out by breaking its range', () => {
    const rows = every(2, 20).filter((row) => row !== 10);
    expect(cells(tableOf(5001, { labels: alternating }), rows)).toEqual(['row=2-11,13-40;col=v;where=model="a"']);
  });

  test('leaves out rows without a number, and zeros, by a condition', () => {
    const value = (index: number) => (index % 20 === 10 ? null : index % 20 === 4 ? 0 : index + 1);
    const table = tableOf(5001, { labels: alternating, value });
    const rows = every(2, 40).filter((row) => row % 20 !== 10 && row % 20 !== 4);
    expect(cells(table, rows)).toEqual(['row=2-80;col=v;where=model="a",v=number,v!=0']);
    const missing = every(2, 40).filter((row) => row % 20 !== 10);
    expect(cells(table, missing)).toEqual(['row=2-80;col=v;where=model="a",v=number']);
    const zeros = tableOf(5001, { labels: alternating, value: (index) => (index % 20 === 4 ? 0 : index + 1) });
    expect(
      cells(
        zeros,
        every(2, 40).filter((row) => row % 20 !== 4),
      ),
    ).toEqual(['row=2-80;col=v;where=model="a",v!=0']);
  });

  test('leaves out one of several zeros, and impossible values, by breaking its range', () => {
    const zeros = tableOf(5001, { labels: alternating, value: (index) => (index % 20 === 4 ? 0 : index + 1) });
    expect(
      cells(
        zeros,
        every(2, 40).filter((row) => row !== 24),
      ),
    ).toEqual(['row=2-25,27-80;col=v;where=model="a"']);
    const impossible = tableOf(5001, { labels: alternating, value: (index) => (index === 24 ? null : index + 1), impossible: [24] });
    expect(
      cells(
        impossible,
        every(2, 40).filter((row) => row !== 24),
      ),
    ).toEqual(['row=2-25,27-80;col=v;where=model="a"']);
  });

  test.each<[what: string, labels: Shape['labels']]>([
    ['no label', () => ({})],
    ['a label of more than 120 characters', (index) => ({ model: (index % 2 === 0 ? 'a' : 'b').repeat(121) })],
    ['a label that holds a secret', (index) => ({ model: `sk-proj-${(index % 2 === 0 ? 'a1B2c3D4' : 'b1C2d3E4').repeat(5)}` })],
  ])('is none by %s', (_, labels) => {
    expect(cells(tableOf(5001, labels === undefined ? {} : { labels }), every(2, 13))).toEqual([`row=${every(2, 13, 2).join(',')};col=v`]);
  });

  test('is one by a label of 120 characters', () => {
    const labels = (index: number) => ({ model: (index % 2 === 0 ? 'a' : 'b').repeat(120) });
    expect(cells(tableOf(5001, { labels }), every(2, 60))[0]).toContain(';where=model="aaa');
  });

  test('is none where the ranges are shorter, or too many rows are to be left out', () => {
    const long = (index: number) => ({ model: (index % 2 === 0 ? 'a' : 'b').repeat(120) });
    expect(cells(tableOf(5001, { labels: long }), every(2, 13))[0]).toMatch(/^row=2,4,6/);
    const leftOut = (count: number) =>
      cells(
        tableOf(5001, { labels: alternating }),
        every(2, count).filter((row) => row % 20 !== 4),
      )[0];
    expect(leftOut(2000)).toMatch(/^row=2-5,7-25,.*;where=model="a"$/);
    expect(leftOut(2010)).toMatch(/^row=2,4,8,/);
  });

  test('of items names the pointers of the labels', () => {
    const table = tableOf(5001, { placement: 'pointer', at: '/v', labels: alternating, place: (index) => `/r/${index}/x` });
    expect(cells(table, every(2, 13))).toEqual(['item=0-24;of=/r;pointer=/x/v;where=/x/model="a"']);
  });

  test('of lines of JSON names the pointers below the line', () => {
    const table = tableOf(5001, { placement: 'line', at: '/v', labels: alternating });
    expect(cells(table, every(2, 13))).toEqual(['line=2-26;pointer=/v;where=/model="a"']);
  });

  test('breaks where the numbers of the rows do', () => {
    const place = (index: number) => (index < 10 ? index + 2 : index + 3);
    expect(cells(tableOf(5001, { labels: alternating, place }), every(2, 13))).toEqual(['row=2-11,13-27;col=v;where=model="a"']);
  });
});

describe('the cells of rows that are counted', () => {
  const counted = (table: AssembledTable, what: 'failed' | 'all', ...rows: number[]) =>
    rowSources([{ table, rows: Uint32Array.from(rows) }], what)?.map((source) => source.cells) ?? null;
  const withFailures = (table: AssembledTable, ...failed: [number, string][]): AssembledTable => ({
    ...table,
    table: { ...table.table, failureCells: new Map(failed) },
  });

  test('are those that say so, else those of the first column', () => {
    const table = withFailures(tableOf(5), [1, 'error'], [2, 'error'], [3, 'status']);
    expect(counted(table, 'failed', 1, 2, 3)).toEqual([['row=3-4;col=error', 'row=5;col=status']]);
    expect(counted(table, 'failed', 0, 1)).toEqual([['row=2;col=v', 'row=3;col=error']]);
    expect(counted(table, 'all', 0, 1, 2, 3)).toEqual([['row=2-5;col=v']]);
  });

  test('in a document are those that say so, else one that holds a number', () => {
    const value = (index: number) => (index === 2 ? null : index + 1);
    const table = withFailures(tableOf(4, { placement: 'pointer', at: '/v', place: (index) => `/r/${index}`, value }), [1, '/error']);
    expect(counted(table, 'failed', 0, 1)).toEqual([['/r/0/v', '/r/1/error']]);
    expect(counted(table, 'all', 0, 1, 3)).toEqual([['/r/0/v', '/r/3/v', '/r/1/error']]);
    expect(counted(table, 'all', 0, 2)).toBeNull();
  });

  test('of whole cells are those, where they hold a number', () => {
    const table = tableOf(2, { placement: 'line', at: 'line=+1;col=x', value: (index) => (index === 0 ? 1 : null) });
    expect(counted(table, 'all', 0)).toEqual([['line=3;col=x']]);
    expect(counted(table, 'all', 1)).toBeNull();
  });

  test('are told by file, without a unit', () => {
    const sets = [tableOf(2), tableOf(2, { path: 'b.csv' })].map((table) => ({ table, rows: Uint32Array.of(0, 1) }));
    expect(rowSources(sets, 'all')).toEqual([
      { path: 'a.csv', sha256: 'a.csv', cells: ['row=2-3;col=v'] },
      { path: 'b.csv', sha256: 'b.csv', cells: ['row=2-3;col=v'] },
    ]);
    expect(rowSources([], 'all')).toEqual([]);
  });
});
