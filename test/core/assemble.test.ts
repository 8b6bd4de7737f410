import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { coldRows } from '../../src/core/assemble/cold-starts.ts';
import { findDuplicates } from '../../src/core/assemble/duplicates.ts';
import { withoutImplausible } from '../../src/core/assemble/plausibility.ts';
import { rowCount } from '../../src/core/rows-by-table.ts';
import { artifact } from './artifacts.ts';

const RUN = [
  { ttft_s: 2.3190001, tokens_s: 181.965337 },
  { ttft_s: 0.1258889, tokens_s: 182.637818 },
  { ttft_s: 0.1380218, tokens_s: 184.236313 },
];

describe('findDuplicates', () => {
  test('keeps the CSV of a run that is there as CSV and as JSON', () => {
    const duplicates = findDuplicates([artifact('run.json', RUN), artifact('run.csv', RUN)]);
    expect(duplicates.map(({ dropped, kept, identical }) => ({ dropped, kept, identical }))).toEqual([
      { dropped: 'run.json', kept: 'run.csv', identical: false },
    ]);
  });

  test('recognises a copy that is rounded', () => {
    const rounded = RUN.map(({ ttft_s, tokens_s }) => ({ ttft_s: Number(ttft_s.toFixed(4)), tokens_s: Number(tokens_s.toFixed(2)) }));
    expect(findDuplicates([artifact('a/raw.json', RUN), artifact('b.csv', rounded)])).toMatchObject([
      { dropped: 'a/raw.json', kept: 'b.csv' },
    ]);
  });

  test('recognises the same bytes in two directories and keeps the deeper path', () => {
    const copies = [artifact('results/x.csv', RUN, {}, 'same'), artifact('results/run-a/x.csv', RUN, {}, 'same')];
    expect(findDuplicates(copies)).toMatchObject([{ dropped: 'results/x.csv', kept: 'results/run-a/x.csv', identical: true }]);
  });

  test('drops the records of a document that also holds something of its own, and keeps that', () => {
    const document = artifact('run.json', RUN);
    const overall = artifact('run.json', [{ tokens_s: 97.531 }]).parsed.tables[0]!;
    const both = { ...document, parsed: { ...document.parsed, tables: [...document.parsed.tables, overall] } };
    expect(findDuplicates([artifact('run.csv', RUN), both])).toMatchObject([
      { dropped: 'run.json', kept: 'run.csv', tables: [{}], whole: false },
    ]);
    expect(assemble([artifact('run.csv', RUN), both]).subjects.reduce((sum, { blocks }) => sum + rowCount(blocks), 0)).toBe(4);
  });

  test('counts each run of a sweep once when a list repeats the file of each', () => {
    const list = artifact('sweep/summary.json', RUN);
    const runs = RUN.map((row, index) => artifact(`sweep/run=${index}.json`, [row]));
    expect(findDuplicates([list, ...runs])).toMatchObject([{ dropped: 'sweep/summary.json', whole: true }]);
  });

  test('takes two runs with other values for two runs', () => {
    const other = RUN.map((row) => ({ ...row, tokens_s: row.tokens_s * 1.01 }));
    expect(findDuplicates([artifact('a.csv', RUN), artifact('b.csv', other)])).toEqual([]);
  });

  test('takes rows of round numbers for no copy: they agree by accident', () => {
    const round = [{ ttft_s: 1, tokens_s: 50 }];
    expect(findDuplicates([artifact('a.csv', round), artifact('b.csv', round)])).toEqual([]);
  });
});

describe('coldRows', () => {
  const rowsOf = (loads: number[]) =>
    artifact(
      'x.csv',
      loads.map((load_s, index) => ({ load_s, ttft_s: load_s + 0.01, tokens_s: 100 + index })),
    ).parsed.tables[0]!;

  test('marks a load of half a second or more', () => {
    expect([...coldRows(rowsOf([2.1, 0.08, 0.09, 0.95]), new Map())]).toEqual([0, 3]);
  });

  test('marks a shorter load that stands out', () => {
    expect([...coldRows(rowsOf([0.001, 0.4, 0.001, 0.002]), new Map())]).toEqual([1]);
  });

  test('marks no failed row', () => {
    expect([...coldRows(rowsOf([2.1, 0.08]), new Map([[0, 'timed out']]))]).toEqual([]);
  });

  test('without load times marks the first request of an ordered file when it waits far longer than the others', () => {
    const table = artifact(
      'x.csv',
      [1.2, 0.1, 0.11, 0.1, 0.12].map((ttft_s) => ({ ttft_s, tokens_s: 10 })),
    ).parsed.tables[0]!;
    expect([...coldRows(table, new Map())]).toEqual([0]);
  });
});

describe('assemble', () => {
  test('lets the JSON copy name the model of the CSV that is kept', () => {
    const { subjects } = assemble([artifact('fable_baseline.csv', RUN), artifact('fable_baseline.json', RUN, { model: 'fable:latest' })]);
    expect(subjects).toHaveLength(1);
    expect(subjects[0]!.labels.get('model')).toBe('fable:latest');
    expect(rowCount(subjects[0]!.blocks)).toBe(3);
  });

  test('counts zeros of a metric that cannot be zero as failures', () => {
    const { subjects } = assemble([artifact('a.csv', [...RUN, { ttft_s: 0, tokens_s: 0 }], { model: 'm' })]);
    expect([...subjects[0]!.blocks[0]!.table.failures.keys()]).toEqual([3]);
  });

  test('tells two runs of the same subject apart and pools neither', () => {
    const slower = RUN.map((row) => ({ ...row, tokens_s: row.tokens_s * 0.8 }));
    const { subjects } = assemble([
      artifact('20260101-100000/suite.csv', RUN, { model: 'm', benchmark: 'suite' }),
      artifact('20260102-100000/suite.csv', slower, { model: 'm', benchmark: 'suite' }),
    ]);
    expect(subjects.map(({ labels, blocks }) => [labels.get('run'), rowCount(blocks)])).toEqual([
      ['2026-01-01T10:00:00Z', 3],
      ['2026-01-02T10:00:00Z', 3],
    ]);
  });

  test('pools numbered repetitions of one value each', () => {
    const files = [0, 1, 2].map((number) =>
      artifact(`sweep/run=${number}.json`, [{ tokens_s: 100.123 + number, ttft_s: 0.2 + number / 1000 }], { model: 'm', benchmark: 'b' }),
    );
    const { subjects } = assemble(files);
    expect(subjects).toHaveLength(1);
    expect(rowCount(subjects[0]!.blocks)).toBe(3);
  });

  test('makes parameters of settings that vary and constants of those that do not', () => {
    const rows = [1024, 2048].map((num_ctx) => ({ num_ctx, num_gpu: 40, prompt: `p${num_ctx}`, tokens_s: num_ctx / 10.3 }));
    const [subject] = assemble([artifact('a.csv', rows, { model: 'm' })]).subjects;
    expect(subject!.parameters).toEqual(['num_ctx']);
    expect(subject!.labels.get('num_gpu')).toBe(40);
    expect(subject!.labels.has('prompt')).toBe(false);
  });

  test('takes out negative times and says how many', () => {
    const assembly = assemble([
      artifact(
        'a.csv',
        [
          { ttft_s: -1.5, tokens_s: 10.25 },
          { ttft_s: 0.1, tokens_s: 10.75 },
        ],
        { model: 'm' },
      ),
    ]);
    expect(assembly.implausible.get('a.csv')).toBe(1);
  });
});

describe('withoutImplausible', () => {
  test('takes out a time to first token that is longer than its run', () => {
    const table = tableBuilder('pointer', {});
    table.add('', [
      { metric: 'run_duration', unit: 's', at: '/duration', value: 60 },
      { metric: 'time_to_first_token', statistic: 'mean', unit: 'ms', at: '/mean_ttft_ms', value: 70_000 },
      { metric: 'request_latency', statistic: 'mean', unit: 'ms', at: '/mean_e2el_ms', value: 5_000 },
    ]);
    const { count, table: left } = withoutImplausible(table.build()!);
    expect(count).toBe(1);
    expect(left.columns.map(({ values }) => values[0])).toEqual([60, Number.NaN, 5_000]);
  });
});
