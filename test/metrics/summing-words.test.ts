import { expect, test } from '@jest/globals';
import { STATISTICS } from '../../src/metrics/name-words.ts';
import { isUnmistakableSum, summingStatistic } from '../../src/metrics/summing-words.ts';

test.each([...STATISTICS])('a row called %s is the %s of others', (word, statistic) => {
  expect(summingStatistic(word)).toBe(statistic);
  expect(summingStatistic(word.toUpperCase())).toBe(statistic);
});

test.each([
  ['Total', 'total'],
  ['Subtotals', 'total'],
  ['sub total', 'total'],
  ['Grand total', 'total'],
  ['sum', 'total'],
  ['Overall', 'overall'],
  ['aggregate', 'overall'],
  ['Aggregated', 'overall'],
  ['ALL', 'overall'],
  ['combined', 'overall'],
  ['Summary', 'overall'],
  ['geomean', 'overall'],
  ['Geometric mean', 'overall'],
  ['p95', 'p95'],
  ['95th', null],
  ['totally', null],
  ['median-7b', null],
  ['ttft mean', null],
  ['', null],
])('%j is the %s of other rows', (word, statistic) => {
  expect(summingStatistic(word)).toBe(statistic);
});

test.each(['Average', 'avg', 'Total', 'subtotal', 'Overall', 'Aggregated', 'geomean', 'summary'])('%s says nothing else', (word) => {
  expect(isUnmistakableSum(word)).toBe(true);
});

test.each(['mean', 'max', 'sum', 'all', 'p95', 'average-7b', 'totals 2'])('%s may say something else', (word) => {
  expect(isUnmistakableSum(word)).toBe(false);
});
