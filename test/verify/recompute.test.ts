import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Fact, Source } from '../../src/contracts/fact.ts';
import { readCells } from '../../src/core/verify/read-cell.ts';
import { type Evidence, recompute } from '../../src/core/verify/recompute.ts';
import { studentInterval } from '../../src/core/verify/statistic.ts';
import { fact } from './facts.ts';

const csv = 'ttft_s,tokens_s,error\n0.5,100,\n0.75,110,\n1,120,\n,,timed out\n';

function source(...cells: string[]): Source {
  return { path: 'a.csv', sha256: 'x', cells };
}

function evidence(facts: readonly Fact[] = [], text = csv): Evidence {
  return {
    cellsOf: ({ cells }) => readCells(text, 'csv', cells),
    factOf: (id) => facts.find((one) => one.id === id),
    counts: new Set([7, 40]),
  };
}

const ttft: Partial<Fact> = { metric: 'time_to_first_token', unit: 'ms', direction: 'lower-is-better', sampleCount: 3 };

describe('recompute', () => {
  test('agrees with a statistic of its cells, whatever the unit of the column', () => {
    const mean = fact({ ...ttft, value: 750, sources: [source('row=2-4;col=ttft_s')] });
    expect(recompute(mean, evidence())).toMatchObject({ agrees: true, expected: 750, reason: 'mean of 3 cells, in s' });
    const further = { stdev: 250, min: 500, median: 750, p90: 950, p95: 975, p99: 995, max: 1000 };
    expect(Object.fromEntries(recompute(mean, evidence()).further)).toEqual(further);
    const median = fact({ value: 110, statistic: 'median', sampleCount: 3, sources: [source('row=2-4;col=tokens_s')] });
    expect(recompute(median, evidence()).agrees).toBe(true);
  });

  test('names the value that the cells give when it differs', () => {
    const wrong = fact({ ...ttft, value: 751, sources: [source('row=2-4;col=ttft_s')] });
    expect(recompute(wrong, evidence())).toMatchObject({
      agrees: false,
      expected: 750,
      reason: 'the value is 751, but its sources give 750',
    });
  });

  test('refuses a factor that contradicts the unit in the column name', () => {
    const wrong = fact({ ...ttft, value: 0.75, sources: [source('row=2-4;col=ttft_s')] });
    expect(recompute(wrong, evidence()).reason).toBe('the column says s, but only ms gives the value');
  });

  test('refuses a sample count that is not the number of its cells', () => {
    const wrong = fact({ ...ttft, value: 750, sampleCount: 4, sources: [source('row=2-4;col=ttft_s')] });
    expect(recompute(wrong, evidence()).reason).toBe('its sample count is 4, but it names 3 cells');
  });

  test('names the cell that holds no number', () => {
    const wrong = fact({ ...ttft, value: 750, sampleCount: 4, sources: [source('row=2-5;col=ttft_s')] });
    expect(recompute(wrong, evidence()).reason).toBe('a.csv row=2-5;col=ttft_s (line 5): is empty');
  });

  test('has nothing to say for a fact without cells or with an unknown statistic', () => {
    expect(recompute(fact(), evidence()).reason).toBe('names no source cell');
    const odd = fact({ statistic: 'mode', sources: [source('row=2;col=tokens_s')] });
    expect(recompute(odd, evidence()).reason).toBe('the statistic "mode" of 1 cells is not defined here');
    expect(recompute(fact({ value: Number.NaN }), evidence()).agrees).toBe(false);
  });

  test('takes a reported statistic from one cell, whatever n the tool states', () => {
    const p99 = { ...ttft, kind: 'reported-statistic' as const, statistic: 'p99', sampleCount: 1000 };
    expect(recompute(fact({ ...p99, value: 500, sources: [source('row=2;col=ttft_s')] }), evidence()).agrees).toBe(true);
    expect(recompute(fact({ ...p99, value: 500, sources: [source('row=2-3;col=ttft_s')] }), evidence()).reason).toContain('not in 2');
  });

  test('counts cells, sums them, or looks into the inventory', () => {
    const count = { kind: 'count' as const, unit: 'count', statistic: 'count' };
    expect(recompute(fact({ ...count, value: 1, sources: [source('row=5;col=error')] }), evidence()).reason).toBe(
      'the number of its cells',
    );
    expect(recompute(fact({ ...count, value: 330, sources: [source('row=2-4;col=tokens_s')] }), evidence()).reason).toBe(
      'the sum of its cells',
    );
    expect(recompute(fact({ ...count, value: 2, sources: [source('row=5;col=error')] }), evidence()).agrees).toBe(false);
    expect(recompute(fact({ ...count, value: 1, sources: [source('row=9;col=error')] }), evidence()).reason).toContain('no record starts');
    expect(recompute(fact({ ...count, value: 40 }), evidence()).agrees).toBe(true);
    expect(recompute(fact({ ...count, value: 41 }), evidence()).agrees).toBe(false);
  });

  test('computes ratios, relative changes and differences from the facts they relate', () => {
    const [slow, fast] = [fact({ id: 'fslow00', value: 100 }), fact({ id: 'ffast00', value: 150 })];
    const relation = (unit: string, value: number) =>
      recompute(fact({ kind: 'comparison', unit, value, baseline: 'fslow00', candidate: 'ffast00' }), evidence([slow, fast])).agrees;
    expect([relation('x', 1.5), relation('ratio', 0.5), relation('tokens/s', 50)]).toEqual([true, true, true]);
    expect([relation('x', 0.5), relation('ratio', 1.5), relation('tokens/s', 1.5), relation('ms', 50)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    const dangling = fact({ kind: 'change', unit: 'x', value: 1, baseline: 'fslow00', candidate: 'fgone00' });
    expect(recompute(dangling, evidence([slow])).reason).toContain('is no fact of the report');
    expect(recompute(fact({ kind: 'effect', value: 1 }), evidence()).reason).toBe('names no facts that it relates');
  });

  test("computes Student's interval again and demands that others hold the value", () => {
    const { low, high } = studentInterval([100, 110, 120], 0.95)!;
    const mean = (interval: Fact['interval']) =>
      recompute(
        fact({ value: 110, sampleCount: 3, sources: [source('row=2-4;col=tokens_s')], ...(interval ? { interval } : {}) }),
        evidence(),
      );
    const method = "Student's t, n - 1 degrees of freedom";
    expect(mean({ level: 0.95, low, high, method }).agrees).toBe(true);
    expect(mean({ level: 0.95, low: low + 1, high: high - 1, method }).reason).toContain("Student's t gives");
    expect(mean({ level: 0.95, low: 105, high: 112, method: 'bootstrap' }).agrees).toBe(true);
    expect(mean({ level: 0.95, low: 111, high: 112, method: 'bootstrap' }).reason).toContain('does not hold the value');
  });

  test('notices any digit changed in any cell, beyond rounding', () => {
    const samples = fc.array(fc.integer({ min: 1000, max: 9999 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(samples, fc.nat(), fc.nat(3), fc.integer({ min: 1, max: 9 }), (values, at, digit, shift) => {
        const row = at % values.length;
        const text = (numbers: readonly (number | string)[]) => `tokens_s\n${numbers.join('\n')}\n`;
        const value = values.reduce((sum, one) => sum + one, 0) / values.length;
        const sources = [source(`row=2-${values.length + 1};col=tokens_s`)];
        const mean = fact({ value, sampleCount: values.length, sources });
        expect(recompute(mean, evidence([], text(values))).agrees).toBe(true);
        const digits = [...String(values[row])];
        digits[digit] = String((Number(digits[digit]) + shift) % 10);
        const changed = values.map((one, index) => (index === row ? digits.join('') : one));
        expect(recompute(mean, evidence([], text(changed))).agrees).toBe(false);
      }),
    );
  });
});
