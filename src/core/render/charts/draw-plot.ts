import { scaleLinear, scaleLog } from 'd3-scale';
import type { Element } from 'hast';
import { maxOf, minOf } from '../../../sequences/extremes.ts';
import { element } from '../element.ts';
import type { Axis, Plane, PlotChart, PlotSeries } from './chart.ts';
import { percent, tickText } from './lengths.ts';

const TICK_COUNT = 5;
const COLOUR_COUNT = 7;
/** Ticks of a logarithmic axis over several powers of ten stand at these digits only. */
const DIGITS: readonly (readonly number[])[] = [
  [1, 2, 3, 5, 7],
  [1, 2, 5],
];

interface Scale {
  /** Share of the length of the axis, from its beginning. */
  (value: number): number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

function logarithmicTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const digits = DIGITS[decades > 1 ? 1 : 0]!;
  const from = Math.floor(Math.log10(low));
  const found = Array.from({ length: Math.ceil(decades) + 2 }, (_, index) => from + index).flatMap((power) =>
    (decades > 3 ? [1] : digits).map((digit) => digit * 10 ** power),
  );
  return found.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
}

function scaleOf(axis: Axis, values: readonly number[]): Scale {
  if (axis.names) {
    const { names } = axis;
    const place = (value: number) => (value + 0.5) / names.length;
    return Object.assign(place, { ticks: names.map((text, index) => ({ at: place(index), text })) });
  }
  const [low, high] = [minOf(values), maxOf(values)];
  if (axis.isLogarithmic) {
    const scale = scaleLog().domain([low / 1.08, high * 1.08]);
    const ticks = axis.ticks ?? logarithmicTicks(low / 1.08, high * 1.08);
    return Object.assign((value: number) => scale(value), { ticks: ticks.map((tick) => ({ at: scale(tick), text: tickText(tick) })) });
  }
  const room = axis.isFromZero ? 0 : (high - low || Math.abs(high) || 1) * 0.05;
  const scale = scaleLinear()
    .domain([axis.isFromZero ? Math.min(0, low) : low - room, high + room])
    .nice(TICK_COUNT);
  const ticks = axis.ticks ?? scale.ticks(TICK_COUNT);
  return Object.assign((value: number) => scale(value), { ticks: ticks.map((tick) => ({ at: scale(tick), text: tickText(tick) })) });
}

function line(series: PlotSeries, x: Scale, y: Scale): Element {
  const corners = series.points.map((point) => `${Number((100 * x(point.x)).toFixed(1))},${Number((100 - 100 * y(point.y)).toFixed(1))}`);
  return element('svg', { viewBox: '0 0 100 100', preserveAspectRatio: 'none', width: '100%', height: '100%' }, [
    element('polyline', { class: series.as, points: corners.join(' ') }),
  ]);
}

function marks(series: PlotSeries, colour: number, x: Scale, y: Scale, place: (fact: string) => number): Element {
  const points = (series.as === 'level' ? [] : series.points).map((point) =>
    element('circle', {
      class: [...(point.marked ? ['best'] : []), ...(point.isKnee ? ['hollow'] : [])].join(' ') || undefined,
      cx: percent(x(point.x)),
      cy: percent(1 - y(point.y)),
      dataF: String(place(point.fact)),
    }),
  );
  return element('g', { class: `marks c${colour}` }, [...(series.as === 'points' ? [] : [line(series, x, y)]), ...points]);
}

function legend({ series }: Plane, colours: readonly number[]): Element[] {
  if (series.filter(({ as }) => as !== 'level').length < 2) return [];
  return [
    element(
      'ul',
      { class: 'legend' },
      series.map(({ name }, index) => element('li', [element('span', { class: `key c${colours[index]}` }, name)])),
    ),
  ];
}

/** A level has the colour of what it is the level of, which comes first. */
function coloursOf({ series }: Plane, colourOf: (contestant: string) => number | null): number[] {
  const own = series.map(({ contestant }, index) => (contestant === null ? index : (colourOf(contestant) ?? index)) % COLOUR_COUNT);
  return own.map((colour, index) => (series[index]!.as === 'level' ? own[0]! : colour));
}

function drawPlane(plane: Plane, title: string, colours: readonly number[], place: (fact: string) => number): Element {
  const points = plane.series.flatMap((series) => series.points);
  const x = scaleOf(
    plane.x,
    points.map((point) => point.x),
  );
  const y = scaleOf(
    plane.y,
    points.map((point) => point.y),
  );
  const label = `Chart: ${title}. ${plane.y.name} against ${plane.x.name}; the tables hold the numbers.`;
  return element('div', [
    element('p', { class: 'axis' }, plane.y.name),
    element('div', { class: 'plot', role: 'img', ariaLabel: label }, [
      element(
        'svg',
        { class: 'y' },
        y.ticks.map(({ at, text }) => element('text', { x: '88%', y: percent(1 - at) }, text)),
      ),
      element('svg', { class: 'area' }, [
        ...y.ticks.map(({ at }) => element('line', { class: 'grid', x1: '0', x2: '100%', y1: percent(1 - at), y2: percent(1 - at) })),
        ...plane.events.map(({ x: at }) =>
          element('line', { class: 'event', x1: percent(x(at)), x2: percent(x(at)), y1: '0', y2: '100%' }),
        ),
        ...plane.series.map((series, index) => marks(series, colours[index]!, x, y, place)),
      ]),
      element('svg', { class: 'x' }, [
        ...x.ticks.map(({ at, text }) => element('text', { x: percent(at), y: '1rem' }, text)),
        element('text', { x: '50%', y: '2.2rem' }, plane.x.name),
      ]),
    ]),
  ]);
}

/**
 * A chart with two axes. Its lengths are shares of the room there is, so that words keep their size at any width.
 *
 * @param colourOf number of the colour of a contestant.
 * @param place of a fact in the page.
 */
export function drawPlot(
  { planes, title }: PlotChart,
  colourOf: (contestant: string) => number | null,
  place: (fact: string) => number,
): Element[] {
  const [first] = planes;
  if (!first) return [];
  return [
    ...legend(first, coloursOf(first, colourOf)),
    element(
      'div',
      { class: 'planes' },
      planes.map((plane) => drawPlane(plane, title, coloursOf(plane, colourOf), place)),
    ),
  ];
}
