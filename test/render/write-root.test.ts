import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkStringify, { type Options } from 'remark-stringify';
import { unified } from 'unified';
import { writeRoot } from '../../src/core/render/write-root.ts';

function written(tree: Root, handlers: Options['handlers']): string {
  return unified().use(remarkGfm).use(remarkStringify, { handlers }).stringify(tree);
}

/** Words between everything that Markdown reads, and between what it reads somewhere else only. */
const words = fc
  .array(fc.constantFrom(...'aswW19 .,:;-+=*_`~|<>()[]!#&@\\/\n\t'.split(''), 'www.', '://', '12) ', '–', 'é'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((pieces) => pieces.join(''));

const phrase: fc.Arbitrary<PhrasingContent> = fc.oneof(
  { weight: 4, arbitrary: words.map((value): PhrasingContent => ({ type: 'text', value })) },
  words.map((value): PhrasingContent => ({ type: 'inlineCode', value: value.replaceAll(/\s/g, ' ') })),
  words.map((value): PhrasingContent => ({ type: 'strong', children: [{ type: 'text', value }] })),
  fc.constant<PhrasingContent>({ type: 'footnoteReference', identifier: '1', label: '1' }),
);

const block: fc.Arbitrary<RootContent> = fc
  .array(phrase, { minLength: 1, maxLength: 4 })
  .chain((children) =>
    fc.constantFrom<RootContent>(
      { type: 'paragraph', children },
      { type: 'heading', depth: 2, children },
      { type: 'list', spread: false, children: [{ type: 'listItem', spread: false, children: [{ type: 'paragraph', children }] }] },
      { type: 'table', children: [{ type: 'tableRow', children: [{ type: 'tableCell', children }] }] },
      { type: 'footnoteDefinition', identifier: '1', label: '1', children: [{ type: 'paragraph', children }] },
    ),
  );

describe('writeRoot', () => {
  test('writes every text as the library does, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 3 }), (children) => {
        const tree: Root = { type: 'root', children };
        expect(written(tree, { root: writeRoot })).toBe(written(tree, {}));
      }),
      { numRuns: 1_000 },
    );
  });
});
