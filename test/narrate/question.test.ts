import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { causeOf } from '../../src/core/causes.ts';
import { KINDS } from '../../src/core/conclude/kinds.ts';
import { choices, insightQuestion, inventoryQuestion, printCards, smaller, viewOf } from '../../src/core/narrate/question.ts';
import { BRIEF, cardOf } from './cards-of.ts';

const PERSONA = 'A performance engineer.';

describe('a view of the cards', () => {
  test('shows them in order under their own ids and letters', () => {
    expect(printCards(viewOf(BRIEF.cards, false))).toBe(
      [
        'c1 ranking A>B>C: generation',
        'c2 ranking A>B>C: generation',
        'c3 cold-start A C: generation',
        'c4 failed B: generation',
        'g1 gap: memory',
        'n1 repeat: generation',
      ].join('\n'),
    );
  });

  test('swapped, shows the last one first, under other ids and letters', () => {
    expect(printCards(viewOf(BRIEF.cards, true))).toBe(
      [
        'n1 repeat: generation',
        'g1 gap: memory',
        'c1 failed B: generation',
        'c2 cold-start A C: generation',
        'c3 ranking C>B>A: generation',
        'c4 ranking C>B>A: generation',
      ].join('\n'),
    );
  });

  test('tells no order by the letters where there is none', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 4 }), fc.boolean(), (subjects, swapped) => {
        const view = viewOf([cardOf('c1', { subjects }), cardOf('c2', { subjects: [8] })], swapped);
        const [, letters] = /ranking ([A-Z ]+):/.exec(
          printCards(view)
            .split('\n')
            .find((line) => line.startsWith(swapped ? 'c2' : 'c1'))!,
        )!;
        expect(letters).toBe([...letters!.split(' ')].sort().join(' '));
      }),
    );
  });

  test('has a choice for every role, each in the section where it may stand', () => {
    const view = viewOf(BRIEF.cards, true);
    expect([...choices(view, 'summary')]).toEqual([
      ['c1.state', 'c4.state'],
      ['c2.state', 'c3.state'],
      ['c3.state', 'c2.state'],
      ['c3.support', 'c2.support'],
      ['c4.state', 'c1.state'],
    ]);
    expect([...choices(view, 'do').values()]).toEqual(['n1.advise', 'c4.advise', 'c3.advise', 'c1.advise']);
    expect([...choices(view, 'risk').values()]).toEqual(['g1.caution', 'c4.caution']);
    expect([...choices(view, 'causes').values()]).toEqual(['c4.timeout', 'c3.model-load', 'c3.first-use']);
  });
});

describe('the question to the insight agent', () => {
  const { prompt, schema, system } = insightQuestion(viewOf(BRIEF.cards, false), PERSONA, ['latest change'], 'insight', null);

  test('shows inputs, cards, links, what to do, risks and causes', () => {
    expect(system).toBe(PERSONA);
    expect(prompt.split('\n')).toEqual([
      'Inputs: latest change.',
      'Cards: id kind subjects (A>B: A is better): topic size certainty scope',
      ...printCards(viewOf(BRIEF.cards, false)).split('\n'),
      'Links: c1 same-order c2',
      'do: c1.advise c3.advise c4.advise n1.advise',
      'risk: c4.caution g1.caution',
      'Causes: model-load: loading of the model, first-use: work at first use, timeout: limit of the client',
      expect.stringMatching(/^Choose ids as JSON\./),
    ]);
  });

  test('lets nothing but ids be answered: no property is a free string', () => {
    const strings: unknown[] = [];
    JSON.stringify(schema, (_key, value) => {
      if (typeof value === 'object' && value !== null && value.type === 'string') strings.push(value.enum);
      return value;
    });
    expect(strings.length).toBeGreaterThan(3);
    for (const own of strings) expect(Array.isArray(own) && own.length > 0).toBe(true);
    expect(schema).toMatchObject({ additionalProperties: false, required: ['audience', 'summary', 'do', 'risk', 'causes'] });
  });

  test('leaves out a section of which there is nothing to choose', () => {
    const bare = insightQuestion(viewOf([cardOf('c1')], false), PERSONA, [], 'insight', null);
    expect(bare.schema).toMatchObject({ required: ['audience', 'summary'] });
    expect(bare.prompt).not.toMatch(/^(?:do|risk|Causes|Links|Inputs):/m);
  });

  test('says why the last answer was refused as a code, and nothing of it', () => {
    const again = insightQuestion(viewOf(BRIEF.cards, false), PERSONA, [], 'insight again', 'unknown id');
    expect(again.prompt.split('\n').at(-1)).toBe('The last answer was refused (unknown id). Answer with ids from the lists only.');
    expect(inventoryQuestion(viewOf(BRIEF.inventory, false), PERSONA, 'inventory', 'empty').prompt).toContain('(empty)');
  });
});

test('a smaller brief keeps what may not be left out, and links to nothing that is gone', () => {
  const { cards, inventory } = smaller(BRIEF);
  expect(cards.map(({ id }) => id)).toEqual(['c1', 'c2', 'c3', 'c4']);
  expect(inventory).toHaveLength(2);
  const last = smaller({ ...BRIEF, cards: [...BRIEF.cards.slice(0, 1), ...BRIEF.cards.slice(2), BRIEF.cards[1]!] });
  expect(last.cards[0]!.links).toEqual([]);
});

describe('the causes that kinds admit', () => {
  test.each([...KINDS.values()].filter(({ causes }) => causes).map(({ id, causes }) => [id, causes!] as const))(
    'of %s are known, state no number and name a test',
    (_, causes) => {
      for (const id of causes) {
        const { text, test: toDo, word } = causeOf(id);
        expect(`${text} ${toDo} ${word}`).not.toMatch(/\d/);
        expect(toDo).toMatch(/^[A-Z].*\.$/);
      }
    },
  );

  test('are none that nobody knows', () => expect(() => causeOf('magic')).toThrow('no cause has the id "magic"'));
});
