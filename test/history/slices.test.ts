import { expect, test } from '@jest/globals';
import type { Slice } from '../../src/contracts/history.ts';
import { sliceOf } from '../../src/core/history/slices.ts';

type Labels = Readonly<Record<string, string | number>>;

const of = (...labels: Labels[]) => labels.map((own) => new Map(Object.entries(own)));
const plain = (slice: Slice | null) => slice && { ...slice, labels: Object.fromEntries(slice.labels) };

test.each<[string, Labels[], Labels[], ReturnType<typeof plain>]>([
  [
    'a size from which it holds',
    [{ depth: 16384 }, { depth: 32768 }],
    [{ depth: 0 }, { depth: 4096 }],
    { labels: {}, bound: { key: 'depth', value: 16384, side: 'from' } },
  ],
  [
    'a load up to which it holds',
    [{ concurrency: 1 }],
    [{ concurrency: 8 }, { concurrency: 32 }],
    { labels: {}, bound: { key: 'concurrency', value: 1, side: 'up to' } },
  ],
  [
    'a model',
    [
      { model: 'a', depth: 0 },
      { model: 'a', depth: 8 },
    ],
    [
      { model: 'b', depth: 0 },
      { model: 'b', depth: 8 },
    ],
    { labels: { model: 'a' }, bound: null },
  ],
  [
    'a model and a size',
    [{ model: 'a', depth: 8 }],
    [
      { model: 'a', depth: 0 },
      { model: 'b', depth: 0 },
      { model: 'b', depth: 8 },
    ],
    { labels: { model: 'a' }, bound: { key: 'depth', value: 8, side: 'from' } },
  ],
  ['nothing simple', [{ depth: 0 }, { depth: 8 }], [{ depth: 4 }], null],
  ['everything, where nothing stayed as it was', [{ depth: 0 }], [], null],
])('what tells changed series from others is %s', (_name, changed, others, expected) => {
  expect(plain(sliceOf(of(...changed), of(...others)))).toEqual(expected);
});
