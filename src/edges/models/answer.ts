import type { ModelCall, ModelQuestion, ModelReply } from '../../contracts/narration.ts';
import { ModelServerError } from './model-server-error.ts';

/** What a server has sent when it says that it is done. */
export interface Received {
  readonly text: string;
  /** The model thought, in a field or in tags. */
  readonly thought: boolean;
  readonly stop: 'end' | 'length';
  readonly call: Omit<ModelCall, 'stage' | 'outcome'>;
}

/** An answer longer than this is none to a question about ids, whatever number of tokens it may be of. */
export const ANSWER_LENGTH_MAX = 256 * 1024;

const OPENING = '<think>';
const CLOSING = '</think>';

/**
 * The reply that a finished stream makes.
 *
 * @param contextTokens what prompt and answer share, where it is known.
 * @throws ModelServerError `empty`, `thinking-only`, `truncated`.
 */
export function answerOf(received: Received, question: ModelQuestion, contextTokens: number | null, where: string): ModelReply {
  const promptTokens = received.call.promptTokens;
  if (promptTokens !== null && !readsWhole(question, promptTokens, contextTokens)) {
    throw new ModelServerError(
      'truncated',
      `${where} read ${promptTokens} tokens of a prompt that has more: raise num_ctx, or the context that the server is started with`,
    );
  }
  const { text, thought } = withoutThinking(received.text);
  const hasThought = thought || received.thought;
  if (text === '' && hasThought) {
    throw new ModelServerError(
      'thinking-only',
      `${where} let the model think and then sent no answer: take a model that can answer without thinking`,
    );
  }
  if (text === '') throw new ModelServerError('empty', `${where} sent an empty answer: the model may not be made for instructions`);
  return { kind: 'answer', text, stop: received.stop, call: received.call, ...(hasThought ? { thought: true as const } : {}) };
}

/** What follows the last end of thinking. Thinking that never ends is all thinking. */
function withoutThinking(text: string): { text: string; thought: boolean } {
  const end = text.lastIndexOf(CLOSING);
  const rest = (end < 0 ? text : text.slice(end + CLOSING.length)).trim();
  const isOpen = rest.startsWith(OPENING);
  return { text: isOpen ? '' : rest, thought: end >= 0 || isOpen };
}

/** No tokenizer makes tokens of more characters than this, on the average of a text of words, lines and ids. */
const CHARACTERS_PER_TOKEN_MAX = 8;
/** The same for text such as ours: with an evaluation of just half the context, where servers cut, it is enough to know. */
const CHARACTERS_PER_TOKEN_USUAL_MAX = 5.5;
/** Ollama keeps half of the context and a few tokens (ollama#17427: 65,536 gave 32,770; #17889: 4,096 gave 2,050). */
const HALF_MORE_MAX = 8;

/** Rulers and indentations, which make a few tokens however long they are. */
const RUN = /(.)\1{3,}/gs;

/**
 * Whether so few tokens can be the whole prompt. Servers that do not know `truncate: false` cut in silence, and what is left then is about half of
 * the context: a count of tokens that cannot be the text's.
 */
export function readsWhole(
  { system, prompt }: Pick<ModelQuestion, 'system' | 'prompt'>,
  promptTokens: number,
  contextTokens: number | null,
): boolean {
  const characterCount = `${system}\n${prompt}`.replaceAll(RUN, '$1').length;
  const half = contextTokens === null ? Number.NaN : promptTokens - contextTokens / 2;
  const isHalf = half >= -1 && half <= HALF_MORE_MAX;
  return characterCount / promptTokens <= (isHalf ? CHARACTERS_PER_TOKEN_USUAL_MAX : CHARACTERS_PER_TOKEN_MAX);
}
