import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { InsightPlan } from '../../src/contracts/narration.ts';
import { survivingInventory, survivingPlan } from '../../src/core/narrate/swap-test.ts';

const OPTIONS = { summary: ['c1.state', 'c2.state', 'c3.state', 'c4.state'], do: ['c1.advise', 'c3.advise'], risk: ['g1.caution'] };

function planOf(summary: string, over: Partial<InsightPlan> = {}): InsightPlan {
  const ids = summary === '' ? [] : [...summary].map((digit) => `c${digit}.state`);
  return { audience: 'engineer', summary: ids, do: [], risk: [], causes: [], ...over };
}

describe('what survives being asked the other way round', () => {
  test.each([
    ['both lead with the same: what both chose, in that order', '231', '23', '23'],
    ['both lead with the same and order the rest otherwise: the program orders the rest', '3241', '3142', '3124'],
    ['both choose the same and lead otherwise: the order of the program', '31', '13', '13'],
    ['the lead differs and so does the choice: nothing', '12', '43', null],
    ['each chose what stood first, and all in the end: nothing', '1234', '4321', null],
    ['the lead differs, some of the choice is the same: nothing', '123', '342', null],
  ])('%s', (_, first, second, kept) => {
    expect(survivingPlan(planOf(first), planOf(second), OPTIONS)).toEqual(kept === null ? null : planOf(kept));
  });

  test('is told for each section: one that was not earned is left to the program', () => {
    const [first, second] = [
      planOf('12', { do: ['c3.advise'], risk: ['g1.caution'], audience: 'operator', causes: ['c1.build', 'c2.thermal'] }),
      planOf('43', { do: ['c3.advise'], audience: 'operator', causes: ['c2.thermal'] }),
    ];
    expect(survivingPlan(first, second, OPTIONS)).toEqual(planOf('', { do: ['c3.advise'], audience: 'operator', causes: ['c2.thermal'] }));
    expect(survivingPlan(first, { ...second, audience: 'engineer' }, OPTIONS)).toMatchObject({ audience: 'engineer' });
  });

  test('of the inputs is the same rule', () => {
    const order = ['i1', 'i2', 'i3'];
    expect(survivingInventory({ inventory: ['i3', 'i1'] }, { inventory: ['i3', 'i2', 'i1'] }, order)).toEqual({ inventory: ['i3', 'i1'] });
    expect(survivingInventory({ inventory: ['i1', 'i2'] }, { inventory: ['i3', 'i2'] }, order)).toBeNull();
  });

  test('is only what both chose, and every id of it once', () => {
    const ids = fc.shuffledSubarray(OPTIONS.summary);
    fc.assert(
      fc.property(ids, ids, (first, second) => {
        const plan = survivingPlan({ ...planOf(''), summary: first }, { ...planOf(''), summary: second }, OPTIONS);
        for (const id of plan?.summary ?? []) expect(first.includes(id) && second.includes(id)).toBe(true);
        expect(new Set(plan?.summary).size).toBe(plan?.summary.length ?? 0);
      }),
    );
  });
});
