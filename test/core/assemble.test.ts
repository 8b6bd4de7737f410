import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { NOTHING_READ } from '../../src/contracts/observation.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { coldRows } from '../../src/core/assemble/cold-starts.ts';
import { findDuplicates } from '../../src/core/assemble/duplicates.ts';
import { labelBook } from '../../src/core/assemble/labels.ts';
import { judgeRows } from '../../src/core/assemble/row-states.ts';
import { rowCount } from '../../src/core/rows-by-table.ts';
import { artifact } from './artifacts.ts';

const RUN = [
  { ttft_s: 2.3190001, tokens_s: 181.965337 },
  { ttft_s: 0.1258889, tokens_s: 182.637818 },
  { ttft_s: 0.1380218, tokens_s: 184.236313 },
];

function duplicatesOf(artifacts: readonly ReadArtifact[]) {
  return findDuplicates(artifacts, labelBook(artifacts)).found;
}

describe('findDuplicates', () => {
  test('keeps the CSV of a run that is there as CSV and as JSON', () => {
    const duplicates = duplicatesOf([artifact('run.json', RUN), artifact('run.csv', RUN)]);
    expect(duplicates.map(({ dropped, kept, identical }) => ({ dropped, kept, identical }))).toEqual([
      { dropped: 'run.json', kept: 'run.csv', identical: false },
    ]);
  });

  test('recognises a copy that is rounded', () => {
    const rounded = RUN.map(({ ttft_s, tokens_s }) => ({ ttft_s: Number(ttft_s.toFixed(4)), tokens_s: Number(tokens_s.toFixed(2)) }));
    expect(duplicatesOf([artifact('a/raw.json', RUN), artifact('b.csv', rounded)])).toMatchObject([
      { dropped: 'a/raw.json', kept: 'b.csv' },
    ]);
  });

  test('recognises the same bytes in two directories and keeps the deeper path', () => {
    const copies = [artifact('results/x.csv', RUN, {}, 'same'), artifact('results/run-a/x.csv', RUN, {}, 'same')];
    expect(duplicatesOf(copies)).toMatchObject([{ dropped: 'results/x.csv', kept: 'results/run-a/x.csv', identical: true }]);
  });

  test('drops the records of a document that also holds something of its own, and keeps that', () => {
    const document = artifact('run.json', RUN);
    const overall = artifact('run.json', [{ tokens_s: 97.531 }]).parsed.tables[0]!;
    const both = { ...document, parsed: { ...document.parsed, tables: [...document.parsed.tables, overall] } };
    expect(duplicatesOf([artifact('run.csv', RUN), both])).toMatchObject([
      { dropped: 'run.json', kept: 'run.csv', tables: [{}], whole: false },
    ]);
    expect(assemble([artifact('run.csv', RUN), both]).subjects.reduce((sum, { blocks }) => sum + rowCount(blocks), 0)).toBe(4);
  });

  test('counts each run of a sweep once when a list repeats the file of each', () => {
    const list = artifact('sweep/summary.json', RUN);
    const runs = RUN.map((row, index) => artifact(`sweep/run=${index}.json`, [row]));
    expect(duplicatesOf([list, ...runs])).toMatchObject([{ dropped: 'sweep/summary.json', whole: true }]);
  });

  test('takes a run that failed as the one before it, byte for byte, for another run that failed', () => {
    const failed = [0, 1, 2].map(() => ({ ttft_s: 0, tokens_s: 0, error: 'connection refused' }));
    const days = ['2026-11-10T10-00-00', '2026-11-11T10-00-00'];
    expect(duplicatesOf(days.map((day) => artifact(`${day}/runs.csv`, failed, {}, 'same')))).toEqual([]);
    expect(duplicatesOf(['a', 'b'].map((day) => artifact(`${day}/runs.csv`, failed, {}, 'same')))).toHaveLength(1);
    expect(duplicatesOf(days.map((day) => artifact(`${day}/runs.csv`, RUN, {}, 'same')))).toHaveLength(1);
  });

  test('takes two runs with other values for two runs', () => {
    const other = RUN.map((row) => ({ ...row, tokens_s: row.tokens_s * 1.01 }));
    expect(duplicatesOf([artifact('a.csv', RUN), artifact('b.csv', other)])).toEqual([]);
  });

  test('takes rows of round numbers for no copy: they agree by accident', () => {
    const round = [{ ttft_s: 1, tokens_s: 50 }];
    expect(duplicatesOf([artifact('a.csv', round), artifact('b.csv', round)])).toEqual([]);
  });
});

describe('coldRows', () => {
  const none = new Map<string, string>();
  const alike = () => none;
  const rowsOf = (loads: number[]) =>
    artifact(
      'x.csv',
      loads.map((load_s, index) => ({ load_s, ttft_s: load_s + 0.01, tokens_s: 100 + index })),
    ).parsed.tables[0]!;

  test('marks a load of half a second or more', () => {
    expect([...coldRows(rowsOf([2.1, 0.08, 0.09, 0.95]), new Map(), alike)]).toEqual([0, 3]);
  });

  test('marks a shorter load that stands out', () => {
    expect([...coldRows(rowsOf([0.001, 0.4, 0.001, 0.002]), new Map(), alike)]).toEqual([1]);
  });

  test('marks no failed row', () => {
    expect([...coldRows(rowsOf([2.1, 0.08]), new Map([[0, 'timed out']]), alike)]).toEqual([]);
  });

  test('without load times marks the first request of an ordered file when it waits far longer than the others', () => {
    const table = artifact(
      'x.csv',
      [1.2, 0.1, 0.11, 0.1, 0.12].map((ttft_s) => ({ ttft_s, tokens_s: 10 })),
    ).parsed.tables[0]!;
    expect([...coldRows(table, new Map(), alike)]).toEqual([0]);
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

describe('judgeRows', () => {
  test('takes out a time to first token that is longer than its run', () => {
    const table = tableBuilder('pointer', {});
    table.add('', [
      { metric: 'run_duration', unit: 's', at: '/duration', value: 60 },
      { metric: 'time_to_first_token', statistic: 'mean', unit: 'ms', at: '/mean_ttft_ms', value: 70_000 },
      { metric: 'request_latency', statistic: 'mean', unit: 'ms', at: '/mean_e2el_ms', value: 5_000 },
    ]);
    const { implausible, table: left } = judgeRows(table.build()!);
    expect([...implausible]).toEqual([[1, new Set([0])]]);
    expect(left.columns.map(({ values }) => values[0])).toEqual([60, Number.NaN, 5_000]);
  });

  const judged = (...readings: { metric: string; unit: string; value: number }[]) => {
    const table = tableBuilder('row', {});
    table.add(
      2,
      readings.map((reading) => ({ ...reading, at: reading.metric })),
    );
    const { failures, undefinedIn, table: left } = judgeRows(table.build()!);
    return { failed: [...failures.values()], undefinedIn: [...undefinedIn.keys()], cell: left.failureCells.get(0) };
  };

  test('takes a rate of zero beside a duration for a request that gave nothing', () => {
    expect(
      judged({ metric: 'decode_throughput', unit: 'tokens/s', value: 0 }, { metric: 'request_latency', unit: 's', value: 60 }),
    ).toEqual({
      failed: ['decode_throughput is 0, which stands for a failed or missing measurement'],
      undefinedIn: [],
      cell: 'decode_throughput',
    });
  });

  test('lets a latency between tokens of zero cost its cell where the answer had one token', () => {
    expect(
      judged(
        { metric: 'time_to_first_token', unit: 'ms', value: 120 },
        { metric: 'inter_token_latency', unit: 'ms', value: 0 },
        { metric: 'output_token_count', unit: 'count', value: 1 },
      ),
    ).toMatchObject({ failed: [], undefinedIn: [1] });
  });
});

describe('what is told apart', () => {
  const OTHER = RUN.map((row) => ({ ...row, tokens_s: row.tokens_s + 1.25 }));

  test('keeps two builds apart whose values are the same', () => {
    const files = ['abc', 'def'].map((build) => artifact(`${build}.csv`, RUN, { model: 'm', engine_version: build }));
    expect(duplicatesOf(files)).toEqual([]);
    expect(assemble(files).subjects).toHaveLength(2);
  });

  test('takes files with one row in common for two measurements', () => {
    const files = [artifact('a.csv', [RUN[0]!, RUN[1]!]), artifact('b.csv', [RUN[0]!, OTHER[1]!])];
    expect(duplicatesOf(files)).toEqual([]);
  });

  test('counts what a copy has beyond its original', () => {
    const files = [
      artifact('a.csv', RUN),
      artifact(
        'a.json',
        RUN.map((row, index) => ({ ...row, load_s: 0.011 + index / 1000 })),
      ),
    ];
    const { duplicates, subjects } = assemble(files);
    expect(duplicates).toMatchObject([{ dropped: 'a.json', kept: 'a.csv', whole: false }]);
    const counted = subjects.flatMap(({ blocks }) => blocks.flatMap(({ table }) => table.table.columns.map(({ metric }) => metric)));
    expect(counted.sort()).toEqual(['decode_throughput', 'load_duration', 'time_to_first_token']);
  });

  test('counts the copy that says which setting each row has instead of the one that does not', () => {
    const files = [
      artifact('a.csv', RUN),
      artifact(
        'a.json',
        RUN.map((row, index) => ({ ...row, num_ctx: 1024 * (index + 1) })),
      ),
    ];
    expect(assemble(files).duplicates).toMatchObject([{ dropped: 'a.csv', kept: 'a.json', whole: true }]);
  });

  test('takes two runs with equal scores for two runs', () => {
    const scores = (path: string) => {
      const table = tableBuilder('pointer', { model: 'm' });
      table.add('/0', [{ metric: 'accuracy', unit: 'ratio', at: '/acc', value: 0.7512 }]);
      table.add('/1', [{ metric: 'accuracy', unit: 'ratio', at: '/acc', value: 0.6631 }]);
      return { ...artifact(path, []), sha256: 'same', parsed: { ...NOTHING_READ, tables: [table.build()!] } };
    };
    expect(duplicatesOf([scores('run_1/eval.json'), scores('run_2/eval.json')])).toEqual([]);
    expect(duplicatesOf([scores('a/eval.json'), scores('b/eval.json')])).toHaveLength(1);
  });

  test('never replaces a label that the rows have by one that tells files apart', () => {
    const table = (path: string) => {
      const means = tableBuilder('row', { model: 'm' });
      for (const run of ['1', '2']) {
        means.add(
          Number(run) + 1,
          [{ metric: 'decode_throughput', statistic: 'mean', unit: 'tokens/s', at: 'tps', value: 10 + Number(run) }],
          {
            labels: { run },
          },
        );
      }
      return { ...artifact(path, []), sha256: path, parsed: { ...NOTHING_READ, tables: [means.build()!] } };
    };
    const { reported } = assemble([table('2026-01-01.csv'), table('2026-01-02.csv')]);
    const keys = reported.map(({ labels }) => JSON.stringify([...labels]));
    expect(new Set(keys).size).toBe(4);
    expect(new Set(reported.map(({ labels }) => labels.get('run')))).toEqual(new Set(['1', '2']));
  });

  test('makes a blank setting a value of its own', () => {
    const rows = ['10', '10', '', ''].map((num_gpu, index) => ({ num_gpu, tokens_s: 100.5 + index }));
    const [subject] = assemble([artifact('a.csv', rows, { model: 'm' })]).subjects;
    expect(subject!.parameters).toEqual(['num_gpu']);
    expect(subject!.blocks.map(({ setting, rows: own }) => [setting, own.length])).toEqual([
      [[10], 2],
      [[''], 2],
    ]);
  });

  test.each([
    ['run', '20261127101500', '20261127141500'],
    ['engine_version', '0.1', '0.10'],
    ['model', '/home/ann/q4/model.gguf', '/home/ann/q8/model.gguf'],
  ])('keeps rows of %s %s and %s apart', (key, a, b) => {
    const rows = [a, b, a, b].map((value, index) => ({ [key]: value, tokens_s: 100.5 + index }));
    expect(assemble([artifact('a.csv', rows, key === 'model' ? {} : { model: 'm' })]).subjects).toHaveLength(2);
  });

  test('pools the rows of different seeds', () => {
    const rows = ['9007199254740993', '9007199254740992'].map((seed, index) => ({ seed, tokens_s: 100.5 + index }));
    expect(assemble([artifact('a.csv', rows, { model: 'm' })]).subjects).toHaveLength(1);
  });

  test('says of each label value where it was read first', () => {
    const rows = RUN.map((row, index) => ({ ...row, num_ctx: 1024 * (index + 1) }));
    const { labels } = assemble([artifact('x/llama3-8b_q4_K_M.csv', rows, { backend: 'ollama' })]);
    expect(labels).toContainEqual({
      key: 'backend',
      value: 'ollama',
      role: 'contestant',
      origin: 'document',
      path: 'x/llama3-8b_q4_K_M.csv',
    });
    expect(labels).toContainEqual({ key: 'num_ctx', value: 2048, role: 'setting', origin: 'column', path: 'x/llama3-8b_q4_K_M.csv' });
    expect(labels.find(({ key }) => key === 'model')).toMatchObject({ origin: 'file-name' });
  });
});

describe('cold starts of several subjects', () => {
  test('looks for the first request of each model, among requests of the same load', () => {
    const waits = [3, 0.1, 0.11, 0.1, 0.12];
    const rows = ['a', 'b'].flatMap((model) => waits.map((ttft_s, index) => ({ model, ttft_s, tokens_s: 10.5 + index })));
    const [table] = assemble([artifact('x.csv', rows)]).subjects.map(({ blocks }) => blocks[0]!.table);
    expect([...table!.cold]).toEqual([0, 5]);
  });

  test('takes the highest load of a descending sweep for no model load', () => {
    const rows = [64, 32, 16, 8, 4, 2, 1].map((concurrency) => ({ concurrency, ttft_s: concurrency / 16, tokens_s: 10.5 }));
    const [subject] = assemble([artifact('x.csv', rows, { model: 'm' })]).subjects;
    expect(subject!.blocks[0]!.table.cold.size).toBe(0);
  });

  test('compares the load of a model with its own loads only', () => {
    const rows = [
      ...[0.3, 0.02, 0.02, 0.02, 0.02].map((load_s) => ({ model: 'quick', load_s, tokens_s: 90.25 })),
      ...[0.45, 0.4, 0.42, 0.41, 0.43].map((load_s) => ({ model: 'slow', load_s, tokens_s: 30.25 })),
    ];
    const [table] = assemble([artifact('x.csv', rows)]).subjects.map(({ blocks }) => blocks[0]!.table);
    expect([...table!.cold]).toEqual([0]);
  });
});

describe('labels read from names of files and directories', () => {
  const PLAIN = [
    { ttft_s: 0.2, tokens_s: 13 },
    { ttft_s: 0.3, tokens_s: 14 },
  ];
  const directory = fc.constantFrom('llama3-8b_q4_K_M', 'qwen2-7b_q8_0', 'fable-tuned', 'tp4_conc8', '2026-11-01_run2', 'plain');
  const file = fc.constantFrom('r.csv', 'gemma3_1b_baseline.csv', 'vllm_bs4.csv', 'run=2.csv', 'fable-tuned.csv');

  /** The labels of every subject and reported value that comes from one of these artifacts. */
  function labelsSeen(artifacts: readonly ReadArtifact[], below: string): string[] {
    const { subjects } = assemble(artifacts);
    const own = subjects.filter(({ blocks }) => blocks.some(({ table }) => table.artifact.placedAt.startsWith(`${below}/`)));
    return own.map(({ labels }) => JSON.stringify([...labels].filter(([key]) => key !== 'source').sort())).sort();
  }

  test('are the same in the report of a directory as in that of the root, whatever else lies below the root', () => {
    fc.assert(
      fc.property(directory, fc.option(directory, { nil: null }), file, directory, (top, deep, name, sibling) => {
        const inner = deep === null ? name : `${deep}/${name}`;
        const at = (placedAt: string, path: string) => artifact(path, PLAIN, {}, placedAt, placedAt);
        // Names a model that only the root's report knows of.
        const other = artifact(`${sibling}-other/x.csv`, [{ ttft_s: 9, tokens_s: 9, model: 'fable-tuned' }]);
        const own = labelsSeen([at(`${top}/${inner}`, inner)], top);
        const ofRoot = labelsSeen([at(`${top}/${inner}`, `${top}/${inner}`), other], top);
        expect(ofRoot.map(withoutRun)).toEqual(own.map(withoutRun));
      }),
    );
  });

  test('follow the names when two directories are swapped', () => {
    const seen = (name: string) => labelsSeen([artifact('r.csv', PLAIN, {}, 'same', `${name}/r.csv`)], name);
    expect(seen('llama3-8b_q4_K_M')[0]).toContain('llama3');
    expect(seen('qwen2-7b_q8_0')[0]).toContain('qwen2');
  });

  /** A run is named only where there is another to tell it from. */
  function withoutRun(labels: string): string {
    return JSON.stringify((JSON.parse(labels) as [string, unknown][]).filter(([key]) => key !== 'run'));
  }
});
