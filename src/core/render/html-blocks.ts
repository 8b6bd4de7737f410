import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import type { Block, Inline, Section, Table } from './document.ts';

/** Tables with more rows are folded: the reader sees what there is and opens it at will. */
const OPEN_ROW_COUNT_MAX = 16;
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

/** Id of the popover that an evidence row is opened in. */
export function popoverId(evidence: string): string {
  return `open-${evidence}`;
}

function figureNodes({ text, evidence, cited }: Extract<Inline, { kind: 'figure' }>): Element[] {
  const number = h('button', { type: 'button', class: 'number', popovertarget: popoverId(evidence) }, text);
  // On paper nothing opens: there the reference is shown.
  return cited ? [number, h('sup', { class: 'ref' }, [h('a', { href: `#${evidence}` }, evidence)])] : [number];
}

function inlineNode(inline: Inline): ElementContent | ElementContent[] {
  switch (inline.kind) {
    case 'text':
    case 'term':
    case 'number':
      return { type: 'text', value: inline.text };
    case 'strong':
      return h('strong', { class: MARKS.get(inline.text) }, inline.text);
    case 'code':
      return h('code', inline.text);
    case 'figure':
      return figureNodes(inline);
    case 'reference':
      return h('a', { href: `#${inline.id}` }, inline.id);
  }
}

/** Inline content as nodes; every text becomes a text node, which the serialiser escapes. */
export function inlineNodes(content: readonly Inline[]): ElementContent[] {
  return content.flatMap(inlineNode);
}

function tableNode(table: Table, id: string): Element {
  const length = (cell: readonly Inline[]) => cell.reduce((sum, inline) => sum + ('text' in inline ? inline.text.length : 0), 0);
  const classes = table.columns.map(({ align }, index) => {
    if (align === 'right') return 'right';
    return table.rows.some((cells) => length(cells[index] ?? []) > LONG_CELL) ? 'long' : undefined;
  });
  const head = h(
    'tr',
    table.columns.map(({ head: words }, index) => h('th', { scope: 'col', class: classes[index] }, inlineNodes(words))),
  );
  const rows = table.rows.map((cells) =>
    h(
      'tr',
      cells.map((cell, index) =>
        index === 0
          ? h('th', { scope: 'row', class: classes[index] }, inlineNodes(cell))
          : h('td', { class: classes[index] }, inlineNodes(cell)),
      ),
    ),
  );
  const body = lines(rows);
  return h('div', { class: 'scroll', tabIndex: 0, role: 'region', ariaLabelledBy: id }, [
    h('table', [h('caption', { id }, inlineNodes(table.caption)), h('thead', [head]), h('tbody', body)]),
  ]);
}

/** Nodes with a line end after each, so that two versions of a page can be compared line by line. */
export function lines(nodes: readonly ElementContent[]): ElementContent[] {
  return nodes.flatMap((node) => [{ type: 'text', value: '\n' }, node]);
}

/** A block as a node; a long table is folded. `id` names its caption. */
export function blockNode(block: Block, id: string): Element {
  if (block.kind === 'paragraph') return h('p', inlineNodes(block.content));
  if (block.kind === 'list') return h(block.ordered ? 'ol' : 'ul', lines(block.entries.map((entry) => h('li', inlineNodes(entry)))));
  const table = tableNode(block, id);
  return block.folded || block.rows.length > OPEN_ROW_COUNT_MAX ? h('details', [h('summary', 'Show the table'), table]) : table;
}

/** A section with its subsections; headings start at `level`. `before` stands between the heading and its blocks. */
export function sectionNode(section: Section, level: number, before: readonly Element[] = []): Element {
  const heading = h(`h${Math.min(level, 6)}`, inlineNodes(section.title));
  return h('section', { id: section.id }, [
    ...lines([
      heading,
      ...before,
      ...section.blocks.map((block, index) => blockNode(block, `${section.id}-${index + 1}`)),
      ...section.sections.map((inner) => sectionNode(inner, level + 1)),
    ]),
  ]);
}
