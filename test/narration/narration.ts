import type { Narration } from '../../src/contracts/narration.ts';

/** What came of asking, as small as it can be. */
export function narration(key: string, overrides: Partial<Narration> = {}): Narration {
  return {
    key,
    inventory: { inventory: ['i1'] },
    insight: { audience: 'engineer', summary: ['c1.state'], do: [], risk: [], causes: [] },
    reason: '',
    agents: [
      {
        id: 'insight',
        label: 'Insight',
        persona: 'You are brief.',
        provider: 'ollama',
        model: 'gemma3:latest',
        digest: 'sha256:a',
        options: { num_ctx: 1024 },
        calls: [],
      },
    ],
    askedAt: '2026-01-01T00:00:00.000Z',
    concurrency: null,
    ...overrides,
  };
}
