import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { appendAll } from '../../src/sequences/append-all.ts';
import { maxOf, minOf } from '../../src/sequences/extremes.ts';

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
