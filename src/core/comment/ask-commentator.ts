import type { CommentaryAnswer, CommentaryBrief } from '../../contracts/commentary.ts';
import type { ModelCall, ModelFailure, ModelQuestion, ModelReply, NarrationAgent } from '../../contracts/narration.ts';
import { failedCall } from '../failed-call.ts';
import { ANSWER_CHARS_MAX } from './answer-sentences.ts';
import { smallerBrief } from './fact-lines.ts';
import { COMMENTARY_PROMPT_VERSION, commentaryQuestion } from './question.ts';

/** What came of asking: an answer, which may be empty, or the failure of a server, which may pass. */
export type Commenting =
  | { readonly kind: 'answered'; readonly answer: Omit<CommentaryAnswer, 'key' | 'askedAt'> }
  | { readonly kind: 'failed'; readonly reason: ModelFailure; readonly message: string };

/**
 * Asks the commentator about a brief: once, again where it writes nothing, and with fewer facts where its context is too small.
 *
 * @param ask asks its model; nothing else is reached for. Nothing that it writes makes this throw.
 */
export async function askCommentator(
  brief: CommentaryBrief,
  agent: Omit<NarrationAgent, 'calls'>,
  ask: (question: ModelQuestion) => Promise<ModelReply>,
): Promise<Commenting> {
  const calls: ModelCall[] = [];
  const answered = (text: string, isCut: boolean, reason: string): Commenting => ({
    kind: 'answered',
    answer: {
      promptVersion: COMMENTARY_PROMPT_VERSION,
      text: text.slice(0, ANSWER_CHARS_MAX),
      isCut: isCut || text.length > ANSWER_CHARS_MAX,
      reason,
      agents: [{ ...agent, calls }],
    },
  });
  let shown = brief;
  let reason = '';
  for (const isAgain of [false, true]) {
    const question = commentaryQuestion(shown, agent.persona, isAgain && reason === EMPTY);
    const reply = await ask({ ...question, stage: isAgain ? 'commentary again' : 'commentary' });
    if (reply.kind === 'answer') {
      calls.push({ stage: isAgain ? 'commentary again' : 'commentary', outcome: 'kept', ...reply.call });
      return answered(reply.text, reply.stop === 'length', '');
    }
    calls.push(failedCall(isAgain ? 'commentary again' : 'commentary', reply.reason, reply.totalMs));
    if (reply.reason === 'truncated') {
      shown = smallerBrief(brief);
      reason = TOO_LONG;
    } else if (reply.reason === 'empty' || reply.reason === 'thinking-only') reason = EMPTY;
    else return { kind: 'failed', reason: reply.reason, message: reply.message };
  }
  return answered('', false, reason);
}

const EMPTY = 'the model wrote nothing';
const TOO_LONG = 'the context of the model is too small for the facts';
