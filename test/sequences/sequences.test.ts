import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAll } from '../../src/sequences/append-all.ts';
import { maxOf, minOf } from '../../src/sequences/extremes.ts';
import { firstIndex } from '../../src/sequences/first-index.ts';

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
