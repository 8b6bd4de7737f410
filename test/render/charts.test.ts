import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../src/contracts/fact.ts';
import type { AnalysisTable, Report } from '../../src/contracts/report.ts';
import type { Chart, PlotChart, StripChart } from '../../src/core/render/charts/chart.ts';
import { factOf, type Labels } from '../core/by-hand.ts';
import { chartsOf } from '../support/document-of.ts';
import { reportOnly, tableOnly } from './by-hand.ts';

function strips(report: Report): StripChart[] {
  return chartsOf(report).filter((chart): chart is StripChart => chart.kind === 'strips');
}

/** A chart with two axes by the beginning of its title. */
function plot(charts: readonly Chart[], title: string): PlotChart | null {
  return charts.find((chart): chart is PlotChart => chart.kind === 'plot' && chart.title.startsWith(title)) ?? null;
}

/** A chart of bars as these tests look at it. */
interface Bars extends StripChart {
  readonly statistic: string;
  readonly points: readonly { readonly name: string; readonly value: number; readonly interval: readonly [number, number] | null }[];
}

interface Bar {
  readonly labels: Labels;
  readonly subset?: string;
  readonly facts: Readonly<Record<string, Fact>>;
}

/** The chart of one table with these rows. */
function ranking(bars: readonly Bar[], over: Partial<AnalysisTable> = {}): Bars | null {
  const rows = bars.map(({ labels, subset = 'all', facts }) => ({
    labels,
    subset,
    facts: Object.fromEntries(Object.entries(facts).map(([column, { id }]) => [column, id])),
  }));
  const table = tableOnly(rows, over);
  const report = reportOnly(
    bars.flatMap(({ facts }) => Object.values(facts)),
    { analysis: { tables: [table], effects: [], omitted: [] } },
  );
  const [chart] = strips(report);
  if (chart === undefined) return null;
  const points = chart.strips.map(({ name, points: [point] }) => ({ name, value: point!.value, interval: point!.interval }));
  return { ...chart, statistic: chart.note.split(/,| with/)[0]!, points };
}

const rate = (value: number | readonly [number, number], statistic = 'mean') => factOf('decode_throughput', statistic, value);
const wait = (value: number | readonly [number, number]) => factOf('time_to_first_token', 'mean', value);
const WAITS = { metric: 'time_to_first_token', unit: 'ms', title: 'Time to first token' } as const;

describe('a chart of a ranking', () => {
  test('has the best first, with intervals, in the unit of its table', () => {
    expect(
      ranking([
        { labels: { model: 'a' }, facts: { mean: rate([100, 2]) } },
        { labels: { model: 'b' }, facts: { mean: rate(300) } },
      ]),
    ).toMatchObject({
      kind: 'strips',
      as: 'bars',
      title: 'Generation throughput',
      note: 'mean with interval, tokens/s',
      unit: 'tokens/s',
      points: [
        { name: 'b', value: 300, interval: null },
        { name: 'a', value: 100, interval: [98, 102] },
      ],
    });
  });

  test('of times has the shortest first, all of them in the unit that suits the middle one', () => {
    const chart = ranking(
      [
        { labels: { model: 'a' }, facts: { mean: wait([2500, 500]) } },
        { labels: { model: 'b' }, facts: { mean: wait(500) } },
        { labels: { model: 'c' }, facts: { mean: wait(1500) } },
      ],
      WAITS,
    );
    expect([chart?.unit, chart?.points]).toEqual([
      's',
      [
        { name: 'b', value: 0.5, interval: null },
        { name: 'c', value: 1.5, interval: null },
        { name: 'a', value: 2.5, interval: [2, 3] },
      ],
    ]);
  });

  test('keeps the order of the table where not all were asked the same, as hard', () => {
    const rows = (key: string) => [1, 3, 2].map((value) => ({ labels: { model: 'a', [key]: value }, facts: { mean: rate(100 * value) } }));
    const order = (key: string) => ranking(rows(key), { labelKeys: ['model', key] })?.points.map(({ value }) => value);
    expect(order('num_gpu')).toEqual([300, 200, 100]);
    expect(order('dtype')).toEqual([300, 200, 100]);
    for (const key of ['input_length', 'benchmark', 'run', 'whatever']) expect(order(key)).toEqual([100, 300, 200]);
  });

  test('names a bar by every label of the table that it has, on one line', () => {
    const chart = ranking(
      [
        { labels: { model: 'a\nb', num_gpu: 7 }, facts: { mean: rate(2) } },
        { labels: { model: 'c' }, facts: { mean: rate(1) } },
      ],
      { labelKeys: ['model', 'num_gpu'] },
    );
    expect(chart?.points.map(({ name }) => name)).toEqual(['a b · num_gpu=7', 'c']);
  });

  test('shows the warm samples of what is stated over all of them too, and says so', () => {
    const bars: Bar[] = [
      { labels: { model: 'a' }, subset: 'all', facts: { mean: rate(1) } },
      { labels: { model: 'a' }, subset: 'warm', facts: { mean: rate(2) } },
      { labels: { model: 'b' }, subset: 'warm', facts: { mean: rate(3) } },
    ];
    expect(ranking(bars)).toMatchObject({
      statistic: 'warm mean',
      points: [
        { name: 'b', value: 3 },
        { name: 'a', value: 2 },
      ],
    });
    const mixed = ranking([...bars, { labels: { model: 'c' }, subset: 'all', facts: { mean: rate(4) } }]);
    expect(mixed).toMatchObject({ statistic: 'mean', points: [{ name: 'c · all' }, { name: 'b · warm' }, { name: 'a · warm' }] });
  });

  test('takes two rows for the same whatever the order of their labels', () => {
    const bars: Bar[] = [
      { labels: { model: 'a', num_gpu: 1 }, subset: 'all', facts: { mean: rate(1) } },
      { labels: { num_gpu: 1, model: 'a' }, subset: 'warm', facts: { mean: rate(2) } },
      { labels: { model: 'b', num_gpu: 1 }, subset: 'warm', facts: { mean: rate(3) } },
    ];
    expect(ranking(bars)?.points.map(({ value }) => value)).toEqual([3, 2]);
  });

  test('is by the mean, else the median, else the first column that somebody has', () => {
    const bars = (...statistics: string[]): Bar[] =>
      ['a', 'b'].map((model) => ({ labels: { model }, facts: Object.fromEntries(statistics.map((own) => [own, rate(1, own)])) }));
    const columns = ['n', 'p99', 'median', 'mean'];
    expect(ranking(bars('p99', 'median', 'mean'), { columns })?.statistic).toBe('mean');
    expect(ranking(bars('p99', 'median'), { columns })?.statistic).toBe('median');
    expect(ranking(bars('p99'), { columns })?.statistic).toBe('p99');
    expect(ranking(bars('max'), { columns })).toBeNull();
  });

  test('leaves out who lacks the statistic, and whose fact is of another unit', () => {
    const bars: Bar[] = [
      { labels: { model: 'a' }, facts: { mean: rate(1) } },
      { labels: { model: 'b' }, facts: { median: rate(2, 'median') } },
      { labels: { model: 'c' }, facts: { mean: wait(3) } },
      { labels: { model: 'd' }, facts: { mean: rate(4) } },
    ];
    expect(ranking(bars)?.points.map(({ name }) => name)).toEqual(['d', 'a']);
    expect(ranking(bars.slice(0, 3))).toBeNull();
  });

  test('shows sixteen bars at most', () => {
    const bars = Array.from({ length: 17 }, (_, index) => ({ labels: { model: `m${index}` }, facts: { mean: rate(index + 1) } }));
    const points = ranking(bars)!.points;
    expect([points.length, points[0]!.name, points.at(-1)!.name]).toEqual([16, 'm16', 'm1']);
  });
});

describe('the table of a chart', () => {
  const pair = (title: string, over: Partial<AnalysisTable>) => {
    const facts = [rate(1), rate(2)];
    const rows = facts.map(({ id }, index) => ({ labels: { model: `m${index}` }, subset: 'all', facts: { mean: id } }));
    return { facts, table: tableOnly(rows, { title, ...over }) };
  };
  const title = (...tables: ReturnType<typeof pair>[]) => {
    const report = reportOnly(
      tables.flatMap(({ facts }) => facts),
      { analysis: { tables: tables.map(({ table }) => table), effects: [], omitted: [] } },
    );
    return strips(report).map((chart) => chart.title);
  };

  test('is the first of series, else the first of reported statistics, of the metric', () => {
    const reported = pair('reported', { role: 'reported' });
    const series = pair('series', {});
    const second = pair('second', {});
    expect(title(reported, series, second)).toEqual(['series']);
    expect(title(reported, pair('settings', { role: 'configurations' }))).toEqual(['reported']);
    expect(title(pair('settings', { role: 'configurations' }))).toEqual([]);
    expect(title()).toEqual([]);
  });

  test('is of a throughput, and of the time to first token and no other time', () => {
    expect(title(pair('requests', { metric: 'request_throughput' }))).toEqual(['requests']);
    expect(title(pair('other', { metric: 'request_latency' }))).toEqual([]);
    expect(title(pair('wait', { metric: 'time_to_first_token' }))).toEqual(['wait']);
  });
});

describe('a chart of settings', () => {
  /** A chart of throughput against waiting as these tests look at it. */
  interface TradeOff {
    readonly throughputName: string;
    readonly waitName: string;
    readonly groups: readonly { readonly name: string; readonly points: readonly { wait: number; throughput: number; best: boolean }[] }[];
  }

  function tradeOff(chart: PlotChart | null): TradeOff | null {
    const [plane] = chart?.planes ?? [];
    if (plane === undefined) return null;
    const groups = plane.series.map(({ name, points }) => ({
      name,
      points: points.map(({ x, y, marked = false }) => ({ wait: x, throughput: y, best: marked })),
    }));
    return { throughputName: plane.y.name, waitName: plane.x.name, groups };
  }

  interface Setting {
    readonly labels: Labels;
    readonly rate: number;
    readonly wait?: number;
    readonly subset?: string;
  }

  /** The chart of means of settings, in both metrics where a wait is given. */
  function settings(given: readonly Setting[], metric = 'decode_throughput'): TradeOff | null {
    const facts = given.flatMap(({ labels, rate: throughput, wait: waits, subset = 'all' }) => [
      factOf(metric, 'mean', throughput, { labels, subset }),
      ...(waits === undefined ? [] : [factOf('time_to_first_token', 'mean', waits, { labels, subset })]),
    ]);
    return tradeOff(plot(chartsOf(reportOnly(facts)), 'Settings'));
  }

  const sweep = (count: number, more: Labels = { model: 'a' }, subset = 'all'): Setting[] =>
    Array.from({ length: count }, (_, index) => ({ labels: { ...more, num_gpu: index }, rate: 100 + index, wait: 200 + index, subset }));

  test('shows each setting of a sweep, those marked that no other beats', () => {
    const chart = settings([
      { labels: { model: 'a', num_gpu: 1 }, rate: 100, wait: 200 },
      { labels: { model: 'a', num_gpu: 2 }, rate: 150, wait: 300 },
      { labels: { model: 'a', num_gpu: 3 }, rate: 150, wait: 350 },
      { labels: { model: 'a', num_gpu: 4 }, rate: 90, wait: 200 },
    ]);
    expect(chart).toEqual({
      throughputName: 'generation throughput (tokens/s)',
      waitName: 'time to first token (ms)',
      groups: [
        {
          name: 'a',
          points: [
            { wait: 200, throughput: 100, best: true },
            { wait: 300, throughput: 150, best: true },
            { wait: 350, throughput: 150, best: false },
            { wait: 200, throughput: 90, best: false },
          ],
        },
      ],
    });
  });

  test('marks both of two that are equal', () => {
    const chart = settings([
      ...sweep(2),
      { labels: { model: 'a', num_gpu: 7 }, rate: 101, wait: 200 },
      { labels: { model: 'a', num_gpu: 8 }, rate: 101, wait: 200 },
    ]);
    expect(chart?.groups[0]?.points.map(({ best }) => best)).toEqual([false, false, true, true]);
  });

  test('needs four settings with both numbers', () => {
    expect(settings(sweep(3))).toBeNull();
    expect(settings(sweep(4))?.groups[0]?.points).toHaveLength(4);
    expect(settings([...sweep(3), { labels: { model: 'a', num_gpu: 9 }, rate: 9 }])).toBeNull();
    expect(settings([])).toBeNull();
  });

  test('is of one sweep for each subject and work, seven of them at most', () => {
    const names = (given: readonly Setting[]) => settings(given)?.groups.map(({ name }) => name);
    expect(names([...sweep(4), ...sweep(4, { model: 'b' }), ...sweep(3, { model: 'c' })])).toEqual(['a', 'b']);
    expect(names([...sweep(4, { model: 'a', input_length: 128 }), ...sweep(4, { model: 'a', benchmark: 'x', input_length: 256 })])).toEqual(
      ['input_length=128', 'x · input_length=256'],
    );
    expect(names([...sweep(2, { model: 'a', concurrency: 1 }), ...sweep(2, { model: 'a', concurrency: 2 })])).toEqual(['a']);
    expect(names(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].flatMap((model) => sweep(4, { model })))).toEqual([
      'a',
      'b',
      'c',
      'd',
      'e',
      'f',
      'g',
    ]);
  });

  test('shows warm means where there are any, and never cold ones', () => {
    const rates = (given: readonly Setting[]) => settings(given)?.groups[0]?.points.map(({ throughput }) => throughput);
    const warm = sweep(4, { model: 'a' }, 'warm').map((own) => ({ ...own, rate: own.rate + 50 }));
    expect(rates([...sweep(4), ...warm])).toEqual([150, 151, 152, 153]);
    expect(rates([...sweep(4), ...warm.slice(1)])).toBeUndefined();
    expect(rates(sweep(4, { model: 'a' }, 'cold'))).toBeUndefined();
  });

  test('leaves out what is pooled over settings', () => {
    const pooled = Array.from({ length: 4 }, (_, index): Setting => ({ labels: { model: 'a', num_ctx: index }, rate: 5, wait: 5 }));
    const single = sweep(4, { model: 'a', num_ctx: 9 });
    expect(settings([...pooled, ...single])?.groups[0]?.points.map(({ throughput }) => throughput)).toEqual([100, 101, 102, 103]);
  });

  test('is of the first throughput that settings have, waits in the unit that suits the middle one', () => {
    const slow = sweep(4).map((own, index) => ({ ...own, wait: 900 + 100 * index }));
    expect(settings(slow, 'output_token_throughput')).toMatchObject({
      throughputName: 'output token throughput (tokens/s)',
      waitName: 'time to first token (s)',
    });
    expect(settings(slow)?.groups[0]?.points.map(({ wait: waits }) => waits)).toEqual([0.9, 1, 1.1, 1.2]);
    expect(settings(slow, 'request_throughput')).toBeNull();
  });

  test('takes means of settings only', () => {
    const labels = (index: number) => ({ model: 'a', num_gpu: index });
    const facts = (over: Partial<Fact>, statistic = 'mean') =>
      [1, 2, 3, 4].flatMap((index) =>
        (['decode_throughput', 'time_to_first_token'] as const).map((metric) =>
          factOf(metric, statistic, 9, { labels: labels(index), ...over }),
        ),
      );
    expect(plot(chartsOf(reportOnly(facts({}))), 'Settings')).not.toBeNull();
    expect(plot(chartsOf(reportOnly(facts({}, 'median'))), 'Settings')).toBeNull();
    expect(plot(chartsOf(reportOnly(facts({ kind: 'reported-statistic' }))), 'Settings')).toBeNull();
    expect(plot(chartsOf(reportOnly(facts({ labels: { model: 'a' } }))), 'Settings')).toBeNull();
  });
});

describe('a chart over load', () => {
  const loads = (values: readonly (readonly [load: number, value: number, tail?: number])[], over: Partial<AnalysisTable> = {}) => {
    const facts = values.flatMap(([, value, tail]) => [
      factOf('output_token_throughput', 'mean', value),
      ...(tail === undefined ? [] : [factOf('time_to_first_token', 'median', value), factOf('time_to_first_token', 'p99', tail)]),
    ]);
    const has = (statistic: string, value: number) => facts.find((fact) => fact.statistic === statistic && fact.value === value)!.id;
    const rows = values.map(([concurrency, value, tail]) => ({
      labels: { model: 'a', concurrency },
      subset: 'all',
      facts: tail === undefined ? { mean: has('mean', value) } : { median: has('median', value), p99: has('p99', tail) },
    }));
    const table = tableOnly(rows, { metric: 'output_token_throughput', labelKeys: ['model', 'concurrency'], title: 'Rate', ...over });
    return chartsOf(reportOnly(facts, { analysis: { tables: [table], effects: [], omitted: [] } }));
  };

  test('joins the values in ascending order of the load, marks a peak before its end, and takes the place of bars', () => {
    const charts = loads([
      [8, 300],
      [1, 100],
      [32, 250],
    ]);
    expect(charts.map(({ title }) => title)).toEqual(['Rate over concurrency']);
    const [plane] = plot(charts, 'Rate')!.planes;
    expect(plane!.x).toMatchObject({ name: 'concurrency', isLogarithmic: true, ticks: [1, 8, 32] });
    expect(plane!.y).toMatchObject({ isLogarithmic: false, isFromZero: true });
    expect(plane!.series.map(({ as, points }) => [as, points.map(({ x, y, marked }) => [x, y, marked === true])])).toEqual([
      [
        'curve',
        [
          [1, 100, false],
          [8, 300, true],
          [32, 250, false],
        ],
      ],
    ]);
  });

  test('marks no peak at the largest load, and needs three loads', () => {
    const marked = plot(
      loads([
        [1, 1],
        [2, 2],
        [4, 3],
      ]),
      'Rate',
    )!.planes[0]!.series[0]!.points.filter((point) => point.marked);
    expect(marked).toEqual([]);
    expect(
      plot(
        loads([
          [1, 1],
          [2, 2],
        ]),
        'Rate',
      ),
    ).toBeNull();
  });

  test('shows the middle of a latency and its tail', () => {
    const table = { metric: 'time_to_first_token', unit: 'ms', title: 'Wait', columns: ['median', 'p99'] };
    const chart = plot(
      loads(
        [
          [1, 10, 20],
          [2, 11, 40],
          [4, 12, 90],
        ],
        table,
      ),
      'Wait over concurrency',
    );
    expect(chart?.note).toBe('median and p99');
    expect(chart?.planes[0]?.series.map(({ name }) => name)).toEqual(['a · median', 'a · p99']);
  });
});

describe('a chart of the history', () => {
  const runs = [1, 2, 3, 4].map((day) => ({ name: `run-${day}`, at: `2026-11-0${day}T00:00:00.000Z`, from: 'path' as const }));
  const labels = { model: 'a' };
  const value = (id: string, run: string, own: number) => factOf('decode_throughput', 'mean', own, { id, labels: { ...labels, run } });
  const level = (id: string, own: number, behind: readonly string[]) =>
    factOf('decode_throughput', 'geometric mean of runs', own, { id, labels: { ...labels, run: 'several' }, runs: [...behind] });
  const facts = [
    value('fvalue1', 'run-1', 100),
    value('fvalue2', '2026-11-02T00:00:00Z', 102),
    value('fvalue3', 'run-3', 90),
    value('fvalue4', 'run-4', 88),
    level('fbefore', 101, ['fvalue1', 'fvalue2']),
    level('fafter0', 89, ['fvalue3', 'fvalue4']),
    factOf('decode_throughput', 'relative change', -0.12, {
      id: 'fchange',
      kind: 'change',
      unit: 'ratio',
      baseline: 'fbefore',
      candidate: 'fafter0',
      labels,
    }),
  ];
  const change: Report['changes'][number] = {
    fact: 'fchange',
    metric: 'decode_throughput',
    labels,
    baseline: 'fbefore',
    candidate: 'fafter0',
    relativeChange: -0.12,
    verdict: 'regressed',
    since: 'run-3',
  };
  const summary = { worse: 1, better: 0, unchanged: 0, undecided: 0, gone: 0, added: 0 };
  const history = (changes: readonly Report['changes'][number][]) =>
    chartsOf(reportOnly(facts, { changes: [...changes], history: { runs, ...summary } }))[0] as PlotChart | undefined;

  test('has a point for each run, the levels before and after, and a line where the change begins', () => {
    const chart = history([change])!;
    expect(chart.title).toBe('What changed, run by run');
    const [plane] = chart.planes;
    expect(plane!.series.map(({ as, points }) => [as, points.map(({ x, y, fact }) => [x, y, fact])])).toEqual([
      [
        'curve',
        [
          [0, 100, 'fvalue1'],
          [1, 102, 'fvalue2'],
          [2, 90, 'fvalue3'],
          [3, 88, 'fvalue4'],
        ],
      ],
      [
        'level',
        [
          [-0.4, 101, 'fbefore'],
          [1.4, 101, 'fbefore'],
        ],
      ],
      [
        'level',
        [
          [1.6, 89, 'fafter0'],
          [3.4, 89, 'fafter0'],
        ],
      ],
    ]);
    expect(plane!.series[0]!.points.map(({ marked }) => marked === true)).toEqual([false, false, true, false]);
    expect(plane!.events).toEqual([{ x: 1.5, name: 'run-3' }]);
    expect(plane!.x.names).toEqual(['', 'run-2', '', 'run-4']);
  });

  test('shows what did not change where nothing did, without a line', () => {
    const chart = history([{ ...change, verdict: 'unchanged', since: undefined }])!;
    expect(chart.title).toBe('Run by run');
    expect(chart.planes[0]!.events).toEqual([]);
    expect(chart.planes[0]!.series.map(({ as }) => as)).toEqual(['curve', 'level']);
  });

  test('leaves out a series whose values are of no run that is known', () => {
    expect(history([{ ...change, baseline: 'fchange' }])).toBeUndefined();
    expect(history([])).toBeUndefined();
  });
});
