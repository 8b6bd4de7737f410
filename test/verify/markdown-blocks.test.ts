import { describe, expect, test } from '@jest/globals';
import { type MarkdownBlock, parseMarkdown } from '../../src/core/verify/markdown-blocks.ts';

/** "kind [titles] text, `code`, text of head {references}". */
function told({ kind, titles, references, pieces }: MarkdownBlock): string {
  const texts = pieces.map(({ text, code, head }) => `${code ? `\`${text}\`` : text}${head === '' ? '' : ` of ${head}`}`);
  return `${kind} [${titles.join(' > ')}] ${texts.join(' | ')}${references.size === 0 ? '' : ` {${[...references].join(' ')}}`}`;
}

function blocksOf(markdown: string): string[] {
  return parseMarkdown(markdown).blocks.map(told);
}

describe('the blocks of a text', () => {
  test.each<[what: string, markdown: string, blocks: string[]]>([
    ['are headings and paragraphs', '# A\n\nb', ['heading [A] A', 'prose [A] b']],
    [
      'stand below the titles of their section',
      '# A\n\n## B\n\nb\n\n## C\n\nc\n\n# D\n\nd',
      ['heading [A] A', 'heading [A > B] B', 'prose [A > B] b', 'heading [A > C] C', 'prose [A > C] c', 'heading [D] D', 'prose [D] d'],
    ],
    ['also where a level is left out', '### A\n\n# B\n\n### C\n', ['heading [A] A', 'heading [B] B', 'heading [B > C] C']],
    ['are entries of lists and quotations', '- a\n- b\n  - c\n\n> d', ['prose [] a', 'prose [] b', 'prose [] c', 'prose [] d']],
    [
      'have code apart, and footnotes by their names',
      'a `b` c[^E1] d[^s2]\n\n[^E1]: x\n\n[^s2]: y',
      ['prose [] a  | `b` |  c |  d {e1 s2}'],
    ],
    ['have code in titles', '# A `b`', ['heading [A b] A  | `b`']],
    [
      'are rows of tables, with the head of each column',
      '| a | `b` |\n| - | - |\n| 1 | `2` |\n| 3[^e1] | |\n\n[^e1]: x',
      ['row [] a | `b`', 'row [] 1 of a | `2` of b', 'row [] 3 of a {e1}'],
    ],
    ['are rows that are longer than the head', '| a |\n| - |\n| 1 | 2 |', ['row [] a', 'row [] 1 of a | 2']],
    ['are HTML', '<details>\n\na', ['prose [] <details>', 'prose [] a']],
    [
      'are headings also within what folds them, and stand below them until the next one',
      '# A\n\n<details>\n<summary>\n\n## B\n\n</summary>\n\nb[^1]\n\n</details>\n\n<details>\n<summary>\n\n## C\n\n</summary>\n\nc\n\n</details>\n\n[^1]: x',
      [
        'heading [A] A',
        'prose [A] <details>\n<summary>',
        'heading [A > B] B',
        'prose [A > B] </summary>',
        'prose [A > B] b {1}',
        'prose [A > B] </details>',
        'prose [A > B] <details>\n<summary>',
        'heading [A > C] C',
        'prose [A > C] </summary>',
        'prose [A > C] c',
        'prose [A > C] </details>',
      ],
    ],
    ['are no front matter and no code', '---\nx: 1\n---\n\n```\n2\n```\n\n    3\n\na', ['prose [] a']],
    ['are nothing of nothing', '', []],
  ])('%s', (_, markdown, blocks) => expect(blocksOf(markdown)).toEqual(blocks));

  test('leave out footnotes, which are told apart, with the code in them', () => {
    const { blocks, footnotes } = parseMarkdown('a[^E1]\n\n[^E1]: f123 `g` *h*\n\n[^none]: i');
    expect(blocks.map(told)).toEqual(['prose [] a {e1}']);
    expect([...footnotes]).toEqual([
      ['e1', 'f123 g h'],
      ['none', 'i'],
    ]);
  });
});

describe('the text of a footnote', () => {
  test('is that of all its lines', () => {
    const { footnotes } = parseMarkdown('a[^1]\n\n[^1]: - `f1` b\n    - and `f2`\n\nc');
    expect([...footnotes]).toEqual([['1', 'f1 band f2']]);
  });
});

describe('the place of a character', () => {
  test.each<[what: string, markdown: string]>([
    ['in a plain text', 'abc 12'],
    ['past an escape', 'a \\* b 12'],
    ['past an escaped backslash', 'a \\\\ b 12'],
    ['past a backslash that escapes nothing', 'a \\b 12'],
    ['past a character reference', 'a &amp; b &#35; &copy; 12'],
    ['past what only looks like a reference', 'a &nothing; b & c; 12'],
    ['past marks of emphasis', 'a **b** *c* 12'],
    ['in emphasis', 'a **b 12** c'],
    ['in a link', '[a](b) and [c 12](d)'],
    ['in code', 'a `b 12` c'],
    ['in a heading', '## a 12'],
    ['in a list', '- a\n  12'],
    ['in a quotation of several lines', '> a\n> b 12'],
    ['in a table', '| a | b |\n| - | - |\n| 1 | \\| 12 |'],
    ['behind indented lines', 'a\n   b 12'],
  ])('%s', (_, markdown) => {
    const { blocks } = parseMarkdown(markdown);
    const found = blocks.flatMap(({ pieces }) =>
      pieces.filter(({ text }) => text.includes('12')).map(({ text, offsetOf }) => offsetOf(text.indexOf('12'))),
    );
    expect(found).toEqual([markdown.indexOf('12')]);
  });
});
