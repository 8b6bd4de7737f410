import { describe, expect, test } from '@jest/globals';
import { judgedTexts, scoresOf } from './labelled-claims.ts';

const judged = judgedTexts();
const scores = new Map(scoresOf(judged).map((score) => [score.verdict, score]));

describe('labelled claims', () => {
  test('are at least two hundred, of every verdict', () => {
    expect(judged.claims.length).toBeGreaterThanOrEqual(200);
    expect([...scores.keys()].sort()).toEqual(['contradicted', 'misattributed', 'not-checkable', 'outdated', 'supported', 'unsupported']);
  });

  test.each(['contradicted', 'misattributed'] as const)('are accused rightly: %s', (verdict) => {
    const { precision, recall } = scores.get(verdict)!;
    expect(precision).toBeGreaterThanOrEqual(0.95);
    expect(recall).toBeGreaterThanOrEqual(0.9);
  });

  test.each(['supported', 'outdated', 'unsupported', 'not-checkable'] as const)('are told apart from the rest: %s', (verdict) => {
    const { precision, recall } = scores.get(verdict)!;
    expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0.9);
  });

  test('accuse nothing that is not labelled', () => {
    expect(judged.unlabelled).toEqual([]);
  });
});
