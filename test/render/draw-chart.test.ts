import { describe, expect, test } from '@jest/globals';
import type { Element } from 'hast';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import type { Axis, Chart, HeatCell, PlotChart, PlotSeries, Strip, StripChart } from '../../src/core/render/charts/chart.ts';
import { drawChart } from '../../src/core/render/charts/draw-chart.ts';

/** Facts are called f0, f1, ... and have the place of their number. */
const CONTEXT = { place: (fact: string) => Number(fact.slice(1)), colourOf: (name: string) => ({ a: 0, b: 1 })[name] ?? null };

function drawn(chart: Chart): Element {
  return drawChart(chart, 'id', CONTEXT);
}

function html(chart: Chart): string {
  return unified()
    .use(rehypeStringify)
    .stringify({ type: 'root', children: [drawn(chart)] });
}

function elements(of: Element): Element[] {
  return [of, ...of.children.flatMap((child) => (child.type === 'element' ? elements(child) : []))];
}

/** The elements of a kind, each as some of its attributes. */
function attributes(chart: Chart, tag: string, ...names: string[]): unknown[][] {
  return elements(drawn(chart))
    .filter(({ tagName }) => tagName === tag)
    .map(({ properties }) => names.map((name) => properties[name]));
}

function texts(chart: Chart): string[] {
  return [...html(chart).matchAll(/<text[^>]*>(.*?)<\/text>/g)].map((match) => match[1]!);
}

const strip = (name: string, values: readonly number[], over: Partial<Strip> = {}): Strip => ({
  name,
  contestant: name,
  printed: String(values[0]),
  points: values.map((value, index) => ({ value, interval: null, fact: `f${index}` })),
  raw: [],
  ...over,
});
const strips = (as: StripChart['as'], ...own: Strip[]): StripChart => ({
  kind: 'strips',
  as,
  title: 'Rate',
  note: 'mean',
  unit: 'ms',
  strips: own,
});

describe('series below each other', () => {
  test('are a table of names, drawings and values that open their facts', () => {
    const shown = html(strips('bars', strip('a', [100]), strip('<b>', [50])));
    expect(shown).toMatch(
      /^<figure><figcaption><strong>Rate<\/strong>mean<\/figcaption><table class="strips"><caption id="id">Rate, mean<\/caption>/,
    );
    expect(shown).toContain('<th scope="row">&#x3C;b></th>');
    expect(shown.match(/<td class="right"><span data-f="0">100<\/span><\/td>/g)).toHaveLength(1);
    expect(shown.match(/aria-hidden="true"/g)).toHaveLength(3);
  });

  test('have bars from zero in the colour of the contestant, with interval and samples', () => {
    const chart = strips(
      'bars',
      strip('a', [100], { points: [{ value: 100, interval: [80, 120], fact: 'f7' }], raw: [90, 110] }),
      strip('b', [60]),
      strip('nobody', [-30]),
    );
    expect(attributes(chart, 'rect', 'width', 'dataF')).toEqual([
      ['50%', '7'],
      ['30%', '0'],
      ['15%', '0'],
    ]);
    expect(html(chart)).toMatch(/class="c0".*class="c1".*class="c0"/);
    expect(html(chart)).toContain('<line class="whisker" x1="65%" x2="85%" y1="50%" y2="50%">');
    expect(attributes(chart, 'circle', 'cx')).toEqual([['70%'], ['80%']]);
  });

  test('have times over more than one order of magnitude on a logarithmic scale, bars never', () => {
    expect(texts(strips('pairs', strip('a', [1, 1000])))).toEqual(['1', '10', '100', '1000']);
    expect(texts(strips('pairs', strip('a', [1, 9])))).toEqual(['0', '2', '4', '6', '8', '10']);
    expect(texts(strips('bars', strip('a', [1]), strip('b', [1000])))).toEqual(['0', '200', '400', '600', '800', '1000']);
  });

  test('have a pair of marks with a line between, the second one hollow', () => {
    const chart = strips('pairs', strip('a', [10, 20]));
    expect(attributes(chart, 'circle', 'class', 'cx', 'dataF')).toEqual([
      [undefined, '50%', '0'],
      ['hollow', '100%', '1'],
    ]);
    expect(attributes(chart, 'line', 'x1', 'x2')).toEqual([['50%', '100%']]);
  });

  test('have a range over all marks, thick in its upper part', () => {
    const chart = strips('ranges', strip('a', [10, 20, 30, 40]));
    expect(attributes(chart, 'line', 'class', 'x1', 'x2')).toEqual([
      ['range', '25%', '100%'],
      ['range thick', '50%', '75%'],
    ]);
    expect(attributes(chart, 'circle', 'cx')).toHaveLength(4);
  });
});

const axis = (over: Partial<Axis> = {}): Axis => ({ name: 'x', isLogarithmic: false, isFromZero: false, ...over });
const series = (name: string, points: readonly (readonly [number, number])[], over: Partial<PlotSeries> = {}): PlotSeries => ({
  name,
  contestant: name,
  as: 'points',
  points: points.map(([x, y], index) => ({ x, y, fact: `f${index}` })),
  ...over,
});

function plot(
  own: readonly PlotSeries[],
  x: Partial<Axis> = {},
  y: Partial<Axis> = {},
  events: PlotChart['planes'][number]['events'] = [],
): PlotChart {
  return { kind: 'plot', title: 'Curve', note: 'n', planes: [{ x: axis(x), y: axis({ name: 'y', ...y }), series: own, events }] };
}

describe('points between two axes', () => {
  test('have a text for readers who do not see them', () => {
    expect(html(plot([series('a', [[1, 1]])]))).toContain(
      'role="img" aria-label="Chart: Curve. y against x; the tables hold the numbers."',
    );
  });

  test('stand at their share of each axis, outlined where they are worth a second look', () => {
    const own = {
      ...series('b', []),
      points: [
        { x: 0, y: 0, fact: 'f3' },
        { x: 10, y: 100, fact: 'f4', marked: true },
      ],
    };
    const chart = plot([own], { isFromZero: true }, { isFromZero: true });
    expect(attributes(chart, 'circle', 'class', 'cx', 'cy', 'dataF')).toEqual([
      [undefined, '0%', '100%', '3'],
      ['best', '100%', '0%', '4'],
    ]);
    expect(html(chart)).toContain('<g class="marks c1">');
    expect(texts(chart)).toEqual(['0', '20', '40', '60', '80', '100', '0', '2', '4', '6', '8', '10', 'x']);
  });

  test('are joined where they make a curve', () => {
    const chart = plot(
      [
        series(
          'a',
          [
            [0, 0],
            [5, 10],
            [10, 0],
          ],
          { as: 'curve' },
        ),
      ],
      { isFromZero: true },
      { isFromZero: true },
    );
    expect(attributes(chart, 'polyline', 'points')).toEqual([['0,100 50,0 100,100']]);
    expect(attributes(plot([series('a', [[0, 0]])]), 'polyline')).toEqual([]);
  });

  test('have names, loads that were tried, or round numbers on an axis', () => {
    const own = [
      series('a', [
        [0, 5],
        [1, 50],
      ]),
    ];
    expect(texts(plot(own, { names: ['one', 'two'] })).slice(-3)).toEqual(['one', 'two', 'x']);
    expect(attributes(plot(own, { names: ['one', 'two'] }), 'circle', 'cx')).toEqual([['25%'], ['75%']]);
    const loads = [
      series('a', [
        [1, 5],
        [2, 50],
        [16, 60],
      ]),
    ];
    expect(texts(plot(loads, { isLogarithmic: true, ticks: [1, 2, 16] })).slice(-4)).toEqual(['1', '2', '16', 'x']);
    expect(
      texts(
        plot(
          [
            series('a', [
              [1, 1],
              [1, 9000],
            ]),
          ],
          { names: ['', 'a'] },
          { isLogarithmic: true },
        ),
      ),
    ).toEqual(['1', '10', '100', '1000', '', 'a', 'x']);
  });

  test('have a legend of the contestants where there are several, and lines for events', () => {
    const chart = plot([series('a', [[0, 1]]), series('b', [[1, 2]])], { names: ['p', 'q'] }, {}, [{ x: 1, name: 'new version' }]);
    expect(html(chart)).toContain('<ul class="legend"><li><span class="key c0">a</span></li><li><span class="key c1">b</span></li></ul>');
    expect(html(chart)).toContain('<line class="event" x1="75%" x2="75%" y1="0" y2="100%">');
    expect(html(plot([series('a', [[0, 1]])]))).not.toContain('legend');
  });

  test('share a wide figure where several planes show the same series', () => {
    const one = plot([series('a', [[0, 1]])]);
    expect(html({ ...one, planes: [...one.planes, ...one.planes] })).toContain('<figure class="wide">');
    expect(html(one)).toContain('<figure>');
  });
});

describe('effects as a table', () => {
  const cell = (value: number, isSure = true): HeatCell => ({ printed: `${value}`, value, fact: 'f9', isSure });

  test('tints what is sure by direction and size, and opens each number', () => {
    const shown = html({
      kind: 'heat',
      title: 'Effects',
      note: 'n',
      columns: ['a'],
      rows: [{ name: 'x', cells: [cell(0.001), cell(0.006), cell(-0.03), cell(0.09), cell(-0.5, false), null] }],
    });
    expect([...shown.matchAll(/<td(?: class="([^"]*)")?>/g)].map(([, own]) => own)).toEqual([
      undefined,
      'more s1',
      'less s2',
      'more s3',
      'unsure',
      undefined,
    ]);
    expect(shown.match(/data-f="9"/g)).toHaveLength(5);
    expect(shown).toContain('<td>–</td>');
  });
});
