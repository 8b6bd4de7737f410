import type { Element } from 'hast';
import type { Fact } from '../../contracts/fact.ts';
import { percent } from './charts/lengths.ts';
import type { Inline, Table } from './document.ts';
import { element } from './element.ts';
import type { HtmlPage } from './html-page.ts';

/** The fact that a cell states, where it is one quantity of the base unit of the others. */
function factOf(cell: readonly Inline[], page: HtmlPage): Fact | null {
  const figure = cell.find(({ kind }) => kind === 'figure');
  return figure?.kind === 'figure' ? page.factOf(figure.fact) : null;
}

/** A bar from zero with the interval of its value, in the width that there is. */
function bar({ value, interval }: Fact, largest: number, colour: number): Element {
  const ends = interval ? [interval.low, interval.high].map((end) => percent(Math.max(0, end) / largest)) : [];
  const whisker = ends.length === 2 ? [element('line', { class: 'whisker', x1: ends[0], x2: ends[1], y1: '50%', y2: '50%' })] : [];
  return element('svg', { class: `drawn c${colour}`, ariaHidden: 'true' }, [
    element('rect', { class: 'bar', width: percent(value / largest), height: '100%', rx: '1' }),
    ...whisker,
  ]);
}

/** What is drawn on one scale: before and now are, warm and after a load are not. */
function scaleOf({ unit, metric, subset }: Fact): string {
  return JSON.stringify([unit, metric, subset]);
}

/**
 * The bars of a table, each from zero; the longest of those on one scale has the whole width. Of columns in which several rows state values on
 * one scale and none is negative. Counts are no quantities and are not drawn.
 *
 * @returns what stands under the value at a row and column; nothing for most.
 */
export function drawnBars(table: Table, page: HtmlPage): (row: number, column: number) => Element[] {
  const facts = table.rows.map((cells) => cells.map((cell) => factOf(cell, page)));
  const colours = table.rows.map((cells) => page.colourOf(nameOf(cells[0])) ?? 0);
  const largest = new Map<string, number>();
  const isDrawn = table.columns.map((_, column) => {
    const own = facts.flatMap((row) => row[column] ?? []);
    const isOne = own.length > 1 && own.every((fact) => fact.unit !== 'count' && fact.value >= 0 && scaleOf(fact) === scaleOf(own[0]!));
    for (const fact of isOne ? own : []) {
      const end = Math.max(fact.value, fact.interval?.high ?? 0);
      largest.set(scaleOf(fact), Math.max(end, largest.get(scaleOf(fact)) ?? 0));
    }
    return isOne;
  });
  return (row, column) => {
    const fact = facts[row]?.[column];
    const width = fact && isDrawn[column] ? (largest.get(scaleOf(fact)) ?? 0) : 0;
    return fact && width > 0 ? [bar(fact, width, colours[row]!)] : [];
  };
}

function nameOf(cell: readonly Inline[] | undefined): string {
  const name = cell?.find(({ kind }) => kind === 'code' || kind === 'strong');
  return name && 'text' in name ? name.text : '';
}
