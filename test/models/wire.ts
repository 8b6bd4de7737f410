import type { ServerResponse } from 'node:http';
import { type FakeRequest, sendJson } from './fake-server.ts';

/** What a finished answer says of itself. */
export interface AnswerOptions {
  readonly thinking?: readonly string[];
  readonly stop?: 'stop' | 'length';
  readonly promptTokens?: number;
}

/** One protocol, as its servers speak it: the same suite is run over each. */
export interface Wire {
  readonly provider: 'ollama' | 'openai';
  readonly model: string;
  readonly contentType: string;
  /** Answers what is not the question itself as a healthy server does. @returns false for the question. */
  readonly serve: (request: FakeRequest, response: ServerResponse) => boolean;
  /** The bytes of an answer, a piece for each token and for its end. */
  readonly answer: (tokens: readonly string[], options?: AnswerOptions) => string[];
  readonly token: (text: string) => string;
  readonly thinking: (text: string) => string;
  /** A complaint in mid-stream. */
  readonly complaint: (words: string) => string;
  /** The document of a complaint before the first token. */
  readonly errorDocument: (words: string) => unknown;
  /** What the server says of a model that it has not,. */
  readonly missing: (model: string) => string;
}

export const PROMPT_TOKENS = 60;
export const CONTEXT_TOKENS = 1_024;

/** Of Ollama, by `api/types.go` and `server/routes.go`: durations in ns, figures of 0 left out. */
export const ollamaWire: Wire = {
  provider: 'ollama',
  model: 'tiny:latest',
  contentType: 'application/x-ndjson',
  serve({ path, body }, response) {
    if (path === '/api/ps') sendJson(response, 200, { models: [ollamaLoaded('tiny:latest', 60_000)] });
    else if (path === '/api/tags')
      sendJson(response, 200, { models: [{ name: 'tiny:latest', model: 'tiny:latest', digest: '0a1b2c3d4e5f6071' }] });
    else if (path === '/api/show') sendJson(response, 200, ollamaShown(['completion']));
    else if (path !== '/api/chat') response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    else if (Array.isArray(body['messages']) && body['messages'].length > 0) return false;
    else {
      const reason = body['keep_alive'] === 0 ? 'unload' : 'load';
      sendJson(response, 200, {
        ...ollamaHead(body['model']),
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: reason,
      });
    }
    return true;
  },
  answer: (tokens, { thinking = [], stop = 'stop', promptTokens = PROMPT_TOKENS } = {}) => [
    ...thinking.map(ollamaWire.thinking),
    ...tokens.map(ollamaWire.token),
    ollamaLine({
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: stop,
      total_duration: 3_000_000_000,
      load_duration: 20_000_000,
      prompt_eval_count: promptTokens,
      prompt_eval_duration: 500_000_000,
      eval_count: 40,
      eval_duration: 2_000_000_000,
    }),
  ],
  token: (content) => ollamaLine({ message: { role: 'assistant', content }, done: false }),
  thinking: (thinking) => ollamaLine({ message: { role: 'assistant', content: '', thinking }, done: false }),
  complaint: (words) => `${JSON.stringify({ error: words })}\n`,
  errorDocument: (words) => ({ error: words }),
  missing: (model) => `model '${model}' not found`,
};

function ollamaHead(model: unknown) {
  return { model, created_at: '2026-01-08T12:00:00.000000001Z' };
}

export function ollamaLine(fields: object): string {
  return `${JSON.stringify({ ...ollamaHead('tiny:latest'), ...fields })}\n`;
}

export function ollamaShown(capabilities: readonly string[], fields: object = {}) {
  return {
    details: { format: 'gguf', family: 'tiny' },
    model_info: { 'general.architecture': 'tiny', 'tiny.context_length': 8_192 },
    capabilities,
    ...fields,
  };
}

/** An entry of `/api/ps`. @param expiresInMs how long the model still stays. */
export function ollamaLoaded(name: string, expiresInMs: number) {
  const expires_at = new Date(Date.now() + expiresInMs).toISOString();
  return { name, model: name, size: 1, digest: '0a1b2c3d4e5f6071', expires_at, size_vram: 0, context_length: CONTEXT_TOKENS };
}

/** Of llama.cpp's server, whose answers were looked at; vLLM and LM Studio have tests of their own for what they do otherwise. */
export const openaiWire: Wire = {
  provider: 'openai',
  model: 'tiny',
  contentType: 'text/event-stream',
  serve({ path }, response) {
    if (path === '/v1/models')
      sendJson(response, 200, { object: 'list', data: [{ id: 'tiny', object: 'model', owned_by: 'llamacpp', meta: { n_ctx: 512 } }] });
    else if (path === '/props')
      sendJson(response, 200, { default_generation_settings: { n_ctx: CONTEXT_TOKENS }, total_slots: 1, chat_template: '{{ x }}' });
    else if (path === '/v1/chat/completions') return false;
    else sendJson(response, 404, { error: { code: 404, message: 'File Not Found', type: 'not_found_error' } });
    return true;
  },
  answer: (tokens, { thinking = [], stop = 'stop', promptTokens = PROMPT_TOKENS } = {}) => [
    openaiEvent({ choices: [{ index: 0, finish_reason: null, delta: { role: 'assistant', content: null } }] }),
    ...thinking.map(openaiWire.thinking),
    ...tokens.map(openaiWire.token),
    openaiEvent({ choices: [{ index: 0, finish_reason: stop, delta: {} }] }),
    openaiEvent({
      choices: [],
      usage: { completion_tokens: 40, prompt_tokens: promptTokens, total_tokens: promptTokens + 40 },
      timings: { cache_n: 0, prompt_n: promptTokens, prompt_ms: 500, predicted_n: 40, predicted_ms: 2_000, predicted_per_second: 20 },
    }),
    'data: [DONE]\n\n',
  ],
  token: (content) => openaiEvent({ choices: [{ index: 0, finish_reason: null, delta: { content } }] }),
  thinking: (text) => openaiEvent({ choices: [{ index: 0, finish_reason: null, delta: { reasoning_content: text } }] }),
  complaint: (words) => `data: ${JSON.stringify({ error: { code: 500, message: words, type: 'server_error' } })}\n\n`,
  errorDocument: (words) => ({ error: { code: 0, message: words, type: 'server_error' } }),
  missing: (model) => `The model \`${model}\` does not exist.`,
};

export function openaiEvent(fields: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_796_005_670, model: 'tiny', ...fields })}\n\n`;
}
