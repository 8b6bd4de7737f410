import type { CustomSeriesOption } from 'echarts/charts';
import { BarChart, CustomChart, ScatterChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { Element } from 'hast';
import { s } from 'hastscript';
import { maxOf, minOf } from '../../sequences/extremes.ts';
import type { Chart, RankingChart, TradeOffChart } from './chart.ts';

use([BarChart, CustomChart, ScatterChart, GridComponent, SVGRenderer]);

/** Colours are the page's own variables, so that a chart follows the light or dark theme of the page around it. */
const INK = 'var(--ink-soft)';
const RULE = 'var(--rule)';
const FONT = { fontFamily: 'inherit', fontSize: 12, color: INK };
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'circle', 'rect'];
const WIDTH = 720;
const ROW_HEIGHT = 30;
const NAME_LENGTH_MAX = 40;

/** Colour of the n-th group, as the legend beside the chart shows it too. */
export function groupColour(index: number): string {
  return `var(--series-${index + 1})`;
}

/** The virtual element tree of ECharts' SVG painter (zrender, `svg/core`): the tree itself, so that no markup has to be parsed. */
interface VirtualNode {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly children?: readonly VirtualNode[];
  readonly text?: string;
}

/** `ecmeta_...` attributes are for scripts in the page, of which there are none. */
function toHast(node: VirtualNode): Element {
  const attributes = Object.entries(node.attrs).filter(([name]) => !name.startsWith('ecmeta_'));
  return s(node.tag, Object.fromEntries(attributes), node.text ?? (node.children ?? []).map(toHast));
}

function draw(option: EChartsCoreOption, height: number, label: string): Element {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({ animation: false, textStyle: FONT, ...option });
    const painter = chart.getZr().painter as unknown as { renderToVNode(options: { useViewBox: boolean }): VirtualNode };
    const svg = toHast(painter.renderToVNode({ useViewBox: true }));
    // Scales with the page: the size in pixels is only the shape.
    const { viewBox, xmlns } = svg.properties;
    return { ...svg, properties: { viewBox, xmlns, role: 'img', ariaLabel: label } };
  } finally {
    chart.dispose();
  }
}

function shorten(name: string): string {
  const characters = [...name];
  return characters.length > NAME_LENGTH_MAX ? `${characters.slice(0, NAME_LENGTH_MAX - 1).join('')}…` : name;
}

function axis(name: string, log: boolean): Record<string, unknown> {
  return {
    type: log ? 'log' : 'value',
    name,
    nameTextStyle: FONT,
    axisLabel: { ...FONT, hideOverlap: true },
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: RULE, width: 1 } },
  };
}

/** Interval as a line with caps, at the height of its row. */
function whiskers(intervals: readonly (readonly [low: number, high: number, row: number])[]): CustomSeriesOption {
  return {
    type: 'custom',
    clip: false,
    silent: true,
    z: 3,
    data: intervals.map((interval) => [...interval]),
    encode: { x: [0, 1], y: 2 },
    renderItem: (_params, api) => {
      const [left, y] = api.coord([api.value(0), api.value(2)]) as [number, number];
      const [right] = api.coord([api.value(1), api.value(2)]) as [number, number];
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line' as const,
        shape: { x1, y1, x2, y2 },
        style: { stroke: 'var(--ink)', lineWidth: 1.25 },
      });
      return { type: 'group', children: [line(left, y, right, y), line(left, y - 4, left, y + 4), line(right, y - 4, right, y + 4)] };
    },
  };
}

function drawRanking(chart: RankingChart): Element {
  const { points } = chart;
  const values = points.map(({ value }) => value);
  // A bar has to start at zero; over more than one order of magnitude a point on a logarithmic axis is the honest mark.
  const log = minOf(values) > 0 && maxOf(values) > 30 * minOf(values);
  const names = points.map(({ name }) => shorten(name));
  const intervals = points.flatMap(({ interval }, row) =>
    interval && (!log || interval[0] > 0) ? [[interval[0], interval[1], row] as const] : [],
  );
  const marks = log
    ? { type: 'scatter', symbolSize: 9, data: values.map((value, row) => [value, row]), clip: false }
    : { type: 'bar', barWidth: 14, data: values };
  return draw(
    {
      grid: { left: 16 + 7 * maxOf(names.map((name) => name.length)), right: 28, top: 8, bottom: 44 },
      xAxis: { ...axis(chart.unit, log), nameLocation: 'middle', nameGap: 26 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: names,
        axisLabel: { ...FONT, color: 'var(--ink)', interval: 0 },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [{ ...marks, silent: true, itemStyle: { color: groupColour(0) } }, whiskers(intervals)],
    },
    56 + ROW_HEIGHT * points.length,
    `Chart: ${chart.title} in ${chart.unit}; the table of the same name holds the numbers.`,
  );
}

function drawTradeOff(chart: TradeOffChart): Element {
  const points = chart.groups.flatMap((group) => group.points);
  const isWide = (sizes: readonly number[]) => minOf(sizes) > 0 && maxOf(sizes) > 8 * minOf(sizes);
  return draw(
    {
      grid: { left: 64, right: 28, top: 34, bottom: 46 },
      xAxis: {
        ...axis(`time to first token (${chart.waitUnit})`, isWide(points.map(({ wait }) => wait))),
        nameLocation: 'middle',
        nameGap: 28,
        scale: true,
      },
      yAxis: {
        ...axis(`${chart.throughputName} (${chart.throughputUnit})`, isWide(points.map(({ throughput }) => throughput))),
        nameTextStyle: { ...FONT, align: 'left' },
        scale: true,
      },
      series: chart.groups.map(({ points: own }, index) => ({
        type: 'scatter',
        silent: true,
        clip: false,
        symbol: SYMBOLS[index % SYMBOLS.length],
        symbolSize: 9,
        data: own.map(({ wait, throughput, best }) => ({
          value: [wait, throughput],
          itemStyle: best
            ? { color: groupColour(index), borderColor: 'var(--ink)', borderWidth: 2 }
            : { color: groupColour(index), opacity: 0.55 },
        })),
      })),
    },
    360,
    `Chart: ${chart.throughputName} against time to first token, one mark per setting; the tables hold the numbers.`,
  );
}

/** A chart as an SVG element. The same chart gives the same tree; text in it is text nodes, escaped by whoever serialises the tree. */
export function drawChart(chart: Chart): Element {
  return chart.kind === 'ranking' ? drawRanking(chart) : drawTradeOff(chart);
}
