import { type FakeServer, fakeServer, sendJson } from '../models/fake-server.ts';
import { strongAnswer } from './strong-model.ts';

/** How it answers a question: with the text that is made of prompt and schema, never, or with a complaint, as it does where no text is made. */
export type Behaviour = ((prompt: string, schema: unknown) => string | null) | 'silent' | 'out of memory';

export interface FakeOllama extends Pick<FakeServer, 'url' | 'requests' | 'close'> {
  /** Prompts of the questions that came in, without those that only load a model. */
  readonly questions: string[];
  behave(how: Behaviour): void;
  /** Models that somebody else has loaded. */
  loadElsewhere(names: readonly string[]): void;
  /** Gives the model other weights under its name. */
  replaceWeights(digest: string): void;
  /** The time is over for which a model was to stay. */
  expire(): void;
  /** Questions that were withdrawn before they were answered. */
  withdrawn(): number;
}

const HEAD = { model: 'tiny:latest', created_at: '2026-01-08T12:00:00.000000001Z' };

/** Ollama with one model, as it answers over HTTP (`server/routes.go`, `api/types.go`). @param port Default: any that is free. */
export async function fakeOllama(port = 0): Promise<FakeOllama> {
  const questions: string[] = [];
  const loaded = new Map<string, string>();
  let behaviour: Behaviour = strongAnswer;
  let others: readonly string[] = [];
  let digest = 'aaaa';
  let withdrawnCount = 0;
  const entry = (name: string, expires_at: string) => ({ name, model: name, digest, expires_at, context_length: 4_096 });
  const hourLater = () => new Date(Date.now() + 3_600_000).toISOString();

  const server = await fakeServer(async ({ path, body, closed }, response) => {
    if (path === '/api/ps') {
      const own = [...loaded].map(([name, until]) => entry(name, until));
      return sendJson(response, 200, { models: [...own, ...others.map((name) => entry(name, hourLater()))] });
    }
    if (path === '/api/tags') return sendJson(response, 200, { models: [{ name: 'tiny:latest', model: 'tiny:latest', digest }] });
    if (path === '/api/show') {
      if (!/^tiny(:latest)?$/.test(String(body['model']))) return sendJson(response, 404, { error: `model '${body['model']}' not found` });
      return sendJson(response, 200, { capabilities: ['completion'], model_info: { 'tiny.context_length': 8_192 } });
    }
    const messages = body['messages'] as { role: string; content: string }[];
    const keepAlive = Number.parseFloat(String(body['keep_alive'] ?? 300));
    if (keepAlive === 0) loaded.delete('tiny:latest');
    else loaded.set('tiny:latest', new Date(Date.now() + keepAlive * 1_000).toISOString());
    if (messages.length === 0) {
      const message = { role: 'assistant', content: '' };
      return sendJson(response, 200, { ...HEAD, message, done: true, done_reason: keepAlive === 0 ? 'unload' : 'load' });
    }
    const prompt = messages.at(-1)!.content;
    questions.push(prompt);
    const content = typeof behaviour === 'function' ? behaviour(prompt, body['format']) : null;
    if (behaviour === 'silent') {
      await closed;
      withdrawnCount += 1;
      return undefined;
    }
    if (content === null) return sendJson(response, 500, { error: 'model requires more system memory than is available' });
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const end = { done_reason: 'stop', total_duration: 3e9, load_duration: 2e7, prompt_eval_count: 400, prompt_eval_duration: 5e8 };
    response.write(`${JSON.stringify({ ...HEAD, message: { role: 'assistant', content }, done: false })}\n`);
    const last = { ...HEAD, message: { role: 'assistant', content: '' }, done: true, ...end, eval_count: 40, eval_duration: 2e9 };
    response.end(`${JSON.stringify(last)}\n`);
    return undefined;
  }, port);
  return {
    url: server.url,
    requests: server.requests,
    close: server.close,
    questions,
    behave(how) {
      behaviour = how;
    },
    loadElsewhere(names) {
      others = names;
    },
    replaceWeights(next) {
      digest = next;
    },
    expire: () => loaded.clear(),
    withdrawn: () => withdrawnCount,
  };
}
