import { Ollama } from 'ollama';
import { bodyLines, parsed, STREAM_LIMITS } from './body-text.ts';
import type { CallGuard } from './call-guard.ts';
import type { HttpReply } from './http-exchange.ts';
import { ModelServerError } from './model-server-error.ts';
import { ChatLine } from './ollama-replies.ts';
import type { ServerAddress } from './server-address.ts';
import { complaintError, complaintOf } from './server-complaint.ts';
import { askServer, complaintIn, documentIn } from './server-questions.ts';

/** The types of the client lack these two; what stands in a request is sent all the same. */
export interface WholePrompt {
  /** A prompt that does not fit is refused, not cut. */
  readonly truncate: false;
  /** An answer that reaches the end of the context ends there; nothing of the prompt is forgotten for it. */
  readonly shift: false;
}

/**
 * The client of Ollama with a `fetch` of our own: it would print to the console, drop lines that it cannot read, hold a line of any length, know no
 * deadline, and could not be stopped before the headers are there. What reaches it has been checked: a document or whole lines of JSON of the kinds
 * that are known, of a status that is a success. One client serves one call.
 *
 * @param howToGet what to do where a model is missing.
 * What its methods throw is a `ModelServerError`, or the abort reason of `guard`.
 */
export function ollamaClient(address: ServerAddress, connectMs: number, howToGet: string, guard: CallGuard): Ollama {
  const basePath = new URL(address.base).pathname.replace(/\/$/, '');
  async function strictFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
    const body = (init?.body as string | undefined) ?? null;
    // By its parts: the client writes out the port that the protocol implies.
    const path = new URL(String(url)).pathname.slice(basePath.length);
    const isStream = body !== null && (JSON.parse(body) as { readonly stream?: boolean }).stream === true;
    const accept = isStream ? 'application/x-ndjson' : 'application/json';
    const reply = await askServer(address, { path, body, accept }, connectMs, guard);
    if (reply.status !== 200) throw complaintError(await complaintIn(reply), address.where, howToGet, address.apiKey);
    if (!isStream || reply.contentType.includes('html')) return Response.json(await documentIn(reply, address.where));
    return new Response(ReadableStream.from(checkedLines(reply, address, howToGet)), {
      headers: { 'content-type': 'application/x-ndjson' },
    });
  }
  return new Ollama({ host: address.base, fetch: strictFetch });
}

/** The lines of a chat, up to the one that says that it is done. @throws ModelServerError for a line that complains, and for any that is unknown. */
async function* checkedLines(reply: HttpReply, { where, apiKey }: ServerAddress, howToGet: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const { text, isWhole } of bodyLines(reply.body, STREAM_LIMITS, where)) {
      if (text.trim() === '') continue;
      const line = checkedLine(text, isWhole, where, (value) => {
        const complaint = complaintOf(reply.status, value);
        return complaint && complaintError(complaint, where, howToGet, apiKey);
      });
      // The client asks for nothing after this line.
      if (line.done) reply.close();
      yield new TextEncoder().encode(`${JSON.stringify(line)}\n`);
      if (line.done) return;
    }
    throw brokenOff(where);
  } finally {
    reply.close();
  }
}

function checkedLine(text: string, isWhole: boolean, where: string, complaintIn: (value: unknown) => ModelServerError | null): ChatLine {
  let value: unknown;
  try {
    value = parsed(text, where);
  } catch (error) {
    // The last line without an end to it: the server stopped within it.
    throw isWhole ? error : brokenOff(where);
  }
  const complaint = complaintIn(value);
  if (complaint) throw complaint;
  const line = ChatLine.safeParse(value);
  if (!line.success)
    throw new ModelServerError('protocol', `${where} sends a line that is none of a chat of Ollama: check url and provider`);
  return line.data;
}

/** Ollama ends so where a model repeats one token over and over, and where its runner dies. */
function brokenOff(where: string): ModelServerError {
  return new ModelServerError(
    'broken-off',
    `${where} ended the answer before it was done: the model may repeat itself, or the server was stopped`,
  );
}
