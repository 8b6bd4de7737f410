import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readMarkdown } from '../../src/adapters/readers/markdown.ts';
import { filesOf } from '../support/artifact-folder.ts';
import { measuredOf } from '../support/told-of.ts';
import { dataOf, judgedTexts, LABEL, scoresOf } from './labelled-claims.ts';

const LABELLED = join(import.meta.dirname, 'labelled');

const judged = judgedTexts();
const scores = new Map(scoresOf(judged).map((score) => [score.verdict, score]));

describe('labelled claims', () => {
  test('are at least six hundred, of every verdict', () => {
    expect(judged.claims.length).toBeGreaterThanOrEqual(600);
    expect([...scores.keys()].sort()).toEqual(['contradicted', 'misattributed', 'not-checkable', 'outdated', 'supported', 'unsupported']);
  });

  test.each(['contradicted', 'misattributed'] as const)('are accused rightly: %s', (verdict) => {
    const { precision, recall } = scores.get(verdict)!;
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  test.each(['supported', 'outdated'] as const)('are borne out rightly: %s', (verdict) => {
    const { precision, recall } = scores.get(verdict)!;
    expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0.95);
  });

  test.each(['unsupported', 'not-checkable'] as const)('are left open rightly: %s', (verdict) => {
    const { precision, recall } = scores.get(verdict)!;
    expect(recall).toBeGreaterThanOrEqual(0.95);
    // What is not understood is left open too.
    expect(precision).toBeGreaterThanOrEqual(0.7);
  });

  test('accuse nothing that is not labelled', () => {
    expect(judged.unlabelled).toEqual([]);
  });
});

describe('what a report is told of a text', () => {
  test.each(readdirSync(LABELLED))('is what its claims come to: %s', (name) => {
    const { check, accuse } = measuredOf(filesOf(join(import.meta.dirname, 'data', dataOf(name))));
    const statements = readMarkdown(readFileSync(join(LABELLED, name), 'utf8').replace(LABEL, '$3')).blocks;
    const { claims, hasData } = check(name, statements, null);
    const named = claims.flatMap(({ subjects }) => subjects.flatMap(({ key, value }) => (key === 'model' ? [value] : [])));
    expect(accuse(name, statements, null)).toEqual({
      path: name,
      accused: claims.filter(({ verdict }) => verdict === 'contradicted' || verdict === 'misattributed'),
      models: new Set(named),
      statesNumbers: claims.some(({ said }) => /\d/.test(said)),
      hasData,
    });
  });
});
