import type { Element } from 'hast';
import { h } from 'hastscript';
import type { Chart, HeatChart } from './chart.ts';
import { drawPlot } from './draw-plot.ts';
import { drawStrips } from './draw-strips.ts';

/** From these relative changes on a cell is tinted more. */
const TINTS = [0.005, 0.02, 0.08];

/** What a drawing needs of the page that it stands in. */
export interface DrawContext {
  /** Place of a fact in the page. */
  place(fact: string): number;
  /** Number of the colour that a contestant has everywhere; null for none. */
  colourOf(contestant: string): number | null;
}

function heatClass(value: number, isSure: boolean): string | undefined {
  if (!isSure) return 'unsure';
  const tint = TINTS.filter((from) => Math.abs(value) >= from).length;
  return tint === 0 ? undefined : `${value < 0 ? 'less' : 'more'} s${tint}`;
}

function drawHeat({ title, columns, rows }: HeatChart, id: string, place: DrawContext['place']): Element[] {
  const head = h('tr', [h('th', { scope: 'col' }, 'setting'), ...columns.map((name) => h('th', { scope: 'col' }, name))]);
  const body = rows.map(({ name, cells }) =>
    h('tr', [
      h('th', { scope: 'row' }, name),
      ...cells.map((cell) =>
        cell === null
          ? h('td', '–')
          : h('td', { class: heatClass(cell.value, cell.isSure) }, [h('span', { dataF: String(place(cell.fact)) }, cell.printed)]),
      ),
    ]),
  );
  return [
    h('div', { class: 'scroll', tabIndex: 0, role: 'region', ariaLabelledBy: id }, [
      h('table', { class: 'heat' }, [h('caption', { id }, title), h('thead', [head]), h('tbody', body)]),
    ]),
  ];
}

/**
 * A chart as a figure: drawn in SVG of which every length is a share of the room there is, or as a table. The same chart gives the same
 * tree; text in it is text nodes, escaped by whoever serialises the tree.
 *
 * @param id unique in the page.
 */
export function drawChart(chart: Chart, id: string, { place, colourOf }: DrawContext): Element {
  const drawn =
    chart.kind === 'strips'
      ? drawStrips(chart, id, colourOf, place)
      : chart.kind === 'plot'
        ? drawPlot(chart, colourOf, place)
        : drawHeat(chart, id, place);
  const isWide = chart.kind === 'plot' && chart.planes.length > 1;
  return h('figure', { class: isWide ? 'wide' : undefined }, [h('figcaption', [h('strong', chart.title), chart.note]), ...drawn]);
}
