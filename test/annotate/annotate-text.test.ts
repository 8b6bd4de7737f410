import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { annotationsOf, type Insertion } from '../../src/core/annotate/annotate-text.ts';
import { dataOf } from '../claims/labelled-claims.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { checkedText } from '../support/checked-text.ts';
import type { Files } from '../support/report-of.ts';

const RUNS = 'model,tokens_s,ttft_s\noak:2b,180.5,0.2\noak:2b,182.5,0.25\noak:300m,280.25,0.1\noak:300m,284.75,0.125\n';
const FILES = { 'runs.csv': RUNS };
const HREF = (path: string) => `data/${path}`;

function put(text: string, insertions: readonly Insertion[]): string {
  let [made, from] = ['', 0];
  for (const { at, text: added } of insertions) {
    made += text.slice(from, at) + added;
    from = at;
  }
  return made + text.slice(from);
}

function insertionsOf(text: string, files: Files = FILES): Insertion[] {
  return annotationsOf(text, checkedText(text, files), 'data', HREF);
}

/** The copy up to its summary. */
function bodyOf(text: string, files?: Files): string {
  return put(text, insertionsOf(text, files)).split('\n---\n\nChecked by')[0]!;
}

function parsed(text: string): Root {
  return unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter).parse(text);
}

/** Every node of a text but words and footnotes, code and targets of links with what they hold. */
function shapeOf(tree: Root): string[] {
  const shape: string[] = [];
  visit(tree, (node) => {
    if (node.type === 'text' || node.type === 'footnoteReference') return;
    if (node.type === 'inlineCode' || node.type === 'code' || node.type === 'html') shape.push(`${node.type} ${node.value}`);
    else shape.push(node.type === 'link' ? `link ${node.url}` : node.type);
  });
  return shape;
}

describe('an annotated copy', () => {
  test.each([
    ['behind a figure', 'The mean of `oak:2b` is 181.5 tokens/s.', 'The mean of `oak:2b` is 181.5 tokens/s ✔[^bs-1].'],
    ['behind emphasis', '`oak:2b` peaks at **253.9 tok/s** here.', '`oak:2b` peaks at **253.9 tok/s** ✘[^bs-1] here.'],
    ['behind code', '`oak:2b` peaks at `253.9 tok/s`.', '`oak:2b` peaks at `253.9 tok/s` ✘[^bs-1].'],
    ['behind a link', '`oak:2b` peaks at [253.9 tok/s](x.csv "a").', '`oak:2b` peaks at [253.9 tok/s](x.csv "a") ✘[^bs-1].'],
    [
      'behind the sentence of an order',
      '`oak:2b` is faster than `oak:300m`. So be it.',
      '`oak:2b` is faster than `oak:300m`. ✘[^bs-1] So be it.',
    ],
    ['in a cell', '| model | tokens/s |\n|---|---|\n| oak:2b | 253.9 |', '| model | tokens/s |\n|---|---|\n| oak:2b | 253.9 ✘[^bs-1] |'],
    [
      'at the figure of its own column',
      '| model | mean TTFT (ms) | tokens/s |\n|---|---|---|\n| oak:2b | 181.5 | 181.5 |',
      '| model | mean TTFT (ms) | tokens/s |\n|---|---|---|\n| oak:2b | 181.5 ✘[^bs-1] | 181.5 ✔[^bs-2] |',
    ],
    [
      'at the second of two that are alike',
      'The mean of `oak:2b` is 181.5 tokens/s. The mean of `oak:300m` is 181.5 tokens/s.',
      'The mean of `oak:2b` is 181.5 tokens/s ✔[^bs-1]. The mean of `oak:300m` is 181.5 tokens/s ⇄[^bs-2].',
    ],
    [
      'on the line of a paragraph where the words stand',
      'First of all\nthe mean of `oak:2b` is\n181.5 tokens/s.',
      'First of all\nthe mean of `oak:2b` is\n181.5 tokens/s ✔[^bs-1].',
    ],
  ])('has the mark %s', (_, text, expected) => {
    expect(bodyOf(`${text}\n`)).toBe(`${expected}\n`);
  });

  test('says in a footnote what the data say, and leads to the row', () => {
    const copy = put('`oak:2b` peaks at 253.9 tok/s.\n', insertionsOf('`oak:2b` peaks at 253.9 tok/s.\n'));
    expect(copy).toMatch(
      /\n\[\^bs-1\]: \*\*contradicted\*\*: “253\.9 tok\/s”: the data say .*max of oak:2b is 182\.5 tokens\/s\. See \[`runs\.csv row=3;col=tokens_s`\]\(data\/runs\.csv#L3\)\n/,
    );
    expect(copy).toMatch(/\nChecked by benchscribe against `data`: 1 claim: ✘ 1 contradicted; .*\n/);
    expect(copy.endsWith('\n<!-- benchscribe annotated copy -->\n')).toBe(true);
  });

  test('marks no sentence that states nothing of the data, and counts it', () => {
    const copy = put('We ran it all again.\n', insertionsOf('We ran it all again.\n'));
    expect(copy).toMatch(/^We ran it all again\.\n\n---\n/);
    expect(copy).toContain('1 claim: ○ 1 not checkable. 1 of them state nothing of the data and have no mark.');
  });

  test('has footnotes of its own beside those of the text', () => {
    const text = 'The mean of `oak:2b` is 181.5 tokens/s[^bs-1].\n\n[^bs-1]: By hand.\n';
    expect(bodyOf(text)).toBe('The mean of `oak:2b` is 181.5 tokens/s ✔[^bss-1][^bs-1].\n\n[^bs-1]: By hand.\n');
  });

  test.each([
    ['a code block', 'The mean of `oak:2b` is 181.5 tokens/s.\n\n```text\nx'],
    ['a comment', 'The mean of `oak:2b` is 181.5 tokens/s.\n\n<!-- x\n'],
    ['an entry', '- The mean of `oak:2b` is 181.5 tokens/s.'],
    ['a quotation', '> The mean of `oak:2b` is 181.5 tokens/s.'],
    ['a row', '| model | tokens/s |\n|---|---|\n| oak:2b | 253.9 |'],
  ])('shows its footnotes also where the text ends within %s', (_, text) => {
    const tree = parsed(put(text, insertionsOf(text)));
    expect(tree.children.filter(({ type }) => type === 'footnoteDefinition')).toHaveLength(1);
  });

  test('keeps the line ends of the text in what it adds', () => {
    const text = 'The mean of `oak:2b` is 181.5 tokens/s.\r\n';
    expect(put(text, insertionsOf(text)).replaceAll('\r\n', '')).not.toContain('\n');
  });

  test('makes no link or mention of what stands in the data', () => {
    const text = '`@oak` peaks at 11 tokens/s.\n';
    const files = { 'runs.csv': 'model,tokens_s\n@oak,180.5\n@oak,182.5\n' };
    const [code, words]: [string[], string[]] = [[], []];
    const tree = parsed(put(text, insertionsOf(text, files)).split('Checked by')[1]!);
    visit(tree, 'inlineCode', ({ value }) => void code.push(value));
    visit(tree, 'text', ({ value }) => void words.push(value));
    expect(code.join('\n')).toContain('@oak');
    expect(words.join('\n')).not.toContain('@oak');
  });

  const labelled = join(import.meta.dirname, '../claims');
  const plain = (name: string) => readFileSync(join(labelled, 'labelled', name), 'utf8').replaceAll(/\{\{[^:}]*:([^}]*)\}\}/g, '$1');

  test.each(readdirSync(join(labelled, 'labelled')))(
    'of %s has all of the text in it, and every table, list and code as it was',
    (name) => {
      const text = plain(name);
      const insertions = insertionsOf(text, filesOf(join(labelled, 'data', dataOf(name))));
      const copy = put(text, insertions);
      expect(insertions.length).toBeGreaterThan(1);
      const before = shapeOf(parsed(text));
      expect(shapeOf(parsed(copy)).slice(0, before.length)).toEqual(before);
      const references: string[] = [];
      visit(parsed(copy), 'footnoteReference', ({ identifier }) => void references.push(identifier));
      expect(references).toEqual(insertions.slice(0, -1).map((_, index) => `bs-${index + 1}`));
    },
  );

  const words = fc.constantFrom(
    '`oak:2b` peaks at 253.9 tok/s. ',
    'the mean of **oak:300m** is 282.5 tokens/s; ',
    '`',
    '``',
    '**',
    '[',
    '](x)',
    '\\',
    '|',
    '\n',
    '\r\n',
    '\n\n',
    '> ',
    '- ',
    '# ',
    '| model | tokens/s |\n|---|---|\n| oak:2b | 181.5 |\n',
    '```\n',
    '<!-- ',
    ' -->',
    '<b>',
    '&amp;',
    '$',
    '😀',
    '[^bs-1]',
  );
  test('of any text puts marks into it in its order, and takes nothing out', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const insertions = insertionsOf(text);
        const places = insertions.map(({ at }) => at);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(places.every((at) => at >= 0 && at <= text.length)).toBe(true);
        expect(insertions.slice(0, -1).every(({ text: mark }) => /^ [✔✘⇄↺?○]\[\^bs+-\d+\]$/u.test(mark))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

test('the claims of hostile text are found in time that grows with the text alone', () => {
  const [claim] = checkedText('`oak:2b` peaks at 253.9 tok/s.\n', FILES).claims;
  const startMs = performance.now();
  for (const part of ['[', '``a`', '**a ', '<a ', '&amp;', '<!-- ', '| 1 ', '- a\n', '253.9 tok/s ', 'a\n', '![a](b '])
    annotationsOf(part.repeat(200_000 / part.length), { ...checkedText('', FILES), claims: [claim!, claim!] }, 'data', HREF);
  expect(performance.now() - startMs).toBeLessThan(60_000);
});
