import { describe, expect, test } from '@jest/globals';
import { judgedTexts, scoresOf } from './labelled-claims.ts';

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
