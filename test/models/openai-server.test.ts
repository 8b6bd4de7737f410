import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ModelOptions } from '../../src/edges/models/model-server.ts';
import { askAt, bench, QUESTION, SETTINGS, serverAt, stream } from './asking.ts';
import { type FakeHandler, type FakeServer, sendJson } from './fake-server.ts';
import { keepsModelServerContract } from './model-server-contract.ts';
import { openaiEvent, openaiWire as wire } from './wire.ts';

const never = new AbortController().signal;
const TOKENS = ['{"summary":["c1"]}'];
const OPTIONS: ModelOptions = { num_ctx: 1_024, num_gpu: 80, temperature: 1, top_k: 40, repeat_penalty: 1.1, keep_alive: '5m' };

describe('openai', () => {
  const { fake, fakeAnswering, closeAll } = bench();
  afterEach(closeAll);

  keepsModelServerContract(wire);

  const answer = (response: ServerResponse) => stream(wire, response, wire.answer(TOKENS));
  /** A healthy server but for these paths. */
  const healthyBut = (paths: Readonly<Record<string, FakeHandler>>) =>
    fake((request, response) => {
      const handler = paths[request.path];
      if (handler) return handler(request, response);
      return wire.serve(request, response) ? undefined : answer(response);
    });
  const serving = (fields: object): Record<string, FakeHandler> => ({
    '/v1/models': (_request, response) => sendJson(response, 200, { object: 'list', data: [{ id: 'tiny', ...fields }] }),
  });
  const chats = (server: FakeServer) => server.requests.filter(({ path }) => path === '/v1/chat/completions').map(({ body }) => body);

  describe('a question', () => {
    test('has a schema, a limit and a wish for the figures', async () => {
      const server = await healthyBut({});
      await askAt(wire, server.url);
      expect(chats(server)).toEqual([
        expect.objectContaining({
          max_tokens: 200,
          stream_options: { include_usage: true },
          response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: QUESTION.schema } },
        }),
      ]);
    });

    test('for prose has no schema, and nothing that a server could refuse because of one', async () => {
      const server = await healthyBut({});
      await askAt(wire, server.url, { question: { ...QUESTION, schema: null } });
      const [body] = chats(server);
      expect(body).toMatchObject({ max_tokens: 200, stream_options: { include_usage: true } });
      expect(body).not.toHaveProperty('response_format');
    });

    test.each(['', '/', '/v1', '/v1/'])('finds its path where the address ends in "%s"', async (end) => {
      const server = await healthyBut({});
      expect(await askAt(wire, `${server.url}${end}`)).toMatchObject({ kind: 'answer' });
    });

    test.each<[string, object, object, string[]]>([
      ['llama.cpp', { owned_by: 'llamacpp' }, { top_k: 40, repeat_penalty: 1.1 }, ['num_ctx', 'num_gpu', 'keep_alive']],
      ['vLLM', { owned_by: 'vllm' }, { top_k: 40, repetition_penalty: 1.1 }, ['num_ctx', 'num_gpu', 'keep_alive']],
      ['LM Studio', { owned_by: 'organization_owner' }, { top_k: 40, repeat_penalty: 1.1 }, ['num_ctx', 'num_gpu', 'keep_alive']],
      ['another server', { owned_by: 'me' }, {}, ['num_ctx', 'num_gpu', 'top_k', 'repeat_penalty', 'keep_alive']],
    ])('to %s has the options that it takes, and says which it does not', async (_server, fields, sent, leftOut) => {
      const server = await healthyBut(serving(fields));
      const asked = await serverAt(wire, server.url);
      await asked.ask(wire.model, OPTIONS, QUESTION, SETTINGS, never);
      const { model, messages, stream: _, max_tokens, stream_options, response_format, ...options } = chats(server)[0]!;
      expect(options).toEqual({ temperature: 1, ...sent });
      expect(await asked.describe(wire.model, OPTIONS, never)).toMatchObject({ optionsLeftOut: leftOut });
    });

    test('asks a model not to think whose template can have it think', async () => {
      const server = await healthyBut({
        '/props': (_request, response) =>
          sendJson(response, 200, { default_generation_settings: { n_ctx: 2_048 }, chat_template: '{% if enable_thinking %}' }),
      });
      await askAt(wire, server.url);
      expect(chats(server)[0]).toMatchObject({ chat_template_kwargs: { enable_thinking: false } });
    });

    test('asks a model not to think that was seen to think', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, wire.answer(TOKENS, { thinking: ['hm'] })));
      const asked = await serverAt(wire, server.url);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(chats(server).map((chat) => chat['chat_template_kwargs'])).toEqual([undefined, { enable_thinking: false }]);
    });
  });

  describe('a server that refuses', () => {
    /** Refuses fields, each by its complaint; `status` as some have it. */
    const refusing = (fields: Readonly<Record<string, string>>, status = 400) =>
      healthyBut({
        '/v1/chat/completions': ({ body }, response) => {
          const refused = Object.keys(fields).find((field) => JSON.stringify(body).includes(`"${field}":`));
          return refused === undefined
            ? answer(response)
            : sendJson(response, status, { error: { message: fields[refused], type: 'invalid_request_error' } });
        },
      });

    test.each([
      ['stream_options', 'Unrecognized request argument supplied: stream_options'],
      ['strict', "'strict' is not permitted"],
      ['response_format', "'response_format.type' must be 'text'"],
      ['top_k', 'extra field top_k'],
    ])('%s gets the question without it, and with all the rest', async (field, complaint) => {
      const server = await refusing({ [field]: complaint });
      expect(await askAt(wire, server.url, { options: OPTIONS })).toMatchObject({ kind: 'answer' });
      const [first, second, ...further] = chats(server);
      expect(further).toEqual([]);
      expect(JSON.stringify(first)).toContain(`"${field}":`);
      expect(JSON.stringify(second)).not.toContain(`"${field}":`);
      for (const other of ['stream_options', 'strict', 'response_format', 'top_k'].filter(
        (name) => name !== field && !(field === 'response_format' && name === 'strict'),
      )) {
        expect(JSON.stringify(second)).toContain(`"${other}":`);
      }
    });

    test.each([400, 422])('without saying what (HTTP %i) gets less and less, the schema last', async (status) => {
      const server = await refusing({ response_format: 'bad request' }, status);
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer' });
      expect(chats(server).map((chat) => ['stream_options', 'response_format'].filter((field) => field in chat))).toEqual([
        ['stream_options', 'response_format'],
        ['response_format'],
        ['response_format'],
        [],
      ]);
    });

    test('is remembered for what it takes', async () => {
      const server = await refusing({ stream_options: 'stream_options?', strict: 'strict?' });
      const asked = await serverAt(wire, server.url);
      for (let count = 0; count < 3; count += 1) await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(chats(server).length).toBe(3 + 2);
    });

    test('everything is not remembered as one that takes nothing', async () => {
      const server = await refusing({ model: 'bad request' });
      const asked = await serverAt(wire, server.url);
      expect(await asked.ask(wire.model, {}, QUESTION, SETTINGS, never)).toMatchObject({ kind: 'failed', reason: 'protocol' });
      const before = chats(server).length;
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(chats(server)[before]).toHaveProperty('response_format');
    });

    test('a key, an address or a prompt is not asked with less', async () => {
      for (const [status, message] of [
        [401, 'Invalid API Key'],
        [404, 'no such path'],
        [400, 'the request exceeds the available context size'],
      ] as const) {
        const server = await healthyBut({
          '/v1/chat/completions': (_request, response) => sendJson(response, status, { error: { message } }),
        });
        expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed' });
        expect(chats(server).length).toBe(1);
      }
    });

    test('is never asked for json_object', async () => {
      const server = await refusing({ response_format: 'response_format?' });
      await askAt(wire, server.url);
      expect(JSON.stringify(chats(server))).not.toContain('json_object');
    });
  });

  describe('an answer', () => {
    const end = (finish_reason: string) => openaiEvent({ choices: [{ index: 0, finish_reason, delta: {} }] });

    test('of a server that states no figures has none', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{}'), end('stop'), 'data: [DONE]\n\n']));
      expect(await askAt(wire, server.url)).toMatchObject({
        kind: 'answer',
        call: { tokensPerSecond: null, promptTokens: null, tokensGenerated: null, promptEvalMs: null, evalMs: null, loadMs: null },
      });
    });

    test('that states counts alone, as vLLM does, has those', async () => {
      const usage = openaiEvent({ choices: [], usage: { prompt_tokens: 61, completion_tokens: 9, total_tokens: 70 } });
      const server = await fakeAnswering(wire, (response) =>
        stream(wire, response, [wire.token('{}'), end('stop'), usage, 'data: [DONE]\n\n']),
      );
      expect(await askAt(wire, server.url)).toMatchObject({
        kind: 'answer',
        call: { promptTokens: 61, tokensGenerated: 9, tokensPerSecond: null },
      });
    });

    test('that is finished and ends without [DONE] is one', async () => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{}'), end('stop')]));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text: '{}' });
    });

    test.each(['content_filter', 'tool_calls', 'abort', 'error'])('that ends for "%s" is broken off', async (reason) => {
      const server = await fakeAnswering(wire, (response) => stream(wire, response, [wire.token('{}'), end(reason), 'data: [DONE]\n\n']));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason: 'broken-off' });
    });

    test('may have comments, other line ends and thoughts in the field that newer servers have', async () => {
      const thought = openaiEvent({ choices: [{ index: 0, finish_reason: null, delta: { reasoning: 'hm' } }] });
      const pieces = [': ping\n\n', thought, ...wire.answer(TOKENS)].map((piece) => piece.replaceAll('\n', '\r\n'));
      const server = await fakeAnswering(wire, (response) => stream(wire, response, pieces));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer', text: TOKENS[0], thought: true });
    });

    test('broken off by a line of older llama.cpp is a complaint', async () => {
      const server = await fakeAnswering(wire, (response) =>
        stream(wire, response, [wire.token('{'), 'error: {"code":500,"message":"failed to allocate memory","type":"server_error"}\n\n']),
      );
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason: 'out-of-memory' });
    });

    test('that is not streamed is none', async () => {
      const server = await fakeAnswering(wire, (response) => sendJson(response, 200, { choices: [{ message: { content: '{}' } }] }));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason: 'protocol' });
    });

    test('with HTTP 200 that complains is a complaint', async () => {
      const server = await fakeAnswering(wire, (response) => sendJson(response, 200, { error: 'Model unloaded: out of memory' }));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason: 'out-of-memory' });
    });

    test.each([
      [
        'older vLLM',
        400,
        { object: 'error', message: "This model's maximum context length is 2048 tokens.", type: 'BadRequestError', code: 400 },
        'truncated',
      ],
      ['OpenAI', 400, { error: { message: 'too long', type: 'invalid_request_error', code: 'context_length_exceeded' } }, 'truncated'],
      [
        'llama.cpp',
        400,
        { error: { code: 400, message: 'no', type: 'exceed_context_size_error', n_prompt_tokens: 2_031, n_ctx: 1_024 } },
        'truncated',
      ],
      ['FastAPI', 404, { detail: 'The model does not exist' }, 'model-missing'],
    ])('in the words of %s is understood', async (_server, status, body, reason) => {
      const server = await fakeAnswering(wire, (response) => sendJson(response, status, body));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'failed', reason });
    });
  });

  describe('a model', () => {
    test('that the server has not is not answered for by the one that it has', async () => {
      const server = await healthyBut(serving({ id: 'other', owned_by: 'llamacpp' }));
      expect(await askAt(wire, server.url)).toMatchObject({
        kind: 'failed',
        reason: 'model-missing',
        message: expect.stringContaining('other'),
      });
      expect(chats(server)).toEqual([]);
    });

    test('is known by its other names', async () => {
      const server = await healthyBut(serving({ id: '/models/tiny.gguf', aliases: ['tiny'], owned_by: 'llamacpp' }));
      expect(await askAt(wire, server.url)).toMatchObject({ kind: 'answer' });
    });

    test.each<[string, Record<string, FakeHandler>, number | null]>([
      ['vLLM', serving({ owned_by: 'vllm', max_model_len: 4_096 }), 4_096],
      [
        'LM Studio',
        {
          ...serving({ owned_by: 'organization_owner' }),
          '/api/v0/models/tiny': (_request, response) =>
            sendJson(response, 200, { id: 'tiny', state: 'loaded', loaded_context_length: 3_000 }),
        },
        3_000,
      ],
      ['a server that tells none', serving({ owned_by: 'me' }), null],
      [
        'llama.cpp that tells no settings',
        {
          ...serving({ owned_by: 'llamacpp', meta: { n_ctx: 777 } }),
          '/props': (_request, response) => sendJson(response, 403, { error: { message: 'disabled' } }),
        },
        777,
      ],
    ])('of %s has the context that is stated', async (_server, paths, contextTokens) => {
      const server = await healthyBut(paths);
      expect(await (await serverAt(wire, server.url)).describe('tiny', {}, never)).toMatchObject({
        kind: 'described',
        contextTokens,
        digest: null,
      });
    });

    test.each<[string, FakeHandler, string]>([
      [
        'is loading',
        (_request, response) => sendJson(response, 503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
        'busy',
      ],
      ['is none', (_request, response) => response.writeHead(404).end(), 'protocol'],
      ['is a page', (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), 'protocol'],
      ['lists nothing that is known', (_request, response) => sendJson(response, 200, { models: [] }), 'protocol'],
    ])('of a server that %s is not described', async (_what, handler, reason) => {
      const server = await healthyBut({ '/v1/models': handler });
      const asked = await serverAt(wire, server.url);
      expect(await asked.describe('tiny', {}, never)).toMatchObject({ kind: 'failed', reason });
      expect(await asked.preload('tiny', {}, SETTINGS, never)).toMatchObject({ kind: 'failed', reason });
    });
  });

  describe('others at work', () => {
    const slots = (...busy: boolean[]): Record<string, FakeHandler> => ({
      '/slots': (_request, response) =>
        sendJson(
          response,
          200,
          busy.map((is_processing, id) => ({ id, is_processing })),
        ),
    });
    const metrics = (text: string): Record<string, FakeHandler> => ({
      '/metrics': (_request, response) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
    });
    const VLLM = '# HELP vllm:num_requests_running Number of requests.\nvllm:num_requests_running{engine="0",model_name="tiny"} ';

    test.each<[string, Record<string, FakeHandler>, string[] | null]>([
      ['slots at rest', slots(false, false), []],
      ['a slot at work', slots(false, true), ['a request of somebody else']],
      ['vLLM at rest', metrics(`${VLLM}0.0\n`), []],
      ['vLLM at work', metrics(`${VLLM}3.0\n`), ['tiny']],
      ['SGLang at work', metrics('sglang:num_running_reqs{model_name="m"} 1.0\n'), ['m']],
      ['metrics of something else', metrics('node_load1 0.5\n'), null],
      ['nothing that tells', {}, null],
    ])('are seen by %s', async (_how, paths, names) => {
      const server = await healthyBut(paths);
      expect(await (await serverAt(wire, server.url)).loadedByOthers(never)).toEqual({ kind: 'loaded', names });
    });

    test('are not we ourselves', async () => {
      let seen: unknown;
      const server: FakeServer = await healthyBut({
        ...slots(true),
        '/v1/chat/completions': async (_request, response) => {
          seen = await asked.loadedByOthers(never);
          await answer(response);
        },
      });
      const asked = await serverAt(wire, server.url);
      await asked.ask(wire.model, {}, QUESTION, SETTINGS, never);
      expect(seen).toEqual({ kind: 'loaded', names: [] });
      expect(await asked.loadedByOthers(never)).toMatchObject({ names: ['a request of somebody else'] });
    });
  });

  describe('tokens', () => {
    test.each<[string, object, number | null]>([
      ['llama.cpp', { tokens: [1, 2, 3] }, 3],
      ['vLLM', { count: 5, max_model_len: 2_048, tokens: [1, 2, 3, 4, 5] }, 5],
      ['something else', { length: 3 }, null],
    ])('are counted as %s counts them', async (_server, body, count) => {
      const server = await healthyBut({ '/tokenize': (_request, response) => sendJson(response, 200, body) });
      expect(await (await serverAt(wire, server.url)).countTokens('tiny', 'some text', never)).toBe(count);
      expect(server.requests.at(-1)!.body).toEqual({ model: 'tiny', content: 'some text', prompt: 'some text' });
    });

    test('are not counted where the server cannot', async () => {
      const server = await healthyBut({});
      expect(await (await serverAt(wire, server.url)).countTokens('tiny', 'some text', never)).toBeNull();
    });
  });
});
