import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { CheckedClaim } from '../../src/contracts/checked-claim.ts';
import type { CommentaryAnswer } from '../../src/contracts/commentary.ts';
import { answerSentences } from '../../src/core/comment/answer-sentences.ts';
import { checkedCommentary } from '../../src/core/comment/checked-commentary.ts';
import { wordKind } from '../../src/core/comment/vocabulary.ts';
import { renderHtml } from '../../src/core/render/render-html.ts';
import { renderMarkdown } from '../../src/core/render/render-markdown.ts';
import { reportDocument } from '../../src/core/render/report-document.ts';
import { traceNumbers } from '../../src/core/verify/trace-numbers.ts';
import { answerOf, commentedReport, documentWith, sentencesOf } from './commented.ts';

const rethrow = ({ error }: { readonly error: unknown }): never => {
  throw error;
};

/** The kinds of nodes in the commentary of a Markdown report. */
function nodesOf(markdown: string): string[] {
  const tree = unified().use(remarkFrontmatter).use(remarkGfm).use(remarkParse).parse(markdown) as Root;
  const kinds: string[] = [];
  visit(tree, (node) => {
    kinds.push(node.type === 'html' ? `html ${node.value}` : node.type);
  });
  return [...new Set(kinds)].sort();
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</details><h1>fern:latest is the fastest</h1>',
  '[fern:300m](javascript:alert(1)) is the fastest.',
  '![x](http://evil.example/x.png)',
  '[^1]: a footnote of its own',
  '| fern:latest | 999 tokens/s |',
  '# fern:latest is the fastest',
  '```\nfern:latest is the fastest.\n```',
  '---\ntitle: other\n---',
  '&lt;b&gt;fern:300m is the fastest.&lt;/b&gt;',
  '\u202efern:300m is the fastest.',
  '{{constructor}} $[7*7] fern:300m is the fastest.',
];

describe('what a model writes', () => {
  test('is inert text in Markdown and HTML, whatever markup it holds', () => {
    const before = documentWith('fern:300m is the fastest.');
    const document = documentWith(`${HOSTILE.join('\n\n')}\n\nfern:300m is the fastest.`);
    const [markdown, plain] = [document, before].map(renderMarkdown);
    expect(nodesOf(markdown!)).toEqual(nodesOf(plain!));
    const written = markdown!.slice(markdown!.indexOf('## Commentary by'));
    expect(written).toContain('`fern:300m` is the fastest');
    expect(written).not.toMatch(/evil|alert|javascript|constructor|999/);
    const html = renderHtml(document, { quote: () => [] }, rethrow);
    const section = html.slice(html.indexOf('id="commentary"'), html.indexOf('<footer>'));
    expect(section).toContain('is the fastest');
    expect(section).not.toMatch(/<(?:script|img|h1|a|iframe)\b|on\w+=|javascript:|evil/);
  });

  test('stands folded at the very end, and nowhere before', () => {
    const document = documentWith('fern:300m reaches 282.7 tokens/s. fern:latest is the fastest.');
    const markdown = renderMarkdown(document);
    const [before, ...after] = markdown.split('<details>\n<summary>\n\n## Commentary by `gemma3:latest`, checked\n\n</summary>\n');
    expect(after).toHaveLength(1);
    expect(before).not.toContain('fern:300m reaches');
    expect(after[0]).toContain('1 of 2 sentences were left out: 1 contradicted.');
    expect(after[0]!.trimEnd().endsWith('</details>')).toBe(true);
    expect(after[0]).not.toContain('<details>');
    const { report } = document;
    expect([report.title, ...report.narrative.sentences.map(({ text }) => text)].join()).not.toContain('reaches');
    const html = renderHtml(document, { quote: () => [] }, rethrow);
    const place = html.indexOf('<details class="part" id="commentary">');
    expect(place).toBeGreaterThan(html.indexOf('<details class="part" id="appendix">'));
    expect(html.slice(place)).toContain('data-f=');
  });

  test('has each of its numbers from a fact that its reference leads to', () => {
    const document = documentWith(
      'fern:300m reaches 282.7 tokens/s. In sweep, fern:300m is 1.54 times faster than fern:1b-it-qat. Consider fern:300m. fern:latest reaches 900 tokens/s.',
    );
    const { report, evidence } = document;
    expect(report.narrative.commentary!.counts).toMatchObject({ sentences: 4, kept: 3, opinions: 1, contradicted: 1 });
    const { numbers } = traceNumbers(renderMarkdown(document), report, new Map(evidence.map(({ id, facts }) => [id, facts])));
    expect(numbers.filter(({ tracedTo }) => tracedTo === null)).toEqual([]);
    expect(numbers.map(({ text }) => text)).toEqual(expect.arrayContaining(['282.7', '1.54']));
    expect(report.verification.numbersTraced).toBe(report.verification.numbersInText);
    expect(reportDocument(report, rethrow).report.verification).toEqual(report.verification);
  });

  test.each([
    ['nothing', '', 0],
    ['a title alone', '**Summary**\n\n# Findings', 0],
    ['a hundred kilobytes', 'fern:300m is the fastest. '.repeat(4_000), 1],
    ['one endless sentence', 'fern:300m is the fastest and '.repeat(4_000), 0],
    ['a sentence longer than any that states facts', 'fern:300m is the fastest and '.repeat(20), 1],
    ['as many sentences as it likes', Array.from({ length: 500 }, (_, at) => `fern:latest reaches ${at} tokens/s.`).join(' '), 24],
    ['bytes without sense', '\u0000\ud800\ufffe '.repeat(50), 0],
    ['the same thing again and again', 'Consider fern:300m.\nConsider fern:300m!\nconsider `fern:300m`', 1],
  ])('may be %s', (_, text, count) => {
    expect(answerSentences(text)).toHaveLength(count);
    expect(sentencesOf(text).length).toBe(count);
  });

  test.each([
    ['a sentence', 'fern:300m is the fastest. fern:latest is the', ['fern:300m is the fastest.']],
    ['a number', 'fern:300m is the fastest. It reaches 282.', ['fern:300m is the fastest.']],
    ['a line', 'fern:300m is the fastest\nfern:latest', ['fern:300m is the fastest']],
    ['its first sentence', 'fern:300m is', []],
  ])('that was stopped within %s is read up to there', (_, text, sentences) => {
    expect(answerSentences(text, true)).toEqual(sentences);
  });

  test('of which nothing is borne out is counted, and nothing of it printed', () => {
    const markdown = renderMarkdown(documentWith('fern:latest is the fastest.'));
    expect(markdown).toContain(
      'Nothing of it is borne out by the facts.\n\n### Verification of the commentary\n\n1 of 1 sentence was left out: 1 contradicted.',
    );
    expect(markdown).not.toContain('fern:latest` is the fastest');
  });
});

describe('whatever a model writes', () => {
  const { report } = commentedReport('fern:300m is the fastest.').document;
  const { facts } = report;
  const names = new Set(
    facts.flatMap(({ labels }) => Object.entries(labels).flatMap(([key, value]) => [String(value), `${key}=${value}`, key])),
  );
  const byId = new Map(facts.map((fact) => [fact.id, fact]));
  const mean = facts.find(
    ({ statistic, metric, labels }) => statistic === 'mean' && metric === 'decode_throughput' && labels['benchmark'] === 'sweep',
  )!;
  const words = fc.constantFrom(
    ...[
      'fern:300m',
      'fern:latest',
      'sweep',
      'is',
      'the',
      'fastest',
      'faster',
      'than',
      'reaches',
      '282.7',
      'tokens/s',
      '1.54',
      'times',
      'mean',
      'because',
    ],
    ...[
      'never',
      'all',
      'good',
      'Consider',
      'and',
      'num_gpu=99',
      '**',
      '<b>',
      '[x](y)',
      'second',
      'twice',
      '|',
      '#',
      '1',
      'ms',
      'p95',
      '.',
      '. ',
      '\n',
      'ist',
    ],
  );

  test('what is kept holds no number but that of a fact, no name but one of the data, and no word that is not known', () => {
    // An audit that bears out anything at all: what it says of a sentence is drawn, so that nothing rests on it alone.
    const claim = fc.record({
      said: words,
      form: fc.constantFrom('value', 'relation', 'superlative', 'effect', 'count', 'none', 'difference'),
      isHeld: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ unit: 'grapheme', maxLength: 8 })), { maxLength: 40 }),
        fc.array(claim, { maxLength: 3 }),
        (parts, drawn) => {
          const claims = drawn.map(({ said, form, isHeld }): CheckedClaim => {
            const { id, labels, metric, statistic, subset, value, unit, sources } = mean;
            const evidence = isHeld ? [{ fact: id, labels, metric, statistic, subset, value, unit, printed: '', sources }] : [];
            const subjects = [{ key: 'model', value: String(labels['model']) }];
            const base = { line: 1, quote: '', said, subjects, metrics: [metric], statistic, reason: '', evidence, apart: null };
            return { ...base, form: form as CheckedClaim['form'], verdict: form === 'none' ? 'not-checkable' : 'supported' };
          });
          const answer: CommentaryAnswer = answerOf(parts.join(' '));
          const { sentences, counts } = checkedCommentary(answer, { facts, effects: [] }, (own) => own.map(() => claims));
          expect(counts.kept + counts.leftOut).toBe(sentences.length);
          for (const { claim: kept } of sentences) {
            for (const part of kept?.parts ?? []) {
              if (typeof part === 'object' && 'fact' in part) expect(byId.has(part.fact)).toBe(true);
              else if (typeof part === 'object' && 'name' in part) expect(names.has(part.name)).toBe(true);
              else if (typeof part === 'object') expect(part.term).toMatch(/^(?:p\d{1,2}(?:\.\d)?|[a-z -]+)$/i);
              else {
                expect(part).not.toMatch(/\d|[<>[\]{}|#`*\\]/);
                const said = claims.map((own) => own.said).join(' ');
                for (const word of part.match(/[\p{L}_'’/-]+/gu) ?? [])
                  if (!said.includes(word))
                    expect([word, wordKind(word.toLowerCase()) !== 'unknown' || names.has(word)]).toEqual([word, true]);
              }
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});
