import { describe, expect, test } from '@jest/globals';
import { frontMatter } from '../src/adapters/readers/front-matter.ts';
import { readMarkdown } from '../src/adapters/readers/markdown.ts';

const CANARY = 'globalThis.benchscribeCanary = 1';

describe('frontMatter', () => {
  test.each(['js', 'javascript', 'coffee'])('never runs front matter in %s', (language) => {
    for (const body of [CANARY, `{ x: ${CANARY} }`, `module.exports = ${CANARY}`]) {
      const read = frontMatter(`---${language}\n${body}\n---\ntext`);
      expect(read.problem).toMatch(/never run|not readable/);
    }
    expect('benchscribeCanary' in globalThis).toBe(false);
  });

  test('says the same of the same bad YAML at a second reading', () => {
    const bad = '---\na: [\n---\n';
    expect(frontMatter(bad).problem).toMatch(/not readable/);
    expect(frontMatter(bad)).toEqual(frontMatter(bad));
  });

  test('refuses aliases that multiply, and reads a key called __proto__ as a key', () => {
    const bomb = `---\n${Array.from(
      { length: 9 },
      (_, level) =>
        `a${level}: &a${level} [${
          level === 0
            ? 'x'
            : Array(9)
                .fill(`*a${level - 1}`)
                .join(', ')
        }]`,
    ).join('\n')}\n---\n`;
    expect(frontMatter(bomb).problem).toMatch(/alias/i);
    const { fields } = frontMatter('---\n__proto__: { polluted: true }\n---\n');
    expect([...fields.keys()]).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each(['', 'text', '---', '---\nnever closed', '-----\n---\n'])('finds none in %j', (text) => {
    expect(frontMatter(text)).toMatchObject({ lines: 0, problem: null });
  });
});

describe('readMarkdown', () => {
  test('gives lines of the file, also below front matter with CRLF', () => {
    const { blocks } = readMarkdown('---\r\na: 1\r\n---\r\n\r\n# H\r\n\r\nOne.\r\nTwo.\r\n');
    expect(blocks).toEqual([
      { line: 5, part: 'heading', text: 'H', headings: [] },
      { line: 7, part: 'paragraph', text: 'One.', headings: ['H'] },
      { line: 8, part: 'continued', text: 'Two.', headings: ['H'] },
    ]);
  });

  test('tells an entry of a list from a further line of one', () => {
    const { blocks } = readMarkdown('A\nb\n- c\n  d\n- e\n\nf\n');
    expect(blocks.map(({ part, text }) => `${part} ${text}`)).toEqual([
      'paragraph A',
      'continued b',
      'entry c',
      'continued d',
      'entry e',
      'paragraph f',
    ]);
  });

  test('keeps the headings that are open above a block', () => {
    const { blocks } = readMarkdown('# A\n## B\n### C\nx\n## D\ny\n');
    expect(blocks.filter(({ part }) => part !== 'heading').map(({ headings }) => headings)).toEqual([
      ['A', 'B', 'C'],
      ['A', 'D'],
    ]);
  });

  test.each([
    ['comments that never end', '<!-'],
    ['comments', '<!-- '],
    ['links that never end', '[a]('],
    ['tags that never end', '<a '],
    ['lazy quotations', '> a\nb\n'],
    ['lists in lists', '- - - - - - - - '],
    ['tables', '| a | b |\n|---|---|\n'],
    ['underlines', 'a\n---\n'],
    ['headings', '# a\n'],
    ['fences', '```\n'],
    ['marks', '*_`~[&'],
  ])('reads 300 KB of %s in no time', (_, piece) => {
    const text = piece.repeat(300_000 / piece.length);
    const start = performance.now();
    readMarkdown(`${text}\n\n12 tokens/s\n`);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  test.each([
    ['quotations', '>'],
    ['list marks', '- '],
    ['emphasis', '*a_'],
    ['brackets', '['],
    ['code marks', '`a'],
    ['entities', '&amp;'],
    ['table bars', '|'],
  ])('survives a paragraph of thousands of %s', (_, mark) => {
    expect(() => readMarkdown(`12 tokens/s\n\n${mark.repeat(20_000 / mark.length)}`)).not.toThrow();
  });

  test('survives thousands of lists within lists', () => {
    const { blocks } = readMarkdown(`${'> - > - > - > - 1\n'.repeat(9_000)}\n12 tokens/s\n`);
    expect(blocks.at(-1)).toMatchObject({ line: 9_002, text: '12 tokens/s' });
  });

  test('keeps the numbers of a long table whose cells are all set in bold', () => {
    const rows = Array.from({ length: 300 }, (_, index) => `| **${index}** | \`x\` |`).join('\n');
    const { blocks } = readMarkdown(`| n | name |\n|---|---|\n${rows}\n`);
    expect(blocks).toHaveLength(300);
    const cells = [
      { head: 'n', text: '299' },
      { head: 'name', text: 'x' },
    ];
    expect(blocks[299]).toMatchObject({ line: 302, part: 'row', text: 'n: 299; name: x', cells });
  });
});
