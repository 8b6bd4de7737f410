import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ModelOptions } from '../../src/edges/models/model-server.ts';
import { askAt, bench, QUESTION, SETTINGS, serverAt, stream } from './asking.ts';
import { type FakeRequest, type FakeServer, sendJson } from './fake-server.ts';
import { keepsModelServerContract } from './model-server-contract.ts';
import { ollamaLine, ollamaLoaded, ollamaShown, ollamaWire as wire } from './wire.ts';

const never = new AbortController().signal;
const TOKENS = ['{"summary":["c1"]}'];

describe('ollama', () => {
  const { fake, fakeAnswering, closeAll } = bench();
  afterEach(closeAll);

  keepsModelServerContract(wire);

  const healthy = () => fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS)));
  /** A healthy server but for one path. */
  const healthyBut = (path: string, answer: (request: FakeRequest, response: ServerResponse) => unknown) =>
    fake((request, response) => {
      if (request.path === path) return answer(request, response);
      return wire.serve(request, response) ? undefined : stream(wire, response, wire.answer(TOKENS));
    });
  const chats = (server: FakeServer) => server.requests.filter(({ path }) => path === '/api/chat').map(({ body }) => body);

  describe('a question', () => {
    test('forbids to cut the prompt and to forget its beginning, and has a schema, a limit and a stay', async () => {
      const server = await healthy();
      await askAt(wire, server.url, { options: { num_ctx: 1_024, num_gpu: 80, temperature: 1 } });
      expect(chats(server).at(-1)).toMatchObject({
        truncate: false,
        shift: false,
        format: QUESTION.schema,
        keep_alive: 120,
        options: { num_ctx: 1_024, num_gpu: 80, temperature: 1, num_predict: 200 },
      });
    });

    test('for prose has no format', async () => {
      const server = await healthy();
      await askAt(wire, server.url, { question: { ...QUESTION, schema: null } });
      expect(chats(server).at(-1)).toMatchObject({ options: { num_predict: 200 } });
      expect(chats(server).at(-1)).not.toHaveProperty('format');
    });

    test('is asked of a model that was loaded before under the same conditions, so that nothing is loaded anew', async () => {
      const server = await healthy();
      await askAt(wire, server.url, { options: { num_ctx: 1_024, num_gpu: 80 } });
      const [load, question] = chats(server);
      expect(load).toMatchObject({ messages: [], stream: false });
      expect(question).toMatchObject({ stream: true });
      for (const field of ['model', 'truncate', 'shift', 'keep_alive']) expect(question![field]).toEqual(load![field]);
      expect(question!['options']).toMatchObject(load!['options'] as object);
    });

    test.each<[string, ModelOptions, number]>([
      ['the answer’s limit', {}, 200],
      ['a smaller one of the options', { num_predict: 50 }, 50],
      ['not a larger one', { num_predict: 5_000 }, 200],
      ['not one that means none', { num_predict: -1 }, 200],
    ])('has %s', async (_what, options, limit) => {
      const server = await healthy();
      await askAt(wire, server.url, { options });
      expect(chats(server).at(-1)!['options']).toMatchObject({ num_predict: limit });
    });

    test.each([
      [true, false],
      [false, undefined],
    ])('of a model of which "can think" is %s has "think" %s', async (thinks, think) => {
      const server = await healthy();
      await askAt(wire, server.url, { settings: { ...SETTINGS, thinks } });
      expect(chats(server).at(-1)!['think']).toBe(think);
    });

    test.each<[unknown, number, number]>([
      [undefined, 120, 120],
      ['30m', 1_800, 1_800],
      ['1h30m', 5_400, 5_400],
      [90, 90, 90],
      ['90', 90, 90],
      [-1, -1, -1],
      ['-1', -1, -1],
      // Without a message a keep-alive of 0 would unload what is to be loaded.
      [0, 60, 0],
      ['500ms', 60, 0.5],
    ])('with keep_alive %j loads for %s s and then stays for %s s', async (keepAlive, load, stay) => {
      const server = await healthy();
      const options: ModelOptions = keepAlive === undefined ? {} : { keep_alive: keepAlive as string | number };
      await askAt(wire, server.url, { options });
      expect(chats(server).map((chat) => chat['keep_alive'])).toEqual([load, stay]);
      expect(chats(server).at(-1)!['options']).not.toHaveProperty('keep_alive');
    });

    test('may have a path before its own', async () => {
      const server = await fake((request, response) => {
        expect(request.path).toMatch(/^\/gpu-box\/api\//);
        return wire.serve({ ...request, path: request.path.replace('/gpu-box', '') }, response)
          ? undefined
          : stream(wire, response, wire.answer(TOKENS));
      });
      expect(await askAt(wire, `${server.url}/gpu-box/`)).toMatchObject({ kind: 'answer' });
    });
  });

  describe('an answer', () => {
    test.each(['load', 'unload', '', undefined])('that is done for the reason %j is broken off', async (done_reason) => {
      const end = ollamaLine({ message: { role: 'assistant', content: '' }, done: true, done_reason, prompt_eval_count: 60 });
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{}'), end]));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason: 'broken-off' });
    });

    test('without a count of the prompt cannot be known to be to the whole of it', async () => {
      const end = ollamaLine({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', eval_count: 4 });
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{}'), end]));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason: 'truncated' });
    });

    test('without durations has none, and no rate', async () => {
      const end = ollamaLine({ message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop', prompt_eval_count: 60 });
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{}'), end]));
      expect(await askAt(wire, server.url)).toMatchObject({
        kind: 'answer',
        call: { tokensPerSecond: null, tokensGenerated: null, promptEvalMs: null, evalMs: null, loadMs: null },
      });
    });

    test('refused in the words of the llama-server below is refused for what they say', async () => {
      const inner = {
        error: { code: 400, message: 'it is too much', type: 'exceed_context_size_error', n_prompt_tokens: 3_023, n_ctx: 1_024 },
      };
      const server = await fakeAnswering(wire, (response) => sendJson(response, 400, { error: JSON.stringify(inner) }));
      expect(await askAt(wire, server.url)).toMatchObject({
        kind: 'failed',
        reason: 'truncated',
        message: expect.stringMatching(/\("it is too much"\)/),
      });
    });

    test('may have empty lines between its own, and fields that are not known yet', async () => {
      const line = ollamaLine({ message: { role: 'assistant', content: TOKENS[0], mood: 'calm' }, done: false, logprobs: [] });
      const server = await fakeAnswering(wire, (response) => stream(wire, response, ['\n', line, '\r\n', ...wire.answer([])]));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text: TOKENS[0] });
    });
  });

  describe('loading', () => {
    test('has a deadline of its own, longer than that of the first token', async () => {
      const server = await healthyBut('/api/chat', async (request, response) => {
        if ((request.body['messages'] as unknown[]).length === 0) await sleep(1_500);
        if (!wire.serve(request, response)) await stream(wire, response, wire.answer(TOKENS));
      });
      expect(await askAt(wire, server.url, { deadlines: { firstTokenMs: 1_000, totalMs: 1_200 } })).toMatchObject({ kind: 'answer' });
    });

    test('that takes longer than its deadline is given up, and the connection closed', async () => {
      const server = await healthyBut('/api/chat', () => {});
      const asked = await serverAt(wire, server.url, { loadMs: 100 });
      expect(await asked.preload(wire.model, {}, SETTINGS, never)).toMatchObject({ kind: 'failed', reason: 'deadline' });
      await server.requests.at(-1)!.closed;
    });

    test('of a model that is not there says how to get it, and gets nothing', async () => {
      const server = await healthyBut('/api/chat', (_request, response) =>
        sendJson(response, 404, { error: 'model "tiny" not found, try pulling it first' }),
      );
      const reply = await askAt(wire, server.url);
      expect(reply).toMatchObject({
        kind: 'failed',
        reason: 'model-missing',
        message: expect.stringContaining('"ollama pull tiny:latest"'),
      });
      expect(server.requests.map(({ path }) => path)).not.toContain('/api/pull');
    });
  });

  describe('a description', () => {
    test.each<[string, ModelOptions, object, number | null]>([
      ['the options', { num_ctx: 2_048 }, ollamaShown(['completion']), 2_048],
      ['what the model was trained for, where the options have more', { num_ctx: 100_000 }, ollamaShown(['completion']), 8_192],
      ['the Modelfile', {}, ollamaShown(['completion'], { parameters: 'stop "a"\nnum_ctx                        4096\ntop_k 64' }), 4_096],
      ['2048 at least where the model can see', { num_ctx: 1_024 }, ollamaShown(['completion', 'vision']), 2_048],
      ['what it is loaded with', {}, ollamaShown(['completion']), 1_024],
    ])('has the context of %s', async (_source, options, shown, contextTokens) => {
      const server = await healthyBut('/api/show', (_request, response) => sendJson(response, 200, shown));
      expect(await (await serverAt(wire, server.url)).describe(wire.model, options, never)).toMatchObject({
        kind: 'described',
        contextTokens,
      });
    });

    test('has no context where the server chooses it when it loads the model', async () => {
      const server = await healthyBut('/api/ps', (_request, response) => sendJson(response, 200, { models: null }));
      expect(await (await serverAt(wire, server.url)).describe(wire.model, {}, never)).toMatchObject({ contextTokens: null });
    });

    test('has the digest by name, whatever the name’s form, and says whether the model can think', async () => {
      const server = await healthyBut('/api/show', (_request, response) =>
        sendJson(response, 200, ollamaShown(['completion', 'thinking'])),
      );
      const asked = await serverAt(wire, server.url);
      for (const name of ['tiny', 'Tiny:latest', 'library/tiny', 'registry.ollama.ai/library/tiny:latest']) {
        expect(await asked.describe(name, {}, never)).toMatchObject({ digest: '0a1b2c3d4e5f6071', thinks: true });
      }
      expect(await asked.describe('tiny:2b', {}, never)).toMatchObject({ digest: null });
    });

    test('of a model that is not there says how to get it', async () => {
      const server = await healthyBut('/api/show', (_request, response) => sendJson(response, 404, { error: "model 'tiny' not found" }));
      expect(await (await serverAt(wire, server.url)).describe(wire.model, {}, never)).toMatchObject({
        kind: 'failed',
        reason: 'model-missing',
        message: expect.stringContaining('ollama pull tiny:latest'),
      });
    });

    test('by a server that is none of Ollama’s says so', async () => {
      const server = await healthyBut('/api/show', (_request, response) => sendJson(response, 200, [1]));
      expect(await (await serverAt(wire, server.url)).describe(wire.model, {}, never)).toMatchObject({
        kind: 'failed',
        reason: 'protocol',
      });
    });

    test('loads nothing', async () => {
      const server = await healthy();
      await (await serverAt(wire, server.url)).describe(wire.model, {}, never);
      expect(chats(server)).toEqual([]);
    });
  });

  describe('the models of others', () => {
    const loaded = (...models: object[]) => healthyBut('/api/ps', (_request, response) => sendJson(response, 200, { models }));

    test('are all that this object has not loaded', async () => {
      const server = await loaded(ollamaLoaded('tiny:latest', 60_000), ollamaLoaded('large:70b', 60_000));
      const asked = await serverAt(wire, server.url);
      expect(await asked.loadedByOthers(never)).toEqual({ kind: 'loaded', names: ['tiny:latest', 'large:70b'] });
      await asked.ask('Tiny', {}, QUESTION, SETTINGS, never);
      expect(await asked.loadedByOthers(never)).toEqual({ kind: 'loaded', names: ['large:70b'] });
      await asked.unload('tiny', never);
      expect(await asked.loadedByOthers(never)).toEqual({ kind: 'loaded', names: ['tiny:latest', 'large:70b'] });
    });

    test('are ours too where somebody else has prolonged their stay', async () => {
      let expiresInMs = 120_000;
      const server = await healthyBut('/api/ps', (_request, response) =>
        sendJson(response, 200, { models: [ollamaLoaded('tiny:latest', expiresInMs)] }),
      );
      const asked = await serverAt(wire, server.url);
      await asked.preload(wire.model, {}, SETTINGS, never);
      expect(await asked.loadedByOthers(never)).toMatchObject({ names: [] });
      expiresInMs = 300_000;
      expect(await asked.loadedByOthers(never)).toMatchObject({ names: ['tiny:latest'] });
    });

    test('are not those that we have loaded just now, which are listed from the beginning', async () => {
      const seen: unknown[] = [];
      const server: FakeServer = await healthyBut('/api/chat', async (request, response) => {
        seen.push(await asked.loadedByOthers(never));
        if (!wire.serve(request, response)) await stream(wire, response, wire.answer(TOKENS));
      });
      const asked = await serverAt(wire, server.url);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(seen).toEqual([
        { kind: 'loaded', names: [] },
        { kind: 'loaded', names: [] },
      ]);
    });

    test('are ours where a failed question left them', async () => {
      const server = await fake(async (request, response) => {
        if (!wire.serve(request, response)) {
          await sleep(20);
          response.socket!.destroy();
        }
      });
      const asked = await serverAt(wire, server.url);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(await asked.loadedByOthers(never)).toMatchObject({ names: [] });
    });

    test('are none where nothing is loaded', async () => {
      const server = await healthyBut('/api/ps', (_request, response) => sendJson(response, 200, { models: null }));
      expect(await (await serverAt(wire, server.url)).loadedByOthers(never)).toEqual({ kind: 'loaded', names: [] });
    });
  });

  test('unloading is a message without words and without a stay', async () => {
    const server = await healthy();
    await (await serverAt(wire, server.url)).unload(wire.model, never);
    expect(chats(server)).toEqual([{ model: wire.model, messages: [], stream: false, keep_alive: 0 }]);
  });

  test('tokens are not counted', async () => {
    const server = await healthy();
    expect(await (await serverAt(wire, server.url)).countTokens(wire.model, 'text', never)).toBeNull();
  });
});
