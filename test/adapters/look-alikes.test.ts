import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { adapters } from '../../src/adapters/index.ts';
import { artifactKind } from '../../src/adapters/kind.ts';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { sniffArtifact } from '../../src/adapters/sniff.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');

/** Inputs of all fixtures, relative to the folder of fixtures. */
const inputs = readdirSync(FIXTURES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== 'expected.json')
  .map((entry) => relative(FIXTURES, join(entry.parentPath, entry.name)).split(sep).join('/'))
  .sort();

function claimants(path: string, text: string): string[] {
  const sniff = sniffArtifact(path, artifactKind(path) ?? 'text', text);
  return adapters.filter((adapter) => !adapter.fallback && adapter.claims(sniff)).map(({ id }) => id);
}

/** Words of a language that are also names of fields: what a tokenizer's vocabulary is made of. */
const WORDS = [
  'results command mean user system metrics state iterations root_group model done message response versions config configs',
  'benchmarks context name value unit range extra group hw conc framework count duration engine performance records summary successes',
  'latencies percentiles data times iters mode value p50 p99 avg min max std latency throughput requests total error errors tokens input',
  'output prompt prompts test tests run runs time timestamp date version status text label labels completed failed rate',
].flatMap((line) => line.split(' '));

describe('recognition of what looks alike', () => {
  test('a vocabulary of a tokenizer, which has every word at the top, is claimed by no format', () => {
    const vocabulary = Object.fromEntries(
      [...WORDS, ...Array.from({ length: 5000 }, (_, id) => `word${id}`)].map((word, id) => [word, id]),
    );
    expect(claimants('tokenizer/encoder.json', JSON.stringify(vocabulary))).toEqual([]);
  });

  test.each([
    [
      'a lock file',
      'package-lock.json',
      '{"name":"x","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"x","version":"1.0.0"}}}',
    ],
    [
      'a schema',
      'schema.json',
      '{"$schema":"x","properties":{"results":{"type":"array"},"versions":{"type":"object"}},"required":["results"]}',
    ],
    [
      'a chat completion',
      'chat.json',
      '{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[],"usage":{"total_tokens":3}}',
    ],
    [
      'a configuration of a model',
      'config.json',
      '{"architectures":["X"],"model_type":"x","hidden_size":64,"max_position_embeddings":128}',
    ],
    ['a manifest', 'manifest.json', '{"version":1,"metrics":["a"],"summary":"text","benchmarks":[{"name":"a"}],"context":"test"}'],
    ['requirements', 'requirements.txt', 'numpy==2.0\nvllm>=0.9\n'],
    ['a script in SQL', 'schema.sql', 'CREATE TABLE test (id INT);\nINSERT INTO test VALUES (1);\n'],
  ])('%s is claimed by no format', (_, path, text) => {
    expect(claimants(path, text)).toEqual([]);
  });

  test.each(inputs.filter((path) => !/(?:windows-1252|utf-16)/.test(path)))('CRLF: %s reads the same with line ends of Windows', (path) => {
    const text = readFileSync(join(FIXTURES, path), 'utf8');
    if (text.includes('\r')) return;
    const parse = (content: string) => parseArtifact(contentOf(path.split('/').slice(2).join('/'), new TextEncoder().encode(content)));
    const [unix, windows] = [parse(text), parse(text.replaceAll('\n', '\r\n'))];
    expect({ adapter: windows.adapter, verdict: windows.verdict }).toEqual({ adapter: unix.adapter, verdict: unix.verdict });
    expect(readValues(windows.result)).toEqual(readValues(unix.result));
  });
});
