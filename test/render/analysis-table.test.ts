import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { AnalysisTable } from '../../src/contracts/report.ts';
import { analysisSection, analysisTable, comparableRows, printUnit, tableLine } from '../../src/core/render/analysis-table.ts';
import { text } from '../../src/core/render/inline.ts';
import { createReferences } from '../../src/core/render/references.ts';
import { factOf, type Labels } from '../core/by-hand.ts';
import { reportOnly, sectionSeen, seen, tableOnly, tableSeen } from './by-hand.ts';

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
  return tableSeen(analysisTable(table, '1', references));
}

const rate = (value: number | readonly [number, number], over: Partial<Fact> = {}, statistic = 'mean') =>
  factOf('decode_throughput', statistic, value, over);
const wait = (value: number | readonly [number, number], statistic = 'mean') => factOf('time_to_first_token', statistic, value);

describe('a table of series', () => {
  test('has labels, count and statistics in each row, names left and numbers right', () => {
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
      '`model` | >`num_gpu` | `use_mmap` | >n | >mean',
      '`a` | 3 | true | 7 | 100.0',
      '`b` | – | – | – | –',
    ]);
  });

  test('has a column of subsets only where they differ', () => {
    const rows: Row[] = [
      { subset: 'warm', facts: { mean: rate(1) } },
      { subset: 'all', facts: { mean: rate(2) } },
    ];
    expect(shown(rows, { columns: ['mean'] }).slice(1)).toEqual(['subset | >mean', 'warm | 1.000', 'all | 2.000']);
    expect(shown(rows.slice(0, 1), { columns: ['mean'] }).slice(1)).toEqual(['>mean', '1.000']);
  });

  test('heads each statistic as it is called, and says where a mean has an interval', () => {
    const facts = Object.fromEntries(
      ['mean', 'stdev', 'p99', 'p99.9', 'p0.5', 'median_warm', 'cv'].map((own) => [own, rate(own === 'mean' ? [100, 2] : 0.5, {}, own)]),
    );
    expect(shown([{ facts }], { columns: Object.keys(facts) })[1]).toBe(
      '>mean ± 95 % | >std dev | >p99 | >99.9th | >p0.5 | >median warm | >CV (%)',
    );
  });

  test('states the half width of a mean only where the interval lies evenly around it', () => {
    const even = rate([100, 2]);
    const uneven = rate(100, { interval: { level: 0.95, low: 97, high: 104, method: '' } });
    const median = rate([100, 2], {}, 'median');
    expect(shown([{ facts: { mean: even } }], { columns: ['mean'] })[2]).toBe('100.0 ± 2.0');
    expect(shown([{ facts: { mean: uneven } }], { columns: ['mean'] }).slice(1)).toEqual(['>mean', '100.0']);
    const nearly = rate(100, { interval: { level: 0.95, low: 97, high: 103.0001, method: '' } });
    expect(shown([{ facts: { mean: nearly } }], { columns: ['mean'] })[2]).toBe('100.0');
    const rounded = rate(100, { interval: { level: 0.95, low: 97, high: 103.000_001, method: '' } });
    expect(shown([{ facts: { mean: rounded } }], { columns: ['mean'] })[2]).toBe('100.0 ± 3.0');
    expect(shown([{ facts: { median } }], { columns: ['median'] }).slice(1)).toEqual(['>median', '100.0']);
  });

  test('gives the numbers of a row the decimals of its mean, three digits at least', () => {
    const facts = {
      mean: rate([123.456, 20]),
      median: rate(125.512, {}, 'median'),
      min: rate(1.2345, {}, 'min'),
      max: rate(0.001_234, {}, 'max'),
    };
    expect(shown([{ facts }], { columns: Object.keys(facts) })[2]).toBe('123 ± 20 | 126 | 1.23 | 0.0012');
    const loose = { ...facts, mean: rate(123.456) };
    expect(shown([{ facts: loose }], { columns: Object.keys(facts) })[2]).toBe('123.5 | 125.5 | 1.234 | 0.0012');
    const exact = { ...facts, mean: rate([123.456, 0]) };
    expect(shown([{ facts: exact }], { columns: Object.keys(facts) })[2]).toBe('123.5 ± 0.0 | 125.5 | 1.234 | 0.0012');
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
      '>n | >rate (tokens/s) | >wait (s) | >share (%) | >times (x)',
      '3 | 100.0 | 1.500 | 50.00 | 2.50',
    ]);
    const one = { rate: rate(100), share: factOf('accuracy', 'mean', 0.5), count: factOf('request_count', 'mean', 4) };
    expect(shown([{ facts: one }], { columns: Object.keys(one) })).toEqual([
      'Generation throughput (tokens/s)',
      '>rate | >share (%) | >count',
      '100.0 | 50.00 | 4',
    ]);
  });

  test('prints effects and changes in per cent with their sign', () => {
    const facts = { effect: rate(0.25, { kind: 'effect', unit: 'ratio' }), change: rate(-0.1, { kind: 'change', unit: 'ratio' }) };
    expect(shown([{ facts }], { columns: Object.keys(facts) })[2]).toBe('+25.00 | -10.00');
  });

  test('gathers labels that most rows lack in one column, where there are two of them', () => {
    const rows: Row[] = [
      { labels: { model: 'a', tone: 'dry', dtype: 'fp16' }, facts: { mean: rate(1) } },
      { labels: { model: 'b' }, facts: { mean: rate(1) } },
      { labels: { model: 'c', tone: '' }, facts: { mean: rate(1) } },
      { labels: { model: 'd' }, facts: { mean: rate(1) } },
    ];
    const half = shown(rows, { labelKeys: ['model', 'dtype', 'tone'], columns: ['mean'] });
    expect(half.slice(1, 3)).toEqual(['`model` | `dtype` | `tone` | >mean', '`a` | `fp16` | `dry` | 1.000']);
    const most = shown([...rows, { labels: { model: 'e' }, facts: {} }], { labelKeys: ['model', 'dtype', 'tone'], columns: ['mean'] });
    expect(most.slice(1)).toEqual([
      '`model` | other labels | >mean',
      '`a` | `dtype=fp16`, `tone=dry` | 1.000',
      '`b` | – | 1.000',
      '`c` | `tone` not stated | 1.000',
      '`d` | – | 1.000',
      '`e` | – | –',
    ]);
  });

  test('names the key of a value that stands under several', () => {
    const rows: Row[] = [
      { labels: { model: 'x', backend: 'y' }, facts: { mean: rate(1, { labels: { model: 'x', backend: 'y' } }) } },
      { labels: { model: 'y', backend: '' }, facts: { mean: rate(1, { labels: { model: 'y', backend: '', device: '' } }) } },
    ];
    expect(shown(rows, { labelKeys: ['model', 'backend'], columns: ['mean'] }).slice(2)).toEqual([
      '`x` | `backend=y` | 1.000',
      '`model=y` | not stated | 1.000',
    ]);
  });

  test('leads from each of its numbers to the evidence that it is given, and cites nothing itself', () => {
    const mean = rate(1);
    const { table, references } = made([{ facts: { n: mean, mean, max: rate(2) } }, { facts: {} }], { columns: ['n', 'mean', 'max'] });
    const { rows } = analysisTable(table, '7', references);
    const pieces = rows.flat(2);
    expect(pieces.flatMap((piece) => (piece.kind === 'figure' ? [[piece.fact, piece.evidence]] : []))).toEqual([
      [mean.id, '7'],
      [mean.id, '7'],
      [table.rows[0]!.facts['max'], '7'],
    ]);
    expect(pieces.filter(({ kind }) => kind === 'reference')).toEqual([]);
    expect(references.evidence()).toEqual([]);
  });
});

describe('rows to compare', () => {
  const row = (model: string, subset: string) => ({ labels: { model, benchmark: 'b' }, subset, facts: { mean: `${model} ${subset}` } });

  test('are the warm ones of a series that has them, cold ones and those of another subset, and all samples of the rest', () => {
    const rows = [
      row('a', 'all'),
      row('a', 'warm'),
      row('a', 'cold'),
      row('b', 'all'),
      row('c', 'matched'),
      row('d', 'cold'),
      row('d', 'all'),
    ];
    expect(comparableRows(rows).map(({ facts }) => facts.mean)).toEqual(['a warm', 'a cold', 'b all', 'c matched', 'd cold', 'd all']);
  });

  test('are told apart by their labels, in whatever order these stand', () => {
    const turned = { labels: { benchmark: 'b', model: 'a' }, subset: 'all', facts: {} };
    const other = { labels: { benchmark: 'c', model: 'a' }, subset: 'all', facts: {} };
    expect(comparableRows([row('a', 'warm'), turned, other])).toEqual([row('a', 'warm'), other]);
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
    expect(lines({ constants: { model: 'a', num_gpu: 3 } })).toEqual([
      'Same in every row: `model=a`, `num_gpu=3`. Samples: warm only. [1]',
    ]);
    expect(lines({ constants: { model: 'a' } }, 'all')).toEqual(['Same in every row: `model=a`. [1]']);
    expect(lines({})).toEqual(['Samples: warm only. [1]']);
    expect(lines({}, 'all')).toEqual(['Facts and cells: [1]']);
    expect(seen(tableLine([[text('a')], [], [text('b')]], '3'))).toBe('a b [3]');
  });

  test('cites the facts of all its rows as one, in the line right above the table', () => {
    const [mean, max] = [rate(1), rate(2, {}, 'max')];
    const { table, references } = made([{ facts: { n: mean, mean, max } }, { facts: { mean: max } }], {
      columns: ['n', 'mean', 'max'],
      definition: 'request_latency:generation-time',
    });
    const { blocks } = analysisSection(table, references);
    expect(references.evidence()).toEqual([{ id: '1', of: 'table', onPage: true, facts: [mean.id, max.id] }]);
    expect(blocks.map(({ kind }) => kind)).toEqual(['paragraph', 'paragraph', 'table']);
    expect(blocks[1]).toMatchObject({ content: [text('Facts and cells:'), text(' '), { kind: 'reference', id: '1' }] });
  });

  test('of a series shows and cites warm rows in the place of all samples; of settings every row', () => {
    const [all, warm] = [rate(1), rate(2)];
    const rows: Row[] = [
      { subset: 'all', facts: { mean: all } },
      { subset: 'warm', facts: { mean: warm } },
    ];
    const shownOf = (role: AnalysisTable['role']) => {
      const { table, references } = made(rows, { columns: ['mean'], role });
      const lines = sectionSeen(analysisSection(table, references));
      return { lines: lines.slice(1), facts: references.evidence()[0]!.facts };
    };
    expect(shownOf('series')).toEqual({
      lines: ['Samples: warm only. [1]', 'Generation throughput (tokens/s)', '>mean', '2.000'],
      facts: [warm.id],
    });
    expect(shownOf('configurations').facts).toEqual([all.id, warm.id]);
    expect(shownOf('configurations').lines).toContain('warm | 2.000');
  });

  test('quotes the definition of the tool, where it is known', () => {
    const [, line] = sectionSeen(section([{ facts: { mean: rate(1) } }], { definition: 'request_latency:generation-time' }));
    expect(line).toMatch(/^As .+ defines it: .+\.$/);
    expect(sectionSeen(section([{ facts: { mean: rate(1) } }], { definition: 'nobody' }))[1]).toBe('Facts and cells: [1]');
  });

  test('says what it leaves out, and that there is no row', () => {
    expect(sectionSeen(section([], { omittedRowCount: 1 }))).toEqual([
      '# Generation throughput (tokens/s)',
      'No row.',
      'Shortened: the JSON report holds the facts of the rows left out.',
    ]);
    expect(sectionSeen(section([], { omittedRowCount: 0 }))).toEqual(['# Generation throughput (tokens/s)', 'No row.']);
  });

  test('ends with its notes, each followed by its evidence', () => {
    const mean = rate([100, 2]);
    const note = {
      id: 'n',
      parts: ['It is ', { fact: mean.id, show: 'value' as const }, ', ', { fact: mean.id, show: 'bounds' as const }, '.'],
      text: '',
      facts: [mean.id],
    };
    expect(sectionSeen(section([{ facts: { mean } }], { notes: [note] })).at(-1)).toBe(
      '- It is 100.0 tokens/s, 98.0 to 102.0 tokens/s. [2]',
    );
  });

  test('has an anchor of letters, digits and hyphens', () => {
    expect(section([], { id: 'series-a b/ü:c' }).id).toBe('table-series-a-b-c');
  });
});
