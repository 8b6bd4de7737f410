import * as z from 'zod';
import type { ModelFailure } from '../../contracts/narration.ts';
import { oneLine } from '../../visible-text.ts';
import { ModelServerError } from './model-server-error.ts';

/** What a server says of a failure: its status, and its words where they are the JSON of a model server. */
export interface Complaint {
  readonly status: number;
  /** '' where it said nothing that may be quoted: a page of a proxy, say. */
  readonly words: string;
  /** `type` or `code` of the OpenAI protocol, '' for none. */
  readonly type: string;
}

const WORDS_MAX = 300;

const ErrorFields = z.object({
  message: z.string().catch(''),
  type: z.string().catch(''),
  code: z.union([z.string(), z.number()]).optional().catch(undefined),
});

/** Ollama and LM Studio: `{error: "..."}`; OpenAI, llama.cpp, vLLM: `{error: {message, type}}`; older vLLM the same without `error`; FastAPI `{detail}`. */
const ErrorBody = z.union([
  z.object({ error: z.string() }).transform(({ error }) => ({ words: error, type: '' })),
  z
    .object({ error: ErrorFields })
    .transform(({ error }) => ({ words: error.message, type: typeof error.code === 'string' ? error.code : error.type })),
  z.object({ object: z.literal('error'), ...ErrorFields.shape }).transform(({ message, type }) => ({ words: message, type })),
  z.object({ detail: z.string() }).transform(({ detail }) => ({ words: detail, type: '' })),
]);

/** @param body JSON value of a reply or of a line in mid-stream. @returns null where it is no complaint of a model server. */
export function complaintOf(status: number, body: unknown): Complaint | null {
  const fields = ErrorBody.safeParse(body);
  if (!fields.success) return null;
  // Ollama hands on the words of its llama-server as they are, a document of their own.
  const inner = ErrorBody.safeParse(jsonOf(fields.data.words));
  return { status, ...(inner.success ? inner.data : fields.data) };
}

/** The same from the text of a reply; a page in place of JSON is not quoted. */
export function complaintOfText(status: number, text: string): Complaint {
  return complaintOf(status, jsonOf(text)) ?? { status, words: '', type: '' };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // no complaint of a model server
  }
}

/** Of llama.cpp, vLLM, LM Studio, OpenAI, the MLX runner and Ollama, from their sources. */
const NO_ROOM =
  /exceed\w* (?:the )?(?:available |model'?s? )?(?:maximum )?context|exceed_context_size|context_length_exceeded|maximum context length|(?:prompt|input)(?: length| is|) (?:too long|exceeds)|context (?:length|window|size) (?:of|is) (?:only|exceeded)|context the overflows|greater than the context length/i;
const NO_MEMORY =
  /out of (?:device )?memory|outofmemory|(?:cuda|hip)malloc failed|failed to allocate|allocation failed|(?:not enough|insufficient) memory|requires more system memory|out_of_device_memory|signal: killed/i;
const BUSY = /server busy|maximum pending requests|loading model|no slot available|too many requests|overloaded/i;
/** Of Ollama, with HTTP 500. */
const WRONG_OPTION = /option "\w+" must be/;
const NO_MODEL = /model\b.*(?:not found|does not exist|not loaded|no such)|model_not_found/i;

/** The `ModelFailure` that a complaint comes to. HTTP 404 without words says nothing of a model: it may be the wrong address. */
export function reasonOfComplaint({ status, words, type }: Complaint): ModelFailure {
  const text = `${type} ${words}`;
  if (NO_ROOM.test(text)) return 'truncated';
  if (NO_MEMORY.test(text)) return 'out-of-memory';
  if (NO_MODEL.test(text) && status < 500) return 'model-missing';
  if (WRONG_OPTION.test(text)) return 'protocol';
  if (status === 503 || status === 429 || BUSY.test(text)) return 'busy';
  if (status === 502 || status === 504) return 'unreachable';
  if (status >= 500 || status === 499 || status === 200) return 'broken-off';
  return 'protocol';
}

/** What to do, by failure. The words of a server are no advice to an operator of Benchscribe. */
const ADVICE: Partial<Record<ModelFailure, string>> = {
  truncated: 'the prompt does not fit its context: raise num_ctx, or start the server with a larger one',
  'out-of-memory': 'it has not enough memory: take a smaller model, or lower num_ctx or num_gpu',
  busy: 'it is busy or still loads; asked again later',
  unreachable: 'what stands before it does not reach it: is the model server running?',
  'broken-off': 'it failed while it worked; see its log',
};

/**
 * @param where the server, for people. @param howToGet what to do where the model is missing.
 * @param secret taken out of the quoted words; null for none.
 */
export function complaintError(complaint: Complaint, where: string, howToGet: string, secret: string | null): ModelServerError {
  const reason = reasonOfComplaint(complaint);
  const words = quotable(complaint.words, secret);
  const said = complaint.status === 200 ? 'stopped in mid-answer' : `answers HTTP ${complaint.status}`;
  const advice = reason === 'model-missing' ? howToGet : (ADVICE[reason] ?? refusal(complaint.status));
  return new ModelServerError(reason, `${where} ${said}${words === '' ? '' : ` ("${words}")`}: ${advice}`);
}

function refusal(status: number): string {
  if (status === 401 || status === 403) return 'it wants a key: name the variable of the environment that holds it';
  if (status === 404 || status === 405) return 'this is not the address of such a server: check url and provider';
  return 'it does not take the question';
}

function quotable(words: string, secret: string | null): string {
  const hidden = secret === null ? words : words.replaceAll(secret, '***');
  const line = oneLine(hidden.trim()).replaceAll(/[<>"]/g, "'");
  return line.length > WORDS_MAX ? `${line.slice(0, WORDS_MAX)}...` : line;
}
