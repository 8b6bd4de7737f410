import type { Nodes, Root, Table } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** A piece of text of a block, and where each of its characters stands in the Markdown. */
export interface TextPiece {
  readonly text: string;
  /** true for a code span: a name or quotation. */
  readonly code: boolean;
  readonly offsetOf: (index: number) => number;
}

/** What is read together: a heading, a paragraph, a list entry, or a row of a table. */
export interface MarkdownBlock {
  readonly kind: 'heading' | 'prose' | 'row';
  /** Titles of the sections it stands in, outermost first; a heading's own title last. */
  readonly titles: readonly string[];
  /** Footnotes referred to in it, lower case. */
  readonly references: ReadonlySet<string>;
  readonly pieces: readonly (TextPiece & { readonly head: string })[];
}

/** A Markdown report taken apart. */
export interface ParsedMarkdown {
  /** In order; front matter, code blocks and footnote definitions left out. */
  readonly blocks: readonly MarkdownBlock[];
  /** Text of each footnote, by its identifier in lower case. */
  readonly footnotes: ReadonlyMap<string, string>;
}

/** Parses CommonMark with GFM and front matter into blocks with places. Never throws: any text is Markdown. */
export function parseMarkdown(markdown: string): ParsedMarkdown {
  const root: Root = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).parse(markdown);
  const blocks: MarkdownBlock[] = [];
  const footnotes = new Map<string, string>();
  const titles: { depth: number; title: string }[] = [];

  function addBlock(kind: MarkdownBlock['kind'], node: Nodes, heads: readonly string[] = []): void {
    const cells = node.type === 'tableRow' ? node.children : [node];
    const pieces = cells.flatMap((cell, column) => piecesOf(cell, markdown).map((piece) => ({ ...piece, head: heads[column] ?? '' })));
    blocks.push({ kind, titles: titles.map(({ title }) => title), references: new Set(referencesOf(node)), pieces });
  }

  function addTable({ children: [head, ...rows] }: Table): void {
    const heads = head?.children.map((cell) => textOf(cell, true)) ?? [];
    if (head) addBlock('row', head);
    for (const row of rows) addBlock('row', row, heads);
  }

  function walk(node: Nodes): void {
    if (node.type === 'heading') {
      while (titles.length > 0 && titles.at(-1)!.depth >= node.depth) titles.pop();
      titles.push({ depth: node.depth, title: textOf(node, true) });
      addBlock('heading', node);
    } else if (node.type === 'paragraph' || node.type === 'html') {
      addBlock('prose', node);
    } else if (node.type === 'table') {
      addTable(node);
    } else if (node.type === 'footnoteDefinition') {
      footnotes.set(node.identifier.toLowerCase(), textOf(node, true));
    } else if ('children' in node) {
      for (const child of node.children) walk(child);
    }
  }

  walk(root);
  return { blocks, footnotes };
}

function* leavesOf(node: Nodes): Generator<Nodes> {
  if ('children' in node) for (const child of node.children) yield* leavesOf(child);
  else yield node;
}

function referencesOf(node: Nodes): string[] {
  return [...leavesOf(node)].flatMap((leaf) => (leaf.type === 'footnoteReference' ? [leaf.identifier.toLowerCase()] : []));
}

function textOf(node: Nodes, withCode: boolean): string {
  return [...leavesOf(node)].map((leaf) => (leaf.type === 'text' || (withCode && leaf.type === 'inlineCode') ? leaf.value : '')).join('');
}

function piecesOf(node: Nodes, markdown: string): TextPiece[] {
  return [...leavesOf(node)].flatMap((leaf) => {
    if (leaf.type !== 'text' && leaf.type !== 'inlineCode' && leaf.type !== 'html') return [];
    const start = leaf.position?.start.offset ?? 0;
    const source = markdown.slice(start, leaf.position?.end.offset ?? start);
    return [{ text: leaf.value, code: leaf.type === 'inlineCode', offsetOf: (index) => start + offsetIn(source, leaf.value, index) }];
  });
}

/**
 * Where the character `index` of a text stands in its source, which may hold more: backslashes, character references, quote marks and
 * indentation of continued lines.
 */
function offsetIn(source: string, text: string, index: number): number {
  let at = 0;
  for (let place = 0; ; place += 1) {
    const reference = /^&[#\w]+;/.exec(source.slice(at, at + 40))?.[0];
    const decoded = reference !== undefined && !text.startsWith(reference, place);
    const wanted = text[place];
    if (source[at] === '\\' && source[at + 1] === wanted && PUNCTUATION.test(wanted ?? '')) at += 1;
    else if (!decoded) while (at < source.length && source[at] !== wanted) at += 1;
    if (place >= index) return at;
    at += decoded ? reference.length : 1;
  }
}

/** What a backslash escapes in Markdown (CommonMark 0.31, section 2.4). */
const PUNCTUATION = /^[!-/:-@[-`{-~]$/;
