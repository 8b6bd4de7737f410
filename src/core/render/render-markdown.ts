import type { BlockContent, PhrasingContent, Root, RootContent, TableCell } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { stringify } from 'yaml';
import type { Report } from '../../contracts/report.ts';
import { singleLine } from '../../metrics/quotation.ts';
import type { Block, Inline, ReportDocument, Section } from './document.ts';
import { citedArtifacts, evidenceContent, formulas, formulaText } from './evidence.ts';
import { optionPairs } from './header.ts';
import { code, term, text } from './inline.ts';

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

function reference(id: string): PhrasingContent {
  return { type: 'footnoteReference', identifier: id.toLowerCase(), label: id };
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
      return [{ type: 'text', value: inline.text }, ...(inline.cited ? [reference(inline.evidence)] : [])];
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

function sectionNodes(section: Section, depth: number): RootContent[] {
  return [
    heading(depth, section.title),
    ...section.blocks.map(block),
    ...section.sections.flatMap((inner) => sectionNodes(inner, depth + 1)),
  ];
}

/** Evidence as footnotes: every viewer that knows them links number and row both ways, and the raw text still reads as a list. */
function evidenceNodes(document: ReportDocument): RootContent[] {
  const { report } = document;
  const factsById = new Map(report.facts.map((fact) => [fact.id, fact]));
  const computed = formulas(report, document.evidence).map(({ statistic, formula }) => [text(formulaText(statistic, formula))]);
  const artifacts = citedArtifacts(report, document.evidence).map(({ path, sha256 }) => [[code(path)], [code(sha256)]]);
  const intro = 'Each reference leads to the fact behind its number: E one fact, S the facts of one table row.';
  const tables: Block[] = [
    { kind: 'paragraph', content: [text(document.evidence.length > 0 ? intro : 'No number of this report comes from a measurement.')] },
    ...(computed.length > 0 ? [{ kind: 'list', ordered: false, entries: computed } as const] : []),
    ...(artifacts.length > 0
      ? [
          {
            kind: 'table',
            caption: [text('Artifacts cited')],
            columns: [
              { head: [text('artifact')], align: 'left' },
              { head: [text('SHA-256')], align: 'left' },
            ],
            rows: artifacts,
          } as const,
        ]
      : []),
  ];
  return [
    heading(3, [text('Evidence')]),
    ...tables.map(block),
    ...document.evidence.map(
      (evidence): RootContent => ({
        type: 'footnoteDefinition',
        identifier: evidence.id.toLowerCase(),
        label: evidence.id,
        children: [{ type: 'paragraph', children: phrasing(evidenceContent(evidence, factsById), 'text') }],
      }),
    ),
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
 * The document as Markdown (CommonMark with GFM tables and footnotes, YAML front matter first, no HTML). The same document gives the
 * same bytes; nothing else goes in. Names and messages from artifacts are code spans or escaped text, whatever they hold.
 */
export function renderMarkdown(document: ReportDocument): string {
  const header: Block = {
    kind: 'list',
    ordered: false,
    entries: document.header.map(({ label, content }) => [text(`${label}: `), ...content]),
  };
  const root: Root = {
    type: 'root',
    children: [
      { type: 'yaml', value: frontMatter(document.report) },
      heading(1, [term(document.title)]),
      block(header),
      ...document.sections.flatMap((section) => sectionNodes(section, 2)),
      ...evidenceNodes(document),
    ],
  };
  return unified()
    .use(remarkFrontmatter)
    .use(remarkGfm, { tablePipeAlign: false })
    .use(remarkStringify, { bullet: '-', rule: '-', listItemIndent: 'one', incrementListMarker: true })
    .stringify(root);
}
