import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { labelsOfRecord, labelsText, sortedLabels } from '../../src/core/labels-text.ts';

const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), { selector: ([key]) => key });

test('labels are one text in whatever order they stand, and another one where a value differs', () => {
  fc.assert(
    fc.property(entries, fc.infiniteStream(fc.nat()), (labels, ranks) => {
      const shuffled = labels.map((label) => ({ label, rank: ranks.next().value as number })).sort((a, b) => a.rank - b.rank);
      const other = new Map(shuffled.map(({ label }) => label));
      expect(labelsText(other)).toBe(labelsText(new Map(labels)));
      expect(sortedLabels(other)).toEqual(labels.toSorted(([a], [b]) => (a < b ? -1 : 1)));
      for (const [key] of labels) expect(labelsText(new Map([...labels, [key, 'another value altogether']]))).not.toBe(labelsText(other));
    }),
  );
});

test('the labels of facts that share a record are one map', () => {
  const record = { model: 'a', num_ctx: 1024 };
  expect(labelsOfRecord(record)).toEqual(new Map(Object.entries(record)));
  expect(labelsOfRecord(record)).toBe(labelsOfRecord(record));
});
