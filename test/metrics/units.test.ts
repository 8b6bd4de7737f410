import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { METRICS } from '../../src/metrics/registry.ts';
import { isKnownUnit, toBase, unitsOf } from '../../src/metrics/units.ts';

const UNITS = [...new Set(METRICS.flatMap(({ unit }) => unitsOf(unit)).map(({ unit }) => unit))];

describe('toBase', () => {
  test('converts to a base unit whose own factor is one', () => {
    for (const unit of UNITS) expect(toBase(toBase(unit).base)).toEqual({ base: toBase(unit).base, factor: 1 });
  });

  test('is undone by dividing by the factor', () => {
    fc.assert(
      fc.property(fc.constantFrom(...UNITS), fc.double({ min: 1e-9, max: 1e12, noNaN: true }), (unit, value) => {
        const { factor } = toBase(unit);
        expect(Math.abs((value * factor) / factor - value)).toBeLessThanOrEqual(1e-15 * value * 4);
      }),
    );
  });

  test.each([
    ['s', 'ms', 1000],
    ['ns', 'ms', 1e-6],
    ['GiB', 'bytes', 1024 ** 3],
    ['%', 'ratio', 0.01],
    ['tokens/min', 'tokens/s', 1 / 60],
  ])('takes one %s for %s times %d', (unit, base, factor) => {
    expect(toBase(unit)).toEqual({ base, factor });
  });

  test('keeps a unit it does not know as it is', () => {
    expect(toBase('furlongs')).toEqual({ base: 'furlongs', factor: 1 });
    expect(isKnownUnit('furlongs')).toBe(false);
    expect(isKnownUnit('__proto__')).toBe(false);
  });
});

describe('METRICS', () => {
  test('has a base unit, a definition and a name of its own for every metric', () => {
    expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
    for (const { id, unit, definition, name } of METRICS) {
      expect({ id, factor: toBase(unit).factor }).toEqual({ id, factor: 1 });
      expect(definition).toMatch(/\.$/);
      expect(name.length).toBeGreaterThan(2);
    }
  });
});
