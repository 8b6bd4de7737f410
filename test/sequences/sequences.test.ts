import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAll } from '../../src/sequences/append-all.ts';
import { maxOf, minOf } from '../../src/sequences/extremes.ts';
import { firstIndex } from '../../src/sequences/first-index.ts';
import { compareNumbered } from '../../src/sequences/text-order.ts';

/** More than any call takes as arguments. */
const MANY = 1_000_000;

describe('appendAll', () => {
  test('adds what spreading adds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (list, items) => {
        const target = [...list];
        appendAll(target, items);
        expect(target).toEqual([...list, ...items]);
      }),
    );
  });

  test('takes a million items', () => {
    const list: number[] = [];
    appendAll(list, Array.from({ length: MANY }).keys());
    expect(list.length).toBe(MANY);
  });
});

describe('maxOf and minOf', () => {
  test('are what Math.max and Math.min are', () => {
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 50 }), (values) => {
        expect(maxOf(values)).toBe(Math.max(...values));
        expect(minOf(values)).toBe(Math.min(...values));
      }),
    );
  });

  test('take a million values', () => {
    const values = Array.from({ length: MANY }, (_, index) => index);
    expect([minOf(values), maxOf(values)]).toEqual([0, MANY - 1]);
  });
});

describe('firstIndex', () => {
  test('is the number of items that come before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: -1, max: 21 }), (values, limit) => {
        const sorted = values.toSorted((a, b) => a - b);
        expect(firstIndex(sorted, (value) => value < limit)).toBe(values.filter((value) => value < limit).length);
      }),
    );
  });
});

test('names are ordered by the numbers in them, and any order of them is one order', () => {
  const names = ['a', 'A1', 'run-2', 'run-02', 'run-10', 'run-10b', 'Run-11', 'v1.9.2', 'v1.10.0'];
  expect(names.toReversed().sort(compareNumbered)).toEqual([
    'a',
    'A1',
    'run-02',
    'run-2',
    'run-10',
    'run-10b',
    'Run-11',
    'v1.9.2',
    'v1.10.0',
  ]);
  const name = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'B', '-'), maxLength: 6 });
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(compareNumbered(a, b))).toBe(0 - Math.sign(compareNumbered(b, a)));
      expect(compareNumbered(a, b) === 0).toBe(a === b);
      const [first, second, third] = [a, b, c].sort(compareNumbered) as [string, string, string];
      expect(compareNumbered(first, third)).toBeLessThanOrEqual(0);
      expect(compareNumbered(first, second)).toBeLessThanOrEqual(0);
    }),
  );
});
