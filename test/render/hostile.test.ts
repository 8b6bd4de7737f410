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
import { FAST, sampleReportWith } from './sample-report.ts';

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
  '<!--',
  '![a](http://evil.example/a.png)',
  '[a](javascript:alert(1))',
  '[^E1]',
  '[^E1]: x',
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

/** The sample with `name` wherever text from outside can stand. */
function reportNaming(name: string): Report {
  return sampleReportWith((report) => {
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
    for (const agent of report.narrative.agents) agent.model = name;
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
    const plain = nodesOf(parse(renderMarkdown(documentOf(reportNaming('name')))));
    fc.assert(
      fc.property(anyText, (name) => {
        const root = parse(renderMarkdown(documentOf(reportNaming(name))));
        const nodes = nodesOf(root);
        const kinds = (list: readonly Nodes[], ...types: Nodes['type'][]) => list.filter(({ type }) => types.includes(type)).length;
        expect(kinds(nodes, 'html', 'image', 'link', 'linkReference', 'imageReference', 'definition', 'code', 'delete', 'emphasis')).toBe(
          0,
        );
        for (const type of ['table', 'tableRow', 'tableCell', 'heading', 'listItem', 'footnoteReference', 'footnoteDefinition'] as const) {
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
      { numRuns: 40, examples: [...BREAKERS, '\\|![a](http://evil.example/a.png)', '\\\\|`'].map((breaker) => [breaker]) },
    );
  });

  test('survives HTML as text and adds no element', async () => {
    const plain = tagNames(htmlOf(documentOf(reportNaming('name'))));
    await fc.assert(
      fc.asyncProperty(anyText, async (name) => {
        const tags = tagNames(htmlOf(documentOf(reportNaming(name))));
        // An empty name is neither set as code nor drawn.
        const without = (list: readonly string[]) => list.filter((tag) => !/^.?(?:code|text)$/.test(tag));
        expect(without(tags)).toEqual(without(plain));
      }),
      { numRuns: 20, examples: [[BREAKERS.join('')], [BREAKERS.join(' ')]] },
    );
  });
});
