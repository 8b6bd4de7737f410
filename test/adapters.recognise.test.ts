import { describe, expect, test } from '@jest/globals';
import type { Adapter } from '../src/adapters/adapter.ts';
import { artifactKind } from '../src/adapters/kind.ts';
import { parseArtifact } from '../src/adapters/recognise.ts';
import { sniffArtifact } from '../src/adapters/sniff.ts';
import { NOTHING_READ } from '../src/contracts/observation.ts';
import { contentOf } from './corpus/corpus.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const parse = (path: string, text: string) => parseArtifact(contentOf(path, bytes(text)));

function adapter(id: string, more: Partial<Adapter> = {}): Adapter {
  return { id, title: `format ${id}`, tool: id, fallback: false, source: '', claims: () => true, parse: () => NOTHING_READ, ...more };
}

describe('parseArtifact', () => {
  test.each([
    ['a file of no bytes', 'a.csv', '', 'empty', /no bytes/],
    ['a file of blanks', 'a.json', '\uFEFF \n\n', 'empty', /blanks/],
    ['a Git LFS pointer', 'a.json', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n', 'quarantined', /git lfs pull/],
    ['HTML saved as JSON', 'a.json', '<!DOCTYPE html>\n<html><body>502</body></html>', 'quarantined', /HTML page.*json file/],
    ['HTML saved as CSV, after a comment', 'a.csv', '<!-- gateway -->\n<html lang="en">', 'quarantined', /HTML page/],
    [
      'an error message saved as CSV',
      'a.csv',
      "==ERROR== the argument for option '--page' is invalid.\n",
      'quarantined',
      /not CSV.*'--page'/,
    ],
    ['prose saved as CSV', 'a.csv', 'could not open the device for profiling\n', 'quarantined', /not CSV at all: line 1/],
    ['binary content', 'a.txt', 'abc\0def and some more', 'quarantined', /NUL byte at offset 3/],
    ['text without an adapter', 'a.txt', 'Mean TTFT was fine.\n', 'unknown', /no adapter/],
    ['numbers without a header', 'a.csv', '1,2\n3,4\n', 'unknown', /header line/],
    ['a single JSON value', 'a.json', '42', 'unknown', /single JSON value/],
    ['an empty JSON document', 'a.json', '{}', 'empty', /empty JSON/],
  ])('gives %s the verdict that a person would give', (_, path, text, verdict, reason) => {
    const parsed = parse(path, text);
    expect(parsed.verdict).toBe(verdict);
    expect(parsed.reason).toMatch(reason);
    expect(parsed.result.tables).toEqual([]);
  });

  test('leaves HTML in Markdown and an error word in a CSV header alone', () => {
    expect(parse('a.md', '<html>\n\nThroughput is 12 tokens/s.').verdict).toBe('empty');
    expect(parse('a.csv', 'errors_seen,ttft_ms\n0,12.5\n').verdict).toBe('accepted');
  });

  test('believes neither of two adapters that claim one file, and names both', () => {
    const parsed = parseArtifact(contentOf('a.json', bytes('{}')), [adapter('one'), adapter('two')]);
    expect(parsed).toMatchObject({ adapter: 'none', verdict: 'unknown', reason: expect.stringMatching(/one \(format one\) and two/) });
  });

  test('prefers an adapter of one format over a fallback', () => {
    expect(parseArtifact(contentOf('a.json', bytes('{}')), [adapter('any', { fallback: true }), adapter('own')]).adapter).toBe('own');
  });

  test('quarantines a file on which an adapter fails, and names the adapter', () => {
    const broken = adapter('broken', {
      parse: () => {
        throw new RangeError('secret detail');
      },
    });
    const parsed = parseArtifact(contentOf('a.json', bytes('{}')), [broken]);
    expect(parsed).toMatchObject({ adapter: 'broken', verdict: 'quarantined', result: NOTHING_READ });
    expect(parsed.reason).toBe('the adapter broken failed with RangeError: please report this file as a bug');
    expect(parsed.bug).toMatch(/^RangeError: secret detail\n\s+at /);
  });

  test('quarantines a file on whose recognition an adapter fails', () => {
    const broken = adapter('broken', {
      claims: () => {
        throw new TypeError('x');
      },
    });
    expect(parseArtifact(contentOf('a.json', bytes('{}')), [broken])).toMatchObject({ adapter: 'broken', verdict: 'quarantined' });
  });

  test('lists a hundred problems and counts the rest', () => {
    const rows = Array.from({ length: 150 }, (_, index) => `0x${index}`).join('\n');
    const { result, verdict, reason } = parse('a.csv', `ttft_ms\n1.5\n${rows}\n`);
    expect(verdict).toBe('partial');
    expect(reason).toMatch(/^line 3: .*\(and 149 more\)$/);
    expect(result.problems).toHaveLength(101);
    expect(result.problems.at(-1)?.message).toBe('50 more problems are not listed');
  });

  test('reads UTF-16 with and without byte order mark, and CRLF', () => {
    const text = 'model,ttft_ms\r\nlumen,12.5\r\n';
    const wide = Buffer.from(text, 'utf16le');
    for (const content of [wide, Buffer.concat([Buffer.from([0xff, 0xfe]), wide])]) {
      expect(parseArtifact(contentOf('a.csv', content))).toMatchObject({ adapter: 'generic-csv', verdict: 'accepted', sampleCount: 1 });
    }
  });

  test('reads no row that is still being written', () => {
    const content = contentOf('a.csv', bytes('ttft_ms\n12.5\n13'));
    expect(parseArtifact(content).sampleCount).toBe(2);
    expect(parseArtifact({ ...content, growing: true }).sampleCount).toBe(1);
  });
});

describe('sniffArtifact', () => {
  test('finds keys at any depth and the outermost ones, also in a document that is cut', () => {
    const { keys, topKeys } = sniffArtifact('a.json', 'json', '{"a": {"b": [{"c\\"d": "x: y"}]}, "e": 1, "f": {"g": ');
    expect([...topKeys]).toEqual(['a', 'e', 'f']);
    expect([...keys]).toEqual(['a', 'b', 'c"d', 'e', 'f', 'g']);
  });

  test.each([
    ['the first element of an array', '[{"a": 1, "b": {"z": 1}}, {"c": 2}]'],
    ['the first of several JSON lines', '{"a": 1, "b": {"z": 2}}\n{"c": 2}'],
  ])('takes the outermost keys of %s', (_, text) => {
    expect([...sniffArtifact('x/A.JSON', 'json', text).topKeys]).toEqual(['a', 'b']);
  });

  test('has no keys for what does not start like JSON', () => {
    expect(sniffArtifact('a.csv', 'csv', 'a,"b": {"c": 1}')).toMatchObject({
      keys: new Set(),
      topKeys: new Set(),
      name: 'a.csv',
      complete: true,
    });
  });

  test('looks at the first 256 KiB only', () => {
    const { head, complete, lines } = sniffArtifact('a.txt', 'text', 'x\n'.repeat(200_000));
    expect([head.length, complete, lines.length]).toEqual([262_144, false, 40]);
  });
});

test.each([
  ['a/B.CSV', 'csv'],
  ['a.tsv', 'csv'],
  ['a.ndjson', 'jsonl'],
  ['a.tar.json', 'json'],
  ['result.benchstat', 'text'],
  ['a.d/stdout', 'text'],
  ['csv', 'text'],
  ['slurm-12.err', 'text'],
  ['.csv', null],
  ['README', null],
  ['model.gguf', null],
  ['run.sh', null],
  ['plot.png', null],
])('takes the kind of %s from its extension, and of one that nobody lists by its content', (path, kind) => {
  expect(artifactKind(path)).toBe(kind);
});
