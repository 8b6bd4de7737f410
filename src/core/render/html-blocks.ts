import type { Element, ElementContent } from 'hast';
import type { Block, Inline, Section, Table } from './document.ts';
import { element } from './element.ts';
import { drawnBars } from './html-bars.ts';
import type { HtmlPage } from './html-page.ts';

/** Characters from which a column of words is kept wide enough to read. */
const LONG_CELL = 32;
/** Words that carry a colour; every other emphasised word is just that. */
const MARKS: ReadonlyMap<string, string> = new Map([
  ['regressed', 'verdict verdict-regressed'],
  ['improved', 'verdict verdict-improved'],
  ['confounded', 'verdict verdict-confounded'],
  ['critical', 'severity severity-critical'],
  ['warning', 'severity severity-warning'],
]);

function inlineNode(inline: Inline, page: HtmlPage): ElementContent {
  switch (inline.kind) {
    case 'text':
    case 'term':
    case 'number':
      return { type: 'text', value: inline.text };
    case 'strong':
      return element('strong', { class: MARKS.get(inline.text) }, inline.text);
    case 'code':
      return element('code', inline.text);
    case 'figure':
      return element('span', { dataF: String(page.place(inline.fact)) }, inline.text);
    case 'reference':
      return element('sup', [element('span', { dataR: page.refer(inline.id) }, inline.id)]);
  }
}

/** Inline content as nodes; every text becomes a text node, which the serialiser escapes. */
export function inlineNodes(content: readonly Inline[], page: HtmlPage): ElementContent[] {
  return content.map((inline) => inlineNode(inline, page));
}

/** The name of a contestant with its colour, where a cell holds nothing else. */
function contestantClass(cell: readonly Inline[], page: HtmlPage): string | undefined {
  const names = cell.filter(({ kind }) => kind === 'code' || kind === 'strong');
  const [name] = names;
  const colour = names.length === 1 && name && 'text' in name ? page.colourOf(name.text) : null;
  return colour === null ? undefined : `key c${colour}`;
}

/** Columns that hold nothing but references: in a medium in which every number opens its evidence they say nothing more. */
function isOfReferences(table: Table, index: number): boolean {
  return table.rows.length > 0 && table.rows.every((cells) => cells[index]?.every(({ kind }) => kind === 'reference'));
}

function tableNode(table: Table, id: string, page: HtmlPage, isDrawn: boolean): Element {
  const length = (cell: readonly Inline[]) => cell.reduce((sum, inline) => sum + ('text' in inline ? inline.text.length : 0), 0);
  const columns = [...table.columns.keys()].filter((index) => !isOfReferences(table, index));
  const classes = table.columns.map(({ align }, index) => {
    if (align === 'right') return 'right';
    return table.rows.some((cells) => length(cells[index] ?? []) > LONG_CELL) ? 'long' : undefined;
  });
  const bars = isDrawn ? drawnBars(table, page) : null;
  const head = element(
    'tr',
    columns.map((index) => element('th', { scope: 'col', class: classes[index] }, inlineNodes(table.columns[index]!.head, page))),
  );
  const rows = table.rows.map((cells, row) =>
    element(
      'tr',
      columns.map((index) => {
        const cell = cells[index] ?? [];
        if (index > 0) return element('td', { class: classes[index] }, [...inlineNodes(cell, page), ...(bars?.(row, index) ?? [])]);
        const nodes = inlineNodes(cell, page);
        const key = contestantClass(cell, page);
        return element('th', { scope: 'row', class: classes[index] }, key === undefined ? nodes : [element('span', { class: key }, nodes)]);
      }),
    ),
  );
  return element('div', { class: 'scroll', tabIndex: 0, role: 'region', ariaLabelledBy: [id] }, [
    element('table', [
      element('caption', { id }, inlineNodes(table.caption, page)),
      element('thead', [head]),
      element('tbody', lines(rows)),
    ]),
  ]);
}

/** Nodes with a line end after each, so that two versions of a page can be compared line by line. */
export function lines(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes.flatMap((node) => [{ type: 'text', value: '\n' }, node]);
}

/** How a block is laid out. */
export interface BlockLayout {
  /** Id of the caption of a table. */
  readonly id: string;
  /** Draws the values of a table as bars beside them, with their intervals. */
  readonly isDrawn?: boolean;
}

/** A block as a node; a table for reference is folded. */
export function blockNode(block: Block, page: HtmlPage, { id, isDrawn = false }: BlockLayout): Element {
  if (block.kind === 'paragraph') return element('p', inlineNodes(block.content, page));
  if (block.kind === 'list')
    return element(block.ordered ? 'ol' : 'ul', lines(block.entries.map((entry) => element('li', inlineNodes(entry, page)))));
  const table = tableNode(block, id, page, isDrawn);
  return block.folded ? element('details', [element('summary', 'Show the table'), table]) : table;
}

/** The blocks of a section and its subsections, whose headings start at `level`. */
function contentNodes(section: Section, page: HtmlPage, level: number, isDrawn: boolean): Element[] {
  return [
    ...section.blocks.map((block, index) => blockNode(block, page, { id: `${section.id}-${index + 1}`, isDrawn })),
    ...section.sections.map((inner) => sectionNode(inner, page, level)),
  ];
}

/** A section with its subsections; headings start at `level`. @param isDrawn its own tables have their values drawn as bars. */
export function sectionNode(section: Section, page: HtmlPage, level: number, isDrawn = false): Element {
  const heading = section.title.length === 0 ? [] : [element(`h${Math.min(level, 6)}`, inlineNodes(section.title, page))];
  return element('section', { id: section.id }, lines([...heading, ...contentNodes(section, page, level + 1, isDrawn)]));
}

/** A section that is closed at first. */
export function foldedNode(section: Section, page: HtmlPage): Element {
  const heading = element('summary', [element('h2', inlineNodes(section.title, page))]);
  return element('details', { class: 'part', id: section.id }, lines([heading, ...contentNodes(section, page, 3, false)]));
}
