import type { Element } from 'hast';
import { element } from '../element.ts';
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
  const head = element('tr', [element('th', { scope: 'col' }, 'setting'), ...columns.map((name) => element('th', { scope: 'col' }, name))]);
  const body = rows.map(({ name, cells }) =>
    element('tr', [
      element('th', { scope: 'row' }, name),
      ...cells.map((cell) =>
        cell === null
          ? element('td', '–')
          : element('td', { class: heatClass(cell.value, cell.isSure) }, [
              element('span', { dataF: String(place(cell.fact)) }, cell.printed),
            ]),
      ),
    ]),
  );
  return [
    element('div', { class: 'scroll', tabIndex: 0, role: 'region', ariaLabelledBy: [id] }, [
      element('table', { class: 'heat' }, [element('caption', { id }, title), element('thead', [head]), element('tbody', body)]),
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
  return element('figure', { class: isWide ? 'wide' : undefined }, [
    element('figcaption', [element('strong', chart.title), { type: 'text', value: chart.note }]),
    ...drawn,
  ]);
}
