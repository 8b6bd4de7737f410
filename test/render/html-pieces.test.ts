import { describe, expect, test } from '@jest/globals';
import type { Root } from 'hast';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import type { Fact } from '../../src/contracts/fact.ts';
import type { Inline, ReportDocument, Table } from '../../src/core/render/document.ts';
import { blockNode, inlineNodes, sectionNode } from '../../src/core/render/html-blocks.ts';
import { evidencePopovers, evidenceSection } from '../../src/core/render/html-evidence.ts';
import { code, number, section, strong, term, text } from '../../src/core/render/inline.ts';
import { factOf } from '../core/by-hand.ts';
import { reportOnly } from './by-hand.ts';

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
    const figure = { kind: 'figure', text: '7 ms', fact: 'f', evidence: 'E1', cited: true } as const;
    expect(
      html(...inlineNodes([text('a<b '), term('p99'), number(3, 'label'), strong('very'), code('x&y'), { kind: 'reference', id: 'S1' }])),
    ).toBe('a&#x3C;b p993<strong>very</strong><code>x&#x26;y</code><a href="#S1">S1</a>');
    expect(html(...inlineNodes([figure]))).toBe(
      '<button type="button" class="number" popovertarget="open-E1">7 ms</button><sup class="ref"><a href="#E1">E1</a></sup>',
    );
    expect(html(...inlineNodes([{ ...figure, cited: false }]))).toBe(
      '<button type="button" class="number" popovertarget="open-E1">7 ms</button>',
    );
  });

  test.each([
    ['regressed', 'verdict verdict-regressed'],
    ['improved', 'verdict verdict-improved'],
    ['confounded', 'verdict verdict-confounded'],
    ['critical', 'severity severity-critical'],
    ['warning', 'severity severity-warning'],
  ])('colours the word %s', (word, classes) =>
    expect(html(...inlineNodes([strong(word)]))).toBe(`<strong class="${classes}">${word}</strong>`),
  );

  test('has paragraphs and lists of both kinds, an entry on each line', () => {
    expect(html(blockNode({ kind: 'paragraph', content: cell('p') }, 'id'))).toBe('<p>p</p>');
    const entries = [cell('x'), cell('y')];
    expect(html(blockNode({ kind: 'list', ordered: true, entries }, 'id'))).toBe('<ol>\n<li>x</li>\n<li>y</li></ol>');
    expect(html(blockNode({ kind: 'list', ordered: false, entries }, 'id'))).toBe('<ul>\n<li>x</li>\n<li>y</li></ul>');
  });

  test('has tables with a head for each row, numbers right and long words wide', () => {
    expect(
      html(
        blockNode(
          tableOf([
            ['x', '1'],
            ['y'.repeat(32), '2'],
          ]),
          'id',
        ),
      ),
    ).toBe(
      '<div class="scroll" tabindex="0" role="region" aria-labelledby="id"><table><caption id="id">all</caption>' +
        '<thead><tr><th scope="col">a</th><th scope="col" class="right">b</th></tr></thead>' +
        `<tbody>\n<tr><th scope="row">x</th><td class="right">1</td></tr>\n<tr><th scope="row">${'y'.repeat(32)}</th><td class="right">2</td></tr></tbody></table></div>`,
    );
    const long = html(blockNode(tableOf([['y'.repeat(33), '1'.repeat(33)]]), 'id'));
    expect(long).toContain('<th scope="col" class="long">a</th><th scope="col" class="right">b</th>');
    expect(long).toContain('<th scope="row" class="long">');
    const split = tableOf([]);
    expect(
      html(
        blockNode({ ...split, rows: [[[text('y'.repeat(20)), text('z'.repeat(13)), { kind: 'reference', id: 'S1' }], cell('1')]] }, 'id'),
      ),
    ).toContain('class="long"');
  });

  test('folds a table of more than sixteen rows, and one that is for reference', () => {
    const rows = (count: number) => Array.from({ length: count }, () => ['x', '1']);
    const FOLDED = /^<details><summary>Show the table<\/summary><div class="scroll"/;
    expect(html(blockNode(tableOf(rows(16)), 'id'))).not.toMatch(FOLDED);
    expect(html(blockNode(tableOf(rows(17)), 'id'))).toMatch(FOLDED);
    expect(html(blockNode(tableOf(rows(1), { folded: true }), 'id'))).toMatch(FOLDED);
  });

  test('has sections below each other, headings down to the sixth', () => {
    const inner = section('in', [code('x')], [tableOf([])]);
    const outer = section('out', 'Title', [{ kind: 'paragraph', content: cell('p') }, tableOf([])], [inner]);
    const shown = html(sectionNode(outer, 6, [blockNode({ kind: 'paragraph', content: cell('before') }, 'x')]));
    expect(shown).toMatch(
      /^<section id="out">\n<h6>Title<\/h6>\n<p>before<\/p>\n<p>p<\/p>\n<div class="scroll".* aria-labelledby="out-2">/,
    );
    expect(shown).toContain('<section id="in">\n<h6><code>x</code></h6>\n');
    expect(shown).toContain('<caption id="in-1">');
    expect(html(sectionNode(outer, 2))).toMatch(/<h2>Title<\/h2>[\s\S]*<h3><code>x<\/code><\/h3>/);
  });
});

describe('evidence as HTML', () => {
  const RATE = 'decode_throughput';
  const source = (path: string) => [{ path, sha256: `${path} digest`, cells: ['row=2;col=x'] }];
  const a = factOf(RATE, 'mean', [100, 2], { id: 'faaaaaa', labels: { model: 'a' }, formula: 'sum / n', sources: source('a.csv') });
  const b = factOf(RATE, 'max', 150, { id: 'fbbbbbb', subset: 'warm', formula: 'largest', sources: source('b.csv') });
  const ratio = factOf(RATE, 'ratio', 2, {
    id: 'fcccccc',
    unit: 'x',
    kind: 'comparison',
    formula: 'a / b',
    baseline: 'faaaaaa',
    candidate: 'fbbbbbb',
    definition: 'mine',
  });

  const documentOf = (facts: readonly Fact[], ...evidence: ReportDocument['evidence'][number][]) =>
    ({ report: reportOnly(facts), evidence }) as unknown as ReportDocument;
  /** The terms of a popover with what stands beside them. */
  const entries = (facts: readonly Fact[], ...cited: string[]) =>
    [...html(...evidencePopovers(documentOf(facts, { id: 'E1', facts: cited }))).matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)].map(
      ([, name, content]) => `${name}: ${content!.replaceAll(/<\/?code>/g, '`')}`,
    );

  test('of one fact opens its value, formula, samples and cells', () => {
    expect(entries([a], 'faaaaaa')).toEqual([
      'mean: 100 tokens/s; 95 % interval 98 to 102 () (`faaaaaa`)',
      'labels: `model=a`',
      'samples: n = 1; subset all',
      'formula: sum / n',
      expect.stringMatching(/^metric: /),
      'read from: `a.csv` row 2 of `x`',
    ]);
  });

  test('of a fact that relates two opens both, and the cells of all', () => {
    expect(entries([ratio, a, b], 'fcccccc')).toEqual([
      'ratio: 2 x (`fcccccc`)',
      'faaaaaa: 100 tokens/s, `model=a`',
      'fbbbbbb: 150 tokens/s, ',
      'samples: n = 1; subset all',
      'formula: a / b',
      expect.stringMatching(/^metric: /),
      'definition: `mine`',
      'read from: `a.csv` row 2 of `x`; `b.csv` row 2 of `x`',
    ]);
  });

  test('of a row opens each fact with what differs from the first, and no formula but of what relates others', () => {
    expect(entries([a, b, ratio], 'faaaaaa', 'fbbbbbb', 'fcccccc', 'fzzzzzz').filter((line) => !line.startsWith('metric'))).toEqual([
      'mean: 100 tokens/s; 95 % interval 98 to 102 () (`faaaaaa`)',
      'warm max: 150 tokens/s (`fbbbbbb`)',
      'ratio: 2 x; a / b (`fcccccc`)',
      'labels: `model=a`',
      'samples: n = 1; subset all',
      'read from: `a.csv` row 2 of `x`; `b.csv` row 2 of `x`',
    ]);
  });

  test('says whose it is, and can be closed', () => {
    const [popover, ...others] = evidencePopovers(documentOf([a], { id: 'E1', facts: ['faaaaaa'] }, { id: 'S1', facts: [] }));
    expect(others).toEqual([]);
    expect(html(popover!)).toMatch(
      /^<div id="open-E1" class="evidence-popover" popover="auto" role="dialog" aria-label="Evidence E1"><button type="button" class="close" popovertarget="open-E1" popovertargetaction="hide" aria-label="Close">×<\/button><p class="what">generation throughput, evidence <a href="#E1">E1<\/a><\/p><dl><dt>mean<\/dt>/,
    );
  });

  test('has a section with formulas, artifacts and a row for each reference', () => {
    const shown = html(evidenceSection(documentOf([a, b], { id: 'S1', facts: ['faaaaaa', 'fbbbbbb'] })));
    expect(shown).toMatch(
      /^<section id="evidence">\n<h3>Evidence<\/h3>\n<ul>\n<li>max: largest<\/li>\n<li>mean: sum \/ n<\/li><\/ul>\n<div class="scroll"/,
    );
    expect(shown).toContain(
      '<caption id="evidence-artifacts">Artifacts cited</caption><thead><tr><th scope="col">artifact</th><th scope="col">SHA-256</th></tr></thead>',
    );
    expect(shown).toContain('<tr><th scope="row"><code>a.csv</code></th><td><code>a.csv digest</code></td></tr>');
    expect(shown).toContain('<details id="evidence-rows"><summary>Every reference and the facts behind it</summary>');
    expect(shown).toContain(
      '<tbody>\n<tr id="S1"><th scope="row">S1</th><td><code>decode_throughput</code>, <code>model=a</code>, subset all; n = 1; ',
    );
  });

  test('says that there is none', () => {
    expect(html(evidenceSection(documentOf([])))).toBe(
      '<section id="evidence">\n<h3>Evidence</h3>\n<p>No number of this report comes from a measurement.</p></section>',
    );
  });
});
