import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { listArtifacts } from '../../src/edges/files/artifact-listing.ts';
import { artifactTexts } from '../../src/edges/files/artifact-text.ts';
import { tempTree } from './temp-tree.ts';

function listed(root: string) {
  return artifactTexts(root, listArtifacts(root, { ignore: [], countMax: 100, depthMax: 3 }));
}

test('artifactTexts reads a listed file as text, decoded, with its kind', () => {
  const textOf = listed(tempTree({ 'a.csv': 'x\n1\n', 'b.json': Buffer.from('\ufeff{}', 'utf16le') }));
  expect(textOf('a.csv')).toEqual({ kind: 'csv', text: 'x\n1\n' });
  expect(textOf('b.json')).toEqual({ kind: 'json', text: '{}' });
});

test('artifactTexts reads of a long sequence of records the first whole ones, and no long document', () => {
  const row = `${'1'.repeat(99)}\n`;
  const textOf = listed(tempTree({ 'a.csv': row.repeat(6_000), 'b.json': `[${'1,'.repeat(300_000)}1]` }));
  const { text } = textOf('a.csv')!;
  expect([text.length % row.length, text.length]).toEqual([0, Math.floor((512 * 1024) / 100) * 100]);
  expect(textOf('b.json')).toBeNull();
});

test('artifactTexts has none of what is not listed, has changed or gone since, or has no lines', () => {
  const root = tempTree({ 'a.csv': 'x\n1\n', 'b.csv': 'x\n1\n', 'c.csv': '\u0000\u0001\u0000', 'd.parquet': 'PAR1' });
  const textOf = listed(root);
  appendFileSync(join(root, 'a.csv'), '2\n');
  rmSync(join(root, 'b.csv'));
  for (const path of ['a.csv', 'b.csv', 'c.csv', 'd.parquet', 'e.csv']) expect(textOf(path)).toBeNull();
});
