import type { ChatRequest, Ollama } from 'ollama';
import type { ModelQuestion } from '../../contracts/narration.ts';
import { ANSWER_LENGTH_MAX, type Received } from './answer.ts';
import type { CallGuard } from './call-guard.ts';
import type { AskSettings, ModelDeadlines, ModelOptions } from './model-server.ts';
import { ModelServerError } from './model-server-error.ts';
import type { WholePrompt } from './ollama-client.ts';
import { ollamaOptions } from './ollama-options.ts';
import type { ChatLine } from './ollama-replies.ts';

const NS_PER_MS = 1_000_000;

export type StreamedChat = ChatRequest & WholePrompt & { stream: true };

/** The fields of a chat that hold a question. */
export function questionFields(
  { system, prompt, schema, answerTokensMax }: ModelQuestion,
  options: ModelOptions,
  { thinks }: AskSettings,
): Pick<StreamedChat, 'options' | 'messages' | 'format' | 'stream' | 'think'> {
  const limit = options['num_predict'];
  const isLimited = typeof limit === 'number' && limit > 0 && limit < answerTokensMax;
  return {
    options: { ...ollamaOptions(options), num_predict: isLimited ? limit : answerTokensMax },
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: prompt },
    ],
    ...(schema === null ? {} : { format: schema }),
    stream: true,
    // With thinking a format is enforced in a second completion, and the figures of the first are lost.
    ...(thinks ? { think: false } : {}),
  };
}

/** Reads an answer to its end. Times are ms from the request on. @throws ModelServerError for all that is no whole answer. */
export async function streamedAnswer(
  client: Ollama,
  chat: StreamedChat,
  guard: CallGuard,
  deadlines: ModelDeadlines,
  where: string,
): Promise<Received> {
  const startedAt = performance.now();
  let timeToFirstTokenMs: number | null = null;
  let text = '';
  let thought = false;
  guard.limit(deadlines.totalMs);
  guard.enter('first token', deadlines.firstTokenMs);
  // The lines have been checked when the client reads them.
  for await (const line of (await client.chat(chat)) as unknown as AsyncIterable<ChatLine>) {
    const { content, thinking } = line.message;
    if (content !== '' || thinking) {
      timeToFirstTokenMs ??= performance.now() - startedAt;
      guard.enter('further token', deadlines.idleMs);
    }
    thought ||= Boolean(thinking);
    text += content;
    if (text.length > ANSWER_LENGTH_MAX) throw new ModelServerError('protocol', `${where} sends an answer without end`);
    if (line.done) {
      return { text, thought, stop: stopOf(line, where), call: figuresOf(line, timeToFirstTokenMs, performance.now() - startedAt) };
    }
  }
  throw new ModelServerError('broken-off', `${where} ended the answer before it was done`);
}

function stopOf({ done_reason: reason }: ChatLine, where: string): 'end' | 'length' {
  if (reason === 'length') return 'length';
  if (reason === 'stop') return 'end';
  throw new ModelServerError(
    'broken-off',
    `${where} ended the answer for no reason that an answer ends for: the server may have been stopped`,
  );
}

function figuresOf(line: ChatLine, timeToFirstTokenMs: number | null, totalMs: number): Received['call'] {
  const evalMs = inMs(line.eval_duration);
  return {
    timeToFirstTokenMs,
    totalMs,
    tokensPerSecond: evalMs && line.eval_count ? (1_000 * line.eval_count) / evalMs : null,
    promptTokens: line.prompt_eval_count ?? null,
    tokensGenerated: line.eval_count ?? null,
    promptEvalMs: inMs(line.prompt_eval_duration),
    evalMs,
    loadMs: inMs(line.load_duration),
  };
}

function inMs(ns: number | undefined): number | null {
  return ns === undefined ? null : ns / NS_PER_MS;
}
