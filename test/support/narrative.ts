import type { Claim } from '../../src/contracts/claim.ts';
import type { Narrative } from '../../src/contracts/report.ts';
import type { Conclusions } from '../../src/core/conclude/conclude.ts';
import { KINDS } from '../../src/core/conclude/kinds.ts';
import { programPlan } from '../../src/core/narrate/plan.ts';
import { type Page, writePage } from '../../src/core/narrate/write.ts';

/** A narrative of the program, with these sentences as its summary. */
export function programNarrative(sentences: Claim[] = [], over: Partial<Narrative> = {}): Narrative {
  return {
    level: 'L0',
    source: 'template',
    status: 'verified',
    reason: '',
    audience: 'engineer',
    headline: null,
    sentences,
    told: [],
    advised: 3,
    risks: [],
    supposed: [],
    inventory: [],
    difference: [],
    rejected: [],
    agents: [],
    answered: null,
    ...over,
  };
}

/** The page that the program writes of conclusions: with room for everything, and nothing that a title or table says already. */
export function programPage({ tellings }: Pick<Conclusions, 'tellings'>): Page {
  const tellable = { tellings, kinds: KINDS, summaryWordCountMax: Number.POSITIVE_INFINITY, answer: null, shownIds: new Set<string>() };
  return writePage(programPlan(tellable), tellable);
}
