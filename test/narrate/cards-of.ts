import type { Brief, Card, ModelReply } from '../../src/contracts/narration.ts';
import type { AgentSettings, Agents } from '../../src/core/narrate/converse.ts';

/** A card of which only a few things matter. */
export function cardOf(id: string, over: Partial<Card> = {}): Card {
  return {
    id,
    kind: 'ranking',
    subjects: [],
    ordered: false,
    topic: 'generation',
    size: null,
    certainty: null,
    scope: '',
    links: [],
    roles: ['state'],
    causes: [],
    must: false,
    ...over,
  };
}

/** Four findings, a gap and a next step: enough to be asked about. */
export const BRIEF: Brief = {
  cards: [
    cardOf('c1', { subjects: [0, 1, 2], ordered: true, roles: ['state', 'advise'], links: [{ to: 'c2', link: 'same-order' }], must: true }),
    cardOf('c2', { subjects: [0, 1, 2], ordered: true, roles: ['state', 'support'] }),
    cardOf('c3', { kind: 'cold-start', subjects: [2, 0], roles: ['state', 'advise'], causes: ['model-load', 'first-use'] }),
    cardOf('c4', { kind: 'failed', subjects: [1], roles: ['state', 'advise', 'caution'], causes: ['timeout'], must: true }),
    cardOf('g1', { kind: 'gap', topic: '', scope: 'memory', roles: ['caution'] }),
    cardOf('n1', { kind: 'repeat', roles: ['advise'] }),
  ],
  inventory: ['coverage', 'kinds', 'latest', 'not-used'].map((kind, index) => cardOf(`i${index + 1}`, { kind, topic: kind })),
};

function agentOf(id: AgentSettings['id']): AgentSettings {
  return { id, label: id, persona: `The ${id}.`, provider: 'ollama', model: 'tiny', digest: null, options: {} };
}

export const AGENTS: Agents = { collector: agentOf('collector'), insight: agentOf('insight'), sideBySide: false };

/** What a server answers with a text. */
export function answered(text: string, stop: 'end' | 'length' = 'end'): ModelReply {
  const call = {
    timeToFirstTokenMs: 5,
    totalMs: 10,
    tokensPerSecond: 100,
    promptTokens: 300,
    tokensGenerated: 40,
    promptEvalMs: 4,
    evalMs: 5,
    loadMs: 0,
  };
  return { kind: 'answer', text, stop, call };
}
