import type { BlockContent, PhrasingContent, Root, RootContent, TableCell } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { stringify } from 'yaml';
import type { Report } from '../../contracts/report.ts';
import { singleLine } from '../../metrics/quotation.ts';
import { factsById } from '../facts-by-id.ts';
import type { Block, Inline, ReportDocument, Section } from './document.ts';
import { evidenceLines } from './evidence.ts';
import { text } from './inline.ts';
import { optionPairs } from './option-pairs.ts';
import { writeRoot } from './write-root.ts';

type Place = 'text' | 'cell';

/** A name as code. In a table cell GFM reads `\|` as a bar even within code, so there a backslash before a bar stands as text between code. */
function nameNodes(name: string, place: Place): PhrasingContent[] {
  const parts = place === 'cell' ? name.split('\\|') : [name];
  return parts.flatMap((part, index): PhrasingContent[] => [
    ...(index > 0 ? [{ type: 'text', value: '\\|' } as const] : []),
    ...(part === '' ? [] : [{ type: 'inlineCode', value: part } as const]),
  ]);
}

/** What GFM readers turn into links of their own accord, even where it is escaped (seen with mdast-util-gfm-autolink-literal 2). */
const LINK_LIKE = /(\S*(?:https?:\/\/|www\.|@)\S*)/gi;

/** Words as text; what looks like an address is set as code, so that no text of a report becomes a link. */
function wordNodes(words: string, place: Place): PhrasingContent[] {
  return words.split(LINK_LIKE).flatMap((part, index): PhrasingContent[] => {
    if (part === '') return [];
    return index % 2 === 1 ? nameNodes(part, place) : [{ type: 'text', value: part }];
  });
}

/** The footnote of an evidence row: `E3`, which nothing else in a text looks like. */
function footnoteOf(id: string): { readonly identifier: string; readonly label: string } {
  return { identifier: `e${id}`, label: `E${id}` };
}

function reference(id: string): PhrasingContent {
  return { type: 'footnoteReference', ...footnoteOf(id) };
}

function phrase(inline: Inline, place: Place): PhrasingContent[] {
  switch (inline.kind) {
    case 'text':
    case 'term':
      return wordNodes(inline.text, place);
    case 'number':
      return [{ type: 'text', value: inline.text }];
    case 'strong':
      return [{ type: 'strong', children: wordNodes(inline.text, place) }];
    case 'code':
      return nameNodes(inline.text, place);
    case 'figure':
      return [{ type: 'text', value: inline.text }];
    case 'reference':
      return [reference(inline.id)];
  }
}

/** Texts that follow each other are one node, as they would be read again: what has to be escaped is looked for node by node. */
function phrasing(content: readonly Inline[], place: Place): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  for (const inline of content) {
    for (const node of phrase(inline, place)) {
      const last = nodes.at(-1);
      if (node.type === 'text' && last?.type === 'text') nodes[nodes.length - 1] = { type: 'text', value: last.value + node.value };
      else nodes.push(node);
    }
  }
  return nodes;
}

function block(node: Block): BlockContent {
  if (node.kind === 'paragraph') return { type: 'paragraph', children: phrasing(node.content, 'text') };
  if (node.kind === 'list') {
    const children = node.entries.map((entry) => ({
      type: 'listItem' as const,
      spread: false,
      children: [{ type: 'paragraph' as const, children: phrasing(entry, 'text') }],
    }));
    return { type: 'list', ordered: node.ordered, start: node.ordered ? 1 : null, spread: false, children };
  }
  const cell = (content: readonly Inline[]): TableCell => ({ type: 'tableCell', children: phrasing(content, 'cell') });
  return {
    type: 'table',
    align: node.columns.map(({ align }) => (align === 'right' ? 'right' : null)),
    children: [node.columns.map(({ head }) => head), ...node.rows].map((cells) => ({ type: 'tableRow', children: cells.map(cell) })),
  };
}

function heading(depth: number, title: readonly Inline[]): RootContent {
  return { type: 'heading', depth: Math.min(depth, 6) as 1 | 2 | 3 | 4 | 5 | 6, children: phrasing(title, 'text') };
}

/** Rows of a folded table that Markdown shows, and of all tables of a section: a page of text is no place to look through tables. */
const TABLE_ROW_COUNT_MAX = 8;
const ROW_COUNT_MAX = 100;

/** Lays out blocks; of folded tables as many rows as there is still room for. */
type BlockLayout = (node: Block) => BlockContent[];

function shortened(): BlockLayout {
  let room = ROW_COUNT_MAX;
  return (node) => {
    if (node.kind !== 'table') return [block(node)];
    const rows = node.rows.slice(0, Math.min(TABLE_ROW_COUNT_MAX, room));
    room -= rows.length;
    if (rows.length === node.rows.length) return [block(node)];
    const note = rows.length === 0 ? 'In the HTML and JSON reports.' : 'Shortened: the HTML and JSON reports have more rows.';
    return [...(rows.length === 0 ? [] : [block({ ...node, rows })]), block({ kind: 'paragraph', content: [text(note)] })];
  };
}

function sectionNodes(section: Section, depth: number, layout: BlockLayout): RootContent[] {
  return [
    ...(section.title.length > 0 ? [heading(depth, section.title)] : []),
    ...section.blocks.flatMap(layout),
    ...section.sections.flatMap((inner) => sectionNodes(inner, depth + 1, layout)),
  ];
}

/** Closed at first where HTML is shown, and a section like any other where it is not: its heading is what is clicked. */
function foldedNodes(title: readonly Inline[], content: readonly RootContent[]): RootContent[] {
  return [
    { type: 'html', value: '<details>\n<summary>' },
    heading(2, title),
    { type: 'html', value: '</summary>' },
    ...content,
    { type: 'html', value: '</details>' },
  ];
}

/** Evidence as footnotes: every viewer that knows them links sentence and row both ways, and the raw text still reads as a list. */
function evidenceNodes(document: ReportDocument): RootContent[] {
  const { report } = document;
  const seen = new Set<string>();
  const intro =
    'The facts behind each reference, of a table the first ones; benchscribe explain shows the formula of a fact and the rows that it was read from.';
  return [
    block({
      kind: 'paragraph',
      content: [text(document.evidence.length > 0 ? intro : 'No number of this report comes from a measurement.')],
    }),
    ...document.evidence.map((evidence): RootContent => {
      const lines = evidenceLines(evidence, factsById(report.facts), seen);
      return {
        type: 'footnoteDefinition',
        ...footnoteOf(evidence.id),
        children:
          lines.length === 1
            ? [{ type: 'paragraph', children: phrasing(lines[0]!, 'text') }]
            : [block({ kind: 'list', ordered: false, entries: lines })],
      };
    }),
  ];
}

/** Serialised by the library, so that no title or name can end the front matter or add a key to it. */
function frontMatter(report: Report): string {
  const { narrative, inputs, verification } = report;
  const agents = narrative.agents.map(({ id, model, options }) => ({
    id,
    model: singleLine(model),
    options: optionPairs(options).join(', '),
  }));
  return stringify(
    {
      generator: `${report.generator.name} ${report.generator.version}`,
      schema: report.schema,
      title: singleLine(report.title),
      date: report.generatedAt,
      root: report.root,
      directory: report.directory,
      ...(report.narrator && { narrator: report.narrator }),
      verdict: singleLine(report.verdict),
      input_fingerprint: inputs.fingerprint,
      rule_fingerprint: inputs.ruleFingerprint,
      narrative: { level: narrative.level, source: narrative.source, status: narrative.status },
      agents: agents.length > 0 ? agents : 'none',
      numbers_in_text: verification.numbersInText,
      numbers_traced: verification.numbersTraced,
    },
    // A name that holds a line end stands in quotation marks: it starts no line.
    { lineWidth: 0, version: '1.2', blockQuote: false },
  ).trimEnd();
}

/**
 * The document as Markdown (CommonMark with GFM tables and footnotes, YAML front matter first; of HTML only what folds a section). The same
 * document gives the same bytes; nothing else goes in. Names and messages from artifacts are code spans or escaped text, whatever they hold.
 */
export function renderMarkdown(document: ReportDocument): string {
  const appendix = document.folded.filter(({ id }) => id === 'appendix');
  const folded = (sections: readonly Section[]) =>
    sections.flatMap((section) => {
      const layout = shortened();
      return foldedNodes(section.title, [
        ...section.blocks.flatMap(layout),
        ...section.sections.flatMap((inner) => sectionNodes(inner, 3, layout)),
      ]);
    });
  const root: Root = {
    type: 'root',
    children: [
      { type: 'yaml', value: frontMatter(document.report) },
      heading(1, document.heading),
      block({ kind: 'paragraph', content: document.line }),
      ...document.page.flatMap((section) => sectionNodes(section, 2, (node) => [block(node)])),
      ...folded(document.folded.filter(({ id }) => id !== 'appendix')),
      ...foldedNodes([text('Evidence')], evidenceNodes(document)),
      ...folded(appendix),
      ...folded(document.commentary === null ? [] : [document.commentary]),
    ],
  };
  return written(root);
}

function written(root: Root): string {
  return unified()
    .use(remarkFrontmatter)
    .use(remarkGfm, { tablePipeAlign: false })
    .use(remarkStringify, { bullet: '-', rule: '-', listItemIndent: 'one', incrementListMarker: true, handlers: { root: writeRoot } })
    .stringify(root);
}

/** Content without its references: where nothing stands that they could lead to. */
function unreferenced(content: readonly Inline[]): Inline[] {
  const kept = content.filter(({ kind }) => kind !== 'reference');
  const last = kept.at(-1);
  return last?.kind === 'text' ? [...kept.slice(0, -1), { ...last, text: last.text.trimEnd() }] : kept;
}

function unreferencedBlock(node: Block): Block[] {
  if (node.kind === 'table') return [node];
  if (node.kind === 'list') return [{ ...node, entries: node.entries.map(unreferenced) }];
  const content = unreferenced(node.content);
  return content.every((inline) => 'text' in inline && inline.text === '') ? [] : [{ ...node, content }];
}

/** The page of a report alone, as Markdown for a terminal: without front matter, references and what is folded. */
export function renderPage({ heading: title, line, page }: ReportDocument): string {
  const children = page.flatMap((section) => sectionNodes(section, 2, (node) => unreferencedBlock(node).map(block)));
  return written({
    type: 'root',
    children: [heading(1, title), block({ kind: 'paragraph', content: unreferenced(line) }), ...children],
  });
}
