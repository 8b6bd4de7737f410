import type { CommentaryBrief } from '../../contracts/commentary.ts';
import type { NarrationAgent } from '../../contracts/narration.ts';
import { COMMENTARY_PROMPT_VERSION, commentaryQuestion } from './question.ts';

/** Everything that decides what the commentator writes about a brief, as one text; see `narrationKeyText`. */
export function commentaryKeyText(brief: CommentaryBrief, agent: Omit<NarrationAgent, 'calls'>): string {
  const { digest: _digest, ...settings } = agent;
  return JSON.stringify(['commentary', COMMENTARY_PROMPT_VERSION, settings, commentaryQuestion(brief, agent.persona)]);
}
