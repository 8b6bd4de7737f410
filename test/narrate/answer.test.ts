import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readInsight, readInventory } from '../../src/core/narrate/answer.ts';
import { viewOf } from '../../src/core/narrate/question.ts';
import { BRIEF } from './cards-of.ts';

const view = viewOf(BRIEF.cards, false);
const swapped = viewOf(BRIEF.cards, true);
const inputs = viewOf(BRIEF.inventory, true);
const GOOD = {
  audience: 'operator',
  summary: ['c1.state', 'c2.support'],
  do: ['n1.advise'],
  risk: ['g1.caution'],
  causes: ['c3.model-load'],
};

describe('an answer of the insight agent', () => {
  test('gives the plan it names, each id once', () => {
    expect(readInsight(JSON.stringify(GOOD), view)).toEqual({ plan: GOOD });
    const twice = { ...GOOD, summary: ['c1.state', 'c1.state', 'c2.support', 'c1.state'] };
    expect(readInsight(` ${JSON.stringify(twice)}\n`, view)).toEqual({ plan: GOOD });
    expect(readInsight('{"audience":"engineer","summary":["c4.state"]}', view)).toEqual({
      plan: { audience: 'engineer', summary: ['c4.state'], do: [], risk: [], causes: [] },
    });
  });

  test('names the cards of the view that it saw', () => {
    expect(readInsight('{"audience":"engineer","summary":["c1.state"],"causes":["c2.model-load"]}', swapped)).toEqual({
      plan: { audience: 'engineer', summary: ['c4.state'], do: [], risk: [], causes: ['c3.model-load'] },
    });
  });

  test.each([
    ['', 'empty'],
    ['  \n', 'empty'],
    ['c1.state is most important', 'not JSON'],
    ['```json\n{}\n```', 'not JSON'],
    ['<b>{"audience":"operator"}</b>', 'not JSON'],
    ['{"audience":"operator","summary":["c1.state"]', 'not JSON'],
    ['null', 'wrong shape'],
    ['[]', 'wrong shape'],
    ['"c1.state"', 'wrong shape'],
    ['{"audience":"operator","summary":"c1.state"}', 'wrong shape'],
    ['{"audience":"boss","summary":["c1.state"]}', 'wrong shape'],
    ['{"audience":"operator","summary":["c1.state"],"note":"A is twice as fast"}', 'wrong shape'],
    ['{"audience":"operator","summary":[1]}', 'wrong shape'],
    ['{"audience":"operator","summary":[]}', 'empty'],
    ['{"audience":"operator","summary":["c9.state"]}', 'unknown id'],
    ['{"audience":"operator","summary":["c1"]}', 'unknown id'],
    ['{"audience":"operator","summary":["C1.state"]}', 'unknown id'],
    ['{"audience":"operator","summary":["__proto__"]}', 'unknown id'],
    ['{"audience":"operator","summary":["c1.advise"]}', 'wrong section'],
    ['{"audience":"operator","summary":["c1.state"],"do":["g1.caution"]}', 'wrong section'],
    ['{"audience":"operator","summary":["c1.state"],"causes":["c4.model-load"]}', 'unknown id'],
  ])('is refused: %s', (text, problem) => expect(readInsight(text, view)).toEqual({ problem }));

  test('is refused where it is cut off anywhere, or far too long', () => {
    const text = JSON.stringify(GOOD);
    for (let end = 0; end < text.length; end += 1) expect(readInsight(text.slice(0, end), view)).toHaveProperty('problem');
    expect(readInsight(`${text}${' '.repeat(30_000)}`, view)).toEqual({ problem: 'not JSON' });
  });

  test('never throws, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          for (const read of [readInsight(text, view), readInventory(text, inputs)]) expect('plan' in read || 'problem' in read).toBe(true);
        },
      ),
    );
  });
});

describe('an answer of the collector', () => {
  test.each([
    ['{"inventory":["i1","i4","i1"]}', { plan: { inventory: ['i4', 'i1'] } }],
    ['{"inventory":[]}', { problem: 'empty' }],
    ['{"inventory":["i5"]}', { problem: 'unknown id' }],
    ['{"inventory":["c1"]}', { problem: 'unknown id' }],
    ['{"inventory":"i1"}', { problem: 'wrong shape' }],
    ['16 files', { problem: 'not JSON' }],
  ])('%s', (text, read) => expect(readInventory(text, inputs)).toEqual(read));
});
