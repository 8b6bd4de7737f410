import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Nodes, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { parse as parseYaml } from 'yaml';
import type { Report } from '../../src/contracts/report.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { singleLine } from '../../src/metrics/quotation.ts';
import { documentOf, htmlOf } from '../support/document-of.ts';
import { FAST, samplePageTable, sampleReportWith } from './sample-report.ts';

/** Strings that break out of tables, code, links, front matter and HTML, and any string at all. */
const BREAKERS = [
  '|',
  '\\|',
  '\\',
  '`',
  '``',
  '\n',
  '\r\n',
  '---',
  '\n---\n',
  '<script>alert(1)</script>',
  '</code></td>',
  '</summary>',
  '</details>',
  '\n\n</details>\n\n',
  '<!--',
  '![a](http://evil.example/a.png)',
  '[a](javascript:alert(1))',
  '[^1]',
  '[^1]: x',
  '\n\n[^1]: x\n\n',
  'https://evil.example/?a=b',
  'www.evil.example',
  'a@evil.example',
  '&lt;',
  '&#x41;',
  '"',
  "'",
  '\u202e',
  '\u0000',
  '~~a~~',
  '**b**',
  '_c_',
  '# d',
  '- e',
  '1. f',
  '|-|-|',
  '\ud800',
];
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.oneof(fc.constantFrom(...BREAKERS), fc.string({ maxLength: 4 })), { maxLength: 8 }).map((parts) => parts.join('')),
);

/** What stands on the first screen: what changed, a row per contestant, or a column per load. */
const TABLES = ['changes', 'contestants', 'loads'] as const;

function pageTable(kind: (typeof TABLES)[number], name: string): Report['page']['table'] {
  if (kind === 'changes') return null;
  const [column, ...others] = samplePageTable.columns;
  return {
    ...samplePageTable,
    constants: { [name]: name, backend: name },
    labelKeys: ['model', name],
    columns: kind === 'contestants' ? [column!, ...others] : [column!, ...others].map((own) => ({ ...own, labels: { [name]: name } })),
    rows: samplePageTable.rows.map((row) => ({ ...row, labels: { model: name, [name]: name } })),
  };
}

/** The sample with `name` wherever text from outside can stand. */
function reportNaming(name: string, kind: (typeof TABLES)[number]): Report {
  return sampleReportWith((report) => {
    report.page = { ...report.page, table: pageTable(kind, name), changes: kind === 'changes' ? report.page.changes : [] };
    report.labels = ['model', 'backend', 'run'].map((key) => ({ key, value: name, role: 'contestant', origin: 'column' }));
    report.changes = report.changes.map((own) => ({ ...own, labels: { ...own.labels, model: name }, since: name }));
    report.changes.push({ ...report.changes[0]!, labels: { model: `${name}2` } });
    report.narrative.headline!.parts = [{ name }, ': ', ...report.narrative.headline!.parts, ` (${name})`];
    for (const table of report.analysis.tables) table.rows = table.rows.slice(0, 2);
    report.title = name;
    report.directory = name;
    report.root = name;
    report.verdict = name;
    report.facts = report.facts.map((fact) => ({
      ...fact,
      labels: { ...fact.labels, ...(fact.labels['model'] === FAST ? { model: name } : {}), [`x${name}`]: name },
      sources: fact.sources.map((source) => ({ ...source, path: name, cells: [`row=2;col=${name}`, `/a/0${name}`, name] })),
    }));
    for (const table of report.analysis.tables) {
      table.title = name;
      table.constants = { [name]: name };
      for (const row of table.rows) row.labels = { ...row.labels, model: name };
    }
    report.inputs.artifacts = report.inputs.artifacts.map((artifact) => ({
      ...artifact,
      path: name,
      adapter: name,
      reason: name,
      problems: [{ line: 1, message: name }],
    }));
    report.inputs.skipped = [{ path: name, message: name }];
    report.narrative.rejected = [{ text: name, reason: name }];
    for (const agent of report.narrative.agents) {
      agent.model = name;
      agent.label = name;
      agent.options = { [name]: name };
    }
    for (const claim of [...report.narrative.sentences, ...report.findings]) claim.parts = [...claim.parts, { name }, ' ', `(${name})`];
  });
}

function parse(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).parse(markdown);
}

function nodesOf(root: Root): Nodes[] {
  const nodes: Nodes[] = [];
  visit(root, (node) => {
    nodes.push(node);
  });
  return nodes;
}

/** Tag names in order, attribute values with brackets in them respected. */
function tagNames(html: string): string[] {
  return [...html.matchAll(/<(\/?[a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/gi)].map((match) => match[1]!);
}

describe('text from outside', () => {
  test('survives Markdown as text, makes no markup of its own and changes no table', () => {
    const plains = new Map(TABLES.map((kind) => [kind, nodesOf(parse(renderMarkdown(documentOf(reportNaming('name', kind)))))]));
    fc.assert(
      fc.property(anyText, fc.constantFrom(...TABLES), (name, table) => {
        const plain = plains.get(table)!;
        const root = parse(renderMarkdown(documentOf(reportNaming(name, table))));
        const nodes = nodesOf(root);
        // What folds the sections, and nothing else, is HTML.
        const raw = (list: readonly Nodes[]) => list.flatMap((node) => (node.type === 'html' ? [node.value] : []));
        expect(raw(nodes)).toEqual(raw(plain));
        expect(new Set(raw(nodes))).toEqual(new Set(['<details>\n<summary>', '</summary>', '</details>']));
        const kinds = (list: readonly Nodes[], ...types: Nodes['type'][]) => list.filter(({ type }) => types.includes(type)).length;
        expect(kinds(nodes, 'image', 'link', 'linkReference', 'imageReference', 'definition', 'code', 'delete', 'emphasis')).toBe(0);
        for (const type of [
          'table',
          'tableRow',
          'tableCell',
          'heading',
          'listItem',
          'footnoteReference',
          'footnoteDefinition',
          'paragraph',
        ] as const) {
          expect(kinds(nodes, type)).toBe(kinds(plain, type));
        }
        const shown = singleLine(name) || '(empty)';
        const cells = nodes.filter(({ type }) => type === 'tableCell').map((cell) => textOf(cell));
        expect(cells).toContain(shown);
        const [yaml] = nodes.filter((node) => node.type === 'yaml');
        expect(parseYaml(yaml!.value)).toMatchObject({
          generator: 'benchscribe 0.1.0',
          title: singleLine(name),
          agents: [{ id: 'insight' }],
        });
      }),
      {
        numRuns: 40,
        examples: [...BREAKERS, '\\|![a](http://evil.example/a.png)', '\\\\|`'].map((breaker, at) => [breaker, TABLES[at % 3]!]),
      },
    );
  });

  test('survives HTML as text and adds no element', async () => {
    const htmlNaming = (name: string, table: (typeof TABLES)[number]) => tagNames(htmlOf(documentOf(reportNaming(name, table))));
    const plains = {
      changes: htmlNaming('name', 'changes'),
      contestants: htmlNaming('name', 'contestants'),
      loads: htmlNaming('name', 'loads'),
    };
    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom(...TABLES), async (name, table) => {
        const tags = htmlNaming(name, table);
        // An empty name is neither set as code nor drawn.
        const without = (list: readonly string[]) => list.filter((tag) => !/^.?(?:code|text)$/.test(tag));
        expect(without(tags)).toEqual(without(plains[table]));
      }),
      {
        numRuns: 20,
        examples: TABLES.flatMap((table): [string, (typeof TABLES)[number]][] => [
          [BREAKERS.join(''), table],
          [BREAKERS.join(' '), table],
        ]),
      },
    );
  });
});
