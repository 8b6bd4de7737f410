import { expect, test } from '@jest/globals';
import { parseArtifact } from '../../src/adapters/recognise.ts';
import { contentOf } from '../corpus/corpus.ts';
import { readValues } from '../readable.ts';

function facts(name: string, text: string): string[] {
  const { result } = parseArtifact(contentOf(name, new TextEncoder().encode(text)));
  return readValues(result)
    .map(({ metric, value, unit, labels, cell }) => `${metric} ${value} ${unit} ${labels['variant'] ?? '-'} ${cell}`)
    .sort();
}

test.each([
  ['a column of metrics', 'metric,llama-8b,qwen-7b\nttft_ms,12.5,13.5\ndecode_tps,50.5,60.5\n'],
  ['a first column without a name', ',llama-8b,qwen-7b\nTTFT (ms),12.5,13.5\nDecode (tok/s),50.5,60.5\n'],
  ['decimal commas', 'Metric;llama-8b;qwen-7b\nTTFT (ms);12,5;13,5\nDecode (tok/s);50,5;60,5\n'],
])('a table on its side with %s is read metric by metric', (_, text) => {
  const mark = text.includes(';') ? ';decimal=,' : '';
  expect(facts('a.csv', text)).toEqual([
    `decode_throughput 50.5 tokens/s llama-8b row=3;col=llama-8b${mark}`,
    `decode_throughput 60.5 tokens/s qwen-7b row=3;col=qwen-7b${mark}`,
    `time_to_first_token 12.5 ms llama-8b row=2;col=llama-8b${mark}`,
    `time_to_first_token 13.5 ms qwen-7b row=2;col=qwen-7b${mark}`,
  ]);
});

test.each(['Δ', 'delta', 'Change (%)', 'diff'])('a column %s says how far the others lie apart, and is left out by name', (name) => {
  const text = `| Metric | base | tuned | ${name} |\n|---|---|---|---|\n| TTFT | 12.5 ms | 13.5 ms | +8% |\n| Decode | 50.5 t/s | 60.5 t/s | +19.8% |\n`;
  expect(facts('a.md', text)).toHaveLength(4);
  const { result } = parseArtifact(contentOf('a.md', new TextEncoder().encode(text)));
  expect(result.problems.map(({ message }) => message)).toContainEqual(expect.stringContaining('changes between other columns'));
});

test('a row of a name that nobody knows does not lay the table down again', () => {
  const read = facts('a.csv', 'metric,a1,b1\nttft_ms,12.5,13.5\ndecode_tps,50.5,60.5\nfrobnication,1.5,2.5\n');
  expect(read).toContain('time_to_first_token 12.5 ms a1 row=2;col=a1');
  expect(read).toContain('frobnication 1.5 score a1 row=4;col=a1');
});

test('units may stand in the cells of a Markdown table on its side', () => {
  const text = '| Metric | llama | qwen |\n|---|---|---|\n| TTFT | 12.5 ms | 13.5 ms |\n| Decode | 50.5 t/s | 60.5 t/s |\n';
  expect(facts('a.md', text).map((fact) => fact.split(' line=')[0])).toEqual([
    'decode_throughput 50.5 tokens/s llama',
    'decode_throughput 60.5 tokens/s qwen',
    'time_to_first_token 12.5 ms llama',
    'time_to_first_token 13.5 ms qwen',
  ]);
});

test('a column of names beside one of values is no table on its side', () => {
  expect(facts('a.csv', 'name,ttft_ms\nttft test,12.5\nother,50.5\n')).toHaveLength(2);
  expect(facts('a.csv', 'metric,value\nttft_ms,12.5\ndecode_tps,50.5\n')).toHaveLength(2);
});
