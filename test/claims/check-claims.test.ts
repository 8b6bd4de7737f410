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

  const notes = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`notes/${index}.md`, `# Note ${index}\n`]));

  test('is told of each claim what is wrong, and what the data say', () => {
    const found = claimsOf(NOTES, { ...FILES, ...notes }).map(
      ({ line, verdict, said, reason }) => `${line} ${verdict} "${said}": ${reason}`,
    );
    expect(found).toEqual([
      '1 contradicted "44 Markdown files": there are 29 markdown files',
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
  test('of others than the first are no superlatives', () => {
    const three = { 'a.csv': `${RUNS}oak:8b,90.25,0.5\noak:8b,90.75,0.5\n` };
    for (const rank of ['second fastest', 'third-fastest'])
      expect(verdicts(`\`oak:2b\` is the ${rank}.`, three)).toEqual(['none not-checkable']);
    expect(verdicts('`oak:2b` is the fastest.', three)).toEqual(['superlative contradicted']);
  });

  const near = 'model,tokens_s\nash:1b,100.1\nash:1b,100.9\nash:3b,100.2\nash:3b,100.6\n';

  test('that the spread does not bear out are contradicted: no verdict', () => {
    const [claim] = claimsOf('`ash:1b` is faster than `ash:3b`.', { 'a.csv': near });
    expect(claim).toMatchObject({ form: 'relation', verdict: 'contradicted', reason: expect.stringMatching(/^no verdict: /) });
  });

  test('that all few runs agree with are not borne out, and no lies', () => {
    const apart = { 'a.csv': 'model,tokens_s\nash:1b,90\nash:1b,150\nash:3b,40\nash:3b,60\n' };
    const [claim] = claimsOf('`ash:1b` is faster than `ash:3b`.', apart);
    expect(claim).toMatchObject({ form: 'relation', verdict: 'unsupported', reason: expect.stringMatching(/^no verdict: so few runs/) });
    expect(verdicts('`ash:3b` is faster than `ash:1b`.', apart)).toEqual(['relation contradicted']);
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

test('what stands in brackets with numbers of its own is not of the number before them', () => {
  const cold = { 'a.csv': 'model,ttft_s,load_duration_s\noak:2b,7.5,7\noak:2b,0.5,0.01\noak:2b,0.25,0.01\noak:2b,0.75,0.01\n' };
  const cell = '| Metric | Value of `oak:2b` |\n|---|---|\n| Mean TTFT | 2.25s (first request: 7.5s, subsequent: 0.5s) |\n';
  expect(verdicts(cell, cold)).toEqual(['value supported', 'value supported', 'value supported']);
});

describe('a figure of a part of what is named', () => {
  const settings = { 'a.csv': 'model,num_gpu,tokens_s\noak:2b,10,50.5\noak:2b,10,51.5\noak:2b,40,80.5\noak:2b,40,81.5\n' };
  const builds = { 'a.csv': 'model,engine_version,tokens_s\noak:2b,b1,50.5\noak:2b,b2,60.5\noak:2b,b3,90.5\n' };

  test.each([
    ['The mean throughput of `oak:2b` is 66.0 tok/s.', settings, 'value supported'],
    ['The mean throughput of `oak:2b` is 59.0 tok/s.', settings, 'value contradicted'],
    ['The peak throughput of `oak:2b` is 51.5 tok/s.', settings, 'value contradicted'],
    ['The peak throughput of `oak:2b` is 81.5 tok/s.', settings, 'value supported'],
    ['The median throughput of `oak:2b` is 90.5 tok/s.', builds, 'value supported'],
    ['The median throughput of `oak:2b` is 95.5 tok/s.', builds, 'value contradicted'],
  ])('is no lie, and no figure of the whole, unless it is that of one run: %s', (markdown, files, verdict) => {
    expect(verdicts(markdown, files)).toEqual([verdict]);
  });

  test('is not narrowed by a sentence before a table that states a figure', () => {
    const rows = '| Model | Mean throughput (tok/s) |\n|---|---|\n| oak:2b | 66.0 |\n';
    expect(verdicts(`At num_gpu=40 it reaches 81.0 tok/s.\n\n${rows}`, settings).at(-1)).toBe('value supported');
    expect(verdicts(`With num_gpu=40:\n\n${rows}`, settings).at(-1)).not.toBe('value supported');
  });
});

describe('what a setting does', () => {
  const rows = [512, 1024, 2048, 4096, 8192, 16384].flatMap((ctx, at) =>
    (at % 2 === 0 ? [10, 40] : [40, 10]).map((gpu) => `oak:2b,${gpu},${ctx},${(gpu === 10 ? 50 : 80) + at * 0.1}`),
  );
  const sweep = { 'sweep.csv': `model,num_gpu,num_ctx,tokens_s\n${rows.join('\n')}\n` };

  test.each([
    ['Raising num_gpu increases the throughput of `oak:2b`.', 'effect supported'],
    ['Raising num_gpu degrades the throughput of `oak:2b`.', 'effect contradicted'],
    ['Lowering num_gpu reduces the throughput of `oak:2b`.', 'effect supported'],
    ['A smaller num_gpu improves the throughput of `oak:2b`.', 'effect contradicted'],
    ['num_gpu reduces the throughput of `oak:2b`.', 'effect unsupported'],
    ['num_gpu significantly affects the throughput of `oak:2b`.', 'effect supported'],
    ['num_gpu has no effect on the throughput of `oak:2b`.', 'effect contradicted'],
  ])('is held against which way it goes: %s', (markdown, verdict) => {
    expect(verdicts(markdown, sweep)).toEqual([verdict]);
  });
});

describe('a table', () => {
  test('has numbers in its cells, also where they could be years', () => {
    const row = (value: number) => `| Model | Throughput (tok/s) |\n|---|---|\n| oak:2b | ${value} |\n`;
    expect([1998, 2024].map((value) => verdicts(row(value), { 'a.csv': 'model,tokens_s\noak:2b,1998\n' }))).toEqual([
      ['value supported'],
      ['value contradicted'],
    ]);
  });

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

describe('where a claim stands', () => {
  test('is its own line of a paragraph of several', () => {
    const said = claimsOf('`oak:2b` was measured first.\nIt reaches a mean of\n181.5 tokens/s; `oak:300m` has a mean\nTTFT of 999 ms.\n');
    expect(said.map(({ line, said: words, verdict }) => `${line} "${words}" ${verdict}`)).toEqual([
      '1 "" not-checkable',
      '3 "181.5 tokens/s" supported',
      '4 "999 ms" contradicted',
    ]);
  });
});

describe('the words beside a number', () => {
  const load =
    'model,concurrency,output_throughput,ttft_ms\noak:2b,1,49.61,52.4\noak:2b,32,879.1,174.3\noak:300m,1,90.2,31.5\noak:300m,32,1511.7,99.9\n';

  test.each([
    ['the setting behind it', 'Throughput of `oak:2b` rises from 49.6 tok/s at concurrency 1 to 879 tok/s at concurrency 32.'],
    ['settings in their order', 'TTFT of `oak:2b` grows from concurrency 1 to concurrency 32 (52.4 ms → 174.3 ms).'],
    [
      'the entry that it stands below',
      '- **oak:2b**\n  - at concurrency 1: 49.6 tok/s\n- **oak:300m**\n  - at concurrency 1: 90.2 tok/s\n',
    ],
    ['none of a list of settings', 'At concurrency 1, 32 the TTFT of `oak:2b` is 52.4 ms and 174.3 ms.'],
    ['what stands between the same dots', '`oak:2b` · 879.1 tok/s max · 49.6 tok/s min'],
    ['what is worst of one', 'Worst TTFT of `oak:2b`: 174.3 ms'],
    ['its statistic behind it', '`oak:2b`: 879.1 tok/s max, 49.6 tok/s min'],
    ['a ratio of two settings', 'From concurrency 1 to concurrency 32 the throughput of `oak:2b` grows 17.7x.'],
  ])('bind to it: %s', (_, markdown) => {
    const accepted = claimsOf(markdown, { 'a.csv': load }).filter(({ form }) => form !== 'none');
    expect(accepted.length).toBeGreaterThan(0);
    expect(accepted.map(({ verdict }) => verdict)).toEqual(accepted.map(() => 'supported'));
  });

  test.each([
    ['every value', 'The TTFT of `oak:2b` never exceeds 0.24 s.', 'bound contradicted'],
    ['every value that it holds for', 'The TTFT of `oak:2b` never exceeds 0.26 s.', 'bound supported'],
    ['the middle', 'The TTFT of `oak:2b` is below 0.24 s.', 'bound supported'],
  ])('say that a bound is of %s', (_, markdown, verdict) => {
    expect(verdicts(markdown)).toEqual([verdict]);
  });

  test.each([
    ['as printed before as about', '~280.2 tok/s', 'supported'],
    ['by its digits', '~290.9 tok/s', 'unsupported'],
    ['roughly', '~280 tok/s', 'supported'],
  ])('take "about" %s', (_, number, verdict) => {
    expect(verdicts(`\`oak:300m\` runs at ${number}.`)).toEqual([`value ${verdict}`]);
  });

  test('turn milliseconds per token into the rate that was measured', () => {
    expect(verdicts('`oak:2b` needs 5.51 ms per token on average.')).toEqual(['value supported']);
    expect(verdicts('`oak:2b` needs 9.51 ms per token on average.')).toEqual(['value unsupported']);
  });
});

describe('files and what was asked as subjects', () => {
  const files = {
    'build_a.csv': 'model,tokens_s\noak:2b,100.25\noak:2b,101.75\n',
    'build_b.csv': 'model,tokens_s\noak:2b,120.25\noak:2b,121.75\n',
  };

  test('tell figures of one file from those of another', () => {
    const said = (value: number) => `In \`build_a.csv\` \`oak:2b\` reaches a mean of ${value} tokens/s.`;
    expect([101, 121, 150].map((value) => verdicts(said(value), files)[0])).toEqual([
      'value supported',
      'value misattributed',
      'value contradicted',
    ]);
  });

  test('are endpoints by their name without the method', () => {
    const stats = 'test,request_latency_ms\nGET Login,230.5\nGET Menu,110.25\n';
    expect(verdicts('`Login` answers in 230.5 ms.', { 'a.csv': stats })).toEqual(['value supported']);
    expect(verdicts('`Menu` is faster than `Login`.', { 'a.csv': stats })).toEqual(['relation supported']);
    expect(verdicts('`Login` is faster than `Menu`.', { 'a.csv': stats })).toEqual(['relation contradicted']);
  });
});

describe('what may be of something else', () => {
  test.each([
    ['a service that the data do not know', '# oak:2b\n\nTogether.ai came in at 65 tokens/s.'],
    ['a data set that they do not know', 'On HellaSwag `oak:2b` reaches 65 tokens/s.'],
    ['a backend that they do not know', '| Model | Backend | Mean tok/s |\n|---|---|---|\n| oak:2b | AMDVLK | 65 |\n'],
    ['another version of a family', 'Llama 4 reaches 65 tokens/s.'],
    ['one of two', '# oak:2b\n\n+34 % throughput (102.9 vs 76.6 tok/s)'],
    ['what something saves', 'With `oak:2b` a warm-up saves 900 ms of TTFT.'],
    ['nobody in particular', 'Each swap costs 125 ms of latency.'],
  ])('accuses nothing: %s', (_, markdown) => {
    const files = {
      'runs.csv': `${RUNS.replace(/\n/, ',backend\n').replace(/(\d)\n/g, '$1,vllm\n')}Llama-3.2-1B,200.5,0.3,vllm\n`,
    };
    expect(claimsOf(markdown, files).filter(({ verdict }) => verdict === 'contradicted' || verdict === 'misattributed')).toEqual([]);
  });

  test('is a text that is older than every run of the data', () => {
    const files = { '2026-03-02T02-00-00/runs.csv': RUNS, '2026-03-09T02-00-00/runs.csv': RUNS };
    const text = (day: string) => `\`oak:2b\` reaches a mean of 14.1 tokens/s.\n\nGenerated on ${day}.\n`;
    expect(verdicts(text('2026-02-28'), files)).toContain('value unsupported');
    expect(verdicts(text('2026-03-10'), files)).toContain('value contradicted');
  });
});

describe('counts', () => {
  test.each([
    ['no failure', 'No requests failed.', 'count supported'],
    ['failures of them', '6 requests were made, 2 of them failed.', 'count contradicted'],
    ['files of a kind by their label', '- CSV: 1 file', 'count supported'],
    ['wrong files of a kind by their label', '- JSON: 7 files', 'count contradicted'],
    ['prompts, which rows are none of', 'The suite has 4 prompts.', 'count unsupported'],
  ])('are of %s', (_, markdown, verdict) => {
    expect(verdicts(markdown)).toContain(verdict);
  });

  test('are those that a tool itself has counted', () => {
    const report = (requests: number) =>
      JSON.stringify([{ model: 'oak:2b', completed: requests, mean_ttft_ms: 12.5, request_throughput: 3.5 }]);
    const files = { 'a.json': report(200), 'b.json': report(400) };
    expect(verdicts('600 requests were sent.', files)).toEqual(['count supported']);
  });
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

  test.each(['Elm-3B-Q8_0', 'Elm-3B-Q8_0.gguf', 'org/Elm-3B-GGUF/Elm-3B-Q8_0.gguf', 'oak-70b', 'oak-70b-00001-of-00003'])(
    'is told by the file of a model, also without path, ending and number of the part: %s',
    (name) => {
      const files = { 'a.csv': 'model,tokens_s\norg/Elm-3B-GGUF/Elm-3B-Q8_0.gguf,50.5\noak-70b-00001-of-00003,50.5\norg/ash,99\n' };
      expect(verdicts(`\`${name}\` reaches 50.5 tokens/s.`, files)).toEqual(['value supported']);
      expect(verdicts(`\`${name}\` reaches 99 tokens/s.`, files)).toEqual(['value contradicted']);
    },
  );

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
