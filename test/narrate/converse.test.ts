import { describe, expect, test } from '@jest/globals';
import type { ModelQuestion, ModelReply } from '../../src/contracts/narration.ts';
import { type Agents, type Conversation, converse } from '../../src/core/narrate/converse.ts';
import { narrationKeyText } from '../../src/core/narrate/narration-key.ts';
import { isWorthAsking } from '../../src/core/narrate/worth-asking.ts';
import { AGENTS, answered, BRIEF, cardOf } from './cards-of.ts';

type Answer = ModelReply | ((question: ModelQuestion) => ModelReply);

/** A conversation with a server that answers stage by stage; what it was asked, too. */
async function talked(
  answers: Readonly<Record<string, Answer>>,
  agents: Agents = AGENTS,
): Promise<{ stages: string[]; asked: ModelQuestion[]; came: Conversation }> {
  const asked: ModelQuestion[] = [];
  const came = await converse(BRIEF, agents, async (_agent, question) => {
    asked.push(question);
    const answer = answers[question.stage];
    if (answer === undefined) throw new Error(`"${question.stage}" was not expected`);
    return typeof answer === 'function' ? answer(question) : answer;
  });
  return { stages: asked.map(({ stage }) => stage), asked, came };
}

const failed = (reason: 'unreachable' | 'truncated' | 'empty' | 'thinking-only'): ModelReply => ({
  kind: 'failed',
  reason,
  message: `it is ${reason}`,
  totalMs: 7,
});
/** The same real cards in both views: c3 leads, c4 follows. */
const INVENTORY = { inventory: answered('{"inventory":["i3","i1"]}'), 'inventory swapped': answered('{"inventory":["i2","i4"]}') };
const INSIGHT = {
  insight: answered('{"audience":"operator","summary":["c3.state","c4.state"],"do":["n1.advise"]}'),
  'insight swapped': answered('{"audience":"operator","summary":["c2.state","c1.state"],"do":["n1.advise"]}'),
};

describe('a conversation', () => {
  test('asks the collector and then the insight agent, each twice, and keeps what both answers share', async () => {
    const { stages, asked, came } = await talked({ ...INVENTORY, ...INSIGHT });
    expect(stages).toEqual(['inventory', 'inventory swapped', 'insight', 'insight swapped']);
    expect(asked[2]!.prompt).toMatch(/^Inputs: latest; coverage\.\n/);
    expect(came).toMatchObject({
      kind: 'answered',
      narration: {
        inventory: { inventory: ['i3', 'i1'] },
        insight: { audience: 'operator', summary: ['c3.state', 'c4.state'], do: ['n1.advise'], risk: [], causes: [] },
        reason: '',
        agents: [
          { calls: [{ stage: 'inventory', outcome: 'kept' }, { outcome: 'kept' }] },
          { calls: [{ outcome: 'kept' }, { outcome: 'kept' }] },
        ],
      },
    });
  });

  test('keeps nothing of a model that chooses what stands first', async () => {
    const first = answered('{"audience":"operator","summary":["c1.state","c2.state"]}');
    const { came } = await talked({ ...INVENTORY, insight: first, 'insight swapped': first });
    expect(came).toMatchObject({
      narration: { insight: null, reason: 'what the model chose among the findings depended on the order in which it was asked' },
    });
  });

  test.each([
    ['not JSON', answered('A is faster than B')],
    ['unknown id', answered('{"audience":"operator","summary":["c77.state"]}')],
    ['empty', failed('empty')],
    ['thinking-only', failed('thinking-only')],
  ])('asks once more with the code of what was wrong: %s', async (code, wrong) => {
    const { stages, asked, came } = await talked({ ...INVENTORY, ...INSIGHT, insight: wrong, 'insight again': INSIGHT.insight });
    expect(stages).toEqual(['inventory', 'inventory swapped', 'insight', 'insight again', 'insight swapped']);
    expect(asked[3]!.prompt).toContain(`refused (${code})`);
    expect(asked[3]!.prompt).not.toMatch(/faster|c77/);
    expect(came).toMatchObject({
      narration: { insight: { summary: ['c3.state', 'c4.state'] }, agents: [{}, { calls: [{ outcome: code }, { outcome: 'kept' }, {}] }] },
    });
  });

  test('gives up after the second invalid answer, and says so', async () => {
    const wrong = answered('no');
    const { stages, came } = await talked({ ...INVENTORY, insight: wrong, 'insight again': wrong });
    expect(stages.slice(2)).toEqual(['insight', 'insight again']);
    expect(came).toMatchObject({ kind: 'answered', narration: { insight: null, reason: 'the model gave no valid answer' } });
  });

  test.each([
    ['the prompt does not fit', failed('truncated')],
    ['the answer is cut off', answered('{"audience":"operator","summ', 'length')],
  ])('asks with fewer cards where %s, never about half a prompt', async (_, cut) => {
    const full = (question: ModelQuestion) => question.prompt.includes('g1 gap');
    const { asked, came } = await talked({
      ...INVENTORY,
      insight: (question) => (full(question) ? cut : answered('{"audience":"engineer","summary":["c3.state"]}')),
      'insight swapped': answered('{"audience":"engineer","summary":["c2.state"]}'),
    });
    expect(asked.slice(2).map(full)).toEqual([true, false, false]);
    expect(came).toMatchObject({ narration: { insight: { summary: ['c3.state'] } } });
    const never = await talked({ ...INVENTORY, insight: cut });
    expect(never.came).toMatchObject({ narration: { insight: null, reason: 'the context of the model is too small for the cards' } });
  });

  test.each(['inventory', 'inventory swapped', 'insight', 'insight swapped'])(
    'says which agent failed where the server goes away at %s, and asks no more',
    async (stage) => {
      const { stages, came } = await talked({ ...INVENTORY, ...INSIGHT, [stage]: failed('unreachable') });
      expect(came).toEqual({
        kind: 'failed',
        agent: stage.startsWith('insight') ? 'insight' : 'collector',
        reason: 'unreachable',
        message: 'it is unreachable',
      });
      expect(stages.at(-1)).toBe(stage);
    },
  );

  test('side by side asks the insight agent at once, with the inventory of the program', async () => {
    const { stages, asked } = await talked({ ...INVENTORY, ...INSIGHT }, { ...AGENTS, sideBySide: true });
    expect(stages.slice(0, 2)).toEqual(['inventory', 'insight']);
    expect(asked[1]!.prompt).toMatch(/^Inputs: coverage; kinds; latest; not-used\.\n/);
  });

  test('is not worth having about three findings or fewer', () => {
    expect(isWorthAsking(BRIEF)).toBe(true);
    expect(isWorthAsking({ ...BRIEF, cards: BRIEF.cards.slice(1) })).toBe(false);
    expect(isWorthAsking({ cards: Array.from({ length: 9 }, (_, index) => cardOf(`g${index + 1}`)), inventory: [] })).toBe(false);
  });
});

describe('the key of an answer', () => {
  const key = narrationKeyText(BRIEF, AGENTS);
  const insight = (over: Partial<Agents['insight']>) => narrationKeyText(BRIEF, { ...AGENTS, insight: { ...AGENTS.insight, ...over } });

  test('changes with cards, personas, models and options', () => {
    const [first, ...others] = BRIEF.cards;
    const keys = [
      key,
      narrationKeyText({ ...BRIEF, cards: [{ ...first!, size: 'large' }, ...others] }, AGENTS),
      narrationKeyText({ ...BRIEF, inventory: BRIEF.inventory.slice(1) }, AGENTS),
      insight({ model: 'other' }),
      insight({ persona: 'Another.' }),
      insight({ options: { temperature: 1 } }),
      narrationKeyText(BRIEF, { ...AGENTS, sideBySide: true }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('does not change with the digest of the weights, which the kept answer holds', () =>
    expect(insight({ digest: 'sha256:1' })).toBe(key));
});
