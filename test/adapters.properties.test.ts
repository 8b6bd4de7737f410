import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { adapters } from '../src/adapters/index.ts';
import { parseArtifact } from '../src/adapters/recognise.ts';
import { sniffArtifact } from '../src/adapters/sniff.ts';
import { ArtifactKind } from '../src/contracts/artifact.ts';
import { contentOf } from './corpus/corpus.ts';
import { readValues } from './readable.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const kind = fc.constantFrom(...ArtifactKind.options);

/** Input files of every fixture. */
const inputs = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
  .map((entry) => join(entry.parentPath, entry.name))
  .sort();

/** Text made of what the formats are made of: it comes further into the parsers than random text. */
const pieces = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    ';',
    '\t',
    '\n',
    '\r\n',
    '|',
    '-',
    '#',
    '`',
    '>',
    '* ',
    '=',
    '%',
    '(ms)',
    '\\',
    '\uFEFF',
    '\u2028',
  ],
  ...['ttft_ms', 'model', 'results', 'mean', 'p99', 'unit', 'error', 'success', '__proto__', 'constructor', 'metrics', 'Run Info', 'name'],
  ...[
    '0',
    '-1',
    '12.5',
    '1e999',
    'NaN',
    'Infinity',
    'null',
    'true',
    '0x10',
    '"a"',
    '{"a":1}',
    '[1,2]',
    'N/A',
    'inf',
    '2026-02-03T09:00:00Z',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.array(pieces, { maxLength: 120 }).map((parts) => parts.join('')),
  fc.json({ depthSize: 'medium' }),
);

describe('every adapter', () => {
  test('gives a result for any text, recognised or not', () => {
    fc.assert(
      fc.property(text, kind, (content, kindOfFile) => {
        const sniff = sniffArtifact('a.x', kindOfFile, content);
        for (const adapter of adapters) {
          expect(typeof adapter.claims(sniff)).toBe('boolean');
          adapter.parse({ path: 'a.x', kind: kindOfFile, text: content, growing: false, asked: new Set() });
        }
      }),
      { numRuns: 150 },
    );
  });

  test('gives a result for each fixture cut anywhere', () => {
    for (const path of inputs) {
      const content = readFileSync(path, 'utf8');
      const step = Math.max(1, Math.ceil(content.length / 40));
      for (let cut = 0; cut <= content.length; cut += step) {
        const name = path.slice(fixtures.length + 1).replaceAll('\\', '/');
        const parsed = parseArtifact(contentOf(name, new TextEncoder().encode(content.slice(0, cut))));
        expect(`${name} at ${cut}: ${parsed.reason ?? ''}`).not.toMatch(/failed with/);
      }
    }
  });

  test('claims a fixture alone, and whole files only ever by one', () => {
    for (const path of inputs) {
      const name = path.slice(fixtures.length + 1).replaceAll('\\', '/');
      const { reason } = parseArtifact(contentOf(name, readFileSync(path)));
      expect(`${name}: ${reason ?? ''}`).not.toMatch(/both claim/);
    }
  });
});

describe('parseArtifact', () => {
  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), kind, (bytes, kindOfFile) => {
        const parsed = parseArtifact({ ...contentOf('a.x', bytes), kind: kindOfFile });
        expect(parsed.reason ?? '').not.toMatch(/failed with/);
      }),
      { numRuns: 300 },
    );
  });

  test('reads the same samples whatever the order of the columns', () => {
    const header = [
      'model',
      'gpu',
      'device',
      'ttft_s',
      'load_s',
      'prompt_eval_s',
      'tokens_s',
      'eval_count',
      'temp',
      'run',
      'latency_ms',
      'error',
    ];
    const rows = [
      ['a', 'x', 'cuda', '1.5', '1', '0.5', '60.5', '10', '0.2', '1', '12.5', ''],
      ['a', 'x', 'cuda', '1.25', '1', '0.25', '61.5', '11', '0.4', '2', '13.5', ''],
      ['b', 'y', 'cpu', '0', '0', '0', '0', '0', '0.2', '1', '0', 'timed out'],
    ];
    const read = (order: readonly number[]) => {
      const csv = [header, ...rows].map((row) => order.map((index) => row[index]).join(',')).join('\n');
      const { result } = parseArtifact(contentOf('a.csv', new TextEncoder().encode(csv)));
      return readValues(result)
        .map((value) => JSON.stringify({ ...value, labels: Object.entries(value.labels).sort() }))
        .sort();
    };
    const inOrder = read(header.map((_, index) => index));
    expect(inOrder).not.toEqual([]);
    fc.assert(
      fc.property(fc.shuffledSubarray([...header.keys()], { minLength: header.length }), (order) => {
        expect(read(order)).toEqual(inOrder);
      }),
      { numRuns: 60 },
    );
  });

  test('reads the same samples whatever the order of the keys of a JSON document', () => {
    const record = {
      model: 'a',
      ttft_ms: 12.5,
      tokens_per_second: 60.5,
      concurrency: 4,
      timing: { p50_ms: 1.5, samples: 7 },
      success: true,
    };
    const read = (order: readonly string[]) => {
      const shuffled = Object.fromEntries(order.map((key) => [key, record[key as keyof typeof record]]));
      const { result } = parseArtifact(contentOf('a.json', new TextEncoder().encode(JSON.stringify({ results: [shuffled] }))));
      return readValues(result)
        .map((value) => JSON.stringify(value))
        .sort();
    };
    const inOrder = read(Object.keys(record));
    expect(inOrder).toHaveLength(3);
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.keys(record), { minLength: Object.keys(record).length }), (order) => {
        expect(read(order)).toEqual(inOrder);
      }),
      { numRuns: 40 },
    );
  });

  // After the cases of https://github.com/nst/JSONTestSuite.
  test.each([
    ['a trailing comma', '{"ttft_ms": 1,}'],
    ['single quotes', "{'ttft_ms': 1}"],
    ['a comment', '{"ttft_ms": 1} // x'],
    ['a leading zero', '{"ttft_ms": 01}'],
    ['a control character in a string', '{"ttft_ms": "\u0001"}'],
    ['an unclosed array', '[1'],
    ['text after the document', '{"ttft_ms": 1} {"ttft_ms": 2} x'],
    ['a bare word', '{"ttft_ms": undefined}'],
    ['a lone surrogate escape that is cut', '["\\ud800\\u'],
    ['brackets that never close', '['.repeat(100_000)],
  ])('quarantines JSON with %s', (_, content) => {
    expect(parseArtifact(contentOf('a.json', new TextEncoder().encode(content)))).toMatchObject({ verdict: 'quarantined' });
  });

  test.each([
    ['a number too large', '{"ttft_ms": 1e999}', 0],
    ['NaN and Infinity', '{"ttft_ms": NaN, "tpot_ms": -Infinity, "itl_ms": 2.5}', 1],
    ['a key twice', '{"ttft_ms": 1.5, "ttft_ms": 2.5}', 1],
    ['a key called __proto__', '{"__proto__": {"ttft_ms": 2.5}, "constructor": {"prototype": {"polluted": 1}}}', 1],
    ['a hundred thousand levels', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 0],
    ['"NaN" within a string', '{"note": "NaN said \\"Infinity\\"", "ttft_ms": NaN, "itl_ms": 2.5}', 1],
  ])('reads JSON with %s', (_, content, count) => {
    const parsed = parseArtifact(contentOf('a.json', new TextEncoder().encode(content)));
    expect(parsed.sampleCount).toBe(count);
    expect(parsed.reason ?? '').not.toMatch(/failed with/);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('reads a very long line, and refuses a header of more columns than anybody could read a series for', () => {
    const wide = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `c${index}`);
      return contentOf('a.csv', new TextEncoder().encode(`${names.join(',')},ttft_ms\n${'1,'.repeat(count)}12.5\n`));
    };
    expect(parseArtifact(wide(1_500)).sampleCount).toBe(1);
    expect(parseArtifact(wide(20_000))).toMatchObject({
      verdict: 'quarantined',
      reason: expect.stringContaining('20001 columns, more than 2000'),
    });
    const long = `model,ttft_ms\n${'x'.repeat(2_000_000)},12.5\n`;
    expect(parseArtifact(contentOf('a.csv', new TextEncoder().encode(long))).sampleCount).toBe(1);
  });
});
