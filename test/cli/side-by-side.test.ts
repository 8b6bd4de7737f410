import { describe, expect, test } from '@jest/globals';
import { type Answered, difference, sideBySide } from '../../src/cli/side-by-side.ts';

function answered(totalMs: number, tokensPerSecond: number | null = null, timeToFirstTokenMs: number | null = null): Answered {
  return {
    totalMs,
    tokensPerSecond,
    timeToFirstTokenMs,
    promptTokens: null,
    tokensGenerated: null,
    promptEvalMs: null,
    evalMs: null,
    loadMs: null,
  };
}

/** Both alone take 100 ms; together they take what is given, with the wall as long as the longer. */
function beside(...together: [number, number][]) {
  return sideBySide({
    alone: together.map(() => [answered(100), answered(100)]),
    together: together.map(([a, b]) => ({ calls: [answered(a), answered(b)], wallMs: Math.max(a, b) })),
  });
}

describe('two agents side by side', () => {
  test('save half the time where neither disturbs the other', () => {
    expect(beside([100, 100], [100, 100])).toEqual({
      sequentialMs: 200,
      wallMs: 100,
      speedUp: 2,
      efficiency: 1,
      slowdown: [1, 1],
      contention: 'not found',
    });
  });

  test('save nothing where they share everything, and are said to contend', () => {
    expect(beside([200, 200], [200, 190])).toMatchObject({ speedUp: 1, efficiency: 0.5, slowdown: [2, 1.95], contention: 'found' });
  });

  test('are not said to contend for one slow repetition of several', () => {
    expect(beside([100, 100], [150, 100], [100, 100]).contention).toBe('undecided');
    expect(beside([109, 109]).contention).toBe('not found');
  });
});

describe('the difference of two configurations', () => {
  test('is that of their medians, against the first', () => {
    const runs: [Answered, Answered][] = [
      [answered(1, 40, 200), answered(1, 50, 100)],
      [answered(1, 42, 210), answered(1, 52, 110)],
      [answered(1, 90, 900), answered(1, 51, 105)],
    ];
    const { tokensPerSecond, timeToFirstTokenMs, throughputChange, timeToFirstTokenChange } = difference(runs);
    expect([tokensPerSecond, timeToFirstTokenMs]).toEqual([
      [42, 51],
      [210, 105],
    ]);
    expect(throughputChange).toBeCloseTo(51 / 42 - 1);
    expect(timeToFirstTokenChange).toBeCloseTo(-0.5);
  });

  test('is not told where a server does not tell', () => {
    expect(difference([[answered(1), answered(1, 50)]])).toMatchObject({ tokensPerSecond: [null, 50], throughputChange: null });
  });
});
