import { describe, expect, test } from '@jest/globals';
import type { Root } from 'hast';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import type { Inline, Table } from '../../src/core/render/document.ts';
import { blockNode, foldedNode, inlineNodes, sectionNode } from '../../src/core/render/html-blocks.ts';
import { htmlPage } from '../../src/core/render/html-page.ts';
import { code, number, section, strong, term, text } from '../../src/core/render/inline.ts';
import { factOf } from '../core/by-hand.ts';
import { reportOnly, tableOnly } from './by-hand.ts';

/** A page of three facts, two of them of contestants. */
function pageOf() {
  const fact = (id: string, value: number | readonly [number, number], model: string) =>
    factOf('decode_throughput', 'mean', value, { id, labels: { model }, unit: 'tokens/s' });
  const facts = [fact('faaaaaa', [100, 10], 'a'), fact('fbbbbbb', 50, 'b'), fact('fcccccc', 7, 'c')];
  const rows = facts.slice(0, 2).map(({ id, labels }) => ({ labels, subset: 'all', facts: { mean: id } }));
  return htmlPage(reportOnly(facts, { analysis: { tables: [tableOnly(rows)], effects: [], omitted: [] } }));
}

function html(...children: Root['children']): string {
  return unified().use(rehypeStringify).stringify({ type: 'root', children });
}

const cell = (words: string): Inline[] => [text(words)];

function tableOf(rows: readonly (readonly string[])[], over: Partial<Table> = {}): Table {
  return {
    kind: 'table',
    caption: cell('all'),
    columns: [
      { head: cell('a'), align: 'left' },
      { head: cell('b'), align: 'right' },
    ],
    rows: rows.map((cells) => cells.map(cell)),
    ...over,
  };
}

describe('content as HTML', () => {
  test('has each kind of piece in its own element, texts escaped', () => {
    const page = pageOf();
    const figure = (fact: string) => ({ kind: 'figure', text: '7 ms', fact, evidence: '1' }) as const;
    expect(
      html(
        ...inlineNodes([text('a<b '), term('p99'), number(3, 'label'), strong('very'), code('x&y'), { kind: 'reference', id: '1' }], page),
      ),
    ).toBe('a&#x3C;b p993<strong>very</strong><code>x&#x26;y</code><sup><span data-r="1">1</span></sup>');
    expect(html(...inlineNodes([figure('fbbbbbb'), figure('faaaaaa'), figure('fbbbbbb')], page))).toBe(
      '<span data-f="0">7 ms</span><span data-f="1">7 ms</span><span data-f="0">7 ms</span>',
    );
    expect([...page.references()]).toEqual(['1']);
    expect(() => inlineNodes([figure('fzzzzzz')], page)).toThrow('shows fact fzzzzzz, which the report does not hold');
  });

  test.each([
    ['regressed', 'verdict verdict-regressed'],
    ['improved', 'verdict verdict-improved'],
    ['confounded', 'verdict verdict-confounded'],
    ['critical', 'severity severity-critical'],
    ['warning', 'severity severity-warning'],
  ])('colours the word %s', (word, classes) =>
    expect(html(...inlineNodes([strong(word)], pageOf()))).toBe(`<strong class="${classes}">${word}</strong>`),
  );

  test('has paragraphs and lists of both kinds, an entry on each line', () => {
    expect(html(blockNode({ kind: 'paragraph', content: cell('p') }, pageOf(), { id: 'id' }))).toBe('<p>p</p>');
    const entries = [cell('x'), cell('y')];
    expect(html(blockNode({ kind: 'list', ordered: true, entries }, pageOf(), { id: 'id' }))).toBe('<ol>\n<li>x</li>\n<li>y</li></ol>');
    expect(html(blockNode({ kind: 'list', ordered: false, entries }, pageOf(), { id: 'id' }))).toBe('<ul>\n<li>x</li>\n<li>y</li></ul>');
  });

  test('has tables with a head for each row, numbers right and long words wide', () => {
    expect(
      html(
        blockNode(
          tableOf([
            ['x', '1'],
            ['y'.repeat(32), '2'],
          ]),
          pageOf(),
          { id: 'id' },
        ),
      ),
    ).toBe(
      '<div class="scroll" tabindex="0" role="region" aria-labelledby="id"><table><caption id="id">all</caption>' +
        '<thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead>' +
        `<tbody>\n<tr><th scope="row">x</th><td class="right">1</td></tr>\n<tr><th scope="row">${'y'.repeat(32)}</th><td class="right">2</td></tr></tbody></table></div>`,
    );
    const long = html(blockNode(tableOf([['y'.repeat(33), '1'.repeat(33)]]), pageOf(), { id: 'id' }));
    expect(long).toContain('<th scope="col" class="long">a</th><th scope="col" class="right">b</th>');
    expect(long).toContain('<th scope="row" class="long">');
    const split = tableOf([]);
    expect(
      html(
        blockNode(
          { ...split, rows: [[[text('y'.repeat(20)), text('z'.repeat(13)), { kind: 'reference', id: 'S1' }], cell('1')]] },
          pageOf(),
          { id: 'id' },
        ),
      ),
    ).toContain('class="long"');
  });

  test('folds a table that is for reference', () => {
    const FOLDED = /^<details><summary>Show the table<\/summary><div class="scroll"/;
    expect(html(blockNode(tableOf([['x', '1']]), pageOf(), { id: 'id' }))).not.toMatch(FOLDED);
    expect(html(blockNode(tableOf([['x', '1']], { folded: true }), pageOf(), { id: 'id' }))).toMatch(FOLDED);
  });

  test('has sections that are closed at first, under their title', () => {
    const outer = section('out', 'Title', [{ kind: 'paragraph', content: cell('p') }], [section('in', 'Inner', [])]);
    expect(html(foldedNode(outer, pageOf()))).toBe(
      '<details class="part" id="out">\n<summary><h2>Title</h2></summary>\n<p>p</p>\n<section id="in">\n<h3>Inner</h3></section></details>',
    );
  });

  test('has no heading of a section without a title, and draws its tables where it is told to', () => {
    const figure = (fact: string): Inline[] => [{ kind: 'figure', text: '7', fact, evidence: '1' }];
    const table = {
      ...tableOf([]),
      rows: [
        [[code('a')], figure('faaaaaa')],
        [[code('b')], figure('fbbbbbb')],
      ],
    };
    const shown = html(sectionNode(section('summary', '', [table]), pageOf(), 2, true));
    expect(shown).toMatch(/^<section id="summary">\n<div class="scroll"/);
    expect(shown.match(/<svg class="drawn/g)).toHaveLength(2);
  });

  test('has sections below each other, headings down to the sixth', () => {
    const inner = section('in', [code('x')], [tableOf([])]);
    const outer = section('out', 'Title', [{ kind: 'paragraph', content: cell('p') }, tableOf([])], [inner]);
    expect(html(sectionNode(outer, pageOf(), 6))).toMatch(
      /^<section id="out">\n<h6>Title<\/h6>\n<p>p<\/p>\n<div class="scroll".* aria-labelledby="out-2">[\s\S]*<section id="in">\n<h6><code>x<\/code><\/h6>\n[\s\S]*<caption id="in-1">/,
    );
    expect(html(sectionNode(outer, pageOf(), 2))).toMatch(/<h2>Title<\/h2>[\s\S]*<h3><code>x<\/code><\/h3>/);
  });

  test('leaves out a column of references, since every number opens its evidence', () => {
    const shown = html(blockNode({ ...tableOf([]), rows: [[cell('x'), [{ kind: 'reference', id: 'S1' }]]] }, pageOf(), { id: 'id' }));
    expect(shown).not.toContain('data-r');
    expect(shown.match(/<th /g)).toHaveLength(2);
  });

  test('gives a contestant its colour wherever its name begins a row', () => {
    const page = pageOf();
    const first = (words: string) => html(blockNode({ ...tableOf([]), rows: [[[code(words)], cell('1')]] }, page, { id: 'id' }));
    expect(first('a')).toContain('<span class="key c0"><code>a</code></span>');
    expect(first('model=b')).toContain('<span class="key c1"><code>model=b</code></span>');
    expect(first('c')).not.toContain('class="key');
  });

  test('draws the values of a column as bars from zero, the longest as wide as there is room', () => {
    const page = pageOf();
    const figure = (fact: string): Inline[] => [{ kind: 'figure', text: '7', fact, evidence: '1' }];
    const rows = [
      [[code('a')], figure('faaaaaa')],
      [[code('b')], figure('fbbbbbb')],
    ];
    const drawn = html(blockNode({ ...tableOf([]), rows }, page, { id: 'id', isDrawn: true }));
    expect([...drawn.matchAll(/<svg class="drawn (c\d)".*?<rect class="bar" width="([\d.]+%)"/g)].map(([, ...own]) => own)).toEqual([
      ['c0', '90.9%'],
      ['c1', '45.5%'],
    ]);
    expect(drawn).toContain('<line class="whisker" x1="81.8%" x2="100%"');
    expect(html(blockNode({ ...tableOf([]), rows }, page, { id: 'id' }))).not.toContain('<svg');
    expect(html(blockNode({ ...tableOf([]), rows: rows.slice(0, 1) }, page, { id: 'id', isDrawn: true }))).not.toContain('<svg');
  });
});
