import { expect, test } from '@jest/globals';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import type { ReadArtifact } from '../../src/contracts/series.ts';
import { assemble } from '../../src/core/assemble/assemble.ts';
import { contentOf } from '../corpus/corpus.ts';

function read(path: string, text: string): ReadArtifact {
  const { adapter, verdict, result } = parseArtifact(contentOf(path, new TextEncoder().encode(text)));
  return { path, placedAt: path, sha256: path, adapter, verdict, parsed: result };
}

const NOTES = read('notes.md', '| model | TTFT (ms) | Decode (tok/s) |\n|---|---|---|\n| a | 10.5 | 98.5 |\n');

test('a value that a Markdown table states is used where nobody measured its metric', () => {
  const { reported, subjects } = assemble([NOTES]);
  expect(reported.map(({ column }) => [column.metric, column.statistic, column.stated])).toEqual([
    ['decode_throughput', 'stated', true],
    ['time_to_first_token', 'stated', true],
  ]);
  expect(subjects).toEqual([]);
});

test('a stated value is never beside a measured one of its metric', () => {
  const { reported } = assemble([NOTES, read('a.csv', 'model,ttft_ms\na,12.5\na,13.5\n')]);
  expect(reported.map(({ column }) => column.metric)).toEqual(['decode_throughput']);
});
