import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readMarkdown } from '../../src/adapters/readers/markdown.ts';
import { CORPUS, corpusIsPresent } from '../corpus/corpus.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { measuredOf } from '../support/told-of.ts';

const present = corpusIsPresent();

describe('a report on real rows', () => {
  const folder = join(CORPUS, 'chimera/reports/gemma3');
  const claims = present
    ? measuredOf(filesOf(folder)).check(
        'Gemma3_Benchmark_Report.md',
        readMarkdown(readFileSync(join(folder, 'Gemma3_Benchmark_Report.md'), 'utf8')).blocks,
        null,
      ).claims
    : [];
  const at = (line: number, said: string) => claims.find((claim) => claim.line === line && claim.said.includes(said));

  test.each([
    [338, '253.9'],
    [27, '102.85'],
    [43, '0.344'],
    [328, 'Sensitivity'],
    [53, '102.31'],
    [54, '102.18'],
  ])('is contradicted on line %d: %s, with rows', (line, said) => {
    if (!present) return;
    expect(at(line, said)).toMatchObject({ verdict: 'contradicted' });
    expect(at(line, said)!.evidence.flatMap(({ sources }) => sources).length).toBeGreaterThan(0);
  });

  test.each([
    [243, '1.62'],
    [243, '7.84'],
    [293, '0.55'],
    [293, '2.32'],
    [244, '283.6'],
    [294, '182.9'],
    [245, '299.2'],
    [264, '303.9'],
  ])('is supported on line %d: %s', (line, said) => {
    if (!present) return;
    expect(at(line, said)).toMatchObject({ verdict: 'supported' });
  });

  test('accuses of its sections on single models nothing but what no row has and what its cold starts explain', () => {
    if (!present) return;
    const accused = claims.filter(({ line, verdict }) => line > 200 && (verdict === 'contradicted' || verdict === 'misattributed'));
    expect(accused.map(({ line }) => line)).toEqual([328, 338, 365]);
  });
});
