import { hash } from 'node:crypto';
import type { Narration } from '../../contracts/narration.ts';
import type { Digests } from './kept-replies.ts';
import type { ReadyAgents } from './narrator.ts';

/** Fingerprint of all that is configured of the agents, the order of their options apart: other settings are asked again. */
export function agentsFingerprint({ collector, insight, commentator, sideBySide }: ReadyAgents): string {
  const told = [collector, insight, ...(commentator === null ? [] : [commentator])].map(
    ({ id, label, persona, provider, model, options }) => {
      const sorted = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
      return [id, label, persona, provider, model, sorted];
    },
  );
  return `sha256:${hash('sha256', JSON.stringify([sideBySide, told]))}`;
}

/** The weights of the agents that plan as one text, '' where a server does not tell; behind a stroke those of the commentator, where they are known. */
export function weightsOf({ collector, insight, commentator }: Digests): string {
  return `${collector && insight ? `${collector}+${insight}` : ''}${commentator ? `/${commentator}` : ''}`;
}

/** The weights that answered. */
export function weightsOfNarration({ agents }: Pick<Narration, 'agents'>): string {
  return weightsOf(Object.fromEntries(agents.map(({ id, digest }) => [id, digest])));
}
