import { scaleLinear, scaleLog } from 'd3-scale';
import type { Element } from 'hast';
import { maxOf, minOf } from '../../../sequences/extremes.ts';
import { element } from '../element.ts';
import type { Strip, StripChart } from './chart.ts';
import { percent, tickText } from './lengths.ts';

/** Share of the width, from the left. */
type Scale = (value: number) => number;

/** Shares from the left: of bars from zero, of times over more than one order of magnitude by their logarithms. */
function scaleOf({ as, strips }: StripChart): { at: Scale; ticks: readonly { at: string; text: string }[] } {
  const values = strips.flatMap(({ points, raw }) => [...points.flatMap(({ value, interval }) => [value, ...(interval ?? [])]), ...raw]);
  const [low, high] = [minOf(values), maxOf(values)];
  const isLogarithmic = as !== 'bars' && low > 0 && high > 10 * low;
  const scale = isLogarithmic
    ? scaleLog().domain([low / 1.3, high * 1.15])
    : scaleLinear()
        .domain([Math.min(0, low), high])
        .nice(4);
  const ticks = isLogarithmic ? scale.ticks(4).filter((tick) => /^[1]/.test(tick.toExponential())) : scale.ticks(4);
  return { at: (value) => scale(value), ticks: ticks.map((tick) => ({ at: percent(scale(tick)), text: tickText(tick) })) };
}

function bars({ points, raw }: Strip, scale: Scale, place: (fact: string) => number): Element[] {
  const [point] = points;
  if (!point) return [];
  const at = (value: number) => percent(scale(value));
  const [from, to] = [scale(Math.min(0, point.value)), scale(Math.max(0, point.value))];
  const whisker = point.interval
    ? [element('line', { class: 'whisker', x1: at(point.interval[0]), x2: at(point.interval[1]), y1: '50%', y2: '50%' })]
    : [];
  const dots =
    raw.length === 0
      ? []
      : [
          element(
            'g',
            { class: 'raw' },
            raw.map((value) => element('circle', { cx: at(value) })),
          ),
        ];
  const end = at(point.value);
  return [
    element('rect', {
      class: 'bar',
      x: from === 0 ? undefined : percent(from),
      width: percent(to - from),
      height: '100%',
      dataF: String(place(point.fact)),
    }),
    element('line', { class: 'end', x1: end, x2: end, y1: '0', y2: '100%' }),
    ...dots,
    ...whisker,
  ];
}

function pair({ points }: Strip, scale: Scale, place: (fact: string) => number): Element[] {
  const [warm, cold] = points;
  if (!warm || !cold) return [];
  const at = (value: number) => percent(scale(value));
  return [
    element('line', { class: 'range', x1: at(warm.value), x2: at(cold.value), y1: '50%', y2: '50%' }),
    element('g', { class: 'marks' }, [
      element('circle', { cx: at(warm.value), cy: '50%', dataF: String(place(warm.fact)) }),
      element('circle', { class: 'hollow', cx: at(cold.value), cy: '50%', dataF: String(place(cold.fact)) }),
    ]),
  ];
}

function range({ points }: Strip, scale: Scale, place: (fact: string) => number): Element[] {
  const [first, ...others] = points;
  const last = others.at(-1);
  if (!first || !last) return [];
  const at = (value: number) => percent(scale(value));
  const line = (from: number, to: number, thick: boolean) =>
    element('line', { class: thick ? 'range thick' : 'range', x1: at(from), x2: at(to), y1: '50%', y2: '50%' });
  const middle = points[Math.max(0, points.length - 3)]!;
  return [
    line(first.value, last.value, false),
    line(middle.value, points.at(-2)!.value, true),
    element(
      'g',
      { class: 'marks' },
      points.map(({ value, fact }) => element('circle', { cx: at(value), cy: '50%', dataF: String(place(fact)) })),
    ),
  ];
}

const DRAWN = { bars, pairs: pair, ranges: range } as const;

/**
 * Series below each other: a table of names, drawings and values, so that nobody needs the drawing to read it.
 *
 * @param colourOf number of the colour of a contestant.
 * @param place of a fact in the page.
 */
export function drawStrips(
  chart: StripChart,
  id: string,
  colourOf: (contestant: string) => number | null,
  place: (fact: string) => number,
): Element[] {
  const { at, ticks } = scaleOf(chart);
  const rows = chart.strips.map((strip) => {
    const colour = (strip.contestant === null ? null : colourOf(strip.contestant)) ?? 0;
    const drawn = DRAWN[chart.as](strip, at, place);
    const [first] = strip.points;
    return element('tr', [
      element('th', { scope: 'row' }, strip.name === '' ? 'all' : strip.name),
      element('td', [element('svg', { class: `c${colour}`, ariaHidden: 'true' }, drawn)]),
      element('td', { class: 'right' }, first ? [element('span', { dataF: String(place(first.fact)) }, strip.printed)] : []),
    ]);
  });
  const scale = element(
    'svg',
    { class: 'ticks', ariaHidden: 'true' },
    ticks.map(({ at: x, text }) => element('text', { x, y: '0.8rem' }, text)),
  );
  return [
    element('table', { class: 'strips' }, [
      element('caption', { id }, `${chart.title}, ${chart.note}`),
      element('colgroup', [element('col', { class: 'name' }), element('col'), element('col', { class: 'value' })]),
      element('tbody', rows),
      element('tfoot', [element('tr', [element('td'), element('td', [scale]), element('td')])]),
    ]),
  ];
}
