import { describe, expect, test } from '@jest/globals';
import type { Fact, Source } from '../../src/contracts/fact.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { type Evidence, type Recomputation, recompute } from '../../src/core/verify/recompute.ts';
import { statisticOf, studentInterval } from '../../src/core/verify/statistic.ts';
import { fact } from './facts.ts';

const CSV = 'wait,wait_ms,wait_s,wait (us),rate,none\n1500,1500,1.5,1500000,10,\n2500,2500,2.5,2500000,20,\n3500,3500,3.5,3500000,60,\n';

function source(cells: string, unit?: string): Source {
  return { path: 'a.csv', sha256: 'x', cells: [cells], ...(unit === undefined ? {} : { unit }) };
}

function checked(over: Partial<Fact>, facts: readonly Fact[] = []): Recomputation {
  const evidence: Evidence = {
    cellsOf: ({ cells }) => readCells(CSV, 'csv', cells),
    factOf: (id) => facts.find((own) => own.id === id),
    counts: new Set([7]),
  };
  return recompute(fact({ sampleCount: 3, ...over }), evidence);
}

const WAIT: Partial<Fact> = { metric: 'time_to_first_token', unit: 'ms', value: 2500 };

describe('the unit of a statistic', () => {
  test.each<[what: string, over: Partial<Fact>, agrees: boolean, reason: string]>([
    ['is what the source states', { sources: [source('row=2-4;col=wait', 'ms')] }, true, 'mean of 3 cells, in ms'],
    ['and converts', { sources: [source('row=2-4;col=wait', 's')], value: 2_500_000 }, true, 'mean of 3 cells, in s'],
    ['and is not guessed then', { sources: [source('row=2-4;col=wait_s', 'ms')] }, false, 'but its sources give 2.5'],
    [
      'is none of another quantity',
      { sources: [source('row=2-4;col=wait', 'W')] },
      false,
      'a.csv row=2-4;col=wait is in W, which is no unit of ms',
    ],
    ['is the one that gives the value', { sources: [source('row=2-4;col=wait')] }, true, 'in ms'],
    ['is that in the name of the column', { sources: [source('row=2-4;col=wait_s')] }, true, 'in s'],
    ['in brackets', { sources: [source('row=2-4;col=wait (us)')] }, true, 'in us'],
    [
      'and may not contradict it',
      { sources: [source('row=2-4;col=wait_s')], value: 2.5 },
      false,
      'the column says s, but only ms gives the value',
    ],
    [
      'is in no name of several columns that differ in it',
      { sources: [source('row=2-3;col=wait_ms'), source('row=4;col=wait_s')], value: 1334.5 },
      true,
      'in ms',
    ],
  ])('%s', (_, over, agrees, reason) => {
    const found = checked({ ...WAIT, ...over });
    expect([found.agrees, found.reason]).toEqual([agrees, expect.stringContaining(reason)]);
  });

  test('says nothing where the statistic has none', () => {
    const cv = statisticOf('cv', [10, 20, 60])!;
    expect(checked({ statistic: 'cv', unit: 'ratio', value: cv, sources: [source('row=2-4;col=rate', 'tokens/s')] })).toMatchObject({
      agrees: true,
      expected: cv,
    });
    expect(checked({ statistic: 'cv', unit: 'ratio', value: cv * 1.001, sources: [source('row=2-4;col=rate')] }).agrees).toBe(false);
    expect(checked({ statistic: 'cv', unit: 'ratio', value: cv, sources: [source('row=2-4;col=rate')] }).further.size).toBe(0);
  });
});

describe('what is compared', () => {
  const RATE = [source('row=2-4;col=rate')];

  test.each<[statistic: string, value: number]>([
    ['mean', 30],
    ['median', 20],
    ['min', 10],
    ['max', 60],
    ['sum', 90],
    ['p90', 52],
    ['stdev', Math.sqrt(700)],
  ])('%s agrees to the last digits, and not beyond', (statistic, value) => {
    expect(checked({ statistic, value, sources: RATE })).toMatchObject({ agrees: true, expected: value });
    expect(checked({ statistic, value: value * (1 + 5e-10), sources: RATE }).agrees).toBe(true);
    expect(checked({ statistic, value: value * (1 + 3e-9), sources: RATE })).toMatchObject({
      agrees: false,
      expected: expect.closeTo(value, 9),
    });
    expect(checked({ statistic, value: -value, sources: RATE }).agrees).toBe(false);
  });

  test('has the other statistics of the same samples beside it, in the unit of the fact', () => {
    const { further } = checked({ ...WAIT, sources: [source('row=2-4;col=wait_s', 's')] });
    expect([...further]).toEqual([
      ['stdev', 1000],
      ['min', 1500],
      ['median', 2500],
      ['p90', expect.closeTo(3300, 9)],
      ['p95', expect.closeTo(3400, 9)],
      ['p99', expect.closeTo(3480, 9)],
      ['max', 3500],
    ]);
    expect(checked({ value: 10, sampleCount: 1, sources: [source('row=2;col=rate')] }).further.size).toBe(0);
    expect(checked({ value: 31, sources: RATE }).further.size).toBe(0);
  });

  test('is nothing where the value is no number, or the interval does not hold it', () => {
    expect(checked({ value: Number.POSITIVE_INFINITY, sources: RATE })).toMatchObject({
      agrees: false,
      expected: null,
      reason: 'the value is no number',
    });
    const interval = (low: number, high: number) =>
      checked({ value: 30, sources: RATE, interval: { level: 0.95, low, high, method: 'bootstrap' } }).agrees;
    expect([interval(29, 31), interval(30, 31), interval(29, 30), interval(30.1, 31), interval(29, 29.9)]).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('has its interval computed again where it is one of Student', () => {
    const { low, high } = studentInterval([10, 20, 60], 0.95)!;
    const by = (over: Partial<NonNullable<Fact['interval']>>) =>
      checked({ value: 30, sources: RATE, interval: { level: 0.95, low, high, method: "Student's t", ...over } }).agrees;
    expect([by({}), by({ low: low - 0.01 }), by({ high: high + 0.01 }), by({ level: 0.9 })]).toEqual([true, false, false, false]);
    expect(by({ low: low - 0.01, method: 'bootstrap' })).toBe(true);
    expect(by({ low: low - 0.01, method: "delta method, Welch's and Student's t" })).toBe(true);
    const one = checked({
      value: 10,
      sampleCount: 1,
      sources: [source('row=2;col=rate')],
      interval: { level: 0.95, low: 9, high: 11, method: "Student's t" },
    });
    expect(one).toMatchObject({ agrees: false, reason: 'one sample has no interval' });
  });

  test.each<[what: string, over: Partial<Fact>, reason: string]>([
    ['no cell', { sources: [] }, 'names no source cell'],
    ['a cell that is not there', { sources: [source('row=2-5;col=rate')] }, 'a.csv row=2-5;col=rate: no record starts on line 5'],
    ['an empty cell', { sources: [source('row=2;col=none')] }, 'a.csv row=2;col=none (line 2): is empty'],
    ['too few cells', { sources: [source('row=2-3;col=rate')] }, 'its sample count is 3, but it names 2 cells'],
    ['a statistic of two', { sampleCount: 1, statistic: 'stdev', sources: [source('row=2;col=rate')] }, 'of 1 cells is not defined here'],
    ['several cells of a tool', { kind: 'reported-statistic', sources: RATE }, 'stands in one cell, not in 3'],
  ])('does not agree with %s', (_, over, reason) => {
    expect(checked({ value: 30, ...over })).toMatchObject({ agrees: false, expected: null, reason: expect.stringContaining(reason) });
  });

  test('is the cell itself where a tool computed it', () => {
    const reported = (value: number, unit?: string) =>
      checked({
        ...WAIT,
        kind: 'reported-statistic',
        statistic: 'p99',
        sampleCount: 1000,
        value,
        sources: [source('row=2;col=wait_s', unit)],
      });
    expect(reported(1500)).toMatchObject({ agrees: true, expected: 1500, reason: 'its cell, in s' });
    expect(reported(1500, 's')).toMatchObject({ agrees: true, expected: 1500 });
    expect(reported(1501, 's')).toMatchObject({ agrees: false, expected: 1500 });
    expect(reported(1500).further.size).toBe(0);
  });
});

describe('a count', () => {
  const count = (value: number, ...cells: string[]) =>
    checked({ kind: 'count', unit: 'count', value, sources: cells.length === 0 ? [] : [{ path: 'a.csv', sha256: 'x', cells }] });

  test.each<[what: string, found: Recomputation, agrees: boolean, expected: number | null, reason: string]>([
    ['of its cells', count(3, 'row=2-4;col=rate'), true, 3, 'the number of its cells'],
    ['of cells without numbers', count(3, 'row=2-4;col=none'), true, 3, 'the number of its cells'],
    ['that its cells sum up to', count(90, 'row=2-4;col=rate'), true, 90, 'the sum of its cells'],
    ['of neither', count(4, 'row=2-4;col=rate'), false, 90, 'its sources give 90'],
    ['of neither, without numbers', count(4, 'row=2-4;col=none'), false, 3, 'its sources give 3'],
    ['of cells that are not there', count(4, 'row=2-5;col=rate'), false, null, 'no record starts on line 5'],
    ['of the inventory', count(7), true, 7, 'a count of the inventory'],
    ['of nothing', count(8), false, null, 'names no cell, and 8 is no count of the inventory'],
  ])('%s', (_, found, agrees, expected, reason) =>
    expect(found).toMatchObject({ agrees, expected, reason: expect.stringContaining(reason) }),
  );
});

describe('a relation', () => {
  const [low, high] = [fact({ id: 'flow', value: 100 }), fact({ id: 'fhigh', value: 150 })];
  const zero = fact({ id: 'fzero', value: 0 });
  const wait = fact({ id: 'fwait', value: 80, unit: 'ms' });
  const relation = (over: Partial<Fact>) =>
    checked({ kind: 'comparison', baseline: 'flow', candidate: 'fhigh', ...over }, [low, high, zero, wait]);

  test.each<[what: string, over: Partial<Fact>, agrees: boolean, expected: number | null, reason: string]>([
    ['a ratio', { unit: 'x', value: 1.5 }, true, 1.5, 'from flow and fhigh'],
    ['a ratio upside down', { unit: 'x', value: 100 / 150 }, false, 1.5, 'its sources give 1.5'],
    ['a relative change', { unit: 'ratio', value: 0.5 }, true, 0.5, 'from flow and fhigh'],
    ['a difference', { unit: 'tokens/s', value: 50 }, true, 50, 'from flow and fhigh'],
    ['a difference but for the last digit', { unit: 'tokens/s', value: 50 + 1e-12 }, true, 50, 'from flow and fhigh'],
    ['a ratio of nothing', { unit: 'x', value: 1, baseline: 'fzero' }, false, null, 'no relation of tokens/s is in x'],
    ['a difference from nothing', { unit: 'tokens/s', value: 150, baseline: 'fzero' }, true, 150, 'from fzero'],
    ['of two units', { unit: 'x', value: 1, candidate: 'fwait' }, false, null, 'relates tokens/s and ms'],
    ['in a unit of neither', { unit: 'ms', value: 50 }, false, null, 'no relation of tokens/s is in ms'],
    [
      'of a fact that is not there',
      { unit: 'x', value: 1, candidate: 'fgone' },
      false,
      null,
      'relates flow and fgone, of which one is no fact',
    ],
    ['without its other side', { unit: 'x', value: 1.5, baseline: undefined as unknown as string }, false, null, 'of which one is no fact'],
  ])('%s', (_, over, agrees, expected, reason) => {
    expect(relation(over)).toMatchObject({
      agrees,
      expected: expected === null ? null : expect.closeTo(expected, 9),
      reason: expect.stringContaining(reason),
    });
  });

  test.each(['comparison', 'effect', 'change'] as const)('that is a %s names what it relates', (kind) => {
    expect(checked({ kind, value: 1, sources: [source('row=2;col=rate')] })).toMatchObject({
      agrees: false,
      reason: 'names no facts that it relates',
    });
  });
});

describe('quantiles of Student', () => {
  /** Half the width of the interval in standard errors. */
  const quantileOf = (level: number, degrees: number) => {
    const samples = Array.from({ length: degrees + 1 }, (_, index) => (index % 2 === 0 ? 1 : -1));
    const { low, high } = studentInterval(samples, level)!;
    return ((high - low) / 2 / statisticOf('stdev', samples)!) * Math.sqrt(samples.length);
  };

  // From printed tables of the distribution.
  test.each([
    [0.5, 1, 1],
    [0.9, 1, 6.313752],
    [0.99, 1, 63.656741],
    [0.9, 3, 2.353363],
    [0.95, 3, 3.182446],
    [0.99, 5, 4.032143],
    [0.99, 10, 3.169273],
    [0.5, 10, 0.699812],
    [0.999, 20, 3.849516],
    [0.95, 60, 2.000298],
    [0.95, 1000, 1.962339],
  ])('of a level of %d with %d degrees of freedom is %d', (level, degrees, quantile) => {
    expect(quantileOf(level, degrees)).toBeCloseTo(quantile, 4);
  });

  test('are computed alike in the facts', () => {
    expect(statisticOf('sum', [1e16, 1, -1e16])).toBe(1);
    expect(statisticOf('sum', [1, 1e16, -1e16])).toBe(1);
    expect(statisticOf('cv', [-10, -20, -60])).toBeCloseTo(Math.sqrt(700) / 30, 12);
    expect(statisticOf('p12.5', [0, 8])).toBe(1);
  });
});
