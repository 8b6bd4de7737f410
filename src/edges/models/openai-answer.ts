import { createParser } from 'eventsource-parser';
import { ANSWER_LENGTH_MAX, type Received } from './answer.ts';
import { parsed, STREAM_LIMITS } from './body-text.ts';
import type { CallGuard } from './call-guard.ts';
import type { HttpReply } from './http-exchange.ts';
import type { ModelDeadlines } from './model-server.ts';
import { ModelServerError } from './model-server-error.ts';
import { ChatEvent } from './openai-replies.ts';
import { type Complaint, complaintOf } from './server-complaint.ts';

/** Ends a stream by the convention of the protocol. */
const DONE = '[DONE]';

/** What is known of an answer under way. */
interface Draft {
  text: string;
  thought: boolean;
  finish: string | null;
  timeToFirstTokenMs: number | null;
  usage: NonNullable<ChatEvent['usage']>;
  timings: NonNullable<ChatEvent['timings']>;
}

/**
 * Reads a streamed chat to its end.
 *
 * @param startedAt when the request was sent, by `performance.now()`. @param complain what a complaint in mid-stream comes to.
 * @throws ModelServerError for all that is no whole answer.
 */
export async function eventAnswer(
  reply: HttpReply,
  startedAt: number,
  guard: CallGuard,
  deadlines: ModelDeadlines,
  where: string,
  complain: (complaint: Complaint) => ModelServerError,
): Promise<Received> {
  const draft: Draft = { text: '', thought: false, finish: null, timeToFirstTokenMs: null, usage: {}, timings: {} };
  for await (const value of eventValues(reply, where)) {
    const complaint = complaintOf(reply.status, value);
    if (complaint) throw complain(complaint);
    const event = ChatEvent.safeParse(value);
    if (!event.success) throw new ModelServerError('protocol', `${where} sends an event that is none of a chat`);
    if (hasToken(event.data)) {
      draft.timeToFirstTokenMs ??= performance.now() - startedAt;
      guard.enter('further token', deadlines.idleMs);
    }
    add(draft, event.data);
    if (draft.text.length > ANSWER_LENGTH_MAX) throw new ModelServerError('protocol', `${where} sends an answer without end`);
  }
  return { text: draft.text, thought: draft.thought, stop: stopOf(draft, where), call: figuresOf(draft, performance.now() - startedAt) };
}

/** The JSON values of the events, up to the one that ends them. @throws ModelServerError `protocol` for lines that are none of an event stream. */
async function* eventValues(reply: HttpReply, where: string): AsyncGenerator<unknown> {
  const queue: string[] = [];
  let failure: ModelServerError | null = null;
  const parser = createParser({
    maxBufferSize: STREAM_LIMITS.lineBytesMax,
    onEvent: ({ data }) => queue.push(data),
    onError({ type, field, value }) {
      // Older llama.cpp complains so in mid-stream.
      if (type === 'unknown-field' && field === 'error') queue.push(`{"error":${value ?? 'null'}}`);
      else failure ??= new ModelServerError('protocol', `${where} sends what is no event of a stream (${type})`);
    },
  });
  for await (const text of decodedChunks(reply.body, where)) {
    parser.feed(text);
    for (const data of queue.splice(0)) {
      if (data.trim() === DONE) {
        reply.close();
        return;
      }
      yield parsed(data, where);
    }
    if (failure) throw failure;
  }
}

/** @throws ModelServerError `protocol` where a stream has no end, or is no UTF-8. */
async function* decodedChunks(body: AsyncIterable<Uint8Array>, where: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > STREAM_LIMITS.bytesMax)
      throw new ModelServerError('protocol', `${where} sends without end (more than ${STREAM_LIMITS.bytesMax} bytes)`);
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: true });
    } catch (error) {
      throw new ModelServerError('protocol', `${where} sends bytes that are no UTF-8`, { cause: error });
    }
    yield text;
  }
}

function thinkingIn({ reasoning_content: older, reasoning: newer }: ChatEvent['choices'][number]['delta']): boolean {
  return Boolean(older) || Boolean(newer);
}

function hasToken({ choices }: ChatEvent): boolean {
  return choices.some(({ delta }) => Boolean(delta.content) || thinkingIn(delta));
}

function add(draft: Draft, { choices, usage, timings }: ChatEvent): void {
  for (const { delta, finish_reason: finish } of choices) {
    draft.text += delta.content ?? '';
    draft.thought ||= thinkingIn(delta);
    draft.finish = finish ?? draft.finish;
  }
  if (usage) draft.usage = usage;
  if (timings) draft.timings = timings;
}

function stopOf({ finish }: Draft, where: string): 'end' | 'length' {
  if (finish === 'stop') return 'end';
  if (finish === 'length') return 'length';
  const how = finish === null ? 'before it was done' : 'for no reason that an answer ends for';
  throw new ModelServerError('broken-off', `${where} ended the answer ${how}: the server may have been stopped; see its log`);
}

function figuresOf({ usage, timings, timeToFirstTokenMs }: Draft, totalMs: number): Received['call'] {
  const evalMs = timings.predicted_ms ?? null;
  const generated = timings.predicted_n ?? null;
  return {
    timeToFirstTokenMs,
    totalMs,
    tokensPerSecond: evalMs && generated ? (1_000 * generated) / evalMs : null,
    promptTokens: usage.prompt_tokens ?? null,
    tokensGenerated: usage.completion_tokens ?? generated,
    promptEvalMs: timings.prompt_ms ?? null,
    evalMs,
    // No such server loads a model for a question and says how long it took.
    loadMs: null,
  };
}
