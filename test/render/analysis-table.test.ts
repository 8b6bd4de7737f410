import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { AnalysisTable } from '../../src/contracts/report.ts';
import { analysisSection, analysisTable, printUnit } from '../../src/core/render/analysis-table.ts';
import { createReferences } from '../../src/core/render/references.ts';
import { factOf, type Labels } from '../core/by-hand.ts';
import { reportOnly, sectionSeen, tableOnly, tableSeen } from './by-hand.ts';

interface Row {
  readonly labels?: Labels;
  readonly subset?: string;
  readonly facts: Readonly<Record<string, Fact>>;
}

/** A table of rows, and references of a report that holds their facts. */
function made(rows: readonly Row[], over: Partial<AnalysisTable> = {}) {
  const table = tableOnly(
    rows.map(({ labels = {}, subset = 'all', facts }) => ({
      labels,
      subset,
      facts: Object.fromEntries(Object.entries(facts).map(([column, { id }]) => [column, id])),
    })),
    { labelKeys: [], ...over },
  );
  return { table, references: createReferences(reportOnly(rows.flatMap(({ facts }) => Object.values(facts)))) };
}

function shown(rows: readonly Row[], over: Partial<AnalysisTable> = {}): string[] {
  const { table, references } = made(rows, over);
  return tableSeen(analysisTable(table, references));
}

const rate = (value: number | readonly [number, number], over: Partial<Fact> = {}, statistic = 'mean') =>
  factOf('decode_throughput', statistic, value, over);
const wait = (value: number | readonly [number, number], statistic = 'mean') => factOf('time_to_first_token', statistic, value);

describe('a table of series', () => {
  test('has labels, count, statistics and a reference in each row, names left and numbers right', () => {
    const mean = rate(100, { sampleCount: 7 });
    expect(
      shown(
        [
          { labels: { model: 'a', num_gpu: 3, use_mmap: true }, facts: { n: mean, mean } },
          { labels: { model: 'b' }, facts: {} },
        ],
        {
          labelKeys: ['model', 'num_gpu', 'use_mmap'],
        },
      ),
    ).toEqual([
      'Generation throughput (tokens/s)',
      '`model` | >`num_gpu` | `use_mmap` | >n | >mean | ref',
      '`a` | 3 | true | 7 | 100.0 | [S1]',
      '`b` | – | – | – | – | [S2]',
    ]);
  });

  test('has a column of subsets only where they differ', () => {
    const rows: Row[] = [
      { subset: 'warm', facts: { mean: rate(1) } },
      { subset: 'all', facts: { mean: rate(2) } },
    ];
    expect(shown(rows, { columns: ['mean'] }).slice(1)).toEqual(['subset | >mean | ref', 'warm | 1.000 | [S1]', 'all | 2.000 | [S2]']);
    expect(shown(rows.slice(0, 1), { columns: ['mean'] }).slice(1)).toEqual(['>mean | ref', '1.000 | [S1]']);
  });

  test('heads each statistic as it is called, and says where a mean has an interval', () => {
    const facts = Object.fromEntries(
      ['mean', 'stdev', 'p99', 'p99.9', 'p0.5', 'median_warm', 'cv'].map((own) => [own, rate(own === 'mean' ? [100, 2] : 0.5, {}, own)]),
    );
    expect(shown([{ facts }], { columns: Object.keys(facts) })[1]).toBe(
      '>mean ± 95 % | >std dev | >p99 | >99.9th | >p0.5 | >median warm | >CV (%) | ref',
    );
  });

  test('states the half width of a mean only where the interval lies evenly around it', () => {
    const even = rate([100, 2]);
    const uneven = rate(100, { interval: { level: 0.95, low: 97, high: 104, method: '' } });
    const median = rate([100, 2], {}, 'median');
    expect(shown([{ facts: { mean: even } }], { columns: ['mean'] })[2]).toBe('100.0 ± 2.0 | [S1]');
    expect(shown([{ facts: { mean: uneven } }], { columns: ['mean'] }).slice(1)).toEqual(['>mean | ref', '100.0 | [S1]']);
    const nearly = rate(100, { interval: { level: 0.95, low: 97, high: 103.0001, method: '' } });
    expect(shown([{ facts: { mean: nearly } }], { columns: ['mean'] })[2]).toBe('100.0 | [S1]');
    const rounded = rate(100, { interval: { level: 0.95, low: 97, high: 103.000_001, method: '' } });
    expect(shown([{ facts: { mean: rounded } }], { columns: ['mean'] })[2]).toBe('100.0 ± 3.0 | [S1]');
    expect(shown([{ facts: { median } }], { columns: ['median'] }).slice(1)).toEqual(['>median | ref', '100.0 | [S1]']);
  });

  test('gives the numbers of a row the decimals of its mean, three digits at least', () => {
    const facts = {
      mean: rate([123.456, 20]),
      median: rate(125.512, {}, 'median'),
      min: rate(1.2345, {}, 'min'),
      max: rate(0.001_234, {}, 'max'),
    };
    expect(shown([{ facts }], { columns: Object.keys(facts) })[2]).toBe('123 ± 20 | 126 | 1.23 | 0.0012 | [S1]');
    const loose = { ...facts, mean: rate(123.456) };
    expect(shown([{ facts: loose }], { columns: Object.keys(facts) })[2]).toBe('123.5 | 125.5 | 1.234 | 0.0012 | [S1]');
    const exact = { ...facts, mean: rate([123.456, 0]) };
    expect(shown([{ facts: exact }], { columns: Object.keys(facts) })[2]).toBe('123.5 ± 0.0 | 125.5 | 1.234 | 0.0012 | [S1]');
  });

  test('prints in the unit that suits the middle of its values, none of them zero', () => {
    const unit = (...values: number[]) => {
      const { table, references } = made(
        values.map((value) => ({ facts: { n: wait(1), mean: wait(value) } })),
        { unit: 'ms', title: 'Wait', columns: ['n', 'mean'] },
      );
      return printUnit(table, references);
    };
    expect([unit(500, 1500, 2500), unit(500, 600, 2500), unit(0, 0, 0, 2500), unit(-2500), unit(0), unit()]).toEqual([
      's',
      'ms',
      's',
      's',
      'ms',
      'ms',
    ]);
  });

  test('has its unit in the title, before what is said after a comma, unless it stands there or is a count', () => {
    const head = (title: string, unit = 'tokens/s') => shown([], { title, unit, columns: [] })[0];
    expect(head(' Rate ')).toBe('Rate (tokens/s)');
    expect(head('Rate, as somebody says, twice')).toBe('Rate (tokens/s), as somebody says, twice');
    expect(head('Rate (tokens/s)')).toBe('Rate (tokens/s)');
    expect(head('Failed requests', 'count')).toBe('Failed requests');
    expect(head('Mine', 'furlongs per week')).toBe('Mine ("furlongs per week")');
  });

  test('states the unit of each column where they hold several kinds of quantity', () => {
    const facts = {
      n: rate(1, { sampleCount: 3 }),
      rate: rate(100),
      wait: wait(1500),
      share: factOf('accuracy', 'mean', 0.5),
      times: factOf('speedup', 'mean', 2.5),
    };
    expect(shown([{ facts }], { columns: Object.keys(facts) })).toEqual([
      'Generation throughput',
      '>n | >rate (tokens/s) | >wait (s) | >share (%) | >times (x) | ref',
      '3 | 100.0 | 1.500 | 50.00 | 2.50 | [S1]',
    ]);
    const one = { rate: rate(100), share: factOf('accuracy', 'mean', 0.5), count: factOf('request_count', 'mean', 4) };
    expect(shown([{ facts: one }], { columns: Object.keys(one) })).toEqual([
      'Generation throughput (tokens/s)',
      '>rate | >share (%) | >count | ref',
      '100.0 | 50.00 | 4 | [S1]',
    ]);
  });

  test('prints effects and changes in per cent with their sign', () => {
    const facts = { effect: rate(0.25, { kind: 'effect', unit: 'ratio' }), change: rate(-0.1, { kind: 'change', unit: 'ratio' }) };
    expect(shown([{ facts }], { columns: Object.keys(facts) })[2]).toBe('+25.00 | -10.00 | [S1]');
  });

  test('gathers labels that most rows lack in one column, where there are two of them', () => {
    const rows: Row[] = [
      { labels: { model: 'a', tone: 'dry', dtype: 'fp16' }, facts: { mean: rate(1) } },
      { labels: { model: 'b' }, facts: { mean: rate(1) } },
      { labels: { model: 'c', tone: '' }, facts: { mean: rate(1) } },
      { labels: { model: 'd' }, facts: { mean: rate(1) } },
    ];
    const half = shown(rows, { labelKeys: ['model', 'dtype', 'tone'], columns: ['mean'] });
    expect(half.slice(1, 3)).toEqual(['`model` | `dtype` | `tone` | >mean | ref', '`a` | `fp16` | `dry` | 1.000 | [S1]']);
    const most = shown([...rows, { labels: { model: 'e' }, facts: {} }], { labelKeys: ['model', 'dtype', 'tone'], columns: ['mean'] });
    expect(most.slice(1)).toEqual([
      '`model` | other labels | >mean | ref',
      '`a` | `dtype=fp16`, `tone=dry` | 1.000 | [S1]',
      '`b` | – | 1.000 | [S2]',
      '`c` | `tone` not stated | 1.000 | [S3]',
      '`d` | – | 1.000 | [S4]',
      '`e` | – | – | [S5]',
    ]);
  });

  test('names the key of a value that stands under several', () => {
    const rows: Row[] = [
      { labels: { model: 'x', backend: 'y' }, facts: { mean: rate(1, { labels: { model: 'x', backend: 'y' } }) } },
      { labels: { model: 'y', backend: '' }, facts: { mean: rate(1, { labels: { model: 'y', backend: '', device: '' } }) } },
    ];
    expect(shown(rows, { labelKeys: ['model', 'backend'], columns: ['mean'] }).slice(2)).toEqual([
      '`x` | `backend=y` | 1.000 | [S1]',
      '`model=y` | not stated | 1.000 | [S2]',
    ]);
  });

  test('has one row of evidence for the facts of each row, each once', () => {
    const mean = rate(1);
    const { table, references } = made([{ facts: { n: mean, mean, max: rate(2) } }], { columns: ['n', 'mean', 'max'] });
    analysisTable(table, references);
    expect(references.evidence()).toEqual([{ id: 'S1', facts: [mean.id, table.rows[0]!.facts['max']] }]);
  });
});

describe('the section of a table', () => {
  const section = (rows: readonly Row[], over: Partial<AnalysisTable>) => {
    const { table, references } = made(rows, { columns: ['mean'], ...over });
    return analysisSection(table, references);
  };

  test('says first what is the same in every row, then of which samples they are', () => {
    const rows: Row[] = [{ subset: 'warm', facts: { mean: rate(1) } }];
    const lines = (over: Partial<AnalysisTable>, subset = 'warm') => sectionSeen(section([{ ...rows[0]!, subset }], over)).slice(1, -3);
    expect(lines({ constants: { model: 'a', num_gpu: 3 } })).toEqual(['Same in every row: `model=a`, `num_gpu=3`. Samples: warm only.']);
    expect(lines({ constants: { model: 'a' } }, 'all')).toEqual(['Same in every row: `model=a`.']);
    expect(lines({})).toEqual(['Samples: warm only.']);
    expect(lines({}, 'all')).toEqual([]);
  });

  test('quotes the definition of the tool, where it is known', () => {
    const [, line] = sectionSeen(section([{ facts: { mean: rate(1) } }], { definition: 'request_latency:generation-time' }));
    expect(line).toMatch(/^As .+ defines it: .+\.$/);
    expect(sectionSeen(section([{ facts: { mean: rate(1) } }], { definition: 'nobody' }))[1]).toBe('Generation throughput (tokens/s)');
  });

  test('says what it leaves out, and that there is no row', () => {
    expect(sectionSeen(section([], { omittedRowCount: 1 }))).toEqual([
      '# Generation throughput (tokens/s)',
      'No row.',
      'Shortened: the JSON report holds the facts of the rows left out.',
    ]);
    expect(sectionSeen(section([], { omittedRowCount: 0 }))).toEqual(['# Generation throughput (tokens/s)', 'No row.']);
  });

  test('ends with its notes, each number followed by its evidence', () => {
    const mean = rate([100, 2]);
    const note = {
      id: 'n',
      parts: ['It is ', { fact: mean.id, show: 'value' as const }, ', ', { fact: mean.id, show: 'bounds' as const }, '.'],
      text: '',
      facts: [mean.id],
    };
    expect(sectionSeen(section([{ facts: { mean } }], { notes: [note] })).at(-1)).toBe(
      '- It is 100.0 tokens/s [E1], 98.0 to 102.0 tokens/s.',
    );
  });

  test('has an anchor of letters, digits and hyphens', () => {
    expect(section([], { id: 'series-a b/ü:c' }).id).toBe('table-series-a-b-c');
  });
});
