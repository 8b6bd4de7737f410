import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { genericJsonl } from '../../src/adapters/generic/jsonl.ts';
import { fencedBlocks } from '../../src/adapters/readers/fences.ts';
import { jsonDocuments } from '../../src/adapters/readers/json-documents.ts';
import { toolTables } from '../../src/adapters/readers/tool-table.ts';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { vllmBenchServe } from '../../src/adapters/vllm/serve.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

const SERVE = (concurrency: number, ttft: number) =>
  JSON.stringify({
    date: '20260301-101010',
    backend: 'vllm',
    model_id: 'org/tiny-7b',
    num_prompts: 200,
    request_rate: 'inf',
    max_concurrency: concurrency,
    duration: 50,
    completed: 200,
    request_throughput: 4,
    mean_ttft_ms: ttft,
  });
const PRETTY = (text: string) => JSON.stringify(JSON.parse(text), null, 1);
const TABLE = ['| model | backend | test | t/s |', '| --- | --- | --: | --: |'];
const ROW = (model: string, test: string, rate: string) => `| ${model} 8B Q4_0 | CPU | ${test} | ${rate} |`;
const TIMINGS = [
  'prompt eval time =    1000.00 ms /   500 tokens (    2.00 ms per token,   500.00 tokens per second)',
  '       eval time =    8000.00 ms /   300 tokens (   26.67 ms per token,    37.50 tokens per second)',
];

function read(path: string, text: string) {
  const content = contentOf(path, Buffer.from(text));
  const parsed = parseArtifact(content);
  const values = readValues(parsed.result);
  const cells = readCells(
    text,
    content.kind,
    values.map(({ cell }) => cell),
  );
  expect(cells.map(({ value }) => value)).toEqual(values.map(({ value }) => value));
  return { parsed, values };
}

describe('several JSON documents in one text', () => {
  test('are found one after another, in lines, on one line and between lines of a log', () => {
    const document = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.integer())), { minKeys: 1 });
    const separator = fc.constantFrom('\n', '', '\nINFO 03-01 10:10:10 [a.py:1] {ready}\n', '\r\n\r\n', '\n[10:10:10] next\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(document, separator, fc.boolean()), { minLength: 2 }), (list) => {
        const text = list.map(([value, after, pretty]) => JSON.stringify(value, null, pretty ? 2 : 0) + after).join('');
        const { pieces, problems } = jsonDocuments(text);
        expect(problems).toEqual([]);
        expect(pieces.map(({ value }) => value)).toEqual(list.map(([value]) => JSON.parse(JSON.stringify(value))));
        const lines = text.split('\n');
        for (const { line, text: piece } of pieces) expect(lines[line - 1]).toContain(piece.split('\n')[0]);
      }),
    );
  });

  test('lose the one that is cut, with its line, and no other', () => {
    const { pieces, problems } = jsonDocuments('{"a": 1}\n{"b": 2, "c\n{"d": 4}\n{\n "e": {\n  "f": 1\n');
    expect(pieces.map(({ line, value }) => [line, value])).toEqual([
      [1, { a: 1 }],
      [3, { d: 4 }],
    ]);
    expect(problems.map(({ line }) => line)).toEqual([2, 4]);
  });

  test('are read in time that grows with the text, not with its square', () => {
    const started = performance.now();
    jsonDocuments('{"a": [\n'.repeat(40_000));
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test.each([
    ['JSON lines under the name of a document', 'r.json', `${SERVE(16, 120.5)}\n${SERVE(32, 240.5)}\n`],
    ['JSON lines', 'r.jsonl', `${SERVE(16, 120.5)}\n${SERVE(32, 240.5)}\n`],
    ['documents without a separator', 'r.json', `${PRETTY(SERVE(16, 120.5))}${PRETTY(SERVE(32, 240.5))}`],
    ['documents on one line', 'r.json', SERVE(16, 120.5) + SERVE(32, 240.5)],
    ['documents in a log', 'r.log', `Starting\n${SERVE(16, 120.5)}\nagain\n${PRETTY(SERVE(32, 240.5))}\ndone\n`],
    ['documents in fences', 'r.md', `# a\n\`\`\`json\n${PRETTY(SERVE(16, 120.5))}\n\`\`\`\nand\n\n  ~~~\n  ${SERVE(32, 240.5)}\n  ~~~\n`],
  ])('%s are as many results', (_, path, text) => {
    const { parsed, values } = read(path, text);
    expect(parsed.adapter).toBe('vllm-bench-serve');
    const ttft = values.filter(({ metric }) => metric === 'time_to_first_token');
    expect(ttft.map(({ value, labels }) => [value, Number(labels['concurrency'])])).toEqual([
      [120.5, 16],
      [240.5, 32],
    ]);
  });

  test('are looked at one by one only where the first ones are known: a long file of other records costs no more', () => {
    let asked = 0;
    const counting: Adapter = {
      ...vllmBenchServe,
      claims: () => {
        asked += 1;
        return false;
      },
    };
    const text = '{"ttft_ms": 1.5}\n'.repeat(5000);
    const { sampleCount } = parseArtifact(contentOf('r.jsonl', Buffer.from(text)), [counting, genericJsonl]);
    expect([sampleCount, asked <= 8]).toEqual([5000, true]);
  });

  test('of which the last is cut give a partial file that names its line', () => {
    const { parsed } = read('r.jsonl', `${SERVE(16, 120.5)}\n${SERVE(32, 240.5).slice(0, 80)}`);
    expect(parsed).toMatchObject({
      adapter: 'vllm-bench-serve',
      verdict: 'partial',
      reason: expect.stringMatching(/^line 2: .*breaks off/),
    });
  });
});

describe('a table that a tool prints while it works', () => {
  const NOISE = [
    '',
    'ggml_cuda_pool: warning: pool grew',
    'llama-bench: benchmark 2/2: starting',
    '50%|#### |',
    "main: error: failed to load model 'm/x.gguf'",
  ];

  test('has the same rows whatever stands between them', () => {
    const rows = [ROW('a', 'pp512', '10.00 ± 0.10'), ROW('a', 'tg64', '5.00 ± 0.10'), ROW('b', 'pp512', '20.00 ± 0.10')];
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom(...NOISE), { maxLength: 3 }), { minLength: 3, maxLength: 3 }), (noise) => {
        const lines = [...TABLE, ...rows.flatMap((row, index) => [...noise[index]!, row])];
        const [table] = toolTables(lines, (cells) => cells[0] === 'model');
        expect(table!.rows.map(({ line }) => lines[line - 1])).toEqual(rows);
      }),
    );
  });

  test('ends at the header of another table', () => {
    const lines = [...TABLE, ROW('a', 'pp512', '10.00'), '| name | n | x | y |', '|---|---|---|---|', '| z | 1 | 2 | 3 |'];
    const tables = toolTables(lines, (cells) => cells[0] === 'model');
    expect(tables.map(({ rows, end }) => [rows.length, end])).toEqual([[1, 4]]);
  });

  test('keeps a row that gave nothing as a failed test, and names it', () => {
    const text = [...TABLE, ROW('a', 'pp512', '10.00 ± 0.10'), ROW('b', 'pp512', '0.00 ± 0.00'), ROW('b', 'tg64', 'nan ± nan')].join('\n');
    const { parsed, values } = read('bench.log', text);
    expect(values.map(({ value }) => value)).toEqual([10, 0.1]);
    expect(parsed.result.problems.map(({ line }) => line)).toEqual([4, 5]);
    expect(parsed.result.tables.flatMap(({ places, failures }) => [...failures.keys()].map((row) => places[row]))).toEqual([4, 5]);
  });
});

describe('a Markdown file', () => {
  test('is read fence by fence and passage by passage, each by the adapter that would read it as a file', () => {
    const text = [
      '# Results',
      ...TABLE,
      ROW('a', 'tg64', '5.00 ± 0.10'),
      '',
      '<details>',
      '',
      '```text',
      ...TIMINGS,
      '```',
      '~~~csv',
      'model,ttft_ms',
      'm,12.5',
      '~~~',
      '```python',
      'x = {"ttft_ms": 3}',
      '```',
    ].join('\n');
    const { parsed, values } = read('notes.md', text);
    expect(parsed.adapter).toBe('llama-bench-markdown + llama-server-log + generic-csv');
    expect(values.map(({ cell, value }) => [cell, value])).toEqual(
      expect.arrayContaining([
        ['line=4;col=t/s', 5],
        ['line=10;col=eval time;index=3', 37.5],
        ['row=14;col=ttft_ms', 12.5],
      ]),
    );
  });

  test('tells tables apart by the headings above them where nothing else does', () => {
    const table = (rate: string) => [...TABLE, ROW('a', 'tg64', rate), ''];
    const { values } = read('pr.md', ['# Speed', '## master', ...table('5.00'), '## PR', '```', ...table('6.00'), '```'].join('\n'));
    expect(values.map(({ value, labels }) => [value, labels['variant']])).toEqual([
      [5, 'master'],
      [6, 'PR'],
    ]);
    const other = read('pr.md', ['## pp', ...TABLE, ROW('a', 'pp64', '5.00'), '## tg', ...TABLE, ROW('a', 'tg64', '6.00')].join('\n'));
    expect(other.values.map(({ labels }) => labels['variant'])).toEqual([undefined, undefined]);
  });

  test('without a measurement is said to be none', () => {
    expect(read('a.md', 'Throughput is 12 tokens/s.\n').parsed).toMatchObject({ verdict: 'empty', reason: /no measurement; 1 lines/ });
  });
});

test('fenced blocks keep their lines, whatever opens them', () => {
  const fences = fencedBlocks('a\n```json\n1\n```\n  ~~~~ text\n  2\n  ~~~\n  ~~~~\n> ```\n> 3\n> ```\n```\n4');
  expect(fences.map(({ language, firstLine, text }) => [language, firstLine, text])).toEqual([
    ['json', 3, '1'],
    ['text', 6, '2\n~~~'],
    ['', 10, '3'],
    ['', 13, '4'],
  ]);
});
