import type { CommentaryBrief } from '../../contracts/commentary.ts';
import type { ModelQuestion } from '../../contracts/narration.ts';

/** To be raised with every change of the words below: what was answered to others is not used any more. */
export const COMMENTARY_PROMPT_VERSION = 1;

const ANSWER_TOKENS_MAX = 400;

const RULES = [
  'Write four to eight sentences in plain English that tell an engineer what matters in these facts.',
  'Each sentence stands by itself and names the model in full, as above; never write "it" or "this model".',
  'Write names and numbers exactly as above, each number with its unit and with what it is of. Use no other number and compute nothing.',
  'Name no causes, and nothing that is not above. You may add one sentence of advice that begins with "Consider".',
  'No lists, no headings, no Markdown.',
].join('\n');

/** @param isAgain the first answer was empty. */
export function commentaryQuestion({ lines }: CommentaryBrief, persona: string, isAgain = false): ModelQuestion {
  return {
    stage: isAgain ? 'commentary again' : 'commentary',
    system: persona,
    prompt: `Facts of a benchmark:\n${lines.join('\n')}\n\n${RULES}${isAgain ? '\nThe last answer was empty.' : ''}`,
    schema: null,
    answerTokensMax: ANSWER_TOKENS_MAX,
  };
}
