import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import type { LabelValue } from '../../src/contracts/observation.ts';
import { coldRows } from '../../src/core/assemble/cold-starts.ts';

interface Row {
  readonly load?: number | null;
  readonly wait?: number | null;
  readonly labels?: Readonly<Record<string, LabelValue>>;
}

interface Told {
  readonly failed?: readonly number[];
  readonly ordered?: boolean;
  readonly statistic?: string;
}

/** The cold ones of rows whose loads and waits are in milliseconds. */
function coldOf(rows: readonly Row[], { failed = [], ordered = true, statistic }: Told = {}): number[] {
  const table = tableBuilder('row', {}, ordered);
  const kind = statistic === undefined ? {} : { statistic };
  rows.forEach(({ load, wait }, index) => {
    table.add(index + 2, [
      ...(load === undefined ? [] : [{ metric: 'load_duration', unit: 'ms', at: 'load', value: load, ...kind }]),
      ...(wait === undefined ? [] : [{ metric: 'time_to_first_token', unit: 'ms', at: 'wait', value: wait, ...kind }]),
      { metric: 'decode_throughput', unit: 'tokens/s', at: 'tps', value: 20 },
    ]);
  });
  const labels = rows.map((row) => new Map(Object.entries(row.labels ?? {})));
  return [...coldRows(table.build()!, new Map(failed.map((row) => [row, 'failed'])), (row) => labels[row]!)];
}

describe('a load time that is written down', () => {
  test.each<[what: string, loads: (number | null)[], cold: number[]]>([
    ['half a second, whatever the others are', [500, 480, 490, 470], [0]],
    ['less than that, and no longer than the others', [499, 480, 490, 470], []],
    ['the only one', [400], []],
    ['200 ms longer than a quick one', [240, 40, 40, 40, 40], []],
    ['more than 200 ms longer', [241, 40, 40, 40, 40], [0]],
    ['five times the quick ones', [300, 60, 60, 60, 60], []],
    ['more than five times', [301, 60, 60, 60, 60], [0]],
    ['anywhere in the file, several of them', [10, 240, 10, 10, 250], [1, 4]],
    ['as most of them, which tell what is quick', [10, 240, 240, 240, 240], []],
    ['one in four tells what is quick', [240, 240, 240, 10], [0, 1, 2]],
    ['where some are missing', [null, 300, null, 20, 25, 22], [1]],
    ['where all are missing', [null, null, null, null, null], []],
    ['none at all', [0, 0, 0, 201, 200], [3]],
  ])('%s', (_, loads, cold) => expect(coldOf(loads.map((load) => ({ load })))).toEqual(cold));

  test('of a failed row is no measure for the others', () => {
    const rows = [1, 1, 1, 1, 300].map((load) => ({ load }));
    expect(coldOf(rows)).toEqual([4]);
    expect(coldOf(rows, { failed: [0, 1, 2, 3] })).toEqual([]);
  });

  test('is all that is looked at: a slow first answer after a quick load is not cold', () => {
    const rows = [9000, 100, 100, 100, 100, 100].map((wait) => ({ wait, load: 2 }));
    expect(coldOf(rows)).toEqual([]);
  });

  test('as a mean tells of no single row', () => {
    expect(coldOf([{ load: 900 }, { load: 2 }], { statistic: 'mean' })).toEqual([]);
  });

  test('is compared whatever the settings and the load of the requests', () => {
    const rows = [300, 20, 20, 20].map((load, index) => ({ load, labels: { model: 'm', num_ctx: index, concurrency: index } }));
    expect(coldOf(rows)).toEqual([0]);
    expect(coldOf(rows.map((row) => ({ ...row, labels: { model: `m${row.labels.num_ctx}` } })))).toEqual([]);
  });
});

describe('the first request of a model, where no load time is written down', () => {
  const waits = (...values: (number | null)[]): Row[] => values.map((wait) => ({ wait }));

  test.each<[what: string, rows: Row[], cold: number[]]>([
    ['three times as long as the others', waits(300, 100, 100, 100, 100), []],
    ['more than three times', waits(301, 100, 100, 100, 100), [0]],
    ['with three others only', waits(900, 100, 100, 100), []],
    ['the upper of two in the middle counts', waits(500, 200, 100, 200, 100), []],
    ['and is what it is compared with', waits(601, 200, 100, 200, 100), [0]],
    ['a later one is not cold', waits(100, 900, 100, 100, 100, 100), []],
    ['others without a wait are left out', waits(500, null, null, 200, 150, 100), [0]],
    ['all others are without a wait', waits(500, null, null, null, null), []],
    ['it has no wait itself', waits(null, 900, 100, 100, 100, 100), []],
  ])('%s', (_, rows, cold) => expect(coldOf(rows)).toEqual(cold));

  test('is the first that did not fail', () => {
    expect(coldOf(waits(100, 900, 100, 100, 100, 100), { failed: [0] })).toEqual([1]);
    expect(coldOf(waits(900, 100, 100, 100, 100), { failed: [4] })).toEqual([]);
  });

  test('is not known where the rows are in no order of time', () => {
    expect(coldOf(waits(900, 100, 100, 100, 100), { ordered: false })).toEqual([]);
  });

  test('is not known of means', () => {
    expect(coldOf(waits(900, 100, 100, 100, 100), { statistic: 'mean' })).toEqual([]);
  });

  test.each<[key: string, cold: number[]]>([
    ['num_ctx', [0, 5]],
    ['model', [0, 5]],
    ['backend', [0, 5]],
    ['concurrency', [0]],
    ['input_length', [0]],
  ])('comes again with another %s: %j', (key, cold) => {
    const series = [900, 100, 100, 100, 100];
    expect(coldOf([1, 2].flatMap((value) => series.map((wait) => ({ wait, labels: { [key]: value } }))))).toEqual(cold);
  });

  test('is compared with requests of its own load only', () => {
    const rows = [900, 950, 920, 930, 910].map((wait) => ({ wait, labels: { concurrency: 64 } }));
    expect(coldOf([...rows, ...waits(100, 100, 100, 100, 100)])).toEqual([]);
  });
});
