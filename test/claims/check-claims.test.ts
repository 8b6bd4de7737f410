import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CheckedClaim } from '../../src/contracts/checked-claim.ts';
import { checkedText } from '../support/checked-text.ts';

const RUNS = 'model,tokens_s,ttft_s\noak:2b,180.5,0.2\noak:2b,182.5,0.25\noak:300m,280.25,0.1\noak:300m,284.75,0.125\n';
const FILES = { 'runs.csv': RUNS };

function claimsOf(markdown: string, files: Readonly<Record<string, string>> = FILES): readonly CheckedClaim[] {
  return checkedText(markdown, files).claims;
}

const verdicts = (markdown: string, files?: Readonly<Record<string, string>>) =>
  claimsOf(markdown, files).map(({ form, verdict }) => `${form} ${verdict}`);

describe('a report such as agents write', () => {
  const NOTES = [
    '- The data are 44 Markdown files.',
    '- `oak:2b` (14.1 tok/s) is faster than `oak:300m` (13.6 tok/s).',
    '- Both `oak:2b` and `oak:300m` reach 13 to 15 tokens/s.',
    '- The TTFT of `oak:2b` is 182 tok/s.',
    '- The mean TTFT of `oak:300m` is 112.5 ms.',
  ].join('\n');

  test('is told of each claim what is wrong, and what the data say', () => {
    const found = claimsOf(NOTES).map(({ line, verdict, said, reason }) => `${line} ${verdict} "${said}": ${reason}`);
    expect(found).toEqual([
      '1 contradicted "44 Markdown files": there are 0 markdown files',
      expect.stringMatching(/^2 contradicted "14\.1 tok\/s": the data say .*mean of oak:2b is 181\.5 tokens\/s/),
      expect.stringMatching(/^2 contradicted "13\.6 tok\/s": the data say .*mean of oak:300m is 282\.5 tokens\/s/),
      expect.stringMatching(/^2 contradicted "faster than": it is the other way round: /),
      expect.stringMatching(/^3 contradicted "13 to 15 tokens\/s": /),
      expect.stringMatching(/^4 contradicted "182 tok\/s": time to first token is not measured in tokens\/s: mean of oak:2b is 225\.0 ms/),
      expect.stringMatching(/^5 supported "112\.5 ms": mean of oak:300m is 112\.5 ms$/),
    ]);
  });

  test('names file, row and column of what it is held against', () => {
    const [claim] = claimsOf('`oak:2b` peaks at 253.9 tok/s.');
    expect(claim).toMatchObject({ verdict: 'contradicted', statistic: 'max', subjects: [{ key: 'model', value: 'oak:2b' }] });
    expect(claim!.evidence[0]).toMatchObject({
      statistic: 'max',
      value: 182.5,
      sources: [{ path: 'runs.csv', cells: ['row=3;col=tokens_s'] }],
    });
    expect(claim!.evidence[0]!.fact).toMatch(/^f/);
    expect(claim!.apart).toBeCloseTo(253.9 / 182.5);
  });

  test.each([
    ['that names no statistic and may be one of the values', '`oak:2b` takes a TTFT of 0.213 s.', 1],
    ['that no value comes up to', '`oak:2b` takes a TTFT of 0.5 s.', 2],
    ['of a mean', '`oak:2b` has a mean TTFT of 0.24 s.', 0.24 / 0.225],
  ])('says how far from the data a figure is %s', (_, markdown, apart) => {
    const [claim] = claimsOf(markdown);
    expect(claim!.verdict).toBe('contradicted');
    expect(claim!.apart).toBeCloseTo(apart);
  });
});

describe('orders', () => {
  const near = 'model,tokens_s\nash:1b,100.1\nash:1b,100.9\nash:3b,100.2\nash:3b,100.6\n';

  test('that the spread does not bear out are contradicted: no verdict', () => {
    const [claim] = claimsOf('`ash:1b` is faster than `ash:3b`.', { 'a.csv': near });
    expect(claim).toMatchObject({ form: 'relation', verdict: 'contradicted', reason: expect.stringMatching(/^no verdict: /) });
  });

  test('bind no difference behind an "and" to the name before it', () => {
    const three = { 'a.csv': `${RUNS}oak:8b,90.25,0.5\noak:8b,90.75,0.5\n` };
    const said = claimsOf('`oak:300m` is 56 % faster than `oak:2b` and more than 200 % over `oak:8b`.', three);
    expect(said.map(({ form, said, verdict }) => `${form} "${said}" ${verdict}`)).toEqual(['difference "56 % faster" supported']);
  });

  test('by a part of a name are among those that share the rest of it', () => {
    const families = { 'a.csv': 'model,tokens_s\noak:8b-q4_0,90\noak:8b-q8_0,60\nash:1b,200\n' };
    expect(verdicts('Best throughput was reached with q4_0.', families)).toEqual(['superlative supported']);
    expect(verdicts('Best throughput was reached with q8_0.', families)).toEqual(['superlative contradicted']);
    expect(verdicts('Best throughput was reached with `oak:8b-q4_0`.', families)).toEqual(['superlative contradicted']);
  });

  test('of lists under a ranking are claims of who is ahead of whom', () => {
    expect(verdicts('# Ranking by speed\n\n1. `oak:2b`\n2. `oak:300m`\n').filter((verdict) => verdict.startsWith('relation'))).toEqual([
      'relation contradicted',
    ]);
  });
});

describe('what explains a program', () => {
  test.each([
    ['a formula', 'For `oak:2b` throughput in tokens/s divide eval_count / eval_duration * 10^9.'],
    ['a default', 'Throughput of `oak:2b` is capped at 3 tokens/s (default: 3).'],
    [
      'a table of options',
      '| Option | Description | Default |\n|---|---|---|\n| tokens/s of `oak:2b` | cap of throughput (tokens/s) | 3 |\n',
    ],
  ])('claims nothing: %s', (_, markdown) => {
    expect(verdicts(markdown)).toEqual(['none not-checkable']);
  });
});

describe('a table', () => {
  const bench = { 'a.csv': 'model,prefill_tokens_s,decode_tokens_s\noak:2b,1216.5,46.7\n' };

  test('names parts of the work as llama-bench does', () => {
    const rows = (prompt: number, generated: number) =>
      `| model | test | t/s |\n|---|---|---|\n| oak:2b | pp512 | ${prompt} |\n| oak:2b | tg128 | ${generated} |\n`;
    expect(claimsOf(rows(1216.5, 46.7), bench).map(({ verdict }) => verdict)).toEqual(['supported', 'supported']);
    expect(claimsOf(rows(46.7, 1216.5), bench).map(({ verdict }) => verdict)).not.toContain('supported');
  });

  test.each(['TTFT Δ', 'Mean TTFT penalty (s)', 'Throughput (tok/s per GB)', 'Throughput gain (tok/s)'])(
    'accuses nothing below "%s", which is not the quantity itself',
    (head) => {
      const [verdict] = verdicts(`| Model | ${head} |\n|---|---|\n| oak:2b | 9000 |\n`);
      expect(verdict).toMatch(/ (?:not-checkable|unsupported)$/);
    },
  );
});

describe('whose a number is', () => {
  test.each([
    ['a pronoun', 'It reaches 181.5 tokens/s.', 'value not-checkable'],
    ['a size without a name', 'The quantized one reaches 181.5 tokens/s.', 'value not-checkable'],
    ['a name that the data do not know', '`elm:7b` reaches 181.5 tokens/s.', 'value unsupported'],
    ['a part of a name', 'The 300m variant averages 282.5 tokens/s.', 'value supported'],
    ['another one', '`oak:2b` averages 282.5 tokens/s.', 'value misattributed'],
  ])('cannot be told, is unknown or another by %s', (_, markdown, verdict) => {
    expect(verdicts(markdown)).toEqual([verdict]);
  });

  test('is told by a heading where the data say on what it ran, and left open where they do not', () => {
    const files = { 'on.csv': 'model,backend,tokens_s\noak:2b,vllm,300\noak:2b,ollama,200\n', 'bare.csv': 'model,tokens_s\noak:2b,120\n' };
    const row = (value: number) =>
      `# On Ollama\n\n| Model | Mean throughput (tok/s) | Notes |\n|---|---|---|\n| oak:2b | ${value} | none |\n`;
    expect([200, 120, 300].map((value) => verdicts(row(value), files))).toEqual([
      ['value supported'],
      ['value supported'],
      ['value misattributed'],
    ]);
  });

  test('is told by names, and not by a remark on others', () => {
    const row = (value: number) =>
      `| Model | Mean throughput (tok/s) | Notes |\n|---|---|---|\n| oak:2b | ${value} | far slower than the small oak:300m |\n`;
    expect([181.5, 282.5].map((value) => verdicts(row(value)))).toEqual([['value supported'], ['value misattributed']]);
  });

  test('is told by row, column and heading of a table', () => {
    const rows = '| Model | Mean throughput (tok/s) |\n|---|---|\n| oak:2b | 181.5 |\n| oak:300m | 181.5 |\n';
    expect(verdicts(rows)).toEqual(['value supported', 'value misattributed']);
    expect(verdicts('| Metric | oak:2b | oak:300m |\n|---|---|---|\n| Mean throughput | 181.5 tok/s | 99.1 tok/s |\n')).toEqual([
      'value supported',
      'value contradicted',
    ]);
    expect(verdicts('# oak:300m\n\n- Mean throughput: 282.5 tok/s\n- Mean throughput: 300.1 tok/s\n')).toEqual([
      'value supported',
      'value contradicted',
    ]);
  });
});

describe('what is no number of the data', () => {
  test.each([
    '`oak:2b` was released on 2026-01-02 and is version 3.11.2.',
    'See section 4 and TR108 for q4_0, 1b-it-qat and gemma3.',
    'The throughput of `oak:2b` should reach 500 tokens/s.',
    'The machine has 12 GB of VRAM.',
    'GPU[0]: a card of 24 GB (VRAM=24576 MB).',
    'The best ten settings of `oak:2b` lie within 0.6 tok/s.',
    'The TTFT of `oak:2b` and `oak:300m` is within 5 ms of each other.',
  ])('is not accused: %s', (markdown) => {
    const files = {
      'runs.csv': 'model,tokens_s,ttft_s,gpu_memory_used_mb\noak:2b,180.5,0.2,4100\noak:2b,182.5,0.25,4120\noak:300m,280.25,0.1,900\n',
    };
    expect(claimsOf(markdown, files).filter(({ verdict }) => verdict === 'contradicted' || verdict === 'misattributed')).toEqual([]);
  });
});

describe('precision', () => {
  test('a mean that is printed with any number of places is supported, and one that is a place off is not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 50, max: 500, noNaN: true }), { minLength: 3, maxLength: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (values, places) => {
          const files = { 'a.csv': `model,tokens_s\n${values.map((value) => `fir:1b,${value.toFixed(4)}`).join('\n')}\n` };
          const mean = values.reduce((sum, value) => sum + Number(value.toFixed(4)), 0) / values.length;
          const [right] = claimsOf(`\`fir:1b\` has a mean of ${mean.toFixed(places)} tokens/s.`, files);
          const [wrong] = claimsOf(`\`fir:1b\` has a mean of ${(mean * 1.7).toFixed(places)} tokens/s.`, files);
          expect([right!.verdict, wrong!.verdict]).toEqual(['supported', 'contradicted']);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('the coincidence rate is the share of the range that the data cover', () => {
    const { coincidence } = checkedText('`oak:2b` has a mean of 181.5 tokens/s.', {
      'a.csv': 'model,tokens_s\noak:2b,180.5\noak:2b,182.5\n',
    });
    // One mean, read to a tenth, in the range from half of it to twice it.
    expect(coincidence).toEqual({ claimCount: 1, rate: expect.closeTo(0.15 / (1.5 * 181.5), 5) });
  });
});

describe('hostile Markdown', () => {
  test.each([
    ['numbers', '12.5 tokens/s and '],
    ['names', '`oak:2b` faster than '],
    ['sentences', '. A'],
    ['brackets', '(1) '],
    ['bars', '| 12 tok/s '],
    ['colons', 'oak:2b: 12.5: '],
    ['letters', 'a'],
    ['settings', 'num_ctx=1 '],
  ])('of %s ends soon', (_, piece) => {
    const text = piece.repeat(60_000 / piece.length);
    const start = performance.now();
    checkedText(`# h\n\n${text}\n\n- ${text}\n\n| m | tokens/s |\n|---|---|\n| ${text} | ${text} |\n`, FILES);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});
