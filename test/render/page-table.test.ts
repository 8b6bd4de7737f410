import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { PageColumn, PageTable } from '../../src/contracts/report.ts';
import { pageTableBlocks } from '../../src/core/render/page-table-block.ts';
import { createReferences } from '../../src/core/render/references.ts';
import { factOf } from '../core/by-hand.ts';
import { reportOnly, sectionSeen } from './by-hand.ts';
import { samplePageTable, sampleReport } from './sample-report.ts';

const column = (metric: string, over: Partial<PageColumn> = {}): PageColumn => ({ metric, subset: 'all', labels: {}, ...over });
const RATE = column('decode_throughput');
const WAIT = column('time_to_first_token');
const rate = (value: number | readonly [number, number], statistic = 'mean') => factOf('decode_throughput', statistic, value);
const wait = (value: number | readonly [number, number], statistic = 'mean') => factOf('time_to_first_token', statistic, value);

/** The blocks of a table of these cells, a row per model a, b, ..., and the references that they make. */
function made(columns: readonly PageColumn[], rows: readonly (readonly (readonly Fact[])[])[], over: Partial<PageTable> = {}) {
  const table: PageTable = {
    constants: {},
    labelKeys: ['model'],
    untoldKeys: [],
    columns: [...columns],
    rows: rows.map((cells, index) => ({
      labels: { model: String.fromCharCode(97 + index) },
      cells: cells.map((facts) => facts.map(({ id }) => id)),
    })),
    isRanked: true,
    omittedRowCount: 0,
    ...over,
  };
  const references = createReferences(reportOnly(rows.flat(2)));
  return { blocks: pageTableBlocks(table, references), references };
}

/** Head and rows, and the line below them. */
function shown(...input: Parameters<typeof made>): string[] {
  const { blocks } = made(...input);
  return sectionSeen({ id: 'x', title: [], blocks, sections: [] }).slice(2);
}

describe('the table of the page', () => {
  test('has who was measured on the left, what was found on the right, and one line below it', () => {
    const blocks = pageTableBlocks(samplePageTable, createReferences(sampleReport));
    expect(sectionSeen({ id: 'x', title: [], blocks, sections: [] }).slice(1)).toEqual([
      'At a glance',
      '`model` | >generation throughput, mean ± 95 % (tokens/s) | >time to first token, median / p95 | >time to first token after a load, median | >failed',
      '`nimbus:1b-q4` | 311.4 ± 8.1 | 66.40 / 109.7 ms | 1.204 s | 2 of 36',
      '`a|b`c<script>alert(1)</script>![x](http://evil.example/x.png)` | 171.5 ± 0.7 | – | – | –',
      '`nimbus:7b` | 97.33 ± 0.21 | 135.2 / 153.6 ms | 2.589 s | –',
      '`benchmark=sweep`; warm requests unless said otherwise. [1]',
    ]);
  });

  test('says in what rows differ that it does not show, and that there are more rows', () => {
    const one = shown([RATE], [[[rate(1)]]], { untoldKeys: ['batch_size', 'depth'], omittedRowCount: 3 });
    expect(one.at(-1)).toBe('They differ in `batch_size`, `depth` too. The first row; there are more. [1]');
    expect(shown([RATE], [[[rate(1)]], [[rate(2)]]], { omittedRowCount: 1 }).at(-1)).toBe('The first 2 rows; there are more. [1]');
  });

  test('leads from each number to the one row of evidence of the whole table', () => {
    const [a, b, c] = [rate(1), rate(2), wait(3)];
    const { blocks, references } = made(
      [RATE, WAIT],
      [
        [[a], [c]],
        [[b], []],
      ],
    );
    expect(references.evidence()).toEqual([{ id: '1', of: 'table', onPage: true, facts: [a.id, c.id, b.id] }]);
    const [table, line] = blocks;
    const figures = table!.kind === 'table' ? table!.rows.flat(2).filter(({ kind }) => kind === 'figure') : [];
    expect(figures).toMatchObject([a, c, b].map(({ id }) => ({ fact: id, evidence: '1' })));
    expect(line).toMatchObject({ kind: 'paragraph', content: expect.arrayContaining([{ kind: 'reference', id: '1' }]) });
  });

  test('has the unit of a quantity in the head, and of a time in each cell, as in a column of seconds and milliseconds none reads wrongly', () => {
    expect(
      shown(
        [RATE, WAIT],
        [
          [[rate(100)], [wait(2500)]],
          [[rate(50)], [wait(3500)]],
        ],
      ),
    ).toEqual([
      '`model` | >generation throughput, mean (tokens/s) | >time to first token, mean',
      '`a` | 100.0 | 2.500 s',
      '`b` | 50.00 | 3.500 s',
      '[1]',
    ]);
    const count = factOf('request_count', 'value', 12, { unit: 'count' });
    expect(shown([column('request_count')], [[[count]]])[0]).toBe('`model` | >completed requests');
  });

  test('names the statistics of a column once, or, where its cells differ in them, each beside its number', () => {
    expect(shown([WAIT], [[[wait(10, 'median'), wait(20, 'p99')]], [[wait(30, 'median'), wait(40, 'p99')]]])).toEqual([
      '`model` | >time to first token, median / p99',
      '`a` | 10.00 / 20.00 ms',
      '`b` | 30.00 / 40.00 ms',
      '[1]',
    ]);
    expect(shown([WAIT], [[[wait(10, 'median'), wait(20, 'p99')]], [[wait(30, 'median'), wait(40, 'max')]], [[]]])).toEqual([
      '`model` | >time to first token',
      '`a` | median 10.00 / p99 20.00 ms',
      '`b` | median 30.00 / max 40.00 ms',
      '`c` | –',
      '[1]',
    ]);
    expect(shown([RATE], [[[rate(1, 'stated')]], [[rate(2, 'stated')]]])[0]).toBe('`model` | >generation throughput (tokens/s)');
    expect(shown([RATE], [[[rate(1, 'stated')]], [[rate(2, 'mean')]]]).slice(1, 3)).toEqual(['`a` | 1.000', '`b` | mean 2.000']);
  });

  test('says in the head that means have intervals, where one of them does', () => {
    expect(shown([RATE], [[[rate([100, 2])]], [[rate(50)]]]).slice(0, 3)).toEqual([
      '`model` | >generation throughput, mean ± 95 % (tokens/s)',
      '`a` | 100.0 ± 2.0',
      '`b` | 50.00',
    ]);
  });

  test('says of failures how many of how many, and a dash where there is no count', () => {
    const count = (value: number) => factOf('failed_request_count', 'count', value, { kind: 'count', unit: 'count' });
    expect(shown([column('failed_request_count')], [[[count(2), count(36)]], [[]]]).slice(0, 3)).toEqual([
      '`model` | >failed',
      '`a` | 2 of 36',
      '`b` | –',
    ]);
  });

  test('of loads or sizes has their values in the heads, and the quantity with statistic and unit in the line below', () => {
    const at = (concurrency: number, metric = 'decode_throughput') => column(metric, { labels: { concurrency } });
    expect(shown([at(1), at(8)], [[[rate([100, 2])], [rate(700)]]])).toEqual([
      '`model` | >`concurrency=1` | >`concurrency=8`',
      '`a` | 100.0 ± 2.0 | 700.0',
      'generation throughput, mean ± 95 % (tokens/s). [1]',
    ]);
    const waits = [at(1, 'time_to_first_token'), at(8, 'time_to_first_token')];
    expect(shown(waits, [[[wait(50, 'median')], [wait(2500, 'median')]]]).slice(1)).toEqual([
      '`a` | 0.0500 s | 2.500 s',
      'time to first token, median. [1]',
    ]);
    // Statistics that differ from load to load stand beside their numbers.
    expect(shown(waits, [[[wait(50, 'median')], [wait(60, 'p99')]]]).slice(1)).toEqual([
      '`a` | median 50.00 ms | p99 60.00 ms',
      'time to first token. [1]',
    ]);
  });

  test('says in the line below what all rows have alike, and how many of them the page has no room for', () => {
    const warm = column('decode_throughput', { subset: 'warm' });
    const constants = { model: 'm', backend: 'o', num_ctx: 2048 };
    expect(shown([RATE], [[[rate(1)]]], { constants }).at(-1)).toBe('`model=m`, `backend=o`. [1]');
    expect(shown([warm], [[[rate(1)]]]).at(-1)).toBe('warm requests unless said otherwise. [1]');
    expect(shown([RATE], [[[rate(1)]], [[rate(2)]]], { omittedRowCount: 3 }).at(-1)).toBe('The first 2 rows; there are more. [1]');
    expect(shown([warm], [[[rate(1)]]], { constants, omittedRowCount: 3 }).at(-1)).toBe(
      '`model=m`, `backend=o`; warm requests unless said otherwise. The first row; there are more. [1]',
    );
  });

  test('of a single contestant has no column of names', () => {
    expect(shown([RATE], [[[rate(1)]]], { labelKeys: [] }).slice(0, 2)).toEqual(['>generation throughput, mean (tokens/s)', '1.000']);
  });
});
