import type { Element } from 'hast';
import { s } from 'hastscript';
import type { Fact } from '../../contracts/fact.ts';
import { maxOf } from '../../sequences/extremes.ts';
import { percent } from './charts/lengths.ts';
import type { Inline, Table } from './document.ts';
import type { HtmlPage } from './html-page.ts';

/** The fact that a cell states, where it is one quantity of the base unit of the others. */
function factOf(cell: readonly Inline[], page: HtmlPage): Fact | null {
  const figure = cell.find(({ kind }) => kind === 'figure');
  return figure?.kind === 'figure' ? page.factOf(figure.fact) : null;
}

/** A bar from zero with the interval of its value, in the width that there is. */
function bar({ value, interval }: Fact, largest: number, colour: number): Element {
  const ends = interval ? [interval.low, interval.high].map((end) => percent(Math.max(0, end) / largest)) : [];
  const whisker = ends.length === 2 ? [s('line', { class: 'whisker', x1: ends[0], x2: ends[1], y1: '50%', y2: '50%' })] : [];
  return s('svg', { class: `drawn c${colour}`, ariaHidden: 'true' }, [
    s('rect', { class: 'bar', width: percent(value / largest), height: '100%', rx: '1' }),
    ...whisker,
  ]);
}

/**
 * The bars of a table, each from zero and the column's longest over the whole width: of columns in which several rows state values of one
 * unit and none is negative. Counts of samples are no result and are not drawn.
 *
 * @returns what stands under the value at a row and column; nothing for most.
 */
export function drawnBars(table: Table, page: HtmlPage): (row: number, column: number) => Element[] {
  const facts = table.rows.map((cells) => cells.map((cell) => factOf(cell, page)));
  const colours = table.rows.map((cells) => page.colourOf(nameOf(cells[0])) ?? 0);
  const largest = table.columns.map((_, column) => {
    const own = facts.flatMap((row) => row[column] ?? []);
    const isOne = own.length > 1 && own.every(({ unit, value }) => unit === own[0]!.unit && unit !== 'count' && value >= 0);
    return isOne ? maxOf(own.map(({ value, interval }) => Math.max(value, interval?.high ?? 0))) : 0;
  });
  return (row, column) => {
    const fact = facts[row]?.[column];
    return fact && largest[column]! > 0 ? [bar(fact, largest[column]!, colours[row]!)] : [];
  };
}

function nameOf(cell: readonly Inline[] | undefined): string {
  const name = cell?.find(({ kind }) => kind === 'code' || kind === 'strong');
  return name && 'text' in name ? name.text : '';
}
