import { describe, expect, test } from '@jest/globals';
import type { Element } from 'hast';
import type { Chart, RankingPoint, TradeOffPoint } from '../../src/core/render/chart.ts';
import { drawChart, groupColour } from '../../src/core/render/draw-chart.ts';

function elements(of: Element): Element[] {
  return [of, ...of.children.flatMap((child) => (child.type === 'element' ? elements(child) : []))];
}

/** The texts of a picture in their order: names of axes and rows, marks of the scales. */
function texts(svg: Element): string[] {
  return elements(svg)
    .filter(({ tagName }) => tagName === 'text')
    .map(({ children: [child] }) => (child?.type === 'text' ? child.value : ''));
}

/** Paths with one of their properties as given: lines of intervals, bars and marks of a group. */
function paths(svg: Element, property: string, value: string): Element[] {
  return elements(svg).filter(({ tagName, properties }) => tagName === 'path' && properties[property] === value);
}

const bars = (svg: Element, group = 0) => paths(svg, 'fill', groupColour(group));
const whiskers = (svg: Element) => paths(svg, 'stroke', 'var(--ink)').filter(({ properties }) => properties['fill'] === '#000');
/** The three numbers with which a mark is placed: its shape is scaled to its size and moved to x and y. */
const place = ({ properties }: Element) => String(properties['transform']).replace(/^matrix\(4\.5,0,0,4\.5,(.*)\)$/, '$1');

function point(name: string, value: number, interval: RankingPoint['interval'] = null): RankingPoint {
  return { name, value, interval };
}

function ranking(...points: RankingPoint[]): Element {
  return drawChart({ kind: 'ranking', title: 'Rate', statistic: 'mean', unit: 'tokens/s', points });
}

function tradeOff(...groups: (readonly (readonly [wait: number, throughput: number, best?: boolean])[])[]): Element {
  const points = (own: (typeof groups)[number]) =>
    own.map(([wait, throughput, best = false]): TradeOffPoint => ({ wait, throughput, best }));
  const chart: Chart = {
    kind: 'trade-off',
    title: 'Settings',
    throughputName: 'rate',
    throughputUnit: 'tokens/s',
    waitUnit: 'ms',
    groups: groups.map((own, index) => ({ name: `g${index}`, points: points(own) })),
  };
  return drawChart(chart);
}

describe('a picture', () => {
  test('says what it shows, and is as high as it has rows', () => {
    expect(ranking(point('a', 2), point('b', 1)).properties).toEqual({
      viewBox: '0 0 720 116',
      xmlns: 'http://www.w3.org/2000/svg',
      role: 'img',
      ariaLabel: 'Chart: Rate in tokens/s; the table of the same name holds the numbers.',
    });
    expect(ranking(point('a', 2)).properties['viewBox']).toBe('0 0 720 86');
    expect(tradeOff([[1, 1]]).properties).toMatchObject({
      viewBox: '0 0 720 360',
      ariaLabel: 'Chart: rate against time to first token, one mark per setting; the tables hold the numbers.',
    });
  });

  test('has nothing in it that only a script could use', () => {
    for (const { properties } of elements(ranking(point('a', 2)))) expect(Object.keys(properties).join()).not.toContain('ecmeta');
  });

  test('follows the colours of its page', () => {
    expect([0, 5].map(groupColour)).toEqual(['var(--series-1)', 'var(--series-6)']);
    const colours = elements(ranking(point('a', 2, [1, 3]))).flatMap(({ properties: { fill, stroke } }) => [fill, stroke]);
    expect(new Set(colours)).toEqual(
      new Set([undefined, 'none', '#000', 'var(--rule)', 'var(--ink)', 'var(--ink-soft)', 'var(--series-1)']),
    );
  });
});

describe('the picture of a ranking', () => {
  test('has a row for each name, and a bar from zero', () => {
    const svg = ranking(point('a', 100), point('b', 50));
    expect(texts(svg)).toEqual(['tokens/s', 'a', 'b', '0', '20', '40', '60', '80', '100']);
    expect(bars(svg).map(({ properties }) => properties['d'])).toEqual(['M23 17l669 0l0 14l-669 0Z', 'M23 49l334.5 0l0 14l-334.5 0Z']);
    expect(whiskers(svg)).toEqual([]);
  });

  test('has each interval as a line with caps at the height of its row', () => {
    const svg = ranking(point('a', 100, [90, 110]), point('b', 50));
    expect(whiskers(svg).map(({ properties }) => properties['d'])).toEqual([
      'M524.75 24L636.25 24',
      'M524.75 20L524.75 28',
      'M636.25 20L636.25 28',
    ]);
    expect(whiskers(ranking(point('a', 100), point('b', 50, [-20, 60]), point('c', 20, [10, 30])))).toHaveLength(6);
  });

  test('has points on a logarithmic axis where values differ by more than thirty times', () => {
    const wide = ranking(point('a', 3100), point('b', 100));
    expect(texts(wide)).toEqual(['tokens/s', 'a', 'b', '100', '1,000', '10,000']);
    expect(bars(wide).map(place)).toEqual(['521.8605,24', '23,56']);
    expect(bars(ranking(point('a', 3000), point('b', 100))).map(place)[0]).toBe('undefined');
    expect(texts(ranking(point('a', 3100), point('b', 100), point('c', 0)))).toContain('0');
    expect(texts(ranking(point('a', 3100), point('b', -1)))).toContain('0');
  });

  test('leaves out an interval that no logarithmic axis can show', () => {
    const svg = ranking(point('a', 3100, [3000, 3200]), point('b', 100, [-5, 205]), point('c', 90, [0, 180]));
    expect(whiskers(svg)).toHaveLength(3);
  });

  test('cuts a name of more than forty characters, none of them halved', () => {
    expect(texts(ranking(point('🙂'.repeat(40), 2), point('🙂'.repeat(41), 1))).slice(1, 3)).toEqual([
      '🙂'.repeat(40),
      `${'🙂'.repeat(39)}…`,
    ]);
  });

  test('leaves room for the longest name', () => {
    const left = (name: string) => /^M(\d+) /.exec(String(bars(ranking(point(name, 2), point('a', 1)))[0]!.properties['d']))?.[1];
    expect([left('a'), left('abcdefghij')]).toEqual(['23', '86']);
  });
});

describe('the picture of settings', () => {
  test('has a mark for each setting, in shape and colour of its group, the best ones with a rim', () => {
    const svg = tradeOff(
      [
        [10, 100, true],
        [20, 90],
      ],
      [[15, 100]],
    );
    expect(texts(svg)).toEqual([
      'rate (tokens/s)',
      'time to first token (ms)',
      '90',
      '92',
      '94',
      '96',
      '98',
      '100',
      '10',
      '12',
      '14',
      '16',
      '18',
      '20',
    ]);
    const [best, other] = bars(svg, 0);
    expect([best, other].map((own) => place(own!))).toEqual(['64,34', '692,314']);
    expect(best?.properties).toMatchObject({ stroke: 'var(--ink)' });
    expect(other?.properties).toMatchObject({ fillOpacity: 0.55 });
    expect(other?.properties['stroke']).toBeUndefined();
    expect(bars(svg, 1).map(({ properties }) => properties['d'])).toEqual(['M-1 -1l2 0l0 2l-2 0Z']);
  });

  test('has six shapes, the last two as the first two', () => {
    const groups = Array.from({ length: 6 }, (_, index) => [[10 + index, 100]] as const);
    const shapes = groups.map((_, index) => bars(tradeOff(...groups), index)[0]?.properties['d']);
    expect(new Set(shapes).size).toBe(4);
    expect([shapes[4], shapes[5]]).toEqual([shapes[0], shapes[1]]);
  });

  test('has a logarithmic axis for what differs by more than eight times, each axis for itself', () => {
    const scales = (svg: Element) => texts(svg).slice(2);
    expect(
      scales(
        tradeOff([
          [1, 100],
          [8.1, 110],
        ]),
      ),
    ).toContain('10');
    expect(
      scales(
        tradeOff([
          [1, 100],
          [8, 110],
        ]),
      ),
    ).not.toContain('10');
    expect(
      scales(
        tradeOff([
          [10, 1],
          [11, 8.1],
        ]),
      ),
    ).toEqual(['1', '10', '10', '10.2', '10.4', '10.6', '10.8', '11']);
    expect(
      scales(
        tradeOff([
          [0, 100],
          [90, 110],
        ]),
      ),
    ).toContain('0');
  });
});
