import { describe, expect, test } from '@jest/globals';
import { tableBuilder } from '../../src/adapters/readers/table.ts';
import { rowNumbers } from '../../src/core/measure/row-numbers.ts';

function numbersOf(placement: 'row' | 'line' | 'pointer', places: readonly (number | string)[]) {
  const table = tableBuilder(placement);
  for (const place of places) table.add(place, [{ metric: 'latency', unit: 's', at: 's', value: 1 }]);
  const { groups, groupOf, numberOf, isOneGroup } = rowNumbers(table.build()!);
  return { groups: groups.map(({ of, below }) => `${of} * ${below}`), groupOf: [...groupOf], numberOf: [...numberOf], isOneGroup };
}

test.each(['row', 'line'] as const)('every %s has the number that it stands at', (placement) => {
  expect(numbersOf(placement, [2, 3, 7])).toEqual({ groups: [' * '], groupOf: [0, 0, 0], numberOf: [2, 3, 7], isOneGroup: true });
});

describe('rows of a document', () => {
  test.each<[what: string, places: string[], groups: string[], groupOf: number[], numberOf: number[], isOneGroup: boolean]>([
    ['items of one array', ['/r/0', '/r/1', '/r/5'], ['/r * '], [0, 0, 0], [0, 1, 5], true],
    ['one item', ['/r/3'], ['/r * '], [0], [3], true],
    ['records within items', ['/r/0/a/b', '/r/1/a/b'], ['/r * /a/b'], [0, 0], [0, 1], true],
    ['other records within items', ['/r/0/a', '/r/1/b', '/r/2/a'], ['/r * /a', '/r * /b'], [0, 1, 0], [0, 1, 2], false],
    [
      'more samples than runs',
      ['/r/0/s/0', '/r/0/s/1', '/r/0/s/2', '/r/1/s/0'],
      ['/r/0/s * ', '/r/1/s * '],
      [0, 0, 0, 1],
      [0, 1, 2, 0],
      false,
    ],
    ['more runs than samples', ['/r/0/s/1', '/r/1/s/1', '/r/2/s/1'], ['/r * /s/1'], [0, 0, 0], [0, 1, 2], true],
    ['as many runs as samples', ['/r/0/s/0', '/r/0/s/1', '/r/1/s/0'], ['/r/0/s * ', '/r/1/s * '], [0, 0, 1], [0, 1, 0], false],
    ['a document as a whole', [''], [], [-1], [-1], false],
    ['names only', ['/cold', '/warm'], [], [-1, -1], [-1, -1], false],
    ['items beside a name', ['/r/0', '/summary', '/r/1'], ['/r * '], [0, -1, 0], [0, -1, 1], false],
    ['codes that only look like numbers', ['/r/01', '/r/02'], [], [-1, -1], [-1, -1], false],
    ['numbers too long for a position', ['/r/1234567890', '/r/1234567891'], [], [-1, -1], [-1, -1], false],
    ['the longest positions', ['/r/123456789', '/r/123456788'], ['/r * '], [0, 0], [123456789, 123456788], true],
    ['an array in the root', ['/0', '/1'], [' * '], [0, 0], [0, 1], true],
  ])('%s', (_, places, groups, groupOf, numberOf, isOneGroup) => {
    expect(numbersOf('pointer', places)).toEqual({ groups, groupOf, numberOf, isOneGroup });
  });
});
